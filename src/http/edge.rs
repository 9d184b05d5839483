//! What happens to every request on its way in, and to every answer on its way out?
//!
//! A request gets its id; a panic becomes a 500; every failure, whoever made it, becomes a problem body; every answer
//! gets its headers and one line in the log.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::test::TestRequest;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use futures_util::FutureExt;
use tracing::Instrument;

use super::caller::Asker;
use super::problem::{PROBLEM_JSON, Problem};
use super::request_id::{RequestId, X_REQUEST_ID};
use super::{measured, security, unread};
use crate::error::Error;
use crate::metrics::{self, Code, Place, panics};

/// Beside a failure whose body is the handler's own and no problem.
pub(super) struct Spoken;

/// The outermost layer; wrap everything in it with `middleware::from_fn`.
pub async fn edge(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let visit = Visit::begin(&request);
    request.extensions_mut().insert(visit.id.clone());
    let held = unread::hold(&mut request);
    let span = tracing::info_span!("request", request_id = %visit.id);
    let served = AssertUnwindSafe(async move { next.call(request).await }).catch_unwind();
    let answer = match served.instrument(span).await {
        Ok(Ok(answer)) => answer.map_into_boxed_body(),
        Ok(Err(error)) => lost(HttpResponse::from_error(error)),
        Err(_panic) => {
            panics::caught(Place::Request, &visit.path);
            lost(HttpResponse::from_error(Error::internal("a panic while the request was served")))
        }
    };
    let mut answer = problem_body(answer, &visit.id);
    answer.headers_mut().insert(X_REQUEST_ID, visit.id.header());
    security::complete(&mut answer);
    visit.log(&answer);
    Ok(unread::keep(held, answer))
}

/// The answer to a target that is no path: it does not get as far as the edge.
pub(super) async fn nowhere(request: HttpRequest) -> HttpResponse {
    let id = RequestId::of(request.headers());
    let problem = Problem::of_status(StatusCode::NOT_FOUND, sentence(StatusCode::NOT_FOUND, request.method()));
    metrics::HTTP_ERRORS.one(Code::NotFound);
    let mut answer = HttpResponse::NotFound().content_type(PROBLEM_JSON).body(problem.json(&id));
    answer.headers_mut().insert(X_REQUEST_ID, id.header());
    security::fill(answer.headers_mut());
    answer
}

/// An answer whose request is gone: it went down with a panic or a layer that kept it. Nothing reads the request after
/// the edge, so an empty one stands in.
fn lost(response: HttpResponse) -> ServiceResponse {
    ServiceResponse::new(TestRequest::default().to_http_request(), response)
}

/// Writes the body of a failure: its own [`Problem`], or one made from the status where the framework answered.
fn problem_body(answer: ServiceResponse, id: &RequestId) -> ServiceResponse {
    let status = answer.status();
    let is_failure = status.is_client_error() || status.is_server_error();
    if !is_failure || answer.response().extensions().contains::<Spoken>() {
        return answer;
    }
    let (request, mut response) = answer.into_parts();
    let own = response.extensions_mut().remove::<Problem>();
    let problem = own.unwrap_or_else(|| Problem::of_status(status, sentence(status, request.method())));
    metrics::HTTP_ERRORS.one(Code::named(problem.code()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    response.headers_mut().remove(header::CONTENT_ENCODING);
    let body = problem.json(id);
    ServiceResponse::new(request, response.set_body(BoxBody::new(body)))
}

fn sentence(status: StatusCode, method: &Method) -> String {
    match status {
        StatusCode::NOT_FOUND => "There is nothing at this address.".to_owned(),
        StatusCode::METHOD_NOT_ALLOWED => format!("{method} cannot be used here; the Allow header says what can."),
        StatusCode::NOT_ACCEPTABLE => "No encoding that the Accept-Encoding header asks for is offered.".to_owned(),
        StatusCode::PAYLOAD_TOO_LARGE => "The request is too big.".to_owned(),
        StatusCode::BAD_REQUEST => "The request could not be understood.".to_owned(),
        other => format!("{}.", other.canonical_reason().unwrap_or("The request failed")),
    }
}

/// What the log needs to know of a request that may be gone by then.
struct Visit {
    id: RequestId,
    method: Method,
    path: String,
    begun: Instant,
}

impl Visit {
    fn begin(request: &ServiceRequest) -> Self {
        Self {
            id: RequestId::of(request.headers()),
            method: request.method().clone(),
            path: request.path().to_owned(),
            begun: Instant::now(),
        }
    }

    /// One line an answer. The query is left out: it may hold a token.
    fn log(&self, answer: &ServiceResponse) {
        let time = self.begun.elapsed();
        measured::count(answer.request(), answer.status(), time);
        let cause = answer.response().error().and_then(|error| error.as_error::<Error>());
        if let Some(error @ Error::Internal(_)) = cause {
            tracing::error!(target: "kefu::http", request_id = %self.id, method = %self.method, path = %self.path, %error);
        }
        let asker = answer.request().extensions().get::<Asker>().map(ToString::to_string);
        tracing::info!(
            target: "kefu::http",
            request_id = %self.id,
            method = %self.method,
            path = %self.path,
            status = answer.status().as_u16(),
            micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX),
            user = asker,
        );
    }
}

#[cfg(test)]
#[path = "edge_test.rs"]
mod tests;
