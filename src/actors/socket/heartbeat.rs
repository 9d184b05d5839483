//! Is the peer still there? A ping at fixed intervals, and the pong that matches it within a deadline.

use std::time::Duration;

use tokio::time::Instant;

/// A random payload, so that a client cannot answer without having read.
pub(super) type Payload = [u8; 8];

/// The clock of one socket's pings.
#[derive(Debug)]
pub(super) struct Heartbeat {
    interval: Duration,
    patience: Duration,
    /// When to ping next, or when the pong must have come.
    due: Instant,
    awaited: Option<Payload>,
}

/// What the heartbeat wants done.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Beat {
    Rest,
    Ping(Payload),
    /// The pong is overdue.
    Silent,
}

impl Heartbeat {
    pub(super) fn new(interval: Duration, patience: Duration, now: Instant) -> Self {
        Self { interval, patience, due: now + interval, awaited: None }
    }

    pub(super) const fn due(&self) -> Instant {
        self.due
    }

    pub(super) fn beat(&mut self, now: Instant) -> Beat {
        if now < self.due {
            return Beat::Rest;
        }
        if self.awaited.is_some() {
            return Beat::Silent;
        }
        let payload = rand::random::<Payload>();
        self.awaited = Some(payload);
        self.due = now + self.patience;
        Beat::Ping(payload)
    }

    /// Counts only the pong that answers the ping under way; any other is ignored, as RFC 6455 wants.
    pub(super) fn hear(&mut self, pong: &[u8]) {
        if self.awaited.is_some_and(|payload| payload == pong) {
            self.awaited = None;
            self.due = (self.due + self.interval).checked_sub(self.patience).unwrap_or(self.due);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTERVAL: Duration = Duration::from_secs(25);
    const PATIENCE: Duration = Duration::from_secs(10);

    /// Catches a heartbeat that lets any pong count, or none.
    #[test]
    fn only_the_matching_pong_counts() {
        let start = Instant::now();
        let mut heartbeat = Heartbeat::new(INTERVAL, PATIENCE, start);
        let Beat::Ping(payload) = heartbeat.beat(start + INTERVAL) else { panic!("no ping") };

        heartbeat.hear(b"guessed");
        assert_eq!(heartbeat.due(), start + INTERVAL + PATIENCE);
        heartbeat.hear(&payload);
        assert_eq!(heartbeat.due(), start + 2 * INTERVAL);
    }

    /// Catches a peer that may stay silent: 35 s at the latest.
    #[test]
    fn silence_is_noticed_when_the_pong_is_overdue() {
        let start = Instant::now();
        let mut heartbeat = Heartbeat::new(INTERVAL, PATIENCE, start);
        assert_eq!(heartbeat.beat(start), Beat::Rest);
        heartbeat.beat(start + INTERVAL);

        assert_eq!(heartbeat.beat(start + INTERVAL), Beat::Rest);
        assert_eq!(heartbeat.beat(start + INTERVAL + PATIENCE), Beat::Silent);
    }
}
