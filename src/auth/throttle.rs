//! Who has tried too often in the last minute?

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::{Error, Result};
use crate::time::Timestamp;

/// A minute, in milliseconds, beginning with the first event counted.
const WINDOW_MS: i64 = 60_000;
/// Keys remembered at once. Counts older than a minute go first; a flood of more keys than this within one minute
/// makes the throttle forget, rather than eat the memory.
const KEYS: usize = 65_536;

/// Counts events by key, and refuses a key that had its limit within a minute.
pub struct Throttle<K> {
    /// Events a minute; [`None`] is no limit.
    limit: Option<NonZeroU32>,
    windows: Mutex<HashMap<K, Window>>,
}

#[derive(Clone, Copy)]
struct Window {
    began: Timestamp,
    count: u32,
}

impl Window {
    /// Milliseconds until this window is over; none once it is, or where the clock went back.
    fn left(&self, now: Timestamp) -> Option<i64> {
        let left = WINDOW_MS - (now.millis() - self.began.millis());
        (1..=WINDOW_MS).contains(&left).then_some(left)
    }
}

impl<K: Hash + Eq> Throttle<K> {
    pub fn new(limit: Option<NonZeroU32>) -> Self {
        Self { limit, windows: Mutex::default() }
    }

    /// # Errors
    /// [`Error::RateLimited`] once `key` had its limit.
    pub fn check(&self, key: &K, now: Timestamp) -> Result<()> {
        let Some(limit) = self.limit else { return Ok(()) };
        let window = self.windows().get(key).copied().filter(|window| window.count >= limit.get());
        match window.and_then(|window| window.left(now)) {
            None => Ok(()),
            Some(left) => Err(Error::RateLimited {
                detail: "Too many attempts within a minute; wait a little and try again.".to_owned(),
                retry_after: u64::try_from(left).unwrap_or_default().div_ceil(1000),
            }),
        }
    }

    /// Counts one event.
    pub fn count(&self, key: K, now: Timestamp) {
        if self.limit.is_none() {
            return;
        }
        let mut windows = self.windows();
        if windows.len() >= KEYS && !windows.contains_key(&key) {
            windows.retain(|_, window| window.left(now).is_some());
            if windows.len() >= KEYS {
                windows.clear();
            }
        }
        let window = windows.entry(key).or_insert(Window { began: now, count: 0 });
        if window.left(now).is_none() {
            *window = Window { began: now, count: 0 };
        }
        window.count = window.count.saturating_add(1);
    }

    /// [`Throttle::check`], then [`Throttle::count`].
    pub fn spend(&self, key: K, now: Timestamp) -> Result<()> {
        self.check(&key, now)?;
        self.count(key, now);
        Ok(())
    }

    /// Forgets what was counted for `key`.
    pub fn clear(&self, key: &K) {
        self.windows().remove(key);
    }

    fn windows(&self) -> MutexGuard<'_, HashMap<K, Window>> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one subscriber has: an IPv4 address, or a /64 of IPv6.
pub fn neighbourhood(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_millis(1_000_000);

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(START.millis() + millis)
    }

    fn wait(throttle: &Throttle<&str>, key: &'static str, now: Timestamp) -> Option<u64> {
        throttle.check(&key, now).err().and_then(|refused| refused.retry_after())
    }

    #[test]
    fn the_limit_is_a_minute_by_key() {
        let throttle = Throttle::new(NonZeroU32::new(2));
        throttle.count("anna", at(0));
        assert_eq!(wait(&throttle, "anna", at(10)), None);
        throttle.count("anna", at(100));

        assert_eq!(wait(&throttle, "anna", at(500)), Some(60));
        assert_eq!(wait(&throttle, "anna", at(59_999)), Some(1));
        assert_eq!(wait(&throttle, "bert", at(500)), None);
        assert_eq!(wait(&throttle, "anna", at(60_000)), None);
        throttle.clear(&"anna");
        assert_eq!(wait(&throttle, "anna", at(500)), None);
    }

    #[test]
    fn no_limit_counts_nothing() {
        let throttle = Throttle::new(None);
        (0..1000).for_each(|_| throttle.count("anna", START));
        assert_eq!(wait(&throttle, "anna", START), None);
        assert!(throttle.windows().is_empty());
    }

    /// Catches a map that grows with every name somebody makes up.
    #[test]
    fn memory_is_bounded() {
        let throttle = Throttle::new(NonZeroU32::new(1));
        (0..KEYS * 2).for_each(|key| throttle.count(key, START));
        assert!(throttle.windows().len() <= KEYS);
    }

    #[test]
    fn one_subscriber_is_one_key() {
        let of = |text: &str| neighbourhood(text.parse().unwrap()).to_string();
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(of("192.0.2.7"), "192.0.2.7");
    }
}
