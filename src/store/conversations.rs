//! Which conversations are there, and how do they look to one viewer?

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

use diesel::mysql::Mysql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::Sqlite;
use diesel_async::RunQueryDsl;
use serde_json::value::RawValue;

use super::Store;
use super::messages::MessageRow;
use super::pool::on;
use super::schema::{conversations, members, messages, users};
use crate::domain::{Conversation, Kind, Member, Message, PublicUser, Role, Standing, Status};
use crate::error::{Error, Result};
use crate::id::{ConversationId, Seq, UserId};

/// A row of `conversations`, as shown.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = conversations, check_for_backend(Mysql, Sqlite))]
pub(super) struct ConversationRow {
    pub id: i64,
    pub kind: String,
    pub subject: Option<String>,
    pub status: String,
    pub assignee_id: Option<String>,
    pub customer_id: Option<String>,
    pub context: Option<String>,
    pub last_seq: i64,
    pub last_message_seq: i64,
    pub last_activity_at: i64,
    pub created_at: i64,
    pub closed_at: Option<i64>,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = members, check_for_backend(Mysql, Sqlite))]
struct MemberRow {
    conversation_id: i64,
    joined_at: i64,
    delivered_seq: i64,
    read_seq: i64,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = users, check_for_backend(Mysql, Sqlite))]
struct PublicRow {
    id: String,
    role: String,
    username: String,
    avatar: String,
    description: String,
}

#[derive(QueryableByName)]
struct Unread {
    #[diesel(sql_type = BigInt)]
    conversation_id: i64,
    #[diesel(sql_type = BigInt)]
    unread: i64,
}

/// What the rules need to know of a conversation, without locking it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub standing: Standing,
    pub customer_id: Option<UserId>,
    pub last_seq: Seq,
    pub members: Vec<UserId>,
}

impl Store {
    /// As `viewer` sees it; whether it may is the command's to ask.
    pub async fn conversation(&self, id: ConversationId, viewer: &UserId) -> Result<Option<Conversation>> {
        let row = self
            .call(move |db| async move {
                on!(db, read, |c| {
                    let one = conversations::table.find(id.0).select(ConversationRow::as_select());
                    Ok(one.first(c).await.optional()?)
                })
            })
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(self.conversation_views(vec![row], viewer).await?.pop())
    }

    /// What the rules need to know; `None` where there is no such conversation.
    pub async fn facts(&self, id: ConversationId, user: &UserId) -> Result<Option<Facts>> {
        let found = self
            .call(move |db| async move {
                on!(db, read, |c| {
                    let columns = (conversations::kind, conversations::customer_id, conversations::last_seq);
                    let head: Option<(String, Option<String>, i64)> =
                        conversations::table.find(id.0).select(columns).first(c).await.optional()?;
                    let of = members::table.filter(members::conversation_id.eq(id.0));
                    let ids: Vec<String> = of.select(members::user_id).load(c).await?;
                    Ok(head.map(|head| (head, ids)))
                })
            })
            .await?;
        let Some(((kind, customer, last_seq), ids)) = found else { return Ok(None) };
        let members: Vec<UserId> = ids.into_iter().map(UserId::from).collect();
        let standing = Standing { kind: parsed(Kind::parse(&kind))?, member: members.contains(user) };
        Ok(Some(Facts { standing, customer_id: customer.map(Into::into), last_seq: last_seq.into(), members }))
    }

    /// The rows as `viewer` sees them, in the same order.
    pub(super) async fn conversation_views(
        &self,
        rows: Vec<ConversationRow>,
        viewer: &UserId,
    ) -> Result<Vec<Conversation>> {
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let newest: Vec<(i64, i64)> =
            rows.iter().filter(|row| row.last_message_seq > 0).map(|row| (row.id, row.last_message_seq)).collect();
        let members = self.members_of(ids).await?;
        let read = |row: &ConversationRow| {
            let of = members.get(&row.id).map_or(&[][..], Vec::as_slice);
            of.iter().find(|member| member.user.id == *viewer).map_or(0, |member| member.read_seq.0)
        };
        let behind: Vec<(i64, i64)> = rows
            .iter()
            .map(|row| (row, read(row)))
            .filter(|(row, read)| row.last_message_seq > *read)
            .map(|(row, read)| (row.id, read))
            .collect();
        let unread = self.unread(behind, viewer).await?;
        let mut last = self.messages_at(newest).await?;
        rows.into_iter()
            .map(|row| {
                let read_seq = Seq(read(&row));
                let of = members.get(&row.id).cloned().unwrap_or_default();
                let count = unread.get(&row.id).copied().unwrap_or(0);
                let message = last.remove(&row.id);
                row.view(of, message, (read_seq, count))
            })
            .collect()
    }

