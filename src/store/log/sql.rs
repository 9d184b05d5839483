//! Which statements does a batch need? Written once, made for both kinds of connection.

use std::fmt::Write;
use std::future::Future;

use diesel::prelude::*;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use crate::domain::AuditLine;
use crate::store::audit;
use crate::store::messages::MessageRow;
use crate::store::pool::{MySql, Sqlite};
use crate::store::schema::{conversations, members, messages, uploads};

/// A locked row of `conversations`, as far as the log needs it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = conversations, check_for_backend(diesel::mysql::Mysql, diesel::sqlite::Sqlite))]
pub(super) struct HeadRow {
    pub id: i64,
    pub kind: String,
    pub status: String,
    pub subject: Option<String>,
    pub assignee_id: Option<String>,
    pub customer_id: Option<String>,
    pub roster: i64,
    pub last_seq: i64,
    pub last_message_seq: i64,
    pub last_activity_at: i64,
    pub closed_at: Option<i64>,
}

/// What changes in `conversations` besides the log's own numbers.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = conversations, treat_none_as_null = true)]
pub(super) struct HeadChange {
    pub status: String,
    pub subject: Option<String>,
    pub assignee_id: Option<String>,
    pub open_customer: Option<String>,
    pub roster: i64,
    pub closed_at: Option<i64>,
}

/// The log's own numbers of one conversation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Advance {
    pub id: i64,
    pub last_seq: i64,
    pub last_message_seq: i64,
    pub last_activity_at: i64,
}

/// A member's marks as stored.
pub(super) type MarkRow = (i64, String, i64, i64);

type Rows<T> = QueryResult<Vec<T>>;

/// Where the two databases differ in the text of `express`.
pub(super) struct Dialect {
    pub begin: &'static str,
    /// Moves each head, or makes it NULL (and so fails) where it does not stand where it was believed to:
    /// `created_at` of the proposed row carries the believed `last_seq`.
    pub express_upsert: &'static str,
    /// Around the hexadecimal digits of a text.
    pub text_open: &'static str,
    pub text_close: &'static str,
}

/// The statements of the log on one connection. All but `begin` run inside the transaction it opens.
pub(super) trait LogSql: Send {
    const DIALECT: Dialect;

    /// A whole transaction in one round trip; after an error it is still open.
    fn express(&mut self, transaction: &str) -> impl Future<Output = QueryResult<()>> + Send;
    fn begin(&mut self) -> impl Future<Output = QueryResult<()>> + Send;
    fn commit(&mut self) -> impl Future<Output = QueryResult<()>> + Send;
    fn rollback(&mut self) -> impl Future<Output = QueryResult<()>> + Send;
    /// Locks the rows, in the order of their ids.
    fn heads(&mut self, ids: &[i64]) -> impl Future<Output = Rows<HeadRow>> + Send;
    fn members(&mut self, ids: &[i64]) -> impl Future<Output = Rows<(i64, String)>> + Send;
    fn marks(&mut self, ids: &[i64], users: &[&str]) -> impl Future<Output = Rows<MarkRow>> + Send;
    /// The customers' `support` conversations that are not closed.
    fn open_support(&mut self, customers: &[&str]) -> impl Future<Output = Rows<(Option<String>, i64)>> + Send;
    fn message(&mut self, id: i64, seq: i64) -> impl Future<Output = QueryResult<Option<MessageRow>>> + Send;
    /// The message that this sender stored under this `client_id`.
    fn repeat(
        &mut self,
        id: i64,
        sender: &str,
        client_id: &[u8],
    ) -> impl Future<Output = QueryResult<Option<MessageRow>>> + Send;
    /// All new entries in one statement.
    fn insert(&mut self, rows: Vec<MessageRow>) -> impl Future<Output = QueryResult<()>> + Send;
    /// All heads in one statement.
    fn advance(&mut self, heads: &[Advance]) -> impl Future<Output = QueryResult<()>> + Send;
    fn change_head(&mut self, id: i64, change: HeadChange) -> impl Future<Output = QueryResult<()>> + Send;
    /// The message after an edit or a recall.
    fn rewrite(&mut self, row: &MessageRow) -> impl Future<Output = QueryResult<()>> + Send;
    /// The edits of a message that was recalled, without their texts.
    fn empty_edits(&mut self, id: i64, seq: i64) -> impl Future<Output = QueryResult<()>> + Send;
    /// Those of these files that are there, locked.
    fn uploads(&mut self, paths: &[String]) -> impl Future<Output = Rows<String>> + Send;
    /// So many more messages show this file.
    fn show(&mut self, path: &str, by: i64) -> impl Future<Output = QueryResult<()>> + Send;
    fn audit(&mut self, lines: &[AuditLine]) -> impl Future<Output = QueryResult<()>> + Send;
    fn join(&mut self, id: i64, user: &str, now: i64) -> impl Future<Output = QueryResult<()>> + Send;
    fn set_marks(&mut self, mark: &MarkRow) -> impl Future<Output = QueryResult<()>> + Send;
}

