//! What becomes of a body that nobody reads to its end?
//!
//! actix reads the rest of a chunked body whose reader is gone, however slowly it comes, and keeps the connection as long.
//! While somebody still holds the body it closes behind the answer instead, as it does with bodies of a known length.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::HttpMessage;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use bytes::Bytes;
use futures_util::Stream;

type Shared = Rc<RefCell<Payload>>;

/// A chunked body that is kept until its answer has left.
pub(super) struct Held(Shared);

/// Takes hold of the body, where it is chunked; the handler reads it as before.
pub(super) fn hold(request: &mut ServiceRequest) -> Option<Held> {
    if !request.chunked().unwrap_or_default() {
        return None;
    }
    let shared = Rc::new(RefCell::new(request.take_payload()));
    let read: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> = Box::pin(Reader(shared.clone()));
    request.set_payload(read.into());
    Some(Held(shared))
}

/// Keeps the body as long as the answer's own.
pub(super) fn keep(held: Option<Held>, answer: ServiceResponse) -> ServiceResponse {
    match held {
        Some(held) => answer.map_body(|_, body| BoxBody::new(Answer { body, _held: held.0 })),
        None => answer,
    }
}

struct Reader(Shared);

impl Stream for Reader {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut *self.0.borrow_mut()).poll_next(cx)
    }
}

struct Answer {
    body: BoxBody,
    _held: Shared,
}

impl MessageBody for Answer {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(cx)
    }
}
