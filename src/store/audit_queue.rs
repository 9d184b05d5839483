//! How is a line of the audit log written without anybody waiting for it?

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use super::audit::{add, tell, without_repeats};
use super::pending::Pending;
use super::pool::Db;
use crate::domain::AuditLine;
use crate::error::Error;

/// Lines that may wait to be written; beyond, they are in the log of the process only.
const QUEUE: usize = 8192;
/// Lines of one transaction.
const MAX_BATCH: usize = 64;
/// How long the queue rests when the database is away.
const PAUSE: Duration = Duration::from_secs(1);

/// Lines on their way.
#[derive(Clone)]
pub(super) struct AuditQueue {
    sender: mpsc::Sender<AuditLine>,
    pending: Arc<Pending>,
}

impl AuditQueue {
    /// Starts the writer on the runtime that is entered.
    pub(super) fn start(db: &Db) -> Self {
        let (sender, queue) = mpsc::channel(QUEUE);
        let pending = Arc::new(Pending::default());
        tokio::spawn(write_queue(db.clone(), queue, pending.clone()));
        Self { sender, pending }
    }

    pub(super) fn note(&self, line: AuditLine) {
        tell(&line);
        self.pending.one();
        if self.sender.try_send(line).is_err() {
            self.pending.done(1);
            tracing::error!(target: "kefu::audit", "the audit log takes no more lines; the last one is here only");
        }
    }

    /// Resolves when every line that was noted is written.
    pub(super) async fn written(&self) {
        self.pending.none().await;
    }
}

async fn write_queue(db: Db, mut queue: mpsc::Receiver<AuditLine>, pending: Arc<Pending>) {
    let mut lines = Vec::with_capacity(MAX_BATCH);
    while queue.recv_many(&mut lines, MAX_BATCH).await > 0 {
        let count = lines.len();
        let fresh = without_repeats(&db, std::mem::take(&mut lines)).await;
        while let Err(error) = add(&db, &fresh).await {
            if !matches!(error, Error::Unavailable(_)) {
                tracing::error!(target: "kefu::audit", %error, lines = fresh.len(), "audit lines could not be written");
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
        pending.done(count);
    }
}
