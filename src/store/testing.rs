//! What does a unit test store things in?

use diesel_async::SimpleAsyncConnection;
use tempfile::TempDir;

use super::pool::on;
use super::{StatementLog, Store, StoreOptions};
use crate::config::DatabaseUrl;

/// Names a MariaDB or MySQL server, `mysql://user:password@host:port/`; every test makes a database of its own there.
const SERVER: &str = "KEFU_TEST_DATABASE_URL";

/// A migrated database of its own: SQLite in a temporary folder, or one on the server that [`SERVER`] names.
pub struct TestStore {
    pub store: Store,
    _folder: TempDir,
}

impl TestStore {
    pub(crate) async fn open() -> Self {
        match std::env::var(SERVER) {
            Ok(server) if !server.is_empty() => {
                let url = database_on(server.trim_end_matches('/')).await;
                Self::at(&url, tempfile::tempdir().unwrap()).await
            }
            _ => Self::sqlite().await,
        }
    }

    /// A file, whatever else there is.
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::at(&DatabaseUrl::Sqlite { path: folder.path().join("test.db") }, folder).await
    }

    /// Is there a MariaDB or MySQL to test on?
    pub(crate) fn has_server() -> bool {
        std::env::var(SERVER).is_ok_and(|server| !server.is_empty())
    }

    async fn at(url: &DatabaseUrl, folder: TempDir) -> Self {
        let store = Store::open(url, options(4)).unwrap();
        store.migrate_up().await.unwrap();
        Self { store, _folder: folder }
    }
}

async fn database_on(server: &str) -> DatabaseUrl {
    let name = format!("kefu_test_{:032x}", rand::random::<u128>());
    let anywhere = DatabaseUrl::MySql { url: format!("{server}/information_schema") };
    let store = Store::open(&anywhere, options(1)).unwrap();
    store.run_sql(&format!("CREATE DATABASE {name}")).await;
    DatabaseUrl::MySql { url: format!("{server}/{name}") }
}

impl Store {
    /// Runs SQL as it stands, to set a scene.
    pub(crate) async fn run_sql(&self, sql: &str) {
        let sql = sql.to_owned();
        self.call(move |db| async move { on!(db, write, |c| Ok(c.batch_execute(&sql).await?)) }).await.unwrap();
    }

    /// Runs SQL that may be refused.
    pub(crate) async fn try_sql(&self, sql: &str) -> crate::error::Result<()> {
        let sql = sql.to_owned();
        self.call(move |db| async move { on!(db, write, |c| Ok(c.batch_execute(&sql).await?)) }).await
    }

    /// The first column of every row of a query, as text.
    pub(crate) async fn texts(&self, sql: &str) -> Vec<String> {
        use diesel::QueryableByName;
        use diesel_async::RunQueryDsl;

        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::Text)]
            text: String,
        }
        let sql = sql.to_owned();
        let rows: Vec<Row> = self
            .call(move |db| async move { on!(db, read, |c| Ok(diesel::sql_query(sql).load(c).await?)) })
            .await
            .unwrap();
        rows.into_iter().map(|row| row.text).collect()
    }
}

fn options(connections: usize) -> StoreOptions {
    StoreOptions { connections, statements: StatementLog::Off, recall_window: chrono::TimeDelta::seconds(120) }
}
