//! How much is too much for one user?

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::clock::Clock;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::error::{Error, Result};
use crate::id::UserId;

/// Messages between two sweeps of users who have been quiet.
const SWEEP_EVERY: u32 = 65_536;

/// `MESSAGE_RATE_LIMIT`: messages a second for each user, twice that in a burst, over all of its sockets and REST.
#[derive(Clone)]
pub struct MessageLimit(Option<Arc<Buckets>>);

struct Buckets {
    limiter: DefaultKeyedRateLimiter<UserId>,
    taken: AtomicU32,
}

impl MessageLimit {
    /// `None` is no limit.
    pub fn new(a_second: Option<NonZeroU32>) -> Self {
        Self(a_second.map(|rate| {
            let quota = Quota::per_second(rate).allow_burst(rate.saturating_mul(NonZeroU32::MIN.saturating_add(1)));
            Arc::new(Buckets { limiter: RateLimiter::keyed(quota), taken: AtomicU32::new(1) })
        }))
    }

    /// Takes one message's worth, or says when to come back.
    pub fn take(&self, user: &UserId) -> Result<()> {
        let Some(buckets) = &self.0 else { return Ok(()) };
        if buckets.taken.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == 0 {
            buckets.limiter.retain_recent();
        }
        buckets.limiter.check_key(user).map_err(|until| {
            let wait = until.wait_time_from(buckets.limiter.clock().now());
            Error::RateLimited {
                detail: "You are sending messages too fast; wait a moment and send this one again.".to_owned(),
                retry_after: wait.as_secs() + 1,
            }
        })
    }
}
