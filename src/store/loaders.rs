//! Which reads are asked for so often that they are made many at a time?

use std::collections::HashMap;
use std::fmt::Write;

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use super::loader::Loader;
use super::pool::{Db, on};
use super::schema::{conversations, members, users};
use super::users::UserRow;
use crate::domain::{Kind, Standing, Status, User};
use crate::error::{Error, Result};
use crate::id::{ConversationId, Seq, UserId};

/// Conversations of one user in a `hello`, and one more that says whether there are more.
const SUMMARIES: usize = 201;
/// Counts in one statement; SQLite takes 500 parts.
const COUNTS: usize = 200;

/// A conversation in the `hello` frame: enough to know whether to `sync`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    pub id: ConversationId,
    pub last_seq: Seq,
    pub read_seq: Seq,
    pub unread: i64,
    pub status: Status,
}

/// How a user stands to a conversation, and how far the conversation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub standing: Standing,
    pub last_seq: Seq,
    /// Rises with every change of the members.
    pub roster: i64,
}

/// The loaders of one store.
#[derive(Clone)]
pub(super) struct Loaders {
    pub users: Loader<UserId, Option<User>>,
    pub positions: Loader<(ConversationId, UserId), Option<Position>>,
    pub summaries: Loader<UserId, Vec<Summary>>,
}

impl Loaders {
    /// Starts on the runtime that is entered.
    pub(super) fn start(db: &Db) -> Self {
        let (one, two, three) = (db.clone(), db.clone(), db.clone());
        Self {
            users: Loader::start(move |ids| load_users(one.clone(), ids)),
            positions: Loader::start(move |keys| load_positions(two.clone(), keys)),
            summaries: Loader::start(move |ids| load_summaries(three.clone(), ids)),
        }
    }
}

impl super::Store {
    pub async fn user(&self, id: &UserId) -> Result<Option<User>> {
        self.loaders.users.value(id.clone()).await
    }

    /// `None` where there is no such conversation.
    pub async fn position(&self, id: ConversationId, user: &UserId) -> Result<Option<Position>> {
        self.loaders.positions.value((id, user.clone())).await
    }

    /// The newest 201 conversations of a member, newest activity first.
    pub async fn summaries(&self, user: &UserId) -> Result<Vec<Summary>> {
        self.loaders.summaries.value(user.clone()).await
    }
}

async fn load_users(db: Db, ids: Vec<UserId>) -> Result<Vec<Option<User>>> {
    let texts: Vec<&str> = ids.iter().map(UserId::as_str).collect();
    let rows: Vec<UserRow> = on!(db, read, |c| {
        let some = users::table.filter(users::id.eq_any(&texts)).select(UserRow::as_select());
        Ok(some.load(c).await?)
    })?;
    let mut found = HashMap::with_capacity(rows.len());
    for row in rows {
        let user = User::try_from(row)?;
        found.insert(user.id.clone(), user);
    }
    Ok(ids.iter().map(|id| found.get(id).cloned()).collect())
}

async fn load_positions(db: Db, keys: Vec<(ConversationId, UserId)>) -> Result<Vec<Option<Position>>> {
    type Row = (i64, String, i64, i64);
    let ids: Vec<i64> = keys.iter().map(|(id, _)| id.0).collect();
    let people: Vec<&str> = keys.iter().map(|(_, user)| user.as_str()).collect();
    let (rows, memberships) = on!(db, read, |c| {
        let columns = (conversations::id, conversations::kind, conversations::last_seq, conversations::roster);
        let some = conversations::table.filter(conversations::id.eq_any(&ids)).select(columns);
        let rows: Vec<Row> = some.load(c).await?;
        let some = members::table
            .filter(members::conversation_id.eq_any(&ids))
            .filter(members::user_id.eq_any(&people))
            .select((members::conversation_id, members::user_id));
        let memberships: Vec<(i64, String)> = some.load(c).await?;
        Ok((rows, memberships))
    })?;
    let rows: HashMap<i64, Row> = rows.into_iter().map(|row| (row.0, row)).collect();
    let memberships: std::collections::HashSet<(i64, String)> = memberships.into_iter().collect();
    let position = |(id, user): &(ConversationId, UserId)| {
        let Some((_, kind, last_seq, roster)) = rows.get(&id.0) else { return Ok(None) };
        let kind = Kind::parse(kind).ok_or_else(|| Error::internal("a conversation of an unknown kind"))?;
        let member = memberships.contains(&(id.0, user.as_str().to_owned()));
        Ok(Some(Position { standing: Standing { kind, member }, last_seq: Seq(*last_seq), roster: *roster }))
    };
    keys.iter().map(position).collect()
}

