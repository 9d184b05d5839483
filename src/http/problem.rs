//! How does a failure look over HTTP?

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use super::request_id::RequestId;
use crate::error::Error;

/// The media type of every failure.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// A failure as RFC 9457 has it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: `code` says what kind of failure it is.
    #[serde(rename = "type")]
    #[schema(value_type = String, example = "about:blank")]
    kind: &'static str,
    /// The name of the status.
    title: String,
    status: u16,
    /// A sentence for a person.
    detail: String,
    /// Stable, for programs.
    #[schema(example = "not_found")]
    code: String,
    /// Names this request in the server's log.
    request_id: String,
    /// With 422: what is wrong, field by field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
    /// With 429 and 503: seconds to wait, as in the `Retry-After` header.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
}

/// One field that is wrong.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Its path: `body.text`, `users[3].role`.
    field: String,
    /// What would be right.
    message: String,
}

impl Problem {
    pub(super) fn of(error: &Error) -> Self {
        let mut problem = Self::of_status(status(error), error.detail());
        error.code().clone_into(&mut problem.code);
        problem.retry_after = error.retry_after();
        if let Error::Invalid(errors) = error {
            let wrong =
                |e: &crate::error::FieldError| FieldProblem { field: e.field.clone(), message: e.message.clone() };
            problem.errors = errors.iter().map(wrong).collect();
        }
        problem
    }

    /// What stands for an answer that the framework made: it knows only the status.
    pub(super) fn of_status(status: StatusCode, detail: String) -> Self {
        let title = status.canonical_reason().unwrap_or("Error");
        Self {
            kind: "about:blank",
            title: title.to_owned(),
            status: status.as_u16(),
            detail,
            code: code(status),
            request_id: String::new(),
            errors: Vec::new(),
            retry_after: None,
        }
    }

    pub(super) fn code(&self) -> &str {
        &self.code
    }

    /// The body, naming its request.
    pub(super) fn json(mut self, request_id: &RequestId) -> Vec<u8> {
        request_id.as_str().clone_into(&mut self.request_id);
        serde_json::to_vec(&self).unwrap_or_default()
    }
}

/// The codes of the contract; a status that is not in it is named after itself.
fn code(status: StatusCode) -> String {
    match status.as_u16() {
        422 => "invalid".to_owned(),
        429 => "rate_limited".to_owned(),
        500 => "internal".to_owned(),
        503 => "unavailable".to_owned(),
        _ => status.canonical_reason().unwrap_or("error").to_ascii_lowercase().replace([' ', '-'], "_"),
    }
}

fn status(error: &Error) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Handlers and extractors answer with [`Error`]. The response carries its [`Problem`] beside it; the edge writes the
/// body, because only there the request's id is known.
impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        status(self)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::new(status(self));
        if let Some(seconds) = self.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if matches!(self, Self::Unauthorized(_)) {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(Problem::of(self));
        response
    }
}
