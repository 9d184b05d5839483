//! What has the client said that its actor has not heard yet? Filled by the socket's task, read by the actor's context.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web_actors::ws::{Message, ProtocolError};
use futures_util::Stream;

use super::outbox::{IDLE_CAPACITY, Outbox};

/// Whole messages in order. Bounded by its filler, who reads the next bytes only when this is empty.
#[derive(Debug)]
pub(super) struct Inbox {
    outbox: Arc<Outbox>,
    messages: RefCell<VecDeque<Message>>,
    ended: Cell<bool>,
}

impl Inbox {
    pub(super) fn new(outbox: Arc<Outbox>) -> Self {
        Self { outbox, messages: RefCell::default(), ended: Cell::new(false) }
    }

    pub(super) fn push(&self, message: Message) {
        if !self.ended.get() {
            self.messages.borrow_mut().push_back(message);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.messages.borrow().is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.messages.borrow().len()
    }

    /// The last message is in: once it is heard, the actor's stream is finished and the actor stops.
    pub(super) fn end(&self) {
        self.ended.set(true);
    }

    /// As [`Inbox::end`], and what has not been heard never will be.
    pub(super) fn cut(&self) {
        self.messages.take();
        self.ended.set(true);
    }

    fn pop(&self) -> Option<Message> {
        let mut messages = self.messages.borrow_mut();
        let message = messages.pop_front();
        if messages.is_empty() && messages.capacity() > IDLE_CAPACITY {
            *messages = VecDeque::new();
        }
        message
    }
}

/// The actor's end. It keeps no waker: the task that fills the inbox is the one that polls the actor, right after.
/// While too much waits to be sent to the client, it is not heard either.
pub(super) struct Messages(pub(super) Rc<Inbox>);

impl Stream for Messages {
    type Item = Result<Message, ProtocolError>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let inbox = &self.0;
        if inbox.is_empty() {
            return if inbox.ended.get() { Poll::Ready(None) } else { Poll::Pending };
        }
        if !inbox.outbox.is_below_half() {
            return Poll::Pending;
        }
        Poll::Ready(inbox.pop().map(Ok))
    }
}
