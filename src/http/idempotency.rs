//! Under which name is a request to be done once?

use actix_web::http::header::HeaderMap;
use utoipa::IntoParams;

use crate::error::{Error, Result};
use crate::id::ClientId;

const HEADER: &str = "idempotency-key";

/// The header, for the docs.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "the header is read by hand; this says in the docs what it looks like")]
pub struct IdempotencyKey {
    /// Serves as `client_id` where there is none; beside a different one it is 422.
    #[param(rename = "Idempotency-Key", min_length = 1, max_length = 64)]
    key: Option<String>,
}

/// The message's `client_id`: the body's, or the `Idempotency-Key`.
pub(super) fn client_id(headers: &HeaderMap, in_body: Option<String>) -> Result<Option<ClientId>> {
    let key = headers.get(HEADER).map(|value| value.to_str().unwrap_or_default());
    match (in_body, key) {
        (Some(id), Some(key)) if id != key => {
            Err(Error::invalid("client_id", "differs from the Idempotency-Key header; send one of them"))
        }
        (Some(id), _) => read("client_id", &id).map(Some),
        (None, Some(key)) => read("Idempotency-Key", key).map(Some),
        (None, None) => Ok(None),
    }
}

fn read(field: &str, text: &str) -> Result<ClientId> {
    let rule = format!("must have 1 to {} characters", ClientId::MAX_CHARS);
    ClientId::parse(text).ok_or_else(|| Error::invalid(field, rule))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    fn with(key: Option<&str>, in_body: Option<&str>) -> Result<Option<String>> {
        let mut headers = HeaderMap::new();
        if let Some(key) = key {
            headers.insert(HeaderName::from_static(HEADER), HeaderValue::from_str(key).unwrap());
        }
        Ok(client_id(&headers, in_body.map(str::to_owned))?.map(|id| id.as_str().to_owned()))
    }

    #[test]
    fn the_header_serves_as_client_id() {
        assert_eq!(with(None, None).unwrap(), None);
        assert_eq!(with(Some("a"), None).unwrap().as_deref(), Some("a"));
        assert_eq!(with(None, Some("b")).unwrap().as_deref(), Some("b"));
        assert_eq!(with(Some("c"), Some("c")).unwrap().as_deref(), Some("c"));
    }

    #[test]
    fn two_names_and_bad_names_are_refused() {
        let long = "x".repeat(65);
        for (key, in_body) in [(Some("a"), Some("b")), (Some(""), None), (Some(long.as_str()), None), (None, Some(""))]
        {
            assert_eq!(with(key, in_body).unwrap_err().status(), 422, "{key:?} {in_body:?}");
        }
    }
}
