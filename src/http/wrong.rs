//! Which field is wrong, in words for a person?

use crate::error::Error;

/// The 422 for what serde says about the field at `path`; `whole` names the input where no field is to blame.
pub(super) fn field(path: &str, cause: &str, whole: &str) -> Error {
    let cause = cause.split(" at line ").next().unwrap_or(cause);
    let path = path.trim_start_matches('.');
    let path = if path == "." || path == "?" { "" } else { path };
    match missing(cause) {
        Some(name) if path.is_empty() => Error::invalid(name, "is required"),
        Some(name) => Error::invalid(format!("{path}.{name}"), "is required"),
        None if path.is_empty() => Error::invalid(whole, cause),
        None => Error::invalid(path, cause),
    }
}

/// The name in serde's "missing field `name`".
fn missing(cause: &str) -> Option<&str> {
    cause.strip_prefix("missing field `")?.strip_suffix('`')
}
