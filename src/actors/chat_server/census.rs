//! How many are there, and how much waits for them? For the metrics.

use super::ChatServer;
use crate::metrics;

impl ChatServer {
    /// Looks at every outbox: for ten thousand sockets that takes about a millisecond, so it is done now and then.
    pub(super) fn look_around(&self) {
        let (mut frames, mut bytes, mut largest) = (0, 0, 0);
        for entry in self.sessions.values() {
            let queued = entry.outbox.queued();
            frames += queued.frames;
            bytes += queued.bytes;
            largest = largest.max(queued.bytes);
        }
        metrics::SESSIONS.set(self.sessions.len());
        metrics::USERS_PRESENT.set(self.users.len());
        metrics::OUTBOX_FRAMES.set(frames);
        metrics::OUTBOX_BYTES.set(bytes);
        metrics::OUTBOX_LARGEST.set(largest);
    }
}
