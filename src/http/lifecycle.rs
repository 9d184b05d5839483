//! Is this node taking work?

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// How far a node is in its life. Cheap to clone; all clones are one.
#[derive(Debug, Clone)]
pub struct Lifecycle {
    begun: Instant,
    draining: Arc<AtomicBool>,
}

impl Lifecycle {
    /// Begins now.
    pub fn begin() -> Self {
        Self { begun: Instant::now(), draining: Arc::default() }
    }

    /// From now on the node is not `ready`: it finishes what it has and takes no new sockets.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Release);
    }

    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Acquire)
    }

    pub fn uptime_seconds(&self) -> u64 {
        self.begun.elapsed().as_secs()
    }
}