macro_rules! log_sql {
    ($connection:ty, $dialect:expr, $upsert:literal, |$locked:ident| $lock:expr, |$locked_uploads:ident| $lock_uploads:expr,
     |$c:ident, $rows:ident| $insert:expr) => {
        impl LogSql for $connection {
            const DIALECT: Dialect = $dialect;

            async fn express(&mut self, transaction: &str) -> QueryResult<()> {
                self.batch_execute(transaction).await
            }

            async fn begin(&mut self) -> QueryResult<()> {
                self.batch_execute(Self::DIALECT.begin).await
            }

            async fn commit(&mut self) -> QueryResult<()> {
                self.batch_execute("COMMIT").await
            }

            async fn rollback(&mut self) -> QueryResult<()> {
                self.batch_execute("ROLLBACK").await
            }

            async fn heads(&mut self, ids: &[i64]) -> Rows<HeadRow> {
                let $locked = conversations::table
                    .filter(conversations::id.eq_any(ids))
                    .order(conversations::id.asc())
                    .select(HeadRow::as_select());
                $lock.load(self).await
            }

            async fn members(&mut self, ids: &[i64]) -> Rows<(i64, String)> {
                let of = members::table.filter(members::conversation_id.eq_any(ids));
                of.select((members::conversation_id, members::user_id)).load(self).await
            }

            async fn marks(&mut self, ids: &[i64], users: &[&str]) -> Rows<MarkRow> {
                let of =
                    members::table.filter(members::conversation_id.eq_any(ids)).filter(members::user_id.eq_any(users));
                let columns = (members::conversation_id, members::user_id, members::delivered_seq, members::read_seq);
                of.select(columns).load(self).await
            }

            async fn open_support(&mut self, customers: &[&str]) -> Rows<(Option<String>, i64)> {
                let open = conversations::table.filter(conversations::open_customer.eq_any(customers));
                open.select((conversations::open_customer, conversations::id)).load(self).await
            }

            async fn message(&mut self, id: i64, seq: i64) -> QueryResult<Option<MessageRow>> {
                messages::table.find((id, seq)).select(MessageRow::as_select()).first(self).await.optional()
            }

            async fn repeat(&mut self, id: i64, sender: &str, client_id: &[u8]) -> QueryResult<Option<MessageRow>> {
                let named = messages::table
                    .filter(messages::conversation_id.eq(id))
                    .filter(messages::sender_id.eq(sender))
                    .filter(messages::client_id.eq(client_id));
                named.select(MessageRow::as_select()).first(self).await.optional()
            }

            async fn insert(&mut self, $rows: Vec<MessageRow>) -> QueryResult<()> {
                let $c = self;
                $insert
            }

            async fn advance(&mut self, heads: &[Advance]) -> QueryResult<()> {
                self.batch_execute(&advance_sql(heads, $upsert)).await
            }

            async fn change_head(&mut self, id: i64, change: HeadChange) -> QueryResult<()> {
                diesel::update(conversations::table.find(id)).set(change).execute(self).await.map(drop)
            }

            async fn rewrite(&mut self, row: &MessageRow) -> QueryResult<()> {
                diesel::update(messages::table.find((row.conversation_id, row.seq)))
                    .set((
                        messages::body.eq(&row.body),
                        messages::edited_at.eq(row.edited_at),
                        messages::recalled_at.eq(row.recalled_at),
                        messages::recall_seq.eq(row.recall_seq),
                    ))
                    .execute(self)
                    .await
                    .map(drop)
            }

            async fn empty_edits(&mut self, id: i64, seq: i64) -> QueryResult<()> {
                // As `EditBody` writes it.
                let edits = messages::table
                    .filter(messages::conversation_id.eq(id))
                    .filter(messages::seq.gt(seq))
                    .filter(messages::kind.eq("edit"))
                    .filter(messages::body.like(format!("{{\"target_seq\":{seq},%")));
                let emptied = format!("{{\"target_seq\":{seq},\"body\":null}}");
                diesel::update(edits).set(messages::body.eq(emptied)).execute(self).await.map(drop)
            }

            async fn uploads(&mut self, paths: &[String]) -> Rows<String> {
                let $locked_uploads =
                    uploads::table.filter(uploads::path.eq_any(paths)).order(uploads::path.asc()).select(uploads::path);
                $lock_uploads.load(self).await
            }

            async fn show(&mut self, path: &str, by: i64) -> QueryResult<()> {
                let file = diesel::update(uploads::table.filter(uploads::path.eq(path)));
                file.set(uploads::shown.eq(uploads::shown + by)).execute(self).await.map(drop)
            }

            async fn audit(&mut self, lines: &[AuditLine]) -> QueryResult<()> {
                audit::write!(self, lines);
                Ok(())
            }

            async fn join(&mut self, id: i64, user: &str, now: i64) -> QueryResult<()> {
                diesel::insert_or_ignore_into(members::table)
                    .values((
                        members::conversation_id.eq(id),
                        members::user_id.eq(user),
                        members::joined_at.eq(now),
                        members::delivered_seq.eq(0),
                        members::read_seq.eq(0),
                    ))
                    .execute(self)
                    .await
                    .map(drop)
            }

            async fn set_marks(&mut self, (id, user, delivered, read): &MarkRow) -> QueryResult<()> {
                diesel::update(members::table.find((id, user)))
                    .set((members::delivered_seq.eq(delivered), members::read_seq.eq(read)))
                    .execute(self)
                    .await
                    .map(drop)
            }
        }
    };
}

