//! Which database does a server under test get?

use std::path::Path;

use mysql_async::prelude::Queryable;

/// Where there is a MySQL or MariaDB to test on: `mysql://user:password@host:port/`.
pub const SERVER: &str = "KEFU_TEST_DATABASE_URL";

/// An empty database, removed when it is dropped.
pub enum Database {
    /// A file that goes with the folder it is in.
    Sqlite {
        url: String,
    },
    MySql {
        server: String,
        name: String,
    },
}

impl Database {
    pub async fn create(folder: &Path) -> Self {
        let Some(server) = std::env::var(SERVER).ok().filter(|url| !url.is_empty()) else {
            return Self::Sqlite { url: format!("sqlite://{}", folder.join("kefu.db").display()) };
        };
        let name = format!("kefu_test_{:016x}", rand::random::<u64>());
        run(&server, &format!("CREATE DATABASE {name} CHARACTER SET utf8mb4")).await.unwrap();
        Self::MySql { server, name }
    }

    pub fn url(&self) -> String {
        match self {
            Self::Sqlite { url } => url.clone(),
            Self::MySql { server, name } => format!("{}/{name}", server.trim_end_matches('/')),
        }
    }

    /// Runs one statement, for what no request can bring about.
    pub async fn execute(&self, sql: &str) {
        match self {
            Self::MySql { .. } => run(&self.url(), sql).await.unwrap(),
            Self::Sqlite { url } => {
                use diesel::connection::SimpleConnection;
                use diesel::{Connection, SqliteConnection};
                let path = url.trim_start_matches("sqlite://").to_owned();
                let sql = format!("PRAGMA busy_timeout = 5000; {sql}");
                let work = move || SqliteConnection::establish(&path).unwrap().batch_execute(&sql);
                tokio::task::spawn_blocking(work).await.unwrap().unwrap();
            }
        }
    }
}

async fn run(url: &str, sql: &str) -> mysql_async::Result<()> {
    let mut connection = mysql_async::Conn::from_url(url).await?;
    connection.query_drop(sql).await?;
    connection.disconnect().await
}

impl Drop for Database {
    /// On a thread of its own: a runtime cannot be waited for inside another.
    fn drop(&mut self) {
        let Self::MySql { server, name } = self else { return };
        let (server, sql) = (std::mem::take(server), format!("DROP DATABASE {name}"));
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(run(&server, &sql))
        });
        // A failed test must not hide its own reason behind this one.
        if let Ok(Err(error)) = dropping.join() {
            eprintln!("a test database was left behind: {error}");
        }
    }
}
