//! How much is on its way, and when is nothing any more?

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

/// Counts what was taken and is not done yet.
#[derive(Default)]
pub(super) struct Pending {
    count: AtomicUsize,
    none: Notify,
}

impl Pending {
    pub(super) fn one(&self) {
        self.count.fetch_add(1, Ordering::SeqCst);
    }

    pub(super) fn done(&self, how_many: usize) {
        if self.count.fetch_sub(how_many, Ordering::SeqCst) == how_many {
            self.none.notify_waiters();
        }
    }

    /// Resolves when nothing is on its way.
    pub(super) async fn none(&self) {
        loop {
            let none = self.none.notified();
            tokio::pin!(none);
            none.as_mut().enable();
            if self.count.load(Ordering::SeqCst) == 0 {
                return;
            }
            none.await;
        }
    }
}
