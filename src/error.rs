//! Why did it fail?

use std::fmt;

/// One thing wrong with a request: where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The path of the field as the client wrote it: `body.text`, `users[3].role`.
    pub field: String,
    /// A sentence that says what would be right.
    pub message: String,
}

impl FieldError {
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// Why a command did not do what it was asked. Each variant has one stable [`Error::code`] and one HTTP
/// [`Error::status`] (the contract's table); the text in it is a sentence for a person and is shown to the client.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not JSON, a broken request, an unreadable cursor.
    #[error("{0}")]
    BadRequest(String),
    /// No token or key, or one that is wrong, expired or revoked.
    #[error("{0}")]
    Unauthorized(String),
    /// What the caller may see but never do.
    #[error("{0}")]
    Forbidden(String),
    /// What does not exist, or is not the caller's to see.
    #[error("{0}")]
    NotFound(String),
    #[error("{0}")]
    MethodNotAllowed(String),
    #[error("{0}")]
    Conflict(String),
    #[error("{0}")]
    PayloadTooLarge(String),
    #[error("{0}")]
    UnsupportedMediaType(String),
    #[error("{0}")]
    RangeNotSatisfiable(String),
    /// Well-formed but wrong: missing, wrong type, out of range, too long.
    #[error("{}", invalid_sentence(.0))]
    Invalid(Vec<FieldError>),
    /// Too much, too fast: come back after `retry_after` seconds.
    #[error("{detail}")]
    RateLimited { detail: String, retry_after: u64 },
    /// The database is away or too slow: nothing is known to be stored; the same request may be sent again.
    #[error("{0}")]
    Unavailable(String),
    /// Something broke inside. The cause is for the log; clients see a fixed sentence.
    #[error("internal error: {0}")]
    Internal(String),
}

/// The seconds a client should wait when the server is `unavailable`.
pub const UNAVAILABLE_RETRY_AFTER: u64 = 2;

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A 422 about one field.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, message)])
    }

    /// A 404 for anything that is missing or hidden.
    pub fn missing(what: impl fmt::Display) -> Self {
        Self::NotFound(format!("There is no such {what}, or it is not yours to see."))
    }

    /// Our own fault; `cause` goes to the log only.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self::Internal(cause.to_string())
    }

    /// The stable code for programs, the same in problem bodies and WebSocket `error` frames.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BadRequest(_) => "bad_request",
            Self::Unauthorized(_) => "unauthorized",
            Self::Forbidden(_) => "forbidden",
            Self::NotFound(_) => "not_found",
            Self::MethodNotAllowed(_) => "method_not_allowed",
            Self::Conflict(_) => "conflict",
            Self::PayloadTooLarge(_) => "payload_too_large",
            Self::UnsupportedMediaType(_) => "unsupported_media_type",
            Self::RangeNotSatisfiable(_) => "range_not_satisfiable",
            Self::Invalid(_) => "invalid",
            Self::RateLimited { .. } => "rate_limited",
            Self::Unavailable(_) => "unavailable",
            Self::Internal(_) => "internal",
        }
    }

    /// The HTTP status of the code.
    pub const fn status(&self) -> u16 {
        match self {
            Self::BadRequest(_) => 400,
            Self::Unauthorized(_) => 401,
            Self::Forbidden(_) => 403,
            Self::NotFound(_) => 404,
            Self::MethodNotAllowed(_) => 405,
            Self::Conflict(_) => 409,
            Self::PayloadTooLarge(_) => 413,
            Self::UnsupportedMediaType(_) => 415,
            Self::RangeNotSatisfiable(_) => 416,
            Self::Invalid(_) => 422,
            Self::RateLimited { .. } => 429,
            Self::Internal(_) => 500,
            Self::Unavailable(_) => 503,
        }
    }

    /// What a client may read: the sentence, without the cause of an internal error.
    pub fn detail(&self) -> String {
        match self {
            Self::Internal(_) => "Something broke on our side; it has been logged under this request's id.".to_owned(),
            other => other.to_string(),
        }
    }

    /// Seconds to wait, for the two codes that carry it.
    pub const fn retry_after(&self) -> Option<u64> {
        match self {
            Self::RateLimited { retry_after, .. } => Some(*retry_after),
            Self::Unavailable(_) => Some(UNAVAILABLE_RETRY_AFTER),
            _ => None,
        }
    }
}

fn invalid_sentence(errors: &[FieldError]) -> String {
    let parts: Vec<String> = errors.iter().map(|e| format!("{}: {}", e.field, e.message)).collect();
    parts.join("; ")
}

impl From<crate::domain::Refusal> for Error {
    fn from(refusal: crate::domain::Refusal) -> Self {
        use crate::domain::Refusal;
        match refusal {
            Refusal::Hidden(what) => Self::missing(what),
            Refusal::Forbidden(why) => Self::Forbidden(why.to_owned()),
            Refusal::Conflict(why) => Self::Conflict(why),
            Refusal::Invalid { field, message } => Self::invalid(field, message),
        }
    }
}

impl From<crate::protocol::FrameError> for Error {
    fn from(wrong: crate::protocol::FrameError) -> Self {
        use crate::protocol::FrameError;
        match wrong {
            FrameError::Malformed(detail) => Self::BadRequest(detail),
            FrameError::Unknown(detail) => Self::invalid("type", detail),
            FrameError::Invalid { field, message } => Self::invalid(field, message),
        }
    }
}
