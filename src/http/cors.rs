//! Which other sites' pages may call?

use actix_cors::Cors;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderName};

use super::request_id::X_REQUEST_ID;

/// How long a browser may remember what a preflight answered, in seconds.
const MAX_AGE: usize = 3600;

/// Exactly the pages at `origins`; with none, no page but our own.
pub(super) fn cors(origins: &[String]) -> Cors {
    let allowed = [
        header::AUTHORIZATION,
        header::CONTENT_TYPE,
        header::RANGE,
        HeaderName::from_static("x-api-key"),
        HeaderName::from_static("idempotency-key"),
        X_REQUEST_ID,
    ];
    let exposed = [header::RETRY_AFTER, header::CONTENT_RANGE, X_REQUEST_ID];
    let cors = Cors::default()
        .allowed_methods([Method::GET, Method::HEAD, Method::POST, Method::PATCH, Method::DELETE])
        .allowed_headers(allowed)
        .expose_headers(exposed)
        .max_age(MAX_AGE);
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}
