//! How many of something does somebody have at once?

use std::collections::HashMap;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Places by key, at most so many for each. Only keys that have one are remembered.
#[derive(Debug)]
pub struct Places<K: Hash + Eq + Clone> {
    limit: Option<NonZeroU32>,
    taken: Mutex<HashMap<K, u32>>,
}

/// One place, given back when dropped.
#[derive(Debug)]
pub struct Place<K: Hash + Eq + Clone> {
    of: Arc<Places<K>>,
    key: K,
}

impl<K: Hash + Eq + Clone> Places<K> {
    /// `None` is no limit.
    pub fn new(limit: Option<NonZeroU32>) -> Arc<Self> {
        Arc::new(Self { limit, taken: Mutex::default() })
    }

    /// A place, unless `key` has all it may have.
    pub fn take(self: &Arc<Self>, key: K) -> Option<Place<K>> {
        let mut taken = self.taken();
        let count = taken.get(&key).copied().unwrap_or_default();
        if self.limit.is_some_and(|limit| count >= limit.get()) {
            return None;
        }
        taken.insert(key.clone(), count + 1);
        Some(Place { of: self.clone(), key })
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<K, u32>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Hash + Eq + Clone> Drop for Place<K> {
    fn drop(&mut self) {
        let mut taken = self.of.taken();
        match taken.get_mut(&self.key) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(taken.remove(&self.key)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches a place that is not given back, and a key that is remembered for ever.
    #[test]
    fn places_are_limited_given_back_and_forgotten() {
        let places = Places::new(NonZeroU32::new(2));
        let (first, second) = (places.take("anna").unwrap(), places.take("anna").unwrap());
        assert!(places.take("anna").is_none());
        let other = places.take("bert").unwrap();

        drop(first);
        assert!(places.take("anna").is_some());

        drop((second, other));
        assert!(places.taken().is_empty());
    }

    #[test]
    fn without_a_limit_there_is_always_one() {
        let places = Places::new(None);
        let many: Vec<_> = (0..1000).map(|_| places.take("anna").unwrap()).collect();
        assert_eq!(many.len(), 1000);
    }
}
