//! What was said, and how is a page of it read?

use diesel::mysql::Mysql;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use diesel_async::RunQueryDsl;
use serde_json::value::RawValue;

use super::Store;
use super::pool::on;
use super::schema::{conversations, messages};
use crate::domain::{Message, MessageKind};
use crate::error::{Error, Result};
use crate::id::{ClientId, ConversationId, Seq};
use crate::time::Timestamp;

/// A row of `messages`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = messages, check_for_backend(Mysql, Sqlite), treat_none_as_default_value = false)]
pub(super) struct MessageRow {
    pub conversation_id: i64,
    pub seq: i64,
    pub sender_id: Option<String>,
    pub client_id: Option<Vec<u8>>,
    pub kind: String,
    pub body: Option<String>,
    pub reply_to: Option<i64>,
    pub digest: i64,
    pub created_at: i64,
    pub edited_at: Option<i64>,
    pub recalled_at: Option<i64>,
    pub recall_seq: Option<i64>,
}

impl MessageRow {
    pub(super) fn message(self) -> Result<Message> {
        let kind = MessageKind::parse(&self.kind).ok_or_else(|| Error::internal("an unknown kind of message"))?;
        let body = self.body.map(RawValue::from_string).transpose().map_err(Error::internal)?;
        let client_id = self.client_id.map(String::from_utf8).transpose().map_err(Error::internal)?;
        Ok(Message {
            conversation_id: self.conversation_id.into(),
            seq: self.seq.into(),
            sender_id: self.sender_id.map(Into::into),
            client_id: client_id.map(ClientId::from),
            kind,
            body: body.map(Into::into),
            reply_to: self.reply_to.map(Into::into),
            created_at: self.created_at.into(),
            edited_at: self.edited_at.map(Timestamp::from),
            recalled_at: self.recalled_at.map(Timestamp::from),
        })
    }
}

/// Which end of the log a page hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bounds {
    /// The newest entries.
    Newest,
    /// The newest ones below this `seq`.
    Before(Seq),
    /// The oldest ones above this `seq`.
    After(Seq),
}

/// A page of the log, in rising `seq`, and the log's last `seq` when it was read.
#[derive(Debug, Clone, serde::Serialize)]
pub struct History {
    pub items: Vec<Message>,
    pub head: Seq,
}

impl Store {
    /// At most `limit` entries; empty where the conversation has none there (or does not exist).
    pub async fn history(&self, id: ConversationId, bounds: Bounds, limit: i64) -> Result<History> {
        let (rows, head) = self
            .call(move |db| async move {
                on!(db, read, |c| {
                    let head: Option<i64> =
                        conversations::table.find(id.0).select(conversations::last_seq).first(c).await.optional()?;
                    let of = messages::table.filter(messages::conversation_id.eq(id.0));
                    let rows: Vec<MessageRow> = match bounds {
                        Bounds::After(seq) => {
                            let above = of.filter(messages::seq.gt(seq.0)).order(messages::seq.asc());
                            above.limit(limit).select(MessageRow::as_select()).load(c).await?
                        }
                        Bounds::Before(seq) => {
                            let below = of.filter(messages::seq.lt(seq.0)).order(messages::seq.desc());
                            below.limit(limit).select(MessageRow::as_select()).load(c).await?
                        }
                        Bounds::Newest => {
                            let newest = of.order(messages::seq.desc());
                            newest.limit(limit).select(MessageRow::as_select()).load(c).await?
                        }
                    };
                    Ok((rows, head.unwrap_or(0)))
                })
            })
            .await?;
        let mut items = rows.into_iter().map(MessageRow::message).collect::<Result<Vec<_>>>()?;
        if !matches!(bounds, Bounds::After(_)) {
            items.reverse();
        }
        let last = items.last().map_or(Seq::ZERO, |message| message.seq);
        Ok(History { items, head: last.max(head.into()) })
    }

    /// One entry.
    pub async fn message(&self, id: ConversationId, seq: Seq) -> Result<Option<Message>> {
        let row = self
            .call(move |db| async move {
                on!(db, read, |c| {
                    let one = messages::table.find((id.0, seq.0)).select(MessageRow::as_select());
                    Ok(one.first(c).await.optional()?)
                })
            })
            .await?;
        row.map(MessageRow::message).transpose()
    }
}
