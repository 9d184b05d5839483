//! What was counted and timed?

use std::collections::BTreeMap;

use hdrhistogram::Histogram;

use crate::failure::{Advice, Failure, Result};
use crate::ledger::Wrong;

/// Times in microseconds, kept to three digits.
pub type Times = Histogram<u64>;

/// All counters and times of a run.
#[derive(Debug)]
pub struct Figures {
    /// Sending to ack.
    pub ack: Times,
    /// Sending to the event at one listener.
    pub delivery: Times,
    /// Connecting to the server's greeting.
    pub opening: Times,
    /// From the cut until a socket was back and knew everything.
    pub back: Times,
    pub sent: u64,
    pub acked: u64,
    pub delivered: u64,
    /// Acked, and not in the server's history afterwards.
    pub not_stored: u64,
    pub duplicated: u64,
    /// Numbers that a socket was told of before those below them.
    pub skipped: u64,
    /// Gaps in the history.
    pub gaps: u64,
    pub phantom: u64,
    /// Errors and lost sockets, by their words.
    pub failures: BTreeMap<String, u64>,
    pub advice: Vec<Advice>,
}

impl Figures {
    pub fn new() -> Result<Self> {
        Ok(Self {
            ack: times()?,
            delivery: times()?,
            opening: times()?,
            back: times()?,
            sent: 0,
            acked: 0,
            delivered: 0,
            not_stored: 0,
            duplicated: 0,
            skipped: 0,
            gaps: 0,
            phantom: 0,
            failures: BTreeMap::new(),
            advice: Vec::new(),
        })
    }

    /// Forgets what came before measuring began, but no fault.
    pub fn restart(&mut self) {
        self.ack.reset();
        self.delivery.reset();
        (self.sent, self.acked, self.delivered) = (0, 0, 0);
    }

    /// Counts a contradiction.
    pub const fn wrong(&mut self, wrong: Wrong) {
        match wrong {
            Wrong::Phantom => self.phantom += 1,
            Wrong::Duplicate => self.duplicated += 1,
        }
    }

    /// Counts a failure, by its words.
    pub fn failed(&mut self, failure: &Failure) {
        self.note(failure.to_string());
        if let Some(advice) = failure.advice() {
            self.advise(advice);
        }
    }

    /// Counts a failure that is no contradiction.
    pub fn note(&mut self, words: String) {
        *self.failures.entry(words).or_default() += 1;
    }

    /// Counts an error frame: one entry a code, in the words of the first.
    pub fn refused(&mut self, code: &str, detail: &str) {
        let begin = format!("an error frame: {code}: ");
        match self.failures.iter_mut().find(|(words, _)| words.starts_with(&begin)) {
            Some((_, times)) => *times += 1,
            None => self.note(begin + detail),
        }
    }

    pub fn advise(&mut self, advice: Advice) {
        if !self.advice.contains(&advice) {
            self.advice.push(advice);
        }
    }
}

/// An empty histogram.
///
/// # Errors
/// None with these bounds; the library cannot know.
pub fn times() -> Result<Times> {
    /// Nothing here takes longer than an hour, in microseconds.
    const LONGEST: u64 = 3_600_000_000;
    Times::new_with_bounds(1, LONGEST, 3).map_err(|error| Failure::Unusable(error.to_string()))
}

/// Records a time given in nanoseconds.
pub fn record(times: &mut Times, nanoseconds: u64) {
    times.saturating_record((nanoseconds / 1_000).max(1));
}
