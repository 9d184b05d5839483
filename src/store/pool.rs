//! How does a query get a connection, and what becomes of it afterwards?

use std::time::Duration;

use deadpool::managed::Timeouts;
use diesel::SqliteConnection;
use diesel_async::pooled_connection::deadpool::{Hook, HookError, Object, Pool};
use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig, PoolableConnection, RecyclingMethod,
};
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{AsyncConnection, AsyncMysqlConnection, SimpleAsyncConnection};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::statements::StatementLog;
use crate::breakage::Breakage;
use crate::config::DatabaseUrl;
use crate::error::{Error, Result};

pub(super) type MySql = AsyncMysqlConnection;
pub(super) type Sqlite = SyncConnectionWrapper<SqliteConnection>;

/// The database: one of two, with the same tables.
#[derive(Clone)]
pub(super) enum Db {
    MySql(Pool<MySql>),
    /// SQLite has one writer at a time, so it gets one connection; reads have their own.
    Sqlite {
        writer: Pool<Sqlite>,
        readers: Pool<Sqlite>,
    },
}

/// How long a query waits for a connection, or for a new one to open.
const WAIT: Duration = Duration::from_millis(2500);
/// A connection that lay idle for longer is tried before it is used: the server may have gone meanwhile.
const FRESH: Duration = Duration::from_secs(1);
/// Read connections to SQLite.
const SQLITE_READERS: usize = 4;
/// How long SQLite waits for somebody else's lock (`PRAGMA busy_timeout`, milliseconds). Such a wait cannot be cut short,
/// and who came right behind it waits as long again: both must be answered within 3 s (P9).
const SQLITE_SETUP: &str = "PRAGMA busy_timeout = 1000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                            PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY;";
const MYSQL_SETUP: &str = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; \
                           SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', \
                           SESSION innodb_lock_wait_timeout = 2";

impl Db {
    /// Pools for this database; nothing is opened yet. `size` bounds the connections to MySQL.
    pub(super) fn new(url: &DatabaseUrl, size: usize, statements: StatementLog) -> Result<Self> {
        Ok(match url {
            DatabaseUrl::MySql { url } => Self::MySql(pool(url, size, move |url| mysql(url, statements).boxed())?),
            DatabaseUrl::Sqlite { path } => {
                let path = path.to_string_lossy();
                let open = move |url| sqlite(url, statements).boxed();
                Self::Sqlite { writer: pool(&path, 1, open)?, readers: pool(&path, SQLITE_READERS, open)? }
            }
        })
    }

    /// How each pool is used: its name, and its state.
    pub(super) fn pools(&self) -> Vec<(&'static str, deadpool::Status)> {
        match self {
            Self::MySql(pool) => vec![("mysql", pool.status())],
            Self::Sqlite { writer, readers } => vec![("writer", writer.status()), ("readers", readers.status())],
        }
    }

    /// Throws away every idle connection: one was found broken, the others will be too.
    fn forget_idle(&self) {
        match self {
            Self::MySql(pool) => drop(pool.retain(|_, _| false)),
            Self::Sqlite { writer, readers } => {
                drop(writer.retain(|_, _| false));
                drop(readers.retain(|_, _| false));
            }
        }
    }

    /// Returns what the work answered; a broken connection takes the idle ones with it.
    pub(super) fn settle<C, T>(&self, lease: Lease<C>, outcome: Result<T>) -> Result<T>
    where
        C: PoolableConnection + Send + 'static,
        AsyncDieselConnectionManager<C>: deadpool::managed::Manager<Type = C>,
    {
        if matches!(outcome, Err(Error::Unavailable(_))) {
            drop(lease);
            self.forget_idle();
        } else {
            lease.give_back();
        }
        outcome
    }
}

type Opened<C> = BoxFuture<'static, diesel::ConnectionResult<C>>;

