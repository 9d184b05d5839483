//! How do all rows leave one database and enter another, of the same kind or not?
//!
//! A row is one line of JSON with the columns of `schema.rs`, so a backup of SQLite can be restored into MySQL and the
//! other way round. [`Store::export`] reads every table in one snapshot while the server goes on writing.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl, SimpleAsyncConnection};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use super::Store;
use super::pool::{Db, MySql, Sqlite, on};
use super::schema::{api_keys, audit, conversations, members, messages, quick_replies, uploads, users};
use crate::error::{Error, Result};

/// Rows of one query, and of one chunk.
const PAGE: i64 = 1000;
/// Chunks that may wait for whoever writes them down; one more is being read.
const AHEAD: usize = 1;
/// How long one chunk may take to be inserted.
const CHUNK_PATIENCE: Duration = Duration::from_mins(2);
/// Bytes of one statement at most, as JSON: MariaDB takes 16 MiB in one packet.
const STATEMENT_BYTES: usize = 1 << 20;

/// Rows of one table, as lines of JSON in the order of its key.
#[derive(Debug, Clone)]
pub struct Chunk {
    pub table: Table,
    pub lines: Vec<String>,
}

/// The text of a column of bytes that holds UTF-8.
mod utf8 {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};

    #[expect(clippy::ref_option, reason = "serde asks for this shape")]
    pub(super) fn serialize<S: Serializer>(bytes: &Option<Vec<u8>>, serializer: S) -> Result<S::Ok, S::Error> {
        let text = bytes.as_deref().map(std::str::from_utf8).transpose().map_err(ser::Error::custom)?;
        text.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<u8>>, D::Error> {
        Ok(Option::<String>::deserialize(deserializer)?.map(String::into_bytes))
    }
}

/// What moving needs of a connection.
pub(super) trait PortableSql: Send {
    /// From here on every read sees one and the same state.
    fn begin_snapshot(&mut self) -> impl Future<Output = QueryResult<()>> + Send;
    /// The next rows of a table in the order of its key, after this line.
    fn page(&mut self, table: Table, after: Option<&str>) -> impl Future<Output = Result<Vec<String>>> + Send;
    fn insert_lines(&mut self, table: Table, lines: &[String]) -> impl Future<Output = Result<()>> + Send;
}