log_sql!(
    MySql,
    Dialect {
        begin: "START TRANSACTION",
        express_upsert: " ON DUPLICATE KEY UPDATE last_seq = IF(last_seq = VALUES(created_at) AND roster = VALUES(roster), \
                         VALUES(last_seq), NULL), last_message_seq = VALUES(last_message_seq), \
                         last_activity_at = VALUES(last_activity_at)",
        text_open: "_utf8mb4 x'",
        text_close: "'",
    },
    "ON DUPLICATE KEY UPDATE last_seq = VALUES(last_seq), last_message_seq = VALUES(last_message_seq), \
     last_activity_at = VALUES(last_activity_at)",
    |query| query.for_update(),
    |query| query.for_update(),
    |c, rows| diesel::insert_into(messages::table).values(&rows).execute(c).await.map(drop)
);

// BEGIN IMMEDIATE takes SQLite's one write lock first, so that what was read stays true. A multi-row insert compiles only
// against the synchronous connection.
log_sql!(
    Sqlite,
    Dialect {
        begin: "BEGIN IMMEDIATE",
        express_upsert: " ON CONFLICT (id) DO UPDATE SET last_seq = CASE WHEN last_seq = excluded.created_at \
                         AND roster = excluded.roster THEN excluded.last_seq END, \
                         last_message_seq = excluded.last_message_seq, last_activity_at = excluded.last_activity_at",
        text_open: "CAST(x'",
        text_close: "' AS TEXT)",
    },
    "ON CONFLICT (id) DO UPDATE SET last_seq = excluded.last_seq, last_message_seq = excluded.last_message_seq, \
     last_activity_at = excluded.last_activity_at",
    |query| query,
    |query| query,
    |c, rows| c
        .spawn_blocking(move |c| {
            diesel::RunQueryDsl::execute(diesel::insert_into(messages::table).values(&rows), c).map(drop)
        })
        .await
);

/// One upsert for all heads: linear in their number, where `CASE id WHEN …` would be quadratic. The rows are there, so
/// the empty columns are never inserted; only integers are written into the text.
fn advance_sql(heads: &[Advance], upsert: &str) -> String {
    let mut sql = String::with_capacity(160 + heads.len() * 64);
    sql.push_str("INSERT INTO conversations (id, kind, status, last_seq, last_message_seq, last_activity_at, created_at) VALUES ");
    for (place, head) in heads.iter().enumerate() {
        let comma = if place == 0 { "" } else { "," };
        let Advance { id, last_seq, last_message_seq, last_activity_at } = head;

        let _ = write!(sql, "{comma}({id},'','',{last_seq},{last_message_seq},{last_activity_at},0)");
    }
    sql.push(' ');
    sql.push_str(upsert);
    sql
}
