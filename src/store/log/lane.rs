//! Who writes the batches, and what happens when the database does not answer?

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chrono::TimeDelta;
use diesel::result::Error as Diesel;
use tokio::sync::mpsc::Receiver;
use tokio::time::{Instant, timeout_at};

use super::batch::{Batch, PlannedStep, Repeats, Rosters, State, Trouble};
use super::sql::LogSql;
use super::told::{Answer, Committed, Listener, Origin, Step, Told};
use super::{Pending, Queued, Wish};
use crate::domain::Rules;
use crate::error::{Error, Result};
use crate::store::failure;
use crate::store::pool::{Db, on};
use crate::time::Timestamp;

/// Wishes written in one transaction at most. MariaDB gains little beyond (23,000–29,000 rows/s at 256).
const MAX_BATCH: usize = 256;
/// A wish is answered within 3 s (P9): what was not written by then fails as `unavailable`.
const PATIENCE: Duration = Duration::from_millis(2600);
/// Tries at one batch, when it collides with another process or meets a repeated `client_id`.
const TRIES: usize = 4;
/// Cached lists of members, before the cache is begun anew.
const MAX_ROSTERS: usize = 65_536;

/// One lane: it owns the order of everything written through it.
pub(super) struct Lane {
    db: Db,
    recall_window: TimeDelta,
    listener: Arc<OnceLock<Arc<dyn Listener>>>,
    pending: Arc<Pending>,
    rosters: Rosters,
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
        Self { db, recall_window, listener, pending, rosters: Rosters::new() }
    }

    /// Runs until the store is closed.
    pub(super) async fn run(mut self, mut queue: Receiver<Queued>) {
        let mut batch = Vec::with_capacity(MAX_BATCH);
        while queue.recv_many(&mut batch, MAX_BATCH).await > 0 {
            let wishes = std::mem::replace(&mut batch, Vec::with_capacity(MAX_BATCH));
            let count = wishes.len();
            match self.write(&wishes).await {
                Ok(written) => self.tell(wishes, written),
                Err(error) => self.refuse(wishes, &error),
            }
            self.pending.settle(count);
        }
    }

    async fn write(&mut self, wishes: &[Queued]) -> Result<Batch> {
        let oldest = wishes.iter().map(|queued| queued.since).min().unwrap_or_else(Instant::now);
        let mut repeats = Repeats::Unlikely;
        for _ in 0..TRIES {
            let tried = timeout_at(oldest + PATIENCE, self.attempt(wishes, repeats)).await;
            match tried.map_err(|_| Error::Unavailable(failure::AWAY.to_owned()))? {
                Ok(Tried::Written(batch)) => return Ok(*batch),
                Ok(Tried::Again(next)) => repeats = next,
                Ok(Tried::Failed(error)) | Err(error) => return Err(error),
            }
        }
        Err(Error::Unavailable("The conversation is very busy; try again in a moment.".to_owned()))
    }

    async fn attempt(&self, wishes: &[Queued], repeats: Repeats) -> Result<Tried> {
        let rules = Rules { now: Timestamp::now(), recall_window: self.recall_window };
        on!(self.db, write, |c| transact(c, wishes, &self.rosters, rules, repeats).await)
    }

    /// Tells the listener, then answers: whoever is answered can rely on the others being told.
    fn tell(&mut self, wishes: Vec<Queued>, batch: Batch) {
        let mut commit = Committed::default();
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
        if self.rosters.len() >= MAX_ROSTERS {
            self.rosters.clear();
        }
        self.rosters.insert(state.head.id.0, (state.roster, state.head.members.clone()));
    }

    fn refuse(&self, wishes: Vec<Queued>, error: &Error) {
        tracing::warn!(target: "kefu::store", wishes = wishes.len(), %error, "a batch was not written");
        let mut commit = Committed::default();
        for Queued { wish: Wish { origin, .. }, .. } in wishes {
            match origin {
                Origin::Call(call) => drop(call.send(Err(copy(error)))),
                Origin::Socket { session, frame } => commit.refused.push((session, frame, copy(error))),
            }
        }
        if let Some(listener) = self.listener.get() {
            listener.committed(commit);
        }
    }
}

/// One transaction. Whatever fails before the commit is rolled back and may be tried again.
async fn transact<C: LogSql>(
    c: &mut C,
    wishes: &[Queued],
    rosters: &Rosters,
    rules: Rules,
    repeats: Repeats,
) -> Result<Tried> {
    match Batch::prepare(c, wishes, rosters, rules, repeats).await {
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
    Error::Unavailable(failure::AWAY.to_owned())
}

/// The same refusal for every wish of a batch.
fn copy(error: &Error) -> Error {
    match error {
        Error::Unavailable(detail) => Error::Unavailable(detail.clone()),
        other => Error::internal(other),
    }
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