macro_rules! portable {
    ($($variant:ident $table:ident $row:ident {
        $($(#[$attribute:meta])* $field:ident: $kind:ty,)+
    } by $key:expr, after |$last:ident| $beyond:expr;)+) => {
        /// A table that a backup holds.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Table {
            $($variant,)+
        }

        impl Table {
            /// All of them, in the order in which they are written and read.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => stringify!($table),)+
                }
            }
        }

        $(
            // Every column in its place: a column that is missing here does not compile.
            #[derive(Debug, Serialize, Deserialize, Queryable, Insertable)]
            #[diesel(table_name = $table, treat_none_as_default_value = false)]
            struct $row {
                $($(#[$attribute])* $field: $kind,)+
            }
        )+

        portable_sql!(MySql, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
            |c, table, rows| diesel::insert_into(table).values(&rows).execute(c).await;
            $($variant $table $row by $key, after |$last| $beyond;)+);
        // SQLite's snapshot begins with the first read.
        portable_sql!(Sqlite, "BEGIN; SELECT COUNT(*) FROM api_keys",
            |c, table, rows| c.spawn_blocking(move |c| {
                diesel::RunQueryDsl::execute(diesel::insert_into(table).values(&rows), c)
            }).await;
            $($variant $table $row by $key, after |$last| $beyond;)+);
    };
}

macro_rules! portable_sql {
    ($connection:ty, $begin:literal, |$c:ident, $into:ident, $rows:ident| $insert:expr;
     $($variant:ident $table:ident $row:ident by $key:expr, after |$last:ident| $beyond:expr;)+) => {
        impl PortableSql for $connection {
            async fn begin_snapshot(&mut self) -> QueryResult<()> {
                self.batch_execute($begin).await
            }

            async fn page(&mut self, table: Table, after: Option<&str>) -> Result<Vec<String>> {
                match table {
                    $(Table::$variant => {
                        let mut query = $table::table.into_boxed();
                        if let Some(line) = after {
                            let $last: $row = parse(table, line)?;
                            query = query.filter($beyond);
                        }
                        let rows: Vec<$row> = query.order($key).limit(PAGE).load(self).await?;
                        rows.iter().map(|row| serde_json::to_string(row).map_err(Error::internal)).collect()
                    })+
                }
            }

            async fn insert_lines(&mut self, table: Table, lines: &[String]) -> Result<()> {
                match table {
                    $(Table::$variant => {
                        let $rows: Vec<$row> = lines.iter().map(|line| parse(table, line)).collect::<Result<_>>()?;
                        let ($c, $into) = (self, $table::table);
                        $insert?;
                        Ok(())
                    })+
                }
            }
        }
    };
}

portable! {
    Users users UserLine {
        id: String,
        role: String,
        username: String,
        login: Option<String>,
        password_hash: Option<String>,
        avatar: String,
        description: String,
        last_seen: Option<i64>,
        created_at: i64,
        disabled: bool,
        token_generation: i64,
        tokens_void_until: i64,
    } by users::id, after |last| users::id.gt(last.id);
    Conversations conversations ConversationLine {
        id: i64,
        kind: String,
        subject: Option<String>,
        status: String,
        assignee_id: Option<String>,
        customer_id: Option<String>,
        context: Option<String>,
        pair_key: Option<String>,
        open_customer: Option<String>,
        roster: i64,
        last_seq: i64,
        last_message_seq: i64,
        last_activity_at: i64,
        created_at: i64,
        closed_at: Option<i64>,
    } by conversations::id, after |last| conversations::id.gt(last.id);
    Members members MemberLine {
        conversation_id: i64,
        user_id: String,
        joined_at: i64,
        delivered_seq: i64,
        read_seq: i64,
    } by (members::conversation_id, members::user_id),
    after |last| members::conversation_id.gt(last.conversation_id)
        .or(members::conversation_id.eq(last.conversation_id).and(members::user_id.gt(last.user_id)));
    Messages messages MessageLine {
        conversation_id: i64,
        seq: i64,
        sender_id: Option<String>,
        #[serde(with = "utf8")]
        client_id: Option<Vec<u8>>,
        kind: String,
        body: Option<String>,
        reply_to: Option<i64>,
        digest: i64,
        created_at: i64,
        edited_at: Option<i64>,
        recalled_at: Option<i64>,
        recall_seq: Option<i64>,
    } by (messages::conversation_id, messages::seq),
    after |last| messages::conversation_id.gt(last.conversation_id)
        .or(messages::conversation_id.eq(last.conversation_id).and(messages::seq.gt(last.seq)));
    QuickReplies quick_replies QuickReplyLine {
        id: i64,
        owner_id: String,
        scope: String,
        title: String,
        content: String,
        shortcut: Option<String>,
        category: Option<String>,
        created_at: i64,
        updated_at: i64,
    } by quick_replies::id, after |last| quick_replies::id.gt(last.id);
    Uploads uploads UploadLine {
        id: i64,
        owner_id: String,
        path: String,
        thumbnail: Option<String>,
        name: String,
        mime: String,
        size: i64,
        width: Option<i32>,
        height: Option<i32>,
        created_at: i64,
        shown: i64,
    } by uploads::id, after |last| uploads::id.gt(last.id);
    ApiKeys api_keys ApiKeyLine {
        name: String,
        hash: String,
        created_at: i64,
        revoked_at: Option<i64>,
    } by api_keys::name, after |last| api_keys::name.gt(last.name);
    Audit audit AuditRowLine {
        id: i64,
        at: i64,
        actor_kind: String,
        actor_id: Option<String>,
        action: String,
        target: Option<String>,
        address: Option<String>,
        details: Option<String>,
    } by audit::id, after |last| audit::id.gt(last.id);
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Store {
    /// Every row of every table, as of one moment, while others go on writing. The last item is an error where it broke off.
    pub fn export(&self) -> mpsc::Receiver<Result<Chunk>> {
        let (sender, receiver) = mpsc::channel(AHEAD);
        let db = self.db.clone();
        self.runtime.handle().spawn(async move {
            if let Err(error) = export_all(&db, &sender).await {
                // Nobody listens where the reader gave up first.
                let _ = sender.send(Err(error)).await;
            }
        });
        receiver
    }

    /// Inserts rows as they stand: all of the chunk, or nothing.
    pub async fn import(&self, chunk: Chunk) -> Result<()> {
        self.call_within(CHUNK_PATIENCE, move |db| async move {
            on!(db, write, |c| {
                c.transaction(async |c| {
                    let mut lines = chunk.lines.as_slice();
                    while !lines.is_empty() {
                        let (some, rest) = lines.split_at(fitting(lines));
                        c.insert_lines(chunk.table, some).await?;
                        lines = rest;
                    }
                    Ok::<_, Error>(())
                })
                .await
            })
        })
        .await
    }

    /// Has nobody used this database yet? Lines of the audit log do not count: a migration leaves one.
    pub async fn is_unused(&self) -> Result<bool> {
        self.call(|db| async move {
            on!(db, read, |c| {
                for table in Table::ALL.iter().filter(|table| **table != Table::Audit) {
                    if !c.page(*table, None).await?.is_empty() {
                        return Ok(false);
                    }
                }
                Ok(true)
            })
        })
        .await
    }
}

fn parse<'line, T: Deserialize<'line>>(table: Table, line: &'line str) -> Result<T> {
    serde_json::from_str(line).map_err(|error| Error::internal(format!("a line of {table} cannot be read: {error}")))
}

/// How many of these rows fit one statement; at least one.
fn fitting(lines: &[String]) -> usize {
    let mut bytes = 0;
    let fits = |line: &&String| {
        bytes += line.len();
        bytes <= STATEMENT_BYTES
    };
    lines.iter().take_while(fits).count().max(1)
}

async fn export_all(db: &Db, sender: &mpsc::Sender<Result<Chunk>>) -> Result<()> {
    on!(db, read, |c| {
        let streamed = stream(c, sender).await;
        // Ends the snapshot however it went, so that the connection goes back as it came.
        c.batch_execute("ROLLBACK").await?;
        streamed
    })
}

async fn stream<C: PortableSql>(c: &mut C, sender: &mpsc::Sender<Result<Chunk>>) -> Result<()> {
    c.begin_snapshot().await?;
    for table in Table::ALL {
        let mut last: Option<String> = None;
        loop {
            let lines = c.page(*table, last.as_deref()).await?;
            let Some(end) = lines.last() else { break };
            last = Some(end.clone());
            let whole = lines.len() == usize::try_from(PAGE).unwrap_or(usize::MAX);
            let sent = sender.send(Ok(Chunk { table: *table, lines })).await;
            sent.map_err(|_| Error::internal("nobody takes the rows any more"))?;
            if !whole {
                break;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches a table that a backup forgets.
    #[test]
    fn every_table_is_there() {
        let schema = include_str!("schema.rs");
        assert_eq!(schema.matches("diesel::table! {").count(), Table::ALL.len());
        for table in Table::ALL {
            assert!(schema.contains(&format!("    {table} (")), "{table}");
        }
    }
}
