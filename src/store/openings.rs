//! How does a conversation begin?

use diesel::prelude::*;
use diesel::result::Error as Diesel;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::pool::on;
use super::schema::{conversations, members};
use super::{Store, failure};
use crate::domain::{Kind, Status, pair_key};
use crate::error::{Error, Result};
use crate::id::{ConversationId, UserId, fresh};
use crate::time::Timestamp;

/// A conversation about to begin.
#[derive(Debug, Clone)]
pub struct Opening {
    pub parties: Parties,
    pub subject: Option<String>,
    /// JSON.
    pub context: Option<String>,
}

/// Between whom.
#[derive(Debug, Clone)]
pub enum Parties {
    /// Two who have one conversation for ever.
    Pair(UserId, UserId),
    /// A customer and the desk.
    Customer(UserId),
}

#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = conversations, treat_none_as_default_value = false)]
struct NewConversation {
    id: i64,
    kind: String,
    subject: Option<String>,
    status: String,
    customer_id: Option<String>,
    context: Option<String>,
    pair_key: Option<String>,
    open_customer: Option<String>,
    last_activity_at: i64,
    created_at: i64,
}

/// Tries at an id that another process may have taken, or at a conversation that another request begins just now.
const TRIES: usize = 4;

impl Store {
    /// The conversation there is, or a new one; `true` where it is new.
    pub async fn open_conversation(&self, opening: &Opening, now: Timestamp) -> Result<(ConversationId, bool)> {
        for _ in 0..TRIES {
            if let Some(id) = self.standing_conversation(&opening.parties).await? {
                return Ok((id, false));
            }
            if let Some(id) = self.insert_conversation(opening, now).await? {
                return Ok((id, true));
            }
        }
        Err(Error::Unavailable("The conversation could not be opened just now; try again.".to_owned()))
    }

    async fn standing_conversation(&self, parties: &Parties) -> Result<Option<ConversationId>> {
        let parties = parties.clone();
        let id: Option<i64> = self
            .call(move |db| async move {
                on!(db, write, |c| {
                    let ids = conversations::table.select(conversations::id);
                    Ok(match &parties {
                        Parties::Pair(one, other) => {
                            let key = pair_key(one, other);
                            ids.filter(conversations::pair_key.eq(key)).first(c).await.optional()?
                        }
                        Parties::Customer(customer) => {
                            let key = customer.as_str();
                            ids.filter(conversations::open_customer.eq(key)).first(c).await.optional()?
                        }
                    })
                })
            })
            .await?;
        Ok(id.map(ConversationId))
    }

    /// `None` where somebody was faster.
    async fn insert_conversation(&self, opening: &Opening, now: Timestamp) -> Result<Option<ConversationId>> {
        let row = opening.row(now);
        let id = row.id;
        let people: Vec<String> = opening.parties.people().map(|user| user.as_str().to_owned()).collect();
        self.call(move |db| async move {
            on!(db, write, |c| {
                let written: Result<(), Diesel> = c
                    .transaction(async |c| {
                        diesel::insert_into(conversations::table).values(row).execute(c).await?;
                        for user in people {
                            let member = (
                                members::conversation_id.eq(id),
                                members::user_id.eq(user),
                                members::joined_at.eq(now.millis()),
                            );
                            diesel::insert_into(members::table).values(member).execute(c).await?;
                        }
                        Ok(())
                    })
                    .await;
                match written {
                    Ok(()) => Ok(Some(ConversationId(id))),
                    Err(cause) if failure::is_duplicate(&cause) => Ok(None),
                    Err(cause) => Err(cause.into()),
                }
            })
        })
        .await
    }
}

impl Parties {
    fn people(&self) -> impl Iterator<Item = &UserId> {
        let (one, other) = match self {
            Self::Pair(one, other) => (one, (one != other).then_some(other)),
            Self::Customer(customer) => (customer, None),
        };
        std::iter::once(one).chain(other)
    }
}

impl Opening {
    fn row(&self, now: Timestamp) -> NewConversation {
        let (kind, pair, customer) = match &self.parties {
            Parties::Pair(one, other) => (Kind::Direct, Some(pair_key(one, other)), None),
            Parties::Customer(customer) => (Kind::Support, None, Some(customer.as_str().to_owned())),
        };
        NewConversation {
            id: fresh(now),
            kind: kind.as_str().to_owned(),
            subject: self.subject.clone(),
            status: Status::Open.as_str().to_owned(),
            customer_id: customer.clone(),
            context: self.context.clone(),
            pair_key: pair,
            open_customer: customer,
            last_activity_at: now.millis(),
            created_at: now.millis(),
        }
    }
}
