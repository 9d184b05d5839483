//! What is it called?

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// The largest integer that a browser holds exactly, 2^53 − 1: no id is larger.
pub const MAX_SAFE_INTEGER: i64 = (1 << 53) - 1;

/// A user's id, chosen by the storefront: 1–64 of `A–Z a–z 0–9 _ . : @ -`. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
#[schema(value_type = String, min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9_.:@-]{1,64}$", example = "b1")]
pub struct UserId(Arc<str>);

impl UserId {
    /// The longest id, in characters (all ASCII, so also in bytes).
    pub const MAX_LEN: usize = 64;

    /// `None` when `text` is no user id.
    pub fn parse(text: &str) -> Option<Self> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"_.:@-".contains(&b);
        let fits = !text.is_empty() && text.len() <= Self::MAX_LEN && text.bytes().all(allowed);
        fits.then(|| Self(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Ids that come from our own database were checked when they went in.
impl From<String> for UserId {
    fn from(stored: String) -> Self {
        Self(stored.into())
    }
}

impl<'de> Deserialize<'de> for UserId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("a user id is 1–64 of A–Z a–z 0–9 _ . : @ -"))
    }
}

impl Borrow<str> for UserId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! integer_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, utoipa::ToSchema)]
        #[schema(value_type = i64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
        pub struct $name(pub i64);

        impl $name {
            /// `None` outside 1 … 2^53 − 1.
            pub fn new(number: i64) -> Option<Self> {
                (1..=MAX_SAFE_INTEGER).contains(&number).then_some(Self(number))
            }

            /// `None` when `text` is no id.
            pub fn parse(text: &str) -> Option<Self> {
                text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok().and_then(Self::new)).flatten()
            }
        }

        impl From<i64> for $name {
            fn from(stored: i64) -> Self {
                Self(stored)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let number = i64::deserialize(deserializer)?;
                Self::new(number).ok_or_else(|| serde::de::Error::custom("an id is an integer from 1 to 2^53 − 1"))
            }
        }
    };
}

integer_id!(
    /// A conversation's id.
    ConversationId
);
integer_id!(
    /// The place of an entry in its conversation's log: 1, 2, 3 … without a gap. [`Seq::ZERO`] stands before the first.
    Seq
);
integer_id!(
    /// An uploaded file's id; clients know files by their URL.
    UploadId
);
integer_id!(
    /// A quick reply's id.
    QuickReplyId
);

impl Seq {
    /// Before the first entry.
    pub const ZERO: Self = Self(0);

    /// The place right after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// The name that a client gives its message so that it can be sent again without being stored twice: 1–64 characters.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, utoipa::ToSchema)]
#[schema(value_type = String, min_length = 1, max_length = 64)]
pub struct ClientId(Arc<str>);

impl ClientId {
    /// The longest name, in characters.
    pub const MAX_CHARS: usize = 64;

    /// `None` when `text` is empty or too long.
    pub fn parse(text: &str) -> Option<Self> {
        let length = text.chars().take(Self::MAX_CHARS + 1).count();
        (1..=Self::MAX_CHARS).contains(&length).then(|| Self(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for ClientId {
    fn from(stored: String) -> Self {
        Self(stored.into())
    }
}

/// One open WebSocket on this node.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct SessionId(pub u64);

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s{:x}", self.0)
    }
}

/// Milliseconds between 1970 and 2025-01-01, where our own ids begin to count.
const EPOCH_MS: i64 = 1_735_689_600_000;
/// Ids of one process in one millisecond, before the clock is run ahead of.
const IDS_A_MILLISECOND: i64 = 1 << 12;

/// A new id: 41 bits of milliseconds since 2025 and 12 bits that begin at random, so it stays below 2^53 until 2094,
/// rises within a process, and rarely meets another process's. Who inserts it retries when it does.
pub fn fresh(now: Timestamp) -> i64 {
    static LAST: AtomicI64 = AtomicI64::new(0);
    let start = (now.millis() - EPOCH_MS).max(1) * IDS_A_MILLISECOND + rand::random_range(0..IDS_A_MILLISECOND / 2);
    let last = LAST.fetch_max(start, Ordering::Relaxed);
    if last < start { start } else { LAST.fetch_add(1, Ordering::Relaxed) + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_ids_take_the_storefronts_alphabet_only() {
        for good in ["b1", "shop:42", "a@b.c_d-e", &"x".repeat(64)] {
            assert!(UserId::parse(good).is_some(), "{good}");
        }
        for bad in ["", "a b", "a/b", "é", "a\0", &"x".repeat(65)] {
            assert!(UserId::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn integer_ids_are_safe_in_a_browser() {
        assert_eq!(ConversationId::parse("9007199254740991"), Some(ConversationId(MAX_SAFE_INTEGER)));
        for bad in ["0", "-1", "+1", "9007199254740992", "1.0", "", "x", "99999999999999999999"] {
            assert_eq!(ConversationId::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn fresh_ids_rise_and_stay_below_the_limit() {
        let far = Timestamp::from_millis(3_900_000_000_000);
        assert!(fresh(Timestamp::now()) < fresh(Timestamp::now()));
        assert!((0..10_000).map(|_| fresh(far)).all(|id| id <= MAX_SAFE_INTEGER));
    }
}
