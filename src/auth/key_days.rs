//! Was this key used today already? What the audit log keeps of a key's use is its first one a day.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::time::Timestamp;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// The last day (UTC) on which each key was used here. There are as many entries as keys were ever used.
#[derive(Debug, Default)]
pub struct KeyDays(Mutex<HashMap<String, i64>>);

impl KeyDays {
    /// Is this the first use of the key on its day, as far as this process knows?
    pub fn is_first(&self, name: &str, now: Timestamp) -> bool {
        let today = now.millis().div_euclid(DAY);
        let mut days = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        days.insert(name.to_owned(), today) != Some(today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_new_once_a_day() {
        let (days, morning) = (KeyDays::default(), Timestamp::from_millis(20_000 * DAY));
        assert!(days.is_first("shop", morning));
        assert!(!days.is_first("shop", Timestamp::from_millis(morning.millis() + DAY - 1)));
        assert!(days.is_first("other", morning));
        assert!(days.is_first("shop", Timestamp::from_millis(morning.millis() + DAY)));
    }
}
