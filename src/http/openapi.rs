//! What is the API, for programs? OpenAPI 3.1, made from the handlers.

use actix_web::http::Method;
use actix_web::web::Bytes;
use serde_json::{Map, Value, json};
use utoipa::OpenApi;

use super::problem::{PROBLEM_JSON, Problem};
use super::routes::{Documented, ROUTES};
use crate::config::Config;

/// The failures that no handler mentions are added here; this one brings their shape along.
#[derive(OpenApi)]
#[openapi(components(schemas(Problem)))]
struct Shapes;

/// The document as it is served. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Document(Bytes);

impl Document {
    /// Built once, at the start.
    pub fn new(config: &Config) -> Self {
        Self(Bytes::from(build(config).to_string()))
    }

    pub(super) fn json(&self) -> Bytes {
        self.0.clone()
    }
}

fn build(config: &Config) -> Value {
    let mut api = Documented::openapi();
    api.merge(Shapes::openapi());
    let mut document = serde_json::to_value(&api).unwrap_or_default();
    set(
        &mut document,
        "info",
        json!({
            "title": config.app_title,
            "description": config.app_description,
            "version": config.app_version,
        }),
    );
    set(&mut document, "servers", json!([{"url": config.public_url("")}]));
    set(&mut document, "security", json!([{"bearer": []}]));
    if let Some(components) = document.get_mut("components") {
        set(components, "securitySchemes", security_schemes());
    }
    for route in ROUTES {
        let place = format!("/paths/{}/{}", route.path.replace('/', "~1"), route.method.as_str().to_ascii_lowercase());
        if let Some(operation) = document.pointer_mut(&place).and_then(Value::as_object_mut) {
            operation.insert("operationId".to_owned(), Value::from(route.operation));
            complete(operation, &route.method);
        }
    }
    if config.debug {
        open_ensure(&mut document);
    }
    for schema in ALWAYS_WHOLE {
        require_all(document.pointer_mut(&format!("/components/schemas/{schema}")));
    }
    loosen(&mut document);
    document
}

/// While `DEBUG=True` no credentials are needed for it.
fn open_ensure(document: &mut Value) {
    let security = document.pointer_mut("/paths/~1api~1users~1ensure/post/security");
    if let Some(ways) = security.and_then(Value::as_array_mut) {
        ways.push(json!({}));
    }
}

fn security_schemes() -> Value {
    json!({
        "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "A user's token."},
        "api_key": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "A storefront's backend."},
        "token": {"type": "apiKey", "in": "query", "name": "token",
            "description": "The token again, where headers cannot be set: for the WebSocket only."},
    })
}

/// Adds the failures that follow from what an operation takes, and the body of each failure.
fn complete(operation: &mut Map<String, Value>, method: &Method) {
    let implied = implied_failures(operation, method);
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    for (status, description) in implied {
        responses.entry(status).or_insert_with(|| json!({"description": description}));
    }
    for (status, response) in responses.iter_mut().filter(|(status, _)| status.as_str() >= "400") {
        if response.get("content").is_none() {
            set(response, "content", json!({PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}));
        }
        if matches!(status.as_str(), "429" | "503") {
            let seconds = json!({"description": "Seconds to wait", "schema": {"type": "integer", "minimum": 0}});
            set(response, "headers", json!({"Retry-After": seconds}));
        }
    }
}

/// The statuses of the contract's section 7, by what an operation takes.
fn implied_failures(operation: &Map<String, Value>, method: &Method) -> Vec<(&'static str, &'static str)> {
    let parameters = operation.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default();
    let takes = |place: &str| parameters.iter().any(|parameter| parameter["in"] == place);
    let is_open = operation.get("security").is_some_and(|security| security == &json!([{}]));
    let mut failures = vec![("500", "Something broke inside"), ("503", "The database is away; try again")];
    if !is_open {
        failures.push(("401", "No valid token or key"));
        failures.push(("403", "The caller's role may never do this"));
    }
    if *method != Method::GET {
        failures.push(("429", "Too much at once; come back later"));
    }
    if takes("path") {
        failures.push(("404", "There is no such thing, or it is not the caller's to see"));
    }
    if takes("query") {
        failures.push(("400", "A cursor that cannot be read"));
        failures.push(("422", "A parameter is missing, of a wrong type or out of range"));
    }
    if operation.contains_key("requestBody") {
        failures.push(("400", "The body cannot be read"));
        failures.push(("413", "The body is too big"));
        failures.push(("415", "The body is of a type that is not taken"));
        failures.push(("422", "A field is missing, of a wrong type, too long or out of range"));
    }
    failures
}

/// What is answered with every field, null where there is nothing; a field of `Option` would else pass as one that may
/// be missing.
const ALWAYS_WHOLE: [&str; 6] =
    ["Conversation", "Message", "Page_Conversation", "Page_QuickReply", "Page_UserView", "UserView"];

fn require_all(schema: Option<&mut Value>) {
    let Some(schema) = schema else { return };
    let names =
        schema.get("properties").and_then(Value::as_object).map(|fields| fields.keys().cloned().collect::<Vec<_>>());
    if let Some(names) = names {
        set(schema, "required", json!(names));
    }
}

/// `oneOf` says "exactly one", which fails for shapes that include each other, as a user's public fields and all of
/// them do; `anyOf` is what is meant everywhere.
fn loosen(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if let Some(shapes) = fields.remove("oneOf") {
                fields.insert("anyOf".to_owned(), shapes);
            }
            fields.values_mut().for_each(loosen);
        }
        Value::Array(items) => items.iter_mut().for_each(loosen),
        _ => {}
    }
}

fn set(object: &mut Value, key: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}

#[cfg(test)]
#[path = "openapi_test.rs"]
mod tests;
