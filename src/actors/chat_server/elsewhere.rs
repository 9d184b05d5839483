//! What happened at other nodes, and what do they hear of this one?

use std::collections::HashMap;

use actix::{Context, Handler, Message};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use super::announcing::Circle;
use super::{ChatServer, Delivery, DeliveryStep, Disconnect, Whisper};
use crate::actors::bus::{Head, Hint, NodeId};
use crate::domain::Presence;
use crate::id::UserId;
use crate::metrics;
use crate::protocol::CloseCode;
use crate::time::Timestamp;

/// Users whose change is told in one go.
const MANY: usize = 500;

/// Another node's hint; without one it is time to say who is present here.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Heard {
    pub node: NodeId,
    pub hint: Option<Hint>,
}

impl Handler<Heard> for ChatServer {
    type Result = ();

    fn handle(&mut self, heard: Heard, ctx: &mut Self::Context) {
        let Some(hint) = heard.hint else { return self.call_the_roll() };
        match hint {
            Hint::Committed { conversations } => {
                for head in conversations {
                    self.committed_elsewhere(head, ctx);
                }
            }
            Hint::Changed { conversation } => {
                self.announce_now(conversation, Circle::Everybody, ctx);
                self.hears_of(conversation);
            }
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
            Hint::Viewing { conversations, everything } => {
                self.viewing_elsewhere(heard.node, conversations, everything);
            }
            Hint::LookAgain => self.look_again(ctx),
        }
    }
}

impl ChatServer {
    pub(super) fn tell_others(&self, hint: impl FnOnce() -> Hint) {
        if let Some(bus) = &self.bus {
            bus.tell(hint());
        }
    }

    pub(super) fn committed_elsewhere(&mut self, head: Head, ctx: &mut Context<Self>) {
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
        metrics::EVENTS_DELIVERED.add(self.publish(delivery, ctx));
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
        let gone: HashMap<&UserId, i64> = users.iter().filter_map(|(user, _, at)| Some((user, (*at)?))).collect();
        let news: Vec<_> = changed
            .into_iter()
            .map(|user| {
                let last_seen = gone.get(&user).copied();
                let status = self.directory.presence(&user);
                let last_seen = last_seen.filter(|_| status == Presence::Offline).map(Timestamp::from_millis);
                (user, status, last_seen)
            })
            .collect();
        for some in news.chunks(MANY) {
            self.look_up_peers(some.to_vec(), ctx);
        }
    }

    pub(super) fn call_the_roll(&mut self) {
        self.tell_others(|| {
            // Those whose last socket went a moment ago too: they may come back, and that is no news then.
            let users = self.users.iter().map(|(user, present)| (user.clone(), present.status(), None)).collect();
            Hint::Present { users, everybody: true }
        });
        self.say_who_is_viewing();
    }
}
