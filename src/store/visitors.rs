//! How does what an anonymous visitor did become a known user's?

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::pool::{MySql, Sqlite, on};
use super::schema::{conversations, members, messages, uploads, users};
use super::{Store, audit};
use crate::domain::{AuditLine, MessageKind, Status, SystemEvent, pair_key};
use crate::error::{Error, Result};
use crate::id::{ConversationId, UserId};
use crate::time::Timestamp;

diesel::define_sql_function! {
    fn replace(
        text: diesel::sql_types::Nullable<diesel::sql_types::Text>,
        old: diesel::sql_types::Text,
        new: diesel::sql_types::Text,
    ) -> diesel::sql_types::Nullable<diesel::sql_types::Text>;
}

impl Store {
    /// Moves memberships, authorship and uploads of `visitor` to `user`, and disables the visitor: all of it or nothing.
    /// Answers the conversations that moved, in rising order; none where the visitor was disabled before.
    ///
    /// What a user has only once stays the user's: where it has an open support conversation, or one with the same other
    /// half of a pair, the visitor's is closed.
    pub async fn adopt_visitor(
        &self,
        visitor: &UserId,
        user: &UserId,
        now: Timestamp,
        line: AuditLine,
    ) -> Result<Vec<ConversationId>> {
        let adoption = Adoption { visitor: visitor.clone(), user: user.clone(), now };
        self.call(move |db| async move {
            on!(db, write, |c| {
                c.transaction(async |c| {
                    if !c.retire(&adoption).await? {
                        return Ok::<_, Error>(Vec::new());
                    }
                    let moved = c.lock_conversations(&adoption).await?;
                    c.move_memberships(&adoption, &moved).await?;
                    c.move_authorship(&adoption, &moved).await?;
                    let mut surplus = c.move_pairs(&adoption, &moved).await?;
                    surplus.extend(c.move_support(&adoption).await?);
                    for id in surplus {
                        c.close_surplus(&adoption, id).await?;
                    }
                    audit::write!(c, [&line]);
                    Ok(moved.into_iter().map(ConversationId).collect())
                })
                .await
            })
        })
        .await
    }
}

/// Whose things become whose.
struct Adoption {
    visitor: UserId,
    user: UserId,
    now: Timestamp,
}

impl Adoption {
    /// The name of the pair with the user in the visitor's place; [`None`] where the other half is the user.
    fn adopted_pair(&self, key: &str) -> Option<String> {
        let (one, other) = key.split_once('|')?;
        let other = UserId::from(if one == self.visitor.as_str() { other } else { one }.to_owned());
        (other != self.user).then(|| pair_key(&self.user, &other))
    }
}

/// The steps of an adoption, inside one transaction.
trait Steps {
    /// Disables the visitor; `false` where it was before. Writing first takes the lock, so that two adoptions of one
    /// visitor follow each other.
    async fn retire(&mut self, adoption: &Adoption) -> Result<bool>;
    /// The visitor's conversations, locked in the order in which everybody locks them. Their members are about to change,
    /// so whoever remembers them must read them again.
    async fn lock_conversations(&mut self, adoption: &Adoption) -> Result<Vec<i64>>;
    /// Where the user is a member already, the higher marks count.
    async fn move_memberships(&mut self, adoption: &Adoption, moved: &[i64]) -> Result<()>;
    /// Messages, uploads, and what the log says about the visitor. Where both used one `client_id`, the user's stays.
    async fn move_authorship(&mut self, adoption: &Adoption, moved: &[i64]) -> Result<()>;
    /// Answers the visitor's open support conversation where the user has one already.
    async fn move_support(&mut self, adoption: &Adoption) -> Result<Option<i64>>;
    /// Answers the pairs that the user has already.
    async fn move_pairs(&mut self, adoption: &Adoption, moved: &[i64]) -> Result<Vec<i64>>;
    /// Closes a conversation that the user would have twice, and says so in its log.
    async fn close_surplus(&mut self, adoption: &Adoption, id: i64) -> Result<()>;
}

