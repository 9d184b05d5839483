//! Which promise does this build break on purpose, so that the tests of faults can be seen to fail?
//!
//! None, ever, without the cargo feature `break-promises`: then [`Breakage::is_on`] is `false` before
//! anything is asked. With it, the variable `KEFU_BREAK` names one of them. See `docs/faults.md`.

use std::sync::OnceLock;

/// A promise broken on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breakage {
    /// P1: the answer leaves before the commit.
    AckBeforeCommit,
    /// P2: a `client_id` is not stored, so a repeat is not known.
    DedupeOff,
    /// P5: what the live path missed is not read from the database.
    GapFillOff,
    /// P8: SIGTERM ends the process without draining.
    DrainOff,
    /// P9: a wish waits for the database for a minute.
    PatienceOff,
}

impl Breakage {
    pub(crate) fn is_on(self) -> bool {
        cfg!(feature = "break-promises") && self.is_chosen()
    }

    fn is_chosen(self) -> bool {
        static CHOSEN: OnceLock<String> = OnceLock::new();
        let name = match self {
            Self::AckBeforeCommit => "ack-before-commit",
            Self::DedupeOff => "dedupe-off",
            Self::GapFillOff => "gap-fill-off",
            Self::DrainOff => "drain-off",
            Self::PatienceOff => "patience-off",
        };
        CHOSEN.get_or_init(|| std::env::var("KEFU_BREAK").unwrap_or_default()) == name
    }
}
