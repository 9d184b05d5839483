//! Who writes the batches, and what happens when the database does not answer?

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chrono::TimeDelta;
use diesel::result::Error as Diesel;
use futures_util::FutureExt;
use tokio::sync::mpsc::Receiver;
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use super::batch::{Batch, Heads, Repeats, Trouble};
use super::sql::LogSql;
use super::state::{Known, PlannedStep, State};
use super::told::{Answer, Committed, Listener, Origin, Step, Told};
use super::{Batches, Queued, Wish, express};
use crate::breakage::Breakage;
use crate::domain::{Intent, Rules};
use crate::error::{Error, Result};
use crate::metrics::{self, Place, panics};
use crate::store::failure;
use crate::store::pending::Pending;
use crate::store::pool::{Db, MySql, Sqlite, on};
use crate::time::Timestamp;

/// Wishes written in one transaction at most. MariaDB gains little beyond (23,000–29,000 rows/s at 256).
const MAX_BATCH: usize = 256;
/// A wish is answered within 3 s (P9): what was not written by then fails as `unavailable`.
const PATIENCE: Duration = Duration::from_millis(2600);
/// Tries at one batch, when it collides with another process or meets a repeated `client_id`.
const TRIES: usize = 4;
/// Bytes of bodies in one transaction at most: MariaDB takes 16 MiB in one packet, and digits take two bytes each.
const MAX_BATCH_BYTES: usize = 2 * 1024 * 1024;
/// Heads that a lane remembers, before it begins anew.
const MAX_HEADS: usize = 65_536;

/// One lane: it owns the order of everything written through it.
pub(super) struct Lane {
    db: Db,
    recall_window: TimeDelta,
    listener: Arc<OnceLock<Arc<dyn Listener>>>,
    pending: Arc<Pending>,
    heads: Heads,
}

/// How a try at a batch ended.
enum Tried {
    Written(Box<Batch>),
    /// Nothing was written; it may be tried again.
    Again(Repeats),
    Failed(Error),
}

impl Lane {
    pub(super) fn new(
        db: Db,
        recall_window: TimeDelta,
        listener: Arc<OnceLock<Arc<dyn Listener>>>,
        pending: Arc<Pending>,
    ) -> Self {
        Self { db, recall_window, listener, pending, heads: Heads::new() }
    }

    /// Runs until the store is closed.
    pub(super) async fn run(mut self, mut queue: Receiver<Queued>, batches: watch::Sender<Batches>) {
        let mut queued = Vec::with_capacity(MAX_BATCH);
        while queue.recv_many(&mut queued, MAX_BATCH).await > 0 {
            let mut waiting = std::mem::replace(&mut queued, Vec::with_capacity(MAX_BATCH));
            while !waiting.is_empty() {
                let rest = waiting.split_off(fitting(&waiting));
                let count = waiting.len();
                batches.send_modify(|batches| batches.begun += 1);
                if AssertUnwindSafe(self.settle(waiting)).catch_unwind().await.is_err() {
                    panics::caught(Place::Lane, "a batch of the log");
                    self.heads.clear();
                }
                batches.send_modify(|batches| batches.told = batches.begun);
                self.pending.done(count);
                waiting = rest;
            }
        }
    }

    /// Writes a batch and tells of it: plain messages in one round trip, everything else the long way.
    async fn settle(&mut self, wishes: Vec<Queued>) {
        let (plain, mut others) = express::part(wishes, &self.heads);
        if Breakage::AckBeforeCommit.is_on() && !plain.is_empty() {
            self.tell_then_write(plain).await;
        } else if !plain.is_empty() {
            match guarded(self.write_plain(&plain)).await {
                Ok(Some(written)) => self.tell(plain, written),
                Ok(None) => others.extend(plain),
                Err(error) => self.refuse(plain, &error),
            }
        }
        if others.is_empty() {
            return;
        }
        match guarded(self.write(&others)).await {
            Ok(written) => self.tell(others, written),
            Err(error) => self.refuse(others, &error),
        }
    }

    /// `None` where nothing was written and the long way finds out why. A database that is away is not asked twice: the
    /// wishes have no time left, and whether the commit was met is not known.
    async fn write_plain(&self, wishes: &[Queued]) -> Result<Option<Batch>> {
        let rules = Rules { now: Timestamp::now(), recall_window: self.recall_window };
        let batch = Batch::apply_known(wishes, &self.heads, rules);
        let begun = Instant::now();
        let write = async { on!(self.db, write, |c| express_one(c, &batch).await) };
        let tried = timeout_at(deadline(wishes), write).await;
        let written = tried.map_err(|_| failure::away())??;
        if written {
            metrics::COMMIT_SECONDS.see_time(begun.elapsed());
        }
        Ok(written.then_some(batch))
    }