    async fn members_of(&self, ids: Vec<i64>) -> Result<HashMap<i64, Vec<Member>>> {
        let rows: Vec<(MemberRow, PublicRow)> = self
            .call(move |db| async move {
                on!(db, read, |c| {
                    let of = members::table
                        .inner_join(users::table)
                        .filter(members::conversation_id.eq_any(ids))
                        .order((members::conversation_id, members::joined_at, members::user_id));
                    Ok(of.select((MemberRow::as_select(), PublicRow::as_select())).load(c).await?)
                })
            })
            .await?;
        let mut of: HashMap<i64, Vec<Member>> = HashMap::new();
        for (row, user) in rows {
            of.entry(row.conversation_id).or_default().push(Member {
                user: user.public()?,
                joined_at: row.joined_at.into(),
                delivered_seq: row.delivered_seq.into(),
                read_seq: row.read_seq.into(),
            });
        }
        Ok(of)
    }

    async fn unread(&self, behind: Vec<(i64, i64)>, viewer: &UserId) -> Result<HashMap<i64, i64>> {
        let Some(sql) = unread_sql(&behind) else { return Ok(HashMap::new()) };
        let viewer = viewer.as_str().to_owned();
        let rows: Vec<Unread> = self
            .call(move |db| async move {
                on!(db, read, |c| Ok(diesel::sql_query(sql).bind::<Text, _>(viewer).load(c).await?))
            })
            .await?;
        Ok(rows.into_iter().map(|row| (row.conversation_id, row.unread)).collect())
    }

    async fn messages_at(&self, places: Vec<(i64, i64)>) -> Result<HashMap<i64, Message>> {
        if places.is_empty() {
            return Ok(HashMap::new());
        }
        let rows: Vec<MessageRow> = self
            .call(move |db| async move {
                on!(db, read, |c| {
                    let mut at = messages::table.select(MessageRow::as_select()).into_boxed();
                    for (id, seq) in places {
                        at = at.or_filter(messages::conversation_id.eq(id).and(messages::seq.eq(seq)));
                    }
                    Ok(at.load(c).await?)
                })
            })
            .await?;
        rows.into_iter().map(|row| Ok((row.conversation_id, row.message()?))).collect()
    }
}

impl PublicRow {
    fn public(self) -> Result<PublicUser> {
        Ok(PublicUser {
            id: self.id.into(),
            role: parsed(Role::parse(&self.role))?,
            username: self.username,
            avatar: self.avatar,
            description: self.description,
        })
    }
}

impl ConversationRow {
    fn view(self, members: Vec<Member>, last: Option<Message>, (read_seq, unread): (Seq, i64)) -> Result<Conversation> {
        let context = self.context.map(RawValue::from_string).transpose().map_err(Error::internal)?;
        Ok(Conversation {
            id: self.id.into(),
            kind: parsed(Kind::parse(&self.kind))?,
            subject: self.subject,
            status: parsed(Status::parse(&self.status))?,
            assignee_id: self.assignee_id.map(Into::into),
            customer_id: self.customer_id.map(Into::into),
            context: context.map(Arc::from),
            members,
            last_seq: self.last_seq.into(),
            last_message: last,
            last_activity_at: self.last_activity_at.into(),
            unread,
            read_seq,
            created_at: self.created_at.into(),
            closed_at: self.closed_at.map(Into::into),
        })
    }
}

fn parsed<T>(value: Option<T>) -> Result<T> {
    value.ok_or_else(|| Error::internal("a conversation of an unknown kind or status"))
}

/// Counts the messages of others above each `(conversation, seq)`; `?` is the viewer. Only integers go into the text.
fn unread_sql(behind: &[(i64, i64)]) -> Option<String> {
    if behind.is_empty() {
        return None;
    }
    let mut sql = "SELECT conversation_id, COUNT(*) AS unread FROM messages WHERE (".to_owned();
    for (place, (id, seq)) in behind.iter().enumerate() {
        let or = if place == 0 { "" } else { " OR " };

        let _ = write!(sql, "{or}(conversation_id = {id} AND seq > {seq})");
    }
    sql.push_str(") AND sender_id <> ? AND kind IN ('text', 'image', 'file', 'card') GROUP BY conversation_id");
    Some(sql)
}