/// One text, checked once for each of the two connection types.
macro_rules! steps {
    ($connection:ty) => {
        impl Steps for $connection {
            async fn retire(&mut self, adoption: &Adoption) -> Result<bool> {
                let awake = users::table.find(adoption.visitor.as_str()).filter(users::disabled.eq(false));
                let retired = (
                    users::disabled.eq(true),
                    users::token_generation.eq(users::token_generation + 1),
                    users::tokens_void_until.eq(adoption.now.millis()),
                );
                Ok(diesel::update(awake).set(retired).execute(self).await? == 1)
            }

            async fn lock_conversations(&mut self, adoption: &Adoption) -> Result<Vec<i64>> {
                let ids: Vec<i64> = members::table
                    .filter(members::user_id.eq(adoption.visitor.as_str()))
                    .select(members::conversation_id)
                    .order(members::conversation_id)
                    .load(self)
                    .await?;
                for id in &ids {
                    let changed = conversations::roster.eq(conversations::roster + 1);
                    diesel::update(conversations::table.find(id)).set(changed).execute(self).await?;
                }
                Ok(ids)
            }

            async fn move_memberships(&mut self, adoption: &Adoption, moved: &[i64]) -> Result<()> {
                let (visitor, user) = (adoption.visitor.as_str(), adoption.user.as_str());
                let twice: Vec<i64> = members::table
                    .filter(members::user_id.eq(user))
                    .filter(members::conversation_id.eq_any(moved))
                    .select(members::conversation_id)
                    .load(self)
                    .await?;
                for id in twice {
                    let theirs = members::table.find((id, visitor));
                    let marks = (members::delivered_seq, members::read_seq);
                    let (delivered, read): (i64, i64) = theirs.select(marks).first(self).await?;
                    let mine = members::table.find((id, user));
                    let behind = mine.filter(members::delivered_seq.lt(delivered));
                    diesel::update(behind).set(members::delivered_seq.eq(delivered)).execute(self).await?;
                    let behind = mine.filter(members::read_seq.lt(read));
                    diesel::update(behind).set(members::read_seq.eq(read)).execute(self).await?;
                    diesel::delete(theirs).execute(self).await?;
                }
                let rest = members::table.filter(members::user_id.eq(visitor));
                diesel::update(rest).set(members::user_id.eq(user)).execute(self).await?;
                Ok(())
            }

            async fn move_authorship(&mut self, adoption: &Adoption, moved: &[i64]) -> Result<()> {
                let (visitor, user) = (adoption.visitor.as_str(), adoption.user.as_str());
                for &id in moved {
                    let log = messages::table.filter(messages::conversation_id.eq(id));
                    let used: Vec<Option<Vec<u8>>> = log
                        .filter(messages::sender_id.eq(user))
                        .filter(messages::client_id.is_not_null())
                        .select(messages::client_id)
                        .load(self)
                        .await?;
                    let theirs = log.filter(messages::sender_id.eq(visitor));
                    let used: Vec<Vec<u8>> = used.into_iter().flatten().collect();
                    let nameless = messages::client_id.eq(None::<Vec<u8>>);
                    let same = theirs.filter(messages::client_id.eq_any(used));
                    diesel::update(same).set(nameless).execute(self).await?;
                    diesel::update(theirs).set(messages::sender_id.eq(user)).execute(self).await?;
                    // The visitor's id is random, so nothing else in these texts looks like it.
                    let said = replace(messages::body, format!("\"{visitor}\""), format!("\"{user}\""));
                    let system = log.filter(messages::kind.eq(MessageKind::System.as_str()));
                    diesel::update(system).set(messages::body.eq(said)).execute(self).await?;
                }
                let files = uploads::table.filter(uploads::owner_id.eq(visitor));
                diesel::update(files).set(uploads::owner_id.eq(user)).execute(self).await?;
                Ok(())
            }

            async fn move_support(&mut self, adoption: &Adoption) -> Result<Option<i64>> {
                let (visitor, user) = (adoption.visitor.as_str(), adoption.user.as_str());
                let theirs = conversations::table.filter(conversations::customer_id.eq(visitor));
                diesel::update(theirs).set(conversations::customer_id.eq(user)).execute(self).await?;
                let open = conversations::table.filter(conversations::open_customer.eq(visitor));
                let id: Option<i64> = open.select(conversations::id).first(self).await.optional()?;
                let Some(id) = id else { return Ok(None) };
                let has = conversations::table.filter(conversations::open_customer.eq(user));
                let has: Option<i64> = has.select(conversations::id).first(self).await.optional()?;
                if has.is_some() {
                    return Ok(Some(id));
                }
                let become_theirs = conversations::open_customer.eq(user);
                diesel::update(conversations::table.find(id)).set(become_theirs).execute(self).await?;
                Ok(None)
            }

            async fn move_pairs(&mut self, adoption: &Adoption, moved: &[i64]) -> Result<Vec<i64>> {
                let pairs: Vec<(i64, Option<String>)> = conversations::table
                    .filter(conversations::id.eq_any(moved))
                    .filter(conversations::pair_key.is_not_null())
                    .select((conversations::id, conversations::pair_key))
                    .load(self)
                    .await?;
                let mut surplus = Vec::new();
                for (id, key) in pairs {
                    let adopted = key.as_deref().and_then(|key| adoption.adopted_pair(key));
                    let Some(adopted) = adopted else {
                        surplus.push(id);
                        continue;
                    };
                    let has = conversations::table.filter(conversations::pair_key.eq(&adopted));
                    let has: Option<i64> = has.select(conversations::id).first(self).await.optional()?;
                    if has.is_some() {
                        surplus.push(id);
                        continue;
                    }
                    let become_theirs = conversations::pair_key.eq(&adopted);
                    diesel::update(conversations::table.find(id)).set(become_theirs).execute(self).await?;
                }
                Ok(surplus)
            }

            async fn close_surplus(&mut self, adoption: &Adoption, id: i64) -> Result<()> {
                let row = conversations::table.find(id);
                let free =
                    (conversations::pair_key.eq(None::<String>), conversations::open_customer.eq(None::<String>));
                diesel::update(row).set(free).execute(self).await?;
                let now = adoption.now.millis();
                let closed = (
                    conversations::status.eq(Status::Closed.as_str()),
                    conversations::closed_at.eq(now),
                    conversations::last_seq.eq(conversations::last_seq + 1),
                );
                let open = row.filter(conversations::status.ne(Status::Closed.as_str()));
                if diesel::update(open).set(closed).execute(self).await? == 0 {
                    return Ok(());
                }
                let seq: i64 = row.select(conversations::last_seq).first(self).await?;
                let event = SystemEvent::Status { status: Status::Closed, by: adoption.user.clone() };
                let entry = (
                    messages::conversation_id.eq(id),
                    messages::seq.eq(seq),
                    messages::kind.eq(MessageKind::System.as_str()),
                    messages::body.eq(serde_json::to_string(&event).map_err(Error::internal)?),
                    messages::digest.eq(0),
                    messages::created_at.eq(now),
                );
                diesel::insert_into(messages::table).values(entry).execute(self).await?;
                Ok(())
            }
        }
    };
}

steps!(MySql);
steps!(Sqlite);
