//! Who is too fast?

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::clock::Clock;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Takes between two sweeps of keys that have been quiet.
const SWEEP_EVERY: u32 = 65_536;

/// So many a second for each key, twice that in a burst. Cheap to clone; all clones are one.
pub struct Rate<K: Hash + Eq + Clone>(Option<Arc<Buckets<K>>>);

struct Buckets<K: Hash + Eq + Clone> {
    limiter: DefaultKeyedRateLimiter<K>,
    taken: AtomicU32,
}

impl<K: Hash + Eq + Clone> Clone for Rate<K> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K: Hash + Eq + Clone> Rate<K> {
    /// `None` is no limit.
    pub fn new(a_second: Option<NonZeroU32>) -> Self {
        Self(a_second.map(|rate| {
            let quota = Quota::per_second(rate).allow_burst(rate.saturating_mul(NonZeroU32::MIN.saturating_add(1)));
            Arc::new(Buckets { limiter: RateLimiter::keyed(quota), taken: AtomicU32::new(1) })
        }))
    }

    /// Takes one, or says in how many seconds there is one again.
    pub fn take(&self, key: &K) -> Result<(), u64> {
        let Some(buckets) = &self.0 else { return Ok(()) };
        if buckets.taken.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == 0 {
            buckets.limiter.retain_recent();
        }
        buckets.limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(buckets.limiter.clock().now());
            wait.as_secs() + 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_twice_the_rate_and_each_key_has_its_own() {
        let rate = Rate::new(NonZeroU32::new(3));
        let granted = (0..6).filter(|_| rate.take(&"anna").is_ok()).count();

        assert_eq!((granted, rate.take(&"anna"), rate.take(&"bert")), (6, Err(1), Ok(())));
        let off = Rate::new(None);
        assert!((0..10_000).all(|_| off.take(&"anna").is_ok()));
    }
}
