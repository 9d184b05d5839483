//! What do we remember? The only SQL, for MySQL and SQLite alike.
//!
//! Every call runs as a task of the store's own runtime, and callers await its handle: when a caller goes away the work
//! goes on, so no connection is left in the middle of an answer. [`pool::Lease`] is the second belt.

mod api_keys;
mod audit;
mod audit_queue;
mod conversations;
mod examination;
mod failure;
mod inbox;
mod loader;
mod loaders;
mod log;
mod messages;
mod migrations;
mod moved;
mod openings;
mod pattern;
mod pending;
mod peers;
mod pool;
mod portable;
mod quick_replies;
mod schema;
mod statements;
#[cfg(test)]
pub mod testing;
mod uploads;
mod users;
mod visitors;
mod vitals;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

pub use api_keys::ApiKey;
pub use audit::AuditFilter;
pub use conversations::Facts;
pub use examination::Examination;
pub use inbox::{Assignee, Filter, View};
pub use loaders::{Position, Summary};
pub use log::{Answer, Committed, Listener, Moments, Origin, Step, Told, Wish};
pub use messages::{Bounds, History};
pub use migrations::MigrationState;
pub use openings::{Opening, Parties};
pub use peers::Peers;
use pool::Db;
pub use portable::{Chunk, Table};
pub use quick_replies::QuickReplyFilter;
pub use statements::StatementLog;
pub use uploads::Uploaded;
pub use users::{Added, Changed, UserChange, UserFilter};
pub use vitals::{Connections, Vitals};

use crate::config::DatabaseUrl;
use crate::error::{Error, Result};
use crate::metrics::{Place, panics};

/// How long any one call may take: a client hears `unavailable` within 3 s (P9).
const PATIENCE: Duration = Duration::from_millis(2800);

/// How the store is run.
#[derive(Debug, Clone, Copy)]
pub struct StoreOptions {
    /// Connections to MySQL at most; SQLite has one writer and a few readers.
    pub connections: usize,
    pub statements: StatementLog,
    /// How long a sender may recall a message.
    pub recall_window: chrono::TimeDelta,
}

/// Everything the server remembers. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    db: Db,
    log: log::Log,
    audit: audit_queue::AuditQueue,
    loaders: loaders::Loaders,
    runtime: Arc<Runtime>,
}

impl Store {
    /// Connects to nothing yet; [`Store::ping`] does.
    pub fn open(url: &DatabaseUrl, options: StoreOptions) -> Result<Self> {
        if let DatabaseUrl::Sqlite { path } = url
            && let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty())
        {
            std::fs::create_dir_all(folder).map_err(|e| Error::internal(format!("{}: {e}", folder.display())))?;
        }
        let runtime = Arc::new(Runtime::start()?);
        let _inside = runtime.handle().enter();
        let db = Db::new(url, options.connections, options.statements)?;
        Ok(Self {
            audit: audit_queue::AuditQueue::start(&db),
            log: log::Log::start(&db, options.recall_window),
            loaders: loaders::Loaders::start(&db),
            db,
            runtime: runtime.clone(),
        })
    }

    /// Does the database answer?
    pub async fn ping(&self) -> Result<()> {
        use diesel_async::SimpleAsyncConnection;
        self.call(|db| async move { pool::on!(db, read, |c| Ok(c.batch_execute("SELECT 1").await?)) }).await
    }

    /// Could a message be written now? SQLite reads on while somebody else holds its lock, so it is asked for the lock.
    pub async fn ready(&self) -> Result<()> {
        use diesel_async::SimpleAsyncConnection;
        self.call(|db| async move {
            let question = match db {
                Db::MySql(_) => "SELECT 1",
                Db::Sqlite { .. } => "BEGIN IMMEDIATE; ROLLBACK",
            };
            pool::on!(db, write, |c| Ok(c.batch_execute(question).await?))
        })
        .await
    }

    /// Runs `work` as a task of its own and waits for it, at most [`PATIENCE`].
    async fn call<T, W, F>(&self, work: W) -> Result<T>
    where
        W: FnOnce(Db) -> F,
        F: Future<Output = Result<T>> + Send + 'static,
        T: Send + 'static,
    {
        self.call_within(PATIENCE, work).await
    }

    /// Runs `work` as a task of its own and waits for it, at most `patience`.
    async fn call_within<T, W, F>(&self, patience: Duration, work: W) -> Result<T>
    where
        W: FnOnce(Db) -> F,
        F: Future<Output = Result<T>> + Send + 'static,
        T: Send + 'static,
    {
        // Two limits: the inner one ends the work, which takes SQLite until its statement is over; the outer one answers.
        let task = self.runtime.handle().spawn(timeout(patience, work(self.db.clone())));
        match timeout(patience, task).await {
            Ok(Ok(Ok(outcome))) => outcome,
            Ok(Ok(Err(_))) | Err(_) => Err(failure::away()),
            Ok(Err(stopped)) => {
                if stopped.is_panic() {
                    panics::caught(Place::Store, "a query");
                }
                // What it says may quote what somebody wrote.
                Err(Error::internal("a store task stopped"))
            }
        }
    }
}

/// The multi-thread runtime that all queries run on. actix's own runtimes are single threads: diesel-async may block
/// there, and a dropped SQLite query panics.
struct Runtime(Option<tokio::runtime::Runtime>);

/// Threads of the store's runtime; SQLite's queries run on its blocking threads besides.
const THREADS: usize = 2;

impl Runtime {
    fn start() -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("store")
            .enable_all()
            .build()
            .map_err(Error::internal)?;
        Ok(Self(Some(runtime)))
    }

    #[expect(clippy::expect_used, reason = "the runtime is taken only by Drop")]
    fn handle(&self) -> &tokio::runtime::Handle {
        self.0.as_ref().expect("the runtime lives as long as the store").handle()
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
