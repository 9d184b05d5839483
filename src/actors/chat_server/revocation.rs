//! Whose token was revoked elsewhere: by another node, or before the chat server knew of the socket? (P12)

use actix::{AsyncContext, Context, Handler, Message, WrapFuture};
use futures_util::FutureExt;

use super::ChatServer;
use crate::actors::supervised::unless_it_panics;
use crate::id::UserId;
use crate::protocol::CloseCode;

/// Users asked about in one query.
const MANY: usize = 500;

/// How the accounts of these users stand.
#[derive(Message)]
#[rtype(result = "()")]
struct Standings(Vec<(UserId, i64, bool)>);

impl Handler<Standings> for ChatServer {
    type Result = ();

    fn handle(&mut self, standings: Standings, _: &mut Self::Context) {
        for (user, generation, disabled) in standings.0 {
            let Some(present) = self.users.get(&user) else { continue };
            for entry in present.sessions.iter().filter_map(|session| self.sessions.get(session)) {
                if disabled {
                    entry.outbox.close(CloseCode::Disabled);
                } else if entry.generation != generation {
                    entry.outbox.close(CloseCode::Unauthorized);
                }
            }
        }
    }
}

impl ChatServer {
    /// Compares every open socket with its user's account.
    pub(super) fn look_for_revocations(&mut self, ctx: &mut Context<Self>) {
        let users: Vec<UserId> = self
            .users
            .iter()
            .filter(|(_, present)| !present.sessions.is_empty())
            .map(|(user, _)| user.clone())
            .collect();
        if users.is_empty() {
            return;
        }
        let (store, addr) = (self.store.clone(), ctx.address());
        let looking = async move {
            for some in users.chunks(MANY) {
                match store.account_standings(some).await {
                    Ok(standings) => addr.do_send(Standings(standings)),
                    Err(error) => return tracing::warn!(%error, "revoked tokens could not be looked for"),
                }
            }
        };
        let looking = unless_it_panics("a look for revoked tokens", looking);
        ctx.spawn(looking.map(drop).into_actor(self));
    }
}
