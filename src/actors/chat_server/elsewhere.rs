//! What happened at other nodes, and what do they hear of this one?

use actix::{AsyncContext, Context, Handler, Message, WrapFuture};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures_util::FutureExt;

use super::announcing::Circle;
use super::{ChatServer, Delivery, DeliveryStep, Disconnect, Whisper};
use crate::actors::bus::{Head, Hint, NodeId};
use crate::actors::supervised::unless_it_panics;
use crate::domain::Presence;
use crate::id::{ConversationId, Seq, UserId};
use crate::metrics;
use crate::protocol::CloseCode;
use crate::time::Timestamp;

/// Conversations whose heads are read in one query.
const MANY: usize = 500;

/// Another node's hint; without one it is time to say who is present here.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Heard {
    pub node: NodeId,
    pub hint: Option<Hint>,
}

/// Hints may have been lost: compare what the sockets have with the database.
#[derive(Message)]
#[rtype(result = "()")]
pub struct LookAround;

/// How far these conversations are.
#[derive(Message)]
#[rtype(result = "()")]
struct Heads(Vec<(ConversationId, Seq)>);

impl Handler<Heard> for ChatServer {
    type Result = ();

    fn handle(&mut self, heard: Heard, ctx: &mut Self::Context) {
        let Some(hint) = heard.hint else { return self.say_who_is_present() };
        match hint {
            Hint::Committed { conversations } => {
                for head in conversations {
                    self.committed_elsewhere(head, ctx);
                }
            }
            Hint::Changed { conversation } => self.announce_now(conversation, Circle::Everybody, ctx),
            Hint::Whisper { conversation, from, to, frame } => {
                if let Ok(frame) = STANDARD.decode(frame) {
                    self.whisper(&Whisper { conversation, from, to, frame: Bytes::from(frame) });
                }
            }
            Hint::Disconnect { user, code } => {
                let code =
                    if code == CloseCode::Disabled.number() { CloseCode::Disabled } else { CloseCode::Unauthorized };
                self.disconnect(&Disconnect { user, code });
            }
            Hint::Present { users, everybody } => self.present_elsewhere(heard.node, &users, everybody, ctx),
            Hint::LookAgain => {
                self.look_for_missed(ctx);
                self.say_who_is_present();
            }
        }
    }
}

impl Handler<LookAround> for ChatServer {
    type Result = ();

    fn handle(&mut self, _: LookAround, ctx: &mut Self::Context) {
        self.look_for_missed(ctx);
        self.say_who_is_present();
    }
}

impl Handler<Heads> for ChatServer {
    type Result = ();

    fn handle(&mut self, heads: Heads, _: &mut Self::Context) {
        for (session, entry) in &mut self.sessions {
            for (id, head) in &heads.0 {
                entry.catch_up(*session, *id, *head);
            }
        }
    }
}

impl ChatServer {
    pub(super) fn tell_others(&self, hint: impl FnOnce() -> Hint) {
        if let Some(bus) = &self.bus {
            bus.tell(hint());
        }
    }

    fn committed_elsewhere(&mut self, head: Head, ctx: &mut Context<Self>) {
        let receipts = head.receipts.iter().filter_map(|frame| STANDARD.decode(frame).ok());
        let delivery = Delivery {
            id: head.id,
            members: head.members.into(),
            steps: receipts.map(|frame| DeliveryStep::Receipt(Bytes::from(frame))).collect(),
            last_seq: head.last,
            elsewhere: head.first,
            changed: head.changed,
            waiting: head.waiting,
        };
        metrics::EVENTS_DELIVERED.add(self.publish(&delivery, ctx));
    }

    fn present_elsewhere(
        &mut self,
        node: NodeId,
        users: &[(UserId, Presence, Option<i64>)],
        everybody: bool,
        ctx: &mut Context<Self>,
    ) {
        let seen = users.iter().map(|(user, status, _)| (user.clone(), *status));
        let changed = self.directory.hear(node, seen, everybody);
        let news: Vec<_> = changed
            .into_iter()
            .map(|user| {
                let last_seen = users.iter().find(|(other, ..)| *other == user).and_then(|(.., at)| *at);
                let status = self.directory.presence(&user);
                let last_seen = last_seen.filter(|_| status == Presence::Offline).map(Timestamp::from_millis);
                (user, status, last_seen)
            })
            .collect();
        for some in news.chunks(MANY) {
            self.look_up_peers(some.to_vec(), ctx);
        }
    }

    fn say_who_is_present(&self) {
        self.tell_others(|| {
            let users = self.users.iter().filter(|(_, present)| present.gone.is_none());
            let users = users.map(|(user, present)| (user.clone(), present.status(), None)).collect();
            Hint::Present { users, everybody: true }
        });
    }

    fn look_for_missed(&self, ctx: &mut Context<Self>) {
        let mut known: Vec<ConversationId> =
            self.sessions.values().flat_map(|entry| entry.cursors.keys().copied()).collect();
        known.sort_unstable();
        known.dedup();
        if known.is_empty() {
            return;
        }
        let (store, addr) = (self.store.clone(), ctx.address());
        let looking = async move {
            for some in known.chunks(MANY) {
                match store.heads(some).await {
                    Ok(heads) => addr.do_send(Heads(heads)),
                    Err(error) => return tracing::warn!(%error, "what other nodes wrote could not be looked for"),
                }
            }
        };
        ctx.spawn(unless_it_panics("looking around", looking).map(drop).into_actor(self));
    }
}