fn pool<C>(url: &str, size: usize, open: impl Fn(String) -> Opened<C> + Send + Sync + 'static) -> Result<Pool<C>>
where
    C: PoolableConnection + SimpleAsyncConnection + Send + 'static,
    AsyncDieselConnectionManager<C>:
        deadpool::managed::Manager<Type = C, Error = diesel_async::pooled_connection::PoolError>,
{
    let mut config = ManagerConfig::default();
    config.recycling_method = RecyclingMethod::Fast;
    config.custom_setup = Box::new(move |url| open(url.to_owned()));
    let manager = AsyncDieselConnectionManager::new_with_config(url, config);
    let timeouts = Timeouts { wait: Some(WAIT), create: Some(WAIT), recycle: Some(WAIT) };
    Pool::builder(manager)
        .max_size(size)
        .timeouts(timeouts)
        .runtime(deadpool::Runtime::Tokio1)
        .pre_recycle(Hook::async_fn(|connection: &mut C, metrics| {
            let stale = metrics.last_used() > FRESH;
            Box::pin(async move {
                if stale {
                    let gone = |e: diesel::result::Error| HookError::message(e.to_string());
                    connection.batch_execute("SELECT 1").await.map_err(gone)?;
                }
                Ok(())
            })
        }))
        .build()
        .map_err(Error::internal)
}

async fn mysql(url: String, statements: StatementLog) -> diesel::ConnectionResult<MySql> {
    let mut connection = MySql::establish(&url).await?;
    connection.batch_execute(MYSQL_SETUP).await.map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
    statements.attach(&mut connection);
    Ok(connection)
}

async fn sqlite(path: String, statements: StatementLog) -> diesel::ConnectionResult<Sqlite> {
    let mut connection = Sqlite::establish(&path).await?;
    connection.batch_execute(SQLITE_SETUP).await.map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
    if Breakage::PatienceOff.is_on() {
        let forever = connection.batch_execute("PRAGMA busy_timeout = 60000").await;
        forever.map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
    }
    statements.attach(&mut connection);
    Ok(connection)
}

/// A connection on loan. Dropped before [`Lease::give_back`], because a future was cancelled in mid-query, it takes the
/// connection out of the pool: the next one to use it would read the answer that was still on its way.
pub(super) struct Lease<C>(Option<Object<C>>)
where
    C: PoolableConnection + Send + 'static,
    AsyncDieselConnectionManager<C>: deadpool::managed::Manager<Type = C>;

impl<C> Lease<C>
where
    C: PoolableConnection + Send + 'static,
    AsyncDieselConnectionManager<C>: deadpool::managed::Manager<Type = C>,
{
    pub(super) fn of(object: Object<C>) -> Self {
        Self(Some(object))
    }

    /// The connection; there is one until the lease is given back.
    pub(super) fn connection(&mut self) -> Result<&mut C> {
        self.0.as_deref_mut().ok_or_else(|| Error::internal("the lease was given back"))
    }

    fn give_back(mut self) {
        drop(self.0.take());
    }
}

impl<C> Drop for Lease<C>
where
    C: PoolableConnection + Send + 'static,
    AsyncDieselConnectionManager<C>: deadpool::managed::Manager<Type = C>,
{
    fn drop(&mut self) {
        if let Some(object) = self.0.take() {
            drop(Object::take(object));
        }
    }
}

/// Runs one body against whichever database there is: `on!(db, read, |c| { … })`. The body is checked once for each of
/// the two connection types and answers a `Result<T>`; `read` and `write` choose SQLite's pool.
macro_rules! on {
    ($db:expr, read, |$c:ident| $body:expr) => {
        $crate::store::pool::on!(@each $db, readers, $c, $body)
    };
    ($db:expr, write, |$c:ident| $body:expr) => {
        $crate::store::pool::on!(@each $db, writer, $c, $body)
    };
    (@each $db:expr, $which:ident, $c:ident, $body:expr) => {{
        let db: &$crate::store::pool::Db = &$db;
        match db {
            $crate::store::pool::Db::MySql(pool) => $crate::store::pool::on!(@one db, pool, $c, $body),
            $crate::store::pool::Db::Sqlite { $which: pool, .. } => $crate::store::pool::on!(@one db, pool, $c, $body),
        }
    }};
    (@one $db:ident, $pool:ident, $c:ident, $body:expr) => {{
        let mut lease = $crate::store::pool::Lease::of($pool.get().await?);
        let $c = lease.connection()?;
        let outcome: $crate::error::Result<_> = async { $body }.await;
        $db.settle(lease, outcome)
    }};
}
pub(super) use on;

#[cfg(test)]
#[path = "pool_test.rs"]
mod tests;
