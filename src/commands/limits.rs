//! How many messages are too many for one user?

use std::num::NonZeroU32;

use crate::auth::{Rate, too_much};
use crate::error::Result;
use crate::id::UserId;
use crate::metrics::Limit;

/// `MESSAGE_RATE_LIMIT`: messages a second for each user, twice that in a burst, over all of its sockets and REST.
#[derive(Clone)]
pub struct MessageLimit(Rate<UserId>);

impl MessageLimit {
    /// `None` is no limit.
    pub fn new(a_second: Option<NonZeroU32>) -> Self {
        Self(Rate::new(a_second))
    }

    /// Takes one message's worth, or says when to come back.
    pub fn take(&self, user: &UserId) -> Result<()> {
        self.0.take(user).map_err(|wait| {
            let sentence = "You are sending messages too fast; wait a moment and send this one again.";
            too_much(Limit::Messages, sentence, wait)
        })
    }
}
