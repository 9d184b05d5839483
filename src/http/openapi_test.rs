use std::collections::BTreeSet;

use super::*;
use crate::http::ROUTES;
use crate::http::testing::settings;

fn documented() -> BTreeSet<(String, String)> {
    let document = build(&settings(&[]));
    let paths = document["paths"].as_object().unwrap();
    let of = |path: &String, methods: &Value| -> Vec<_> {
        methods.as_object().unwrap().keys().map(|method| (method.to_uppercase(), path.clone())).collect()
    };
    paths.iter().flat_map(|(path, methods)| of(path, methods)).collect()
}

fn operations(document: &Value) -> impl Iterator<Item = &Value> {
    document["paths"].as_object().unwrap().values().flat_map(|methods| methods.as_object().unwrap().values())
}

/// Catches a handler that is mounted at another address than its description says, or is described twice.
#[test]
fn what_is_served_is_what_is_documented() {
    let served: BTreeSet<_> = ROUTES.iter().map(|route| (route.method.to_string(), route.path.to_owned())).collect();
    assert_eq!(served.len(), ROUTES.len(), "a route is in the table twice");
    assert_eq!(served, documented());
}

/// Catches a `$ref` to a schema that nothing brought along: client generators stop at it.
#[test]
fn every_reference_leads_somewhere() {
    let document = build(&settings(&[]));
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
}

#[test]
fn every_failure_has_the_shape_of_a_problem() {
    let document = build(&settings(&[]));
    for operation in operations(&document) {
        let name = operation["operationId"].to_string();
        for (status, response) in operation["responses"].as_object().unwrap() {
            let is_health = name.contains("health_") && status == "503";
            if status.as_str() >= "400" && !is_health {
                assert!(response["content"][PROBLEM_JSON].is_object(), "{name} {status}");
            }
        }
    }
}

#[test]
fn operations_have_names_of_their_own() {
    let document = build(&settings(&[]));
    let names: Vec<String> = operations(&document).map(|operation| operation["operationId"].to_string()).collect();
    let different: BTreeSet<&String> = names.iter().collect();
    assert_eq!(different.len(), names.len(), "{names:?}");
}

#[test]
fn the_settings_are_in_it() {
    let document = build(&settings(&[]));
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["title"], "Tea & Co");
    assert_eq!(document["info"]["version"], "1.2.3");
    assert_eq!(document["servers"][0]["url"], "https://chat.example/kefu");
}
