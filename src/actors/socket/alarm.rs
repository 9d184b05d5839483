//! When must the task look again? One timer a socket, moved only when it must ring earlier.

use std::pin::Pin;
use std::task::Context;

use tokio::time::{Instant, Sleep, sleep_until};

#[derive(Debug)]
pub(super) struct Alarm(Pin<Box<Sleep>>);

impl Alarm {
    pub(super) fn new(at: Instant) -> Self {
        Self(Box::pin(sleep_until(at)))
    }

    /// Is `at` reached? If not, the task is woken then (or earlier, from an older wish).
    pub(super) fn rings(&mut self, at: Instant, cx: &mut Context<'_>) -> bool {
        if at < self.0.deadline() {
            self.0.as_mut().reset(at);
        }
        while self.0.as_mut().poll(cx).is_ready() {
            if at <= Instant::now() {
                return true;
            }
            self.0.as_mut().reset(at);
        }
        false
    }
}
