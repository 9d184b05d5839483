//! How is a JSON body read?

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::BytesMut;
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, IgnoredAny};

use super::wrong;
use crate::error::{Error, Result};

/// The largest body, in bytes, unless an endpoint says otherwise.
pub const BODY_LIMIT: usize = 256 * 1024;
/// How long a body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// A JSON body of at most `LIMIT` bytes. Unknown fields are ignored.
///
/// Errors: `unsupported_media_type` without `application/json`, `payload_too_large`, `bad_request` for what is not
/// JSON, `invalid` with the path of the field for JSON of another shape.
#[derive(Debug)]
pub struct Json<T, const LIMIT: usize = BODY_LIMIT>(pub T);

impl<T: DeserializeOwned, const LIMIT: usize> FromRequest for Json<T, LIMIT> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let accepted = check_type(request.headers()).and_then(|()| check_length(request.headers(), LIMIT));
        let payload = payload.take();
        Box::pin(async move {
            accepted?;
            let body = tokio::time::timeout(BODY_TIMEOUT, collect(payload, LIMIT)).await;
            let body =
                body.map_err(|_| Error::BadRequest("The body did not arrive within 30 seconds.".to_owned()))??;
            parse(&body).map(Self)
        })
    }
}

/// `application/json` (or a `+json` relative), not compressed.
fn check_type(headers: &HeaderMap) -> Result<()> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = text(header::CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_json = essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"));
    if !is_json {
        return Err(Error::UnsupportedMediaType(
            "The body must be JSON, with Content-Type: application/json.".to_owned(),
        ));
    }
    let encoding = text(header::CONTENT_ENCODING);
    if encoding.is_empty() || encoding.eq_ignore_ascii_case("identity") {
        return Ok(());
    }
    Err(Error::UnsupportedMediaType("Compressed bodies are not taken; leave out Content-Encoding.".to_owned()))
}

fn check_length(headers: &HeaderMap, limit: usize) -> Result<()> {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let length = length.and_then(|length| length.parse::<u64>().ok()).unwrap_or_default();
    if usize::try_from(length).is_ok_and(|length| length <= limit) { Ok(()) } else { Err(too_large(limit)) }
}

async fn collect(mut payload: Payload, limit: usize) -> Result<BytesMut> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| Error::BadRequest(format!("The body could not be read: {error}.")))?;
        if body.len() + chunk.len() > limit {
            return Err(too_large(limit));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn too_large(limit: usize) -> Error {
    Error::PayloadTooLarge(format!("The body is too big: at most {limit} bytes are taken."))
}

/// The deepest JSON that is read. `serde_json` bounds only what it builds, not what it skips or keeps as text.
const MAX_DEPTH: usize = 64;

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    if depth(body) > MAX_DEPTH {
        return Err(Error::BadRequest(format!("The body is nested too deeply: at most {MAX_DEPTH} levels are read.")));
    }
    // serde would take a list for an object whose fields come in order.
    if body.trim_ascii_start().starts_with(b"[") && serde_json::from_slice::<IgnoredAny>(body).is_ok() {
        return Err(Error::invalid("body", "must be a JSON object"));
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        refused(body, &path, &error.into_inner())
    })?;
    reader.end().map_err(|cause| not_json(&cause))?;
    Ok(value)
}

/// What is no JSON at all is a bad request, also where a field before the break is wrong; else the field is to blame.
/// `serde_json` calls a number in place of a word (an enum) a mistake of syntax, so the body itself is asked.
fn refused(body: &[u8], path: &str, cause: &serde_json::Error) -> Error {
    match serde_json::from_slice::<IgnoredAny>(body) {
        Err(broken) => not_json(&broken),
        Ok(_) if std::str::from_utf8(body).is_err() => Error::BadRequest("The body is not UTF-8.".to_owned()),
        Ok(_) if cause.is_data() => wrong::field(path, &cause.to_string(), "body"),
        Ok(_) => wrong::field(path, "has a value of the wrong type", "body"),
    }
}

/// How deep brackets nest outside of strings; more or less, where the text is no JSON.
fn depth(body: &[u8]) -> usize {
    let (mut deepest, mut open, mut in_string, mut escaped) = (0_usize, 0_usize, false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => open += 1,
            b']' | b'}' if !in_string => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
    }
    deepest
}

fn not_json(cause: &serde_json::Error) -> Error {
    Error::BadRequest(format!("The body is not JSON: {cause}."))
}

/// For the fields of a `PATCH`: with `#[serde(default, deserialize_with = "present")]` an absent field is `None` and
/// `null` is `Some(None)`.
pub fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

#[cfg(test)]
#[path = "json_test.rs"]
mod tests;
