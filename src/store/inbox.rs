//! Which conversations does somebody find in a list?

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_async::RunQueryDsl;

use super::Store;
use super::conversations::ConversationRow;
use super::pattern::{ESCAPE, containing};
use super::pool::on;
use super::schema::{conversations, members, users};
use super::users::lower;
use crate::domain::{Conversation, Kind, Status};
use crate::error::Result;
use crate::id::UserId;

/// Whose conversations a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Those one is a member of.
    Mine,
    /// Those and every `support` conversation.
    Desk,
    All,
}

/// Who must have a conversation for it to be listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assignee {
    Nobody,
    User(UserId),
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub status: Option<Status>,
    pub assignee: Option<Assignee>,
    pub kind: Option<Kind>,
    /// Whose `support` conversations, and which member's `direct` ones.
    pub customer: Option<UserId>,
    /// With or without messages that the viewer has not read.
    pub unread: Option<bool>,
    /// Part of the subject, or of a member's id or username.
    pub text: Option<String>,
    /// Where the page before ended: its last row's `(last_activity_at, id)`.
    pub after: Option<(i64, i64)>,
}

impl Store {
    /// At most `limit` conversations, newest activity first.
    pub async fn conversations(
        &self,
        viewer: &UserId,
        view: View,
        filter: Filter,
        limit: i64,
    ) -> Result<Vec<Conversation>> {
        let me = viewer.as_str().to_owned();
        let rows = self
            .call(move |db| async move {
                on!(db, read, |c| {
                    let mut query = conversations::table.select(ConversationRow::as_select()).into_boxed();
                    let own = members::table.filter(members::user_id.eq(&me)).select(members::conversation_id);
                    query = match view {
                        View::Mine => query.filter(conversations::id.eq_any(own)),
                        View::Desk => query.filter(conversations::kind.eq("support").or(conversations::id.eq_any(own))),
                        View::All => query,
                    };
                    if let Some(status) = filter.status {
                        query = query.filter(conversations::status.eq(status.as_str()));
                    }
                    if let Some(kind) = filter.kind {
                        query = query.filter(conversations::kind.eq(kind.as_str()));
                    }
                    query = match &filter.assignee {
                        Some(Assignee::Nobody) => query.filter(conversations::assignee_id.is_null()),
                        Some(Assignee::User(user)) => query.filter(conversations::assignee_id.eq(user.as_str())),
                        None => query,
                    };
                    if let Some(customer) = filter.customer.as_ref().map(UserId::as_str) {
                        let of = members::table.filter(members::user_id.eq(customer)).select(members::conversation_id);
                        let direct = conversations::kind.eq("direct").and(conversations::id.eq_any(of));
                        query = query.filter(conversations::customer_id.eq(customer).assume_not_null().or(direct));
                    }
                    if let Some(unread) = filter.unread {
                        let some = sql::<Bool>(if unread { UNREAD } else { NO_UNREAD });
                        query = query.filter(some.bind::<Text, _>(&me).sql(ABOVE).bind::<Text, _>(&me).sql("), 0))"));
                    }
                    if let Some(text) = &filter.text {
                        let pattern = containing(text);
                        // Ids are ASCII, in a collation of their own that compares with nothing else; none is empty.
                        let known =
                            if text.is_ascii() { containing(&text.to_ascii_lowercase()) } else { String::new() };
                        let people = members::table
                            .inner_join(users::table)
                            .filter(
                                users::username
                                    .like(pattern.clone())
                                    .escape(ESCAPE)
                                    .or(lower(users::id).like(known).escape(ESCAPE)),
                            )
                            .select(members::conversation_id);
                        let subject = conversations::subject.like(pattern).escape(ESCAPE);
                        query = query.filter(subject.assume_not_null().or(conversations::id.eq_any(people)));
                    }
                    if let Some((at, id)) = filter.after {
                        let same = conversations::last_activity_at.eq(at).and(conversations::id.lt(id));
                        query = query.filter(conversations::last_activity_at.lt(at).or(same));
                    }
                    let newest = (conversations::last_activity_at.desc(), conversations::id.desc());
                    Ok(query.order(newest).limit(limit).load(c).await?)
                })
            })
            .await?;
        self.conversation_views(rows, viewer).await
    }
}

const UNREAD: &str = "EXISTS (SELECT 1 FROM messages WHERE messages.conversation_id = conversations.id \
                      AND messages.kind IN ('text', 'image', 'file', 'card') AND messages.sender_id <> ";
const NO_UNREAD: &str = "NOT EXISTS (SELECT 1 FROM messages WHERE messages.conversation_id = conversations.id \
                         AND messages.kind IN ('text', 'image', 'file', 'card') AND messages.sender_id <> ";
const ABOVE: &str = " AND messages.seq > COALESCE((SELECT members.read_seq FROM members \
                     WHERE members.conversation_id = conversations.id AND members.user_id = ";
