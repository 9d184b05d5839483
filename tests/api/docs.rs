//! `/api/docs`, `/api/openapi.json`

use serde_json::Value;

use crate::support::TestApp;

/// The rows of the contract, as the document must name them.
const CONTRACT: [(&str, &str); 34] = [
    ("post", "/api/auth/login"),
    ("get", "/api/auth/verify"),
    ("post", "/api/auth/logout"),
    ("post", "/api/auth/refresh"),
    ("post", "/api/auth/password"),
    ("post", "/api/auth/tokens"),
    ("post", "/api/auth/visitor"),
    ("post", "/api/users/ensure"),
    ("get", "/api/users"),
    ("post", "/api/users"),
    ("get", "/api/users/{id}"),
    ("patch", "/api/users/{id}"),
    ("delete", "/api/users/{id}"),
    ("post", "/api/conversations"),
    ("get", "/api/conversations"),
    ("get", "/api/conversations/{id}"),
    ("patch", "/api/conversations/{id}"),
    ("post", "/api/conversations/{id}/read"),
    ("get", "/api/messages"),
    ("post", "/api/messages"),
    ("patch", "/api/messages/{conversation_id}/{seq}"),
    ("delete", "/api/messages/{conversation_id}/{seq}"),
    ("get", "/api/quick-replies"),
    ("post", "/api/quick-replies"),
    ("get", "/api/quick-replies/{id}"),
    ("patch", "/api/quick-replies/{id}"),
    ("delete", "/api/quick-replies/{id}"),
    ("post", "/api/upload"),
    ("get", "/api/media/{path}"),
    ("get", "/api/health"),
    ("get", "/api/health/live"),
    ("get", "/api/health/ready"),
    ("get", "/api/openapi.json"),
    ("get", "/api/ws/{user_id}"),
];

#[tokio::test(flavor = "multi_thread")]
async fn the_document_describes_all_of_the_contract() {
    let app = TestApp::start().await;

    let document = app.nobody().get("/api/openapi.json").await.expect(200);

    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."));
    assert_eq!(document["info"]["title"], "Tea & Co");
    assert_eq!(document["info"]["version"], "1.2.3");
    for (method, path) in CONTRACT {
        let operation = &document["paths"][path][method];
        assert!(operation["summary"].is_string() || operation["description"].is_string(), "{method} {path}");
        assert!(operation["responses"].is_object(), "{method} {path}");
    }
}

/// Catches docs that need somebody else's server: everything the page names is served here, and its policy forbids
/// the rest.
#[tokio::test(flavor = "multi_thread")]
async fn the_docs_are_readable_offline() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    let page = nobody.get("/api/docs").await.expect(200);

    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let links: Vec<&str> = page
        .text()
        .split("=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|value| value.contains('.') && !value.contains(' '))
        .collect();
    assert!(links.len() >= 4, "{links:?}");
    for link in links {
        assert!(!link.contains("//"), "{link} is elsewhere");
        let file = nobody.get(&format!("/api/{link}")).await.expect(200);
        assert!(!file.bytes.is_empty(), "{link}");
    }
    let start = nobody.get("/api/docs/start.js").await.expect(200);
    assert!(!start.text().contains("//"), "{}", start.text());
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self';"), "{policy}");
    nobody.get("/api/docs/nothing.js").await.problem(404, "not_found");
}

/// Catches a description that fell behind: every 2xx of the document is one that the suite's own calls get.
#[tokio::test(flavor = "multi_thread")]
async fn every_operation_says_how_it_succeeds() {
    let app = TestApp::start().await;
    let document = app.nobody().get("/api/openapi.json").await.expect(200);
    for (method, path) in CONTRACT.into_iter().filter(|(_, path)| !path.starts_with("/api/ws")) {
        let responses = document["paths"][path][method]["responses"].as_object().cloned().unwrap_or_default();
        let good: Vec<&String> = responses.keys().filter(|status| status.starts_with('2')).collect();
        assert!(!good.is_empty(), "{method} {path}: {}", Value::Object(responses));
    }
}