    /// The wrong way round, for [`Breakage::AckBeforeCommit`] only.
    async fn tell_then_write(&mut self, wishes: Vec<Queued>) {
        let rules = Rules { now: Timestamp::now(), recall_window: self.recall_window };
        let batch = Batch::apply_known(&wishes, &self.heads, rules);
        let transaction = match self.db {
            Db::MySql(_) => express::transaction(&batch, &<MySql as LogSql>::DIALECT),
            Db::Sqlite { .. } => express::transaction(&batch, &<Sqlite as LogSql>::DIALECT),
        };
        self.tell(wishes, batch);
        let Some(transaction) = transaction else { return };
        let write = async { on!(self.db, write, |c| c.express(&transaction).await.map_err(Error::from)) };
        if let Err(error) = write.await {
            tracing::warn!(target: "kefu::store", %error, "what was acked could not be written");
            self.heads.clear();
        }
    }

    async fn write(&mut self, wishes: &[Queued]) -> Result<Batch> {
        let mut repeats = Repeats::Unlikely;
        let begun = Instant::now();
        for _ in 0..TRIES {
            let tried = timeout_at(deadline(wishes), self.attempt(wishes, repeats)).await;
            match tried.map_err(|_| failure::away())? {
                Ok(Tried::Written(batch)) => {
                    metrics::COMMIT_SECONDS.see_time(begun.elapsed());
                    return Ok(*batch);
                }
                Ok(Tried::Again(next)) => repeats = next,
                Ok(Tried::Failed(error)) | Err(error) => return Err(error),
            }
        }
        Err(Error::Unavailable("The conversation is very busy; try again in a moment.".to_owned()))
    }

    async fn attempt(&self, wishes: &[Queued], repeats: Repeats) -> Result<Tried> {
        let rules = Rules { now: Timestamp::now(), recall_window: self.recall_window };
        on!(self.db, write, |c| transact(c, wishes, &self.heads, rules, repeats).await)
    }

    /// Tells the listener, then answers: whoever is answered can rely on the others being told.
    fn tell(&mut self, wishes: Vec<Queued>, batch: Batch) {
        tally(&batch);
        let since = wishes.iter().map(|queued| queued.since).collect();
        let mut commit = Committed { since, ..Committed::default() };
        let mut calls = Vec::new();
        let mut asked: Vec<Option<(Origin, Option<Answer>)>> = Vec::with_capacity(wishes.len());
        for (queued, answer) in wishes.into_iter().zip(batch.answers) {
            asked.push(match (queued.wish.origin, answer) {
                (Origin::Call(call), answer) => {
                    calls.push((call, answer));
                    None
                }
                (Origin::Socket { session, frame }, Err(error)) => {
                    commit.refused.push((session, frame, error));
                    None
                }
                (origin @ Origin::Socket { .. }, Ok(mut answer)) => {
                    commit.freed.extend(answer.freed.take());
                    Some((origin, Some(answer)))
                }
            });
        }
        for state in batch.states {
            self.remember(&state);
            commit.conversations.push(told(state, &mut asked));
        }
        if let Some(listener) = self.listener.get() {
            listener.committed(commit);
        }
        for (call, answer) in calls {
            // Nobody waits any more where the caller went away; the entry is there all the same.
            drop(call.send(answer));
        }
    }

    fn remember(&mut self, state: &State) {
        if self.heads.len() >= MAX_HEADS {
            self.heads.clear();
        }
        self.heads.insert(state.head.id.0, Known { head: state.head.clone(), roster: state.roster });
    }

    fn refuse(&mut self, wishes: Vec<Queued>, error: &Error) {
        metrics::BATCHES_FAILED.one();
        if matches!(error, Error::Internal(_)) {
            // Whether the commit was met is not known.
            self.heads.clear();
        }
        tracing::warn!(target: "kefu::store", wishes = wishes.len(), %error, "a batch was not written");
        let mut commit = Committed::default();
        for Queued { wish: Wish { origin, .. }, .. } in wishes {
            match origin {
                Origin::Call(call) => drop(call.send(Err(failure::repeated(error)))),
                Origin::Socket { session, frame } => commit.refused.push((session, frame, failure::repeated(error))),
            }
        }
        if let Some(listener) = self.listener.get() {
            listener.committed(commit);
        }
    }
}

/// A panic while a batch is written fails that batch, and nothing else.
async fn guarded<T>(write: impl Future<Output = Result<T>>) -> Result<T> {
    AssertUnwindSafe(write).catch_unwind().await.unwrap_or_else(|_| {
        panics::caught(Place::Lane, "a batch being written");
        Err(Error::internal("a panic while a batch was written"))
    })
}

