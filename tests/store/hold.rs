//! Somebody else who keeps the database locked.

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use mysql_async::prelude::Queryable;

use crate::database::Database;

/// While it lives nobody else can write to the log. Reading goes on.
pub enum Hold {
    Sqlite(SqliteConnection),
    MySql(mysql_async::Conn),
}

impl Hold {
    pub async fn take(database: &Database) -> Self {
        let url = database.url();
        match database {
            Database::Sqlite { .. } => {
                let mut connection = SqliteConnection::establish(url.trim_start_matches("sqlite://")).unwrap();
                connection.batch_execute("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE").unwrap();
                Self::Sqlite(connection)
            }
            Database::MySql { .. } => {
                let mut connection = mysql_async::Conn::from_url(url).await.unwrap();
                connection.query_drop("START TRANSACTION").await.unwrap();
                connection.query_drop("SELECT id FROM conversations FOR UPDATE").await.unwrap();
                Self::MySql(connection)
            }
        }
    }

    pub async fn release(self) {
        match self {
            Self::Sqlite(mut connection) => connection.batch_execute("ROLLBACK").unwrap(),
            Self::MySql(mut connection) => {
                connection.query_drop("ROLLBACK").await.unwrap();
                connection.disconnect().await.unwrap();
            }
        }
    }
}