/// A member's row joined with its conversation.
struct Membership {
    user: String,
    id: i64,
    last_seq: i64,
    last_message_seq: i64,
    last_activity_at: i64,
    read_seq: i64,
    status: String,
}

async fn load_summaries(db: Db, ids: Vec<UserId>) -> Result<Vec<Vec<Summary>>> {
    let mut of = load_memberships(&db, &ids).await?;
    for rows in of.values_mut() {
        rows.sort_unstable_by_key(|row| std::cmp::Reverse((row.last_activity_at, row.id)));
        rows.truncate(SUMMARIES);
    }
    let behind: Vec<&Membership> = of.values().flatten().filter(|row| row.last_message_seq > row.read_seq).collect();
    let mut counts = Vec::with_capacity(behind.len());
    for some in behind.chunks(COUNTS) {
        counts.extend(count_unread(&db, some).await?);
    }
    let unread: HashMap<(&str, i64), i64> =
        behind.iter().zip(counts).map(|(row, count)| ((row.user.as_str(), row.id), count)).collect();
    let summary = |row: &Membership| {
        Ok(Summary {
            id: row.id.into(),
            last_seq: row.last_seq.into(),
            read_seq: row.read_seq.into(),
            unread: unread.get(&(row.user.as_str(), row.id)).copied().unwrap_or(0),
            status: Status::parse(&row.status).ok_or_else(|| Error::internal("a conversation of an unknown status"))?,
        })
    };
    ids.iter().map(|id| of.get(id.as_str()).into_iter().flatten().map(summary).collect()).collect()
}

async fn load_memberships(db: &Db, ids: &[UserId]) -> Result<HashMap<String, Vec<Membership>>> {
    type Row = (String, i64, i64, i64, i64, i64, String);
    let texts: Vec<&str> = ids.iter().map(UserId::as_str).collect();
    let rows: Vec<Row> = on!(*db, read, |c| {
        let columns = (
            members::user_id,
            conversations::id,
            conversations::last_seq,
            conversations::last_message_seq,
            conversations::last_activity_at,
            members::read_seq,
            conversations::status,
        );
        let mine = members::table.inner_join(conversations::table).filter(members::user_id.eq_any(&texts));
        Ok(mine.select(columns).load(c).await?)
    })?;
    let mut of: HashMap<String, Vec<Membership>> = HashMap::with_capacity(ids.len());
    for (user, id, last_seq, last_message_seq, last_activity_at, read_seq, status) in rows {
        let row = Membership { user: user.clone(), id, last_seq, last_message_seq, last_activity_at, read_seq, status };
        of.entry(user).or_default().push(row);
    }
    Ok(of)
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    place: i64,
    #[diesel(sql_type = BigInt)]
    unread: i64,
}

/// Messages of others above each member's `read_seq`, in the order asked. Only integers and user ids, whose alphabet has
/// no quotes, go into the text.
async fn count_unread(db: &Db, of: &[&Membership]) -> Result<Vec<i64>> {
    let mut sql = String::new();
    for (place, Membership { user, id, read_seq, .. }) in of.iter().enumerate() {
        let user = UserId::parse(user).ok_or_else(|| Error::internal("a stored user id is no user id"))?;
        let union = if place == 0 { "" } else { " UNION ALL " };
        let _ = write!(
            sql,
            "{union}SELECT {place} AS place, COUNT(*) AS unread FROM messages WHERE conversation_id = {id} AND seq > {read_seq} \
             AND sender_id <> '{user}' AND kind IN ('text', 'image', 'file', 'card')"
        );
    }
    let mut rows: Vec<Count> = on!(*db, read, |c| Ok(diesel::sql_query(&sql).load(c).await?))?;
    rows.sort_unstable_by_key(|row| row.place);
    Ok(rows.into_iter().map(|row| row.unread).collect())
}