/// Counts what a commit did, once for all of it.
fn tally(batch: &Batch) {
    let (mut acked, mut repeated, mut refused) = (0, 0, 0);
    for answer in &batch.answers {
        match answer {
            Ok(answer) if answer.duplicate && answer.marks.is_none() => repeated += 1,
            Ok(_) => acked += 1,
            Err(_) => refused += 1,
        }
    }
    metrics::BATCH_SIZE.see(acked + repeated + refused);
    metrics::MESSAGES.add(u64::try_from(batch.rows.len()).unwrap_or_default());
    metrics::ACKS.add(acked + repeated);
    metrics::DUPLICATES.add(repeated);
    metrics::WISHES_REFUSED.add(refused);
}

/// How many of the wishes fit one transaction; at least one.
fn fitting(wishes: &[Queued]) -> usize {
    let mut bytes = 0;
    let fits = |queued: &&Queued| {
        bytes += match &queued.wish.intent {
            Intent::Send { body, .. } | Intent::Edit { body, .. } => body.get().len(),
            _ => 0,
        };
        bytes <= MAX_BATCH_BYTES
    };
    wishes.iter().take_while(fits).count().max(1)
}

/// When the oldest of the wishes must be answered.
fn deadline(wishes: &[Queued]) -> Instant {
    wishes.iter().map(|queued| queued.since).min().unwrap_or_else(Instant::now) + patience()
}

fn patience() -> Duration {
    if Breakage::PatienceOff.is_on() { Duration::from_mins(1) } else { PATIENCE }
}

/// `false` where a head was not where it was believed to be, or a `client_id` was there: nothing was written.
async fn express_one<C: LogSql>(c: &mut C, batch: &Batch) -> Result<bool> {
    let Some(transaction) = express::transaction(batch, &C::DIALECT) else { return Ok(true) };
    let Err(cause) = c.express(&transaction).await else { return Ok(true) };
    tracing::debug!(target: "kefu::store", %cause, "a batch takes the long way");
    if failure::is_away(&cause) && !failure::is_collision(&cause) {
        return Err(Error::from(cause));
    }
    c.rollback().await.map_err(broken)?;
    Ok(false)
}

/// One transaction. Whatever fails before the commit is rolled back and may be tried again.
async fn transact<C: LogSql>(
    c: &mut C,
    wishes: &[Queued],
    heads: &Heads,
    rules: Rules,
    repeats: Repeats,
) -> Result<Tried> {
    match Batch::prepare(c, wishes, heads, rules, repeats).await {
        Ok(batch) => {
            c.commit().await.map_err(broken)?;
            Ok(Tried::Written(Box::new(batch)))
        }
        Err(Trouble::Database(cause)) if failure::is_duplicate(&cause) => again(c, Repeats::LookedUp).await,
        Err(Trouble::Database(cause)) if failure::is_collision(&cause) => again(c, repeats).await,
        Err(Trouble::Database(cause)) if failure::is_away(&cause) => Err(Error::from(cause)),
        Err(Trouble::Database(cause)) => failed(c, Error::from(cause)).await,
        Err(Trouble::Other(error)) => failed(c, error).await,
    }
}

async fn again<C: LogSql>(c: &mut C, repeats: Repeats) -> Result<Tried> {
    c.rollback().await.map_err(broken)?;
    Ok(Tried::Again(repeats))
}

async fn failed<C: LogSql>(c: &mut C, error: Error) -> Result<Tried> {
    c.rollback().await.map_err(broken)?;
    Ok(Tried::Failed(error))
}

/// A transaction that could not be ended: whether it was written is not known, and the connection is thrown away.
fn broken(cause: Diesel) -> Error {
    tracing::warn!(target: "kefu::store", %cause, "a transaction could not be ended");
    drop(cause);
    failure::away()
}

fn told(state: State, asked: &mut [Option<(Origin, Option<Answer>)>]) -> Told {
    let mut take = |wish: usize| match asked.get_mut(wish).and_then(Option::take) {
        Some((Origin::Socket { session, frame }, answer)) => Some((session, frame, answer)),
        _ => None,
    };
    let step = |planned| match planned {
        PlannedStep::Entry { message, wish } => {
            let by = wish.and_then(&mut take).map(|(session, frame, _)| (session, frame));
            Some(Step::Entry { message, by })
        }
        PlannedStep::Answer { wish } => {
            let (session, frame, answer) = take(wish)?;
            Some(Step::Answer { session, frame: frame?, answer: answer? })
        }
        PlannedStep::Receipt { user, marks } => Some(Step::Receipt { user, marks }),
    };
    Told {
        id: state.head.id,
        last_seq: state.head.last_seq,
        changed: state.changed,
        waiting: state.waiting,
        members: state.head.members,
        steps: state.steps.into_iter().filter_map(step).collect(),
    }
}
