//! What may a browser do with our answers?

use actix_web::dev::ServiceResponse;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// What holds unless the handler said otherwise: nothing is guessed, framed, run, kept, or told about to others.
const DEFAULTS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::CACHE_CONTROL, "no-store"),
    (CORP, "same-origin"),
];

/// Adds the headers that are missing. An upgrade has none of them.
pub(super) fn complete(answer: &mut ServiceResponse) {
    if answer.status().is_informational() {
        return;
    }
    fill(answer.headers_mut());
}

/// The same, for an answer that does not go through the edge.
pub(super) fn fill(headers: &mut HeaderMap) {
    for (name, value) in DEFAULTS {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}
