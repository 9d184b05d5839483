//! What kind of database is this, and may we do in it what we must? For `kefu doctor`.

use std::time::Duration;

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use super::Store;
use super::pool::{Db, on};
use crate::error::{Error, Result};
use crate::time::Timestamp;

/// A busy server's DDL may wait.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the database says of itself.
#[derive(Debug, Clone)]
pub struct Examination {
    /// `10.11.6-MariaDB`, `8.0.36`, or SQLite's `3.50.0`.
    pub version: String,
    /// Its clock, and ours at the same moment, give or take the way there.
    pub clock: Timestamp,
    pub our_clock: Timestamp,
    /// Settings that matter, by their names there.
    pub settings: Vec<(&'static str, String)>,
    /// It refuses to change or remove a line of the audit log.
    pub sealed: bool,
}

impl Examination {
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.settings.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

/// What the server does with its tables, in an order that works, on a table of its own.
const TRIAL: [(&str, &str); 8] = [
    ("create a table", "CREATE TABLE kefu_doctor (id BIGINT NOT NULL PRIMARY KEY, text VARCHAR(64) NULL)"),
    ("alter a table", "ALTER TABLE kefu_doctor ADD COLUMN more BIGINT NOT NULL DEFAULT 0"),
    ("create an index", "CREATE INDEX kefu_doctor_more ON kefu_doctor (more)"),
    ("insert", "INSERT INTO kefu_doctor (id, text) VALUES (1, 'a')"),
    ("update", "UPDATE kefu_doctor SET text = 'b' WHERE id = 1"),
    ("select", "SELECT text FROM kefu_doctor"),
    ("delete", "DELETE FROM kefu_doctor"),
    ("drop a table", "DROP TABLE kefu_doctor"),
];

#[derive(QueryableByName)]
struct Value {
    #[diesel(sql_type = Text)]
    value: String,
}

/// The settings of MySQL that matter, each as text. Not all versions know all of them.
const MYSQL: [(&str, &str); 8] = [
    ("character_set_database", "@@character_set_database"),
    ("collation_database", "@@collation_database"),
    ("innodb_flush_log_at_trx_commit", "@@innodb_flush_log_at_trx_commit"),
    ("log_bin", "@@log_bin"),
    ("sync_binlog", "@@sync_binlog"),
    ("max_connections", "@@max_connections"),
    ("max_allowed_packet", "@@max_allowed_packet"),
    ("innodb_doublewrite", "@@innodb_doublewrite"),
];
const SQLITE: [(&str, &str); 2] = [
    ("journal_mode", "(SELECT journal_mode FROM pragma_journal_mode)"),
    ("synchronous", "(SELECT synchronous FROM pragma_synchronous)"),
];

impl Store {
    /// Reads what it says of itself.
    pub async fn examine(&self) -> Result<Examination> {
        self.call(|db| async move {
            let (version, clock, known, seals) = match &db {
                Db::MySql(_) => (
                    "VERSION()",
                    "ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000)",
                    MYSQL.as_slice(),
                    "(SELECT COUNT(*) FROM information_schema.triggers WHERE event_object_schema = DATABASE() AND \
                     event_object_table = 'audit')",
                ),
                Db::Sqlite { .. } => (
                    "sqlite_version()",
                    "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
                    SQLITE.as_slice(),
                    "(SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit')",
                ),
            };
            let mut settings = Vec::new();
            for (name, expression) in known {
                if let Ok(value) = value(&db, expression).await {
                    settings.push((*name, value));
                }
            }
            let our_clock = Timestamp::now();
            let clock = value(&db, clock).await?;
            let clock = clock.split('.').next().and_then(|millis| millis.parse().ok());
            Ok(Examination {
                version: value(&db, version).await?,
                clock: Timestamp::from_millis(clock.ok_or_else(|| Error::internal("the database tells no time"))?),
                our_clock,
                settings,
                sealed: value(&db, seals).await.is_ok_and(|count| count == "2"),
            })
        })
        .await
    }

    /// Tries on a table of its own what the server does; answers what failed, and why.
    pub async fn try_rights(&self) -> Result<Vec<(&'static str, String)>> {
        self.call_within(PATIENCE, |db| async move {
            on!(db, write, |c| {
                let mut failed = Vec::new();
                // Left by a trial that was interrupted.
                let _ = c.batch_execute("DROP TABLE IF EXISTS kefu_doctor").await;
                for (what, sql) in TRIAL {
                    if let Err(cause) = c.batch_execute(sql).await {
                        failed.push((what, cause.to_string()));
                    }
                }
                Ok(failed)
            })
        })
        .await
    }
}

/// One expression, as text.
async fn value(db: &Db, expression: &str) -> Result<String> {
    let text = match db {
        Db::MySql(_) => format!("SELECT CAST({expression} AS CHAR) AS value"),
        Db::Sqlite { .. } => format!("SELECT CAST({expression} AS TEXT) AS value"),
    };
    on!(db, write, |c| {
        let rows: Vec<Value> = diesel::sql_query(text).load(c).await?;
        rows.into_iter().next().map(|row| row.value).ok_or_else(|| Error::internal("no row"))
    })
}
