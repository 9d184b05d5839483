//! How does a wish become an entry that is durable, in its place, and told to everybody?
//!
//! Group commit: a conversation always goes to the same *lane*; a lane takes whatever has queued up, locks those
//! conversations, applies the wishes in order, writes all entries in one statement, commits once, tells the listener
//! and answers. Alone, a wish waits for nobody: there is no timer. Other processes may write to the same conversations;
//! the row lock decides.

mod batch;
mod express;
mod lane;
mod shown;
mod sql;
mod state;
mod told;

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use chrono::TimeDelta;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;

pub use told::{Answer, Committed, Listener, Moments, Origin, Step, Told};

use super::pending::Pending;
use super::pool::Db;
use crate::domain::{Actor, Intent};
use crate::error::{Error, Result};
use crate::id::ConversationId;
use crate::metrics::{self, Limit};

/// Wishes that may wait in one lane; beyond, they are refused with `rate_limited`.
const QUEUE: usize = 16_384;
/// Lanes on MySQL; SQLite has one writer, so one lane.
const LANES: usize = 4;

/// What somebody wants to happen in one conversation, and who waits for the answer.
pub struct Wish {
    pub conversation: ConversationId,
    pub actor: Actor,
    pub intent: Intent,
    pub origin: Origin,
    /// Where from, for what the audit log keeps.
    pub address: Option<IpAddr>,
}

/// A wish on its way, with the instant it came.
struct Queued {
    wish: Wish,
    since: Instant,
}

/// The lanes into the log.
#[derive(Clone)]
pub(super) struct Log {
    lanes: Arc<[Way]>,
    listener: Arc<OnceLock<Arc<dyn Listener>>>,
    /// Wishes that are queued or being written.
    pending: Arc<Pending>,
    /// No more wishes are taken: the node ends.
    closed: Arc<AtomicBool>,
}

/// The way into one lane.
struct Way {
    queue: mpsc::Sender<Queued>,
    /// Batches the lane began, and how many of them it told of.
    batches: watch::Receiver<Batches>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Batches {
    begun: u64,
    told: u64,
}

impl Log {
    /// Starts the lanes on the runtime that is entered.
    pub(super) fn start(db: &Db, recall_window: TimeDelta) -> Self {
        let listener = Arc::new(OnceLock::new());
        let pending = Arc::new(Pending::default());
        let count = if matches!(db, Db::MySql(_)) { LANES } else { 1 };
        let lanes = (0..count)
            .map(|_| {
                let (sender, queue) = mpsc::channel(QUEUE);
                let (count, batches) = watch::channel(Batches::default());
                let lane = lane::Lane::new(db.clone(), recall_window, listener.clone(), pending.clone());
                tokio::spawn(lane.run(queue, count));
                Way { queue: sender, batches }
            })
            .collect();
        Self { lanes, listener, pending, closed: Arc::default() }
    }

    /// Who hears of every commit, in commit order. Set once, before the first wish.
    pub(super) fn listen(&self, listener: Arc<dyn Listener>) {
        drop(self.listener.set(listener));
    }

    /// How many wishes wait in each lane.
    pub(super) fn depths(&self) -> Vec<usize> {
        self.lanes.iter().map(|lane| lane.queue.max_capacity() - lane.queue.capacity()).collect()
    }

    fn lane(&self, conversation: ConversationId) -> Option<&Way> {
        self.lanes.get(usize::try_from(conversation.0).unwrap_or(0) % self.lanes.len().max(1))
    }

    /// Queues a wish without waiting. The answer goes to its origin; an error here means that nothing was queued.
    pub(super) fn submit(&self, wish: Wish) -> Result<()> {
        let lane = self.lane(wish.conversation).ok_or_else(|| Error::internal("there is no lane"))?;
        // Counted first, looked then: whoever closes and counts sees the wish, or the wish sees that it is closed.
        self.pending.one();
        if self.closed.load(Ordering::SeqCst) {
            self.pending.done(1);
            return Err(Error::Unavailable("The server is shutting down.".to_owned()));
        }
        let queued = lane.queue.try_send(Queued { wish, since: Instant::now() });
        if queued.is_err() {
            self.pending.done(1);
        }
        queued.map_err(|full| match full {
            TrySendError::Full(_) => {
                metrics::RATE_LIMITED.one(Limit::Queue);
                Error::RateLimited {
                    detail: "The server has more messages waiting than it can write; try again in a moment.".to_owned(),
                    retry_after: 1,
                }
            }
            TrySendError::Closed(_) => Error::Unavailable("The server is shutting down.".to_owned()),
        })
    }
}

impl super::Store {
    /// Who hears of every commit, in commit order. Set once, before the first wish.
    pub fn listen(&self, listener: Arc<dyn Listener>) {
        self.log.listen(listener);
    }

    /// Takes no more wishes, and resolves when every one that was queued is written or refused, and told. What came
    /// later could not be answered any more (P8).
    pub async fn finish(&self) {
        self.log.closed.store(true, Ordering::SeqCst);
        self.settled().await;
    }

    /// Resolves when every wish that was queued is written or refused, and told.
    pub async fn settled(&self) {
        self.log.pending.none().await;
    }

    /// Resolves when the listener has heard of everything that this process had committed to the conversation by now:
    /// what was just read from the log may not have been told yet.
    pub async fn told(&self, conversation: ConversationId) {
        let Some(lane) = self.log.lane(conversation) else { return };
        let mut batches = lane.batches.clone();
        let begun = batches.borrow().begun;
        // Where the lane has ended, nothing more is told.
        drop(batches.wait_for(|batches| batches.told >= begun).await);
    }

    /// Queues a wish; its answer goes to the socket it came from, through the listener.
    pub fn submit(&self, wish: Wish) -> Result<()> {
        self.log.submit(wish)
    }

    /// Does what the actor wants and answers after the commit.
    pub async fn perform(&self, conversation: ConversationId, actor: Actor, intent: Intent) -> Result<Answer> {
        self.perform_from(None, conversation, actor, intent).await
    }

    /// [`Store::perform`] for somebody who asks from `address`.
    pub async fn perform_from(
        &self,
        address: Option<IpAddr>,
        conversation: ConversationId,
        actor: Actor,
        intent: Intent,
    ) -> Result<Answer> {
        let (sender, answer) = oneshot::channel();
        self.log.submit(Wish { conversation, actor, intent, origin: Origin::Call(sender), address })?;
        answer.await.map_err(|_| Error::Unavailable("The server is shutting down.".to_owned()))?
    }
}
