//! Who shares a conversation with whom, and how do the accounts of those who are there stand?

use std::collections::HashSet;

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::Store;
use super::pool::on;
use super::schema::{conversations, members, users};
use crate::error::Result;
use crate::id::UserId;
use crate::time::Timestamp;

diesel::alias!(members as others: Others);

/// Those who may know of a user's presence.
#[derive(Debug, Clone, Default)]
pub struct Peers {
    /// `(user, peer)`: both are members of one conversation.
    pub pairs: Vec<(UserId, UserId)>,
    /// The users who are or were customers of the desk.
    pub customers: HashSet<UserId>,
}

impl Store {
    /// The peers of all these users.
    pub async fn peers(&self, of: Vec<UserId>) -> Result<Peers> {
        let ids: Vec<String> = of.into_iter().map(|id| id.as_str().to_owned()).collect();
        let (pairs, customers) = self
            .call(move |db| async move {
                on!(db, read, |c| {
                    let shared = others.field(members::conversation_id).eq(members::conversation_id);
                    let pairs: Vec<(String, String)> = members::table
                        .inner_join(others.on(shared))
                        .filter(members::user_id.eq_any(&ids))
                        .filter(others.field(members::user_id).ne(members::user_id))
                        .select((members::user_id, others.field(members::user_id)))
                        .distinct()
                        .load(c)
                        .await?;
                    let customers: Vec<Option<String>> = conversations::table
                        .filter(conversations::customer_id.eq_any(&ids))
                        .select(conversations::customer_id)
                        .distinct()
                        .load(c)
                        .await?;
                    Ok((pairs, customers))
                })
            })
            .await?;
        Ok(Peers {
            pairs: pairs.into_iter().map(|(user, peer)| (user.into(), peer.into())).collect(),
            customers: customers.into_iter().flatten().map(UserId::from).collect(),
        })
    }

    /// Each user's token generation, and whether the account is disabled.
    pub async fn account_standings(&self, of: &[UserId]) -> Result<Vec<(UserId, i64, bool)>> {
        let ids: Vec<String> = of.iter().map(|id| id.as_str().to_owned()).collect();
        let rows: Vec<(String, i64, bool)> = self
            .call(move |db| async move {
                on!(db, read, |c| {
                    let some = users::table.filter(users::id.eq_any(ids));
                    Ok(some.select((users::id, users::token_generation, users::disabled)).load(c).await?)
                })
            })
            .await?;
        Ok(rows.into_iter().map(|(id, generation, disabled)| (id.into(), generation, disabled)).collect())
    }

    /// When these users were last there, unless they were seen later: one transaction, so that the messages' lane waits for one commit at most.
    pub async fn users_seen(&self, seen: Vec<(UserId, Timestamp)>) -> Result<()> {
        if seen.is_empty() {
            return Ok(());
        }
        self.call(move |db| async move {
            on!(db, write, |c| {
                let written: Result<(), diesel::result::Error> = c
                    .transaction(async |c| {
                        for (user, at) in seen {
                            let earlier = users::last_seen.is_null().or(users::last_seen.lt(at.millis()));
                            let one = users::table.filter(users::id.eq(user.as_str())).filter(earlier);
                            diesel::update(one).set(users::last_seen.eq(at.millis())).execute(c).await?;
                        }
                        Ok(())
                    })
                    .await;
                Ok(written?)
            })
        })
        .await
    }
}
