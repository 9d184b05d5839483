//! How does the schema come to be, go forward and go back?

use diesel::migration::{Migration, MigrationSource};
use diesel::mysql::Mysql;
use diesel::sqlite::Sqlite;
use diesel_async::AsyncMigrationHarness;
use diesel_async::pooled_connection::deadpool::Pool;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::Store;
use super::pool::Db;
use crate::error::{Error, Result};

const MYSQL: EmbeddedMigrations = embed_migrations!("migrations/mysql");
const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// One migration and whether this database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationState {
    /// The folder's name: `0001_users`.
    pub name: String,
    pub applied: bool,
}

/// What to do with the schema.
#[derive(Debug, Clone, Copy)]
enum Step {
    Up,
    Down,
}

impl Store {
    /// Applies all that are missing; answers their versions in order.
    pub async fn migrate_up(&self) -> Result<Vec<String>> {
        let applied = self.step(Step::Up).await?;
        let db = self.db.clone();
        self.runtime.handle().spawn(async move { super::audit::seal(&db).await }).await.map_err(Error::internal)?;
        Ok(applied)
    }

    /// Takes the newest one back; answers its version, or nothing where none was applied.
    pub async fn migrate_down(&self) -> Result<Vec<String>> {
        self.step(Step::Down).await
    }

    /// Every migration in order, applied or not.
    pub async fn migration_states(&self) -> Result<Vec<MigrationState>> {
        let db = self.db.clone();
        self.runtime
            .handle()
            .spawn(async move {
                match &db {
                    Db::MySql(pool) => states(harness(pool).await?, names::<Mysql>(&MYSQL)?),
                    Db::Sqlite { writer, .. } => states(harness(writer).await?, names::<Sqlite>(&SQLITE)?),
                }
            })
            .await
            .map_err(Error::internal)?
    }

    async fn step(&self, step: Step) -> Result<Vec<String>> {
        let db = self.db.clone();
        self.runtime
            .handle()
            .spawn(async move {
                match &db {
                    Db::MySql(pool) => run(harness(pool).await?, MYSQL, step),
                    Db::Sqlite { writer, .. } => run(harness(writer).await?, SQLITE, step),
                }
            })
            .await
            .map_err(Error::internal)?
    }
}

type Harness<C> = AsyncMigrationHarness<diesel_async::pooled_connection::deadpool::Object<C>>;

async fn harness<C>(pool: &Pool<C>) -> Result<Harness<C>>
where
    C: diesel_async::pooled_connection::PoolableConnection + Send + 'static,
    diesel_async::pooled_connection::AsyncDieselConnectionManager<C>:
        deadpool::managed::Manager<Type = C, Error = diesel_async::pooled_connection::PoolError>,
    diesel_async::pooled_connection::deadpool::Object<C>: diesel_async::AsyncConnection,
{
    Ok(AsyncMigrationHarness::new(pool.get().await?))
}

fn run<H, DB>(mut harness: H, source: EmbeddedMigrations, step: Step) -> Result<Vec<String>>
where
    H: MigrationHarness<DB>,
    DB: diesel::backend::Backend,
{
    let failed = |e: Box<dyn std::error::Error + Send + Sync>| Error::internal(format!("migration: {e}"));
    let versions = match step {
        Step::Up => harness.run_pending_migrations(source).map_err(failed)?,
        Step::Down if harness.applied_migrations().map_err(failed)?.is_empty() => Vec::new(),
        Step::Down => vec![harness.revert_last_migration(source).map_err(failed)?],
    };
    Ok(versions.iter().map(ToString::to_string).collect())
}

fn names<DB: diesel::backend::Backend>(source: &EmbeddedMigrations) -> Result<Vec<(String, String)>> {
    let all: Vec<Box<dyn Migration<DB>>> = source.migrations().map_err(Error::internal)?;
    let mut names: Vec<(String, String)> =
        all.iter().map(|m| (m.name().version().to_string(), m.name().to_string())).collect();
    names.sort();
    Ok(names)
}

fn states<H, DB>(mut harness: H, names: Vec<(String, String)>) -> Result<Vec<MigrationState>>
where
    H: MigrationHarness<DB>,
    DB: diesel::backend::Backend,
{
    let applied = harness.applied_migrations().map_err(Error::internal)?;
    let applied: Vec<String> = applied.iter().map(ToString::to_string).collect();
    Ok(names.into_iter().map(|(version, name)| MigrationState { applied: applied.contains(&version), name }).collect())
}
