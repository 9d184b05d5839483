//! What did the database say a moment ago?

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::time::Timestamp;

/// How old an answer may be, in milliseconds: a change on another node is seen here within this time.
const FRESH_MS: i64 = 2000;
/// Answers remembered at once.
const ENTRIES: usize = 16_384;

/// Answers of the database, for 2 s each. Only what was found is kept, so something new is seen at once.
pub struct Cache<K, V> {
    state: Mutex<State<K, V>>,
}

struct State<K, V> {
    entries: HashMap<K, (V, Timestamp)>,
    /// Rises with each [`Cache::forget`].
    epoch: u64,
}

/// The moment before a look-up: what was read before something was forgotten is not kept.
#[derive(Debug, Clone, Copy)]
pub struct Epoch(u64);

impl<K, V> Default for Cache<K, V> {
    fn default() -> Self {
        Self { state: Mutex::new(State { entries: HashMap::new(), epoch: 0 }) }
    }
}

impl<K: Hash + Eq, V: Clone> Cache<K, V> {
    /// The answer for `key`, if it is fresh.
    pub fn find<Q>(&self, key: &Q, now: Timestamp) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let state = self.state();
        let (value, at) = state.entries.get(key)?;
        is_fresh(*at, now).then(|| value.clone())
    }

    /// To be called before the database is asked.
    pub fn epoch(&self) -> Epoch {
        Epoch(self.state().epoch)
    }

    /// Keeps an answer that was asked for at `now` and after `epoch`.
    pub fn keep(&self, key: K, value: V, epoch: Epoch, now: Timestamp) {
        let mut state = self.state();
        if state.epoch != epoch.0 {
            return;
        }
        if state.entries.len() >= ENTRIES {
            state.entries.retain(|_, (_, at)| is_fresh(*at, now));
        }
        if state.entries.len() >= ENTRIES {
            state.entries.clear();
        }
        state.entries.insert(key, (value, now));
    }

    /// The answer is wrong from here on; to be called after the change was committed.
    pub fn forget<Q>(&self, key: &Q)
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let mut state = self.state();
        state.epoch += 1;
        state.entries.remove(key);
    }

    /// All answers are wrong from here on.
    pub fn forget_all(&self) {
        let mut state = self.state();
        state.epoch += 1;
        state.entries.clear();
    }

    fn state(&self) -> MutexGuard<'_, State<K, V>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    (0..FRESH_MS).contains(&(now.millis() - at.millis()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(10_000);

    fn kept() -> Cache<String, i32> {
        let cache = Cache::default();
        cache.keep("a".to_owned(), 1, cache.epoch(), NOW);
        cache
    }

    #[test]
    fn an_answer_is_fresh_for_two_seconds() {
        let cache = kept();
        assert_eq!(cache.find("a", Timestamp::from_millis(11_999)), Some(1));
        assert_eq!(cache.find("a", Timestamp::from_millis(12_000)), None);
        assert_eq!(cache.find("a", Timestamp::from_millis(9_999)), None);
        cache.forget("a");
        assert_eq!(cache.find("a", NOW), None);
    }

    /// Catches a revoked user that comes back: read before the change, kept after it.
    #[test]
    fn what_was_read_before_a_change_is_not_kept_after_it() {
        let cache = kept();
        let epoch = cache.epoch();
        cache.forget("a");
        cache.keep("a".to_owned(), 1, epoch, NOW);
        assert_eq!(cache.find("a", NOW), None);
    }

    #[test]
    fn memory_is_bounded() {
        let cache = Cache::default();
        (0..ENTRIES * 2).for_each(|key| cache.keep(key, (), cache.epoch(), NOW));
        assert!(cache.state().entries.len() <= ENTRIES);
    }
}
