//! Where did something happen lately, whoever wrote it? For a node that was perhaps not told.

use std::collections::HashMap;
use std::fmt::Write;
use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use super::Store;
use super::pool::on;
use super::schema::{conversations, members};
use crate::domain::Marks;
use crate::error::Result;
use crate::id::{ConversationId, Seq, UserId};
use crate::time::Timestamp;

/// Nobody waits for a look through all conversations: it may take this long.
const PATIENCE: Duration = Duration::from_secs(30);
/// How far back from a conversation's head its lately made entries are looked for.
const REACH: i64 = 200;

#[derive(QueryableByName)]
struct First {
    #[diesel(sql_type = BigInt)]
    conversation_id: i64,
    #[diesel(sql_type = BigInt)]
    first: i64,
}

impl Store {
    /// The last `seq` of each of these that there is. At most 500 at once.
    pub async fn heads(&self, of: &[ConversationId]) -> Result<Vec<(ConversationId, Seq)>> {
        let ids: Vec<i64> = of.iter().map(|id| id.0).collect();
        let rows: Vec<(i64, i64)> = self
            .call(move |db| async move {
                on!(db, read, |c| {
                    let some = conversations::table.filter(conversations::id.eq_any(ids));
                    Ok(some.select((conversations::id, conversations::last_seq)).load(c).await?)
                })
            })
            .await?;
        Ok(rows.into_iter().map(|(id, seq)| (id.into(), Seq(seq))).collect())
    }

    /// The conversations that began, got a message or changed at `since` or later, and how far each is. Edits, recalls
    /// and marks are no activity. Reads the whole table, as the list of an agent does.
    pub async fn moved_since(&self, since: Timestamp) -> Result<Vec<(ConversationId, Seq)>> {
        let rows: Vec<(i64, i64)> = self
            .call_within(PATIENCE, move |db| async move {
                on!(db, read, |c| {
                    let moved = conversations::table.filter(conversations::last_activity_at.ge(since.millis()));
                    Ok(moved.select((conversations::id, conversations::last_seq)).load(c).await?)
                })
            })
            .await?;
        Ok(rows.into_iter().map(|(id, seq)| (id.into(), Seq(seq))).collect())
    }

    /// The members of each of these, and their marks. At most 500 at once.
    pub async fn members_of_each(
        &self,
        of: &[ConversationId],
    ) -> Result<HashMap<ConversationId, Vec<(UserId, Marks)>>> {
        let ids: Vec<i64> = of.iter().map(|id| id.0).collect();
        let rows: Vec<(i64, String, i64, i64)> = self
            .call(move |db| async move {
                on!(db, read, |c| {
                    let of = members::table.filter(members::conversation_id.eq_any(ids));
                    let columns =
                        (members::conversation_id, members::user_id, members::delivered_seq, members::read_seq);
                    Ok(of.select(columns).load(c).await?)
                })
            })
            .await?;
        let mut all: HashMap<ConversationId, Vec<(UserId, Marks)>> = HashMap::new();
        for (id, user, delivered, read) in rows {
            let marks = Marks { delivered: Seq(delivered), read: Seq(read) };
            all.entry(id.into()).or_default().push((user.into(), marks));
        }
        Ok(all)
    }

    /// The first entry made at `since` or later, among the last 200 up to the named one of each conversation. At most 100
    /// conversations at once.
    pub async fn first_since(
        &self,
        of: &[(ConversationId, Seq)],
        since: Timestamp,
    ) -> Result<HashMap<ConversationId, Seq>> {
        let Some(sql) = first_sql(of) else { return Ok(HashMap::new()) };
        let rows: Vec<First> = self
            .call(move |db| async move {
                on!(db, read, |c| Ok(diesel::sql_query(sql).bind::<BigInt, _>(since.millis()).load(c).await?))
            })
            .await?;
        Ok(rows.into_iter().map(|row| (row.conversation_id.into(), Seq(row.first))).collect())
    }
}

/// `?` is the time. Only integers go into the text.
fn first_sql(of: &[(ConversationId, Seq)]) -> Option<String> {
    if of.is_empty() {
        return None;
    }
    let mut sql = "SELECT conversation_id, MIN(seq) AS first FROM messages WHERE (".to_owned();
    for (place, (id, last)) in of.iter().enumerate() {
        let or = if place == 0 { "" } else { " OR " };
        let _ = write!(sql, "{or}(conversation_id = {id} AND seq > {} AND seq <= {last})", last.0 - REACH);
    }
    sql.push_str(") AND created_at >= ? GROUP BY conversation_id");
    Some(sql)
}
