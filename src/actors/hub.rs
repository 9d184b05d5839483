//! How do the store and the commands reach the sockets?

use std::sync::{Arc, OnceLock};

use actix::Addr;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use tokio::sync::mpsc::UnboundedSender;

use super::bus::{Bus, Head, Hint};
use super::chat_server::{Announce, ChatServer, Delivery, DeliveryStep, Disconnect, Publish};
use super::directory::Directory;
use super::session::error_frame;
use super::socket::json_frame;
use crate::commands::Live;
use crate::domain::Presence;
use crate::id::{ConversationId, UserId};
use crate::metrics;
use crate::protocol::{Ack, CloseCode, Outbound};
use crate::store::{Answer, Committed, Listener, Step, Told};

/// The way up to the chat server: commits from the store's lanes, wishes of commands. Before [`Hub::connect`] it keeps
/// silent, as the command line needs no sockets.
#[derive(Clone, Default)]
pub struct Hub {
    server: Arc<OnceLock<Addr<ChatServer>>>,
    freed: Arc<OnceLock<UnboundedSender<String>>>,
    directory: Arc<Directory>,
    bus: Arc<OnceLock<Bus>>,
}

impl Hub {
    pub fn directory(&self) -> &Arc<Directory> {
        &self.directory
    }

    /// From now on the chat server hears everything, and `freed` gets the `upload_url` of each message that a socket
    /// recalled. Call it once.
    pub fn connect(&self, server: Addr<ChatServer>, freed: UnboundedSender<String>) {
        drop(self.server.set(server));
        drop(self.freed.set(freed));
    }

    /// From now on other nodes hear of every commit. Call it once.
    pub fn join(&self, bus: Bus) {
        drop(self.bus.set(bus));
    }

    fn tell_others(&self, deliveries: &[Delivery]) {
        let Some(bus) = self.bus.get() else { return };
        let conversations: Vec<Head> = deliveries.iter().filter_map(head).collect();
        if !conversations.is_empty() {
            bus.tell(Hint::Committed { conversations });
        }
    }
}

impl Live for Hub {
    fn presence(&self, user: &UserId) -> Presence {
        self.directory.presence(user)
    }

    fn disconnect(&self, user: &UserId, code: CloseCode) {
        if let Some(server) = self.server.get() {
            server.do_send(Disconnect { user: user.clone(), code });
        }
    }

    fn conversation_changed(&self, id: ConversationId) {
        if let Some(server) = self.server.get() {
            server.do_send(Announce { conversation: id });
        }
    }
}

impl Listener for Hub {
    /// Encodes each frame once, here on the store's thread; everybody who receives it shares the bytes.
    fn committed(&self, commit: Committed) {
        let Some(server) = self.server.get() else { return };
        for url in commit.freed {
            if let Some(freed) = self.freed.get() {
                // Nobody removes files any more while the server shuts down.
                drop(freed.send(url));
            }
        }
        let refused = commit.refused.iter();
        let refused =
            refused.map(|(session, id, error)| (*session, error_frame(*session, id.as_deref(), error))).collect();
        let conversations: Vec<Delivery> = commit.conversations.into_iter().map(delivery).collect();
        self.tell_others(&conversations);
        metrics::PUBLISH_BACKLOG.rise();
        server.do_send(Publish { since: commit.since, refused, conversations });
    }
}

/// What other nodes must know of it; nothing where only answers were given.
fn head(delivery: &Delivery) -> Option<Head> {
    let mut first = None;
    let mut receipts = Vec::new();
    for step in &delivery.steps {
        match step {
            DeliveryStep::Entry { seq, .. } => first = first.or(Some(*seq)),
            DeliveryStep::Receipt(frame) => receipts.push(STANDARD.encode(frame)),
            DeliveryStep::Answer { .. } => {}
        }
    }
    if first.is_none() && receipts.is_empty() && !delivery.changed && !delivery.waiting {
        return None;
    }
    Some(Head {
        id: delivery.id,
        members: delivery.members.to_vec(),
        first,
        last: delivery.last_seq,
        receipts,
        changed: delivery.changed,
        waiting: delivery.waiting,
    })
}

fn delivery(told: Told) -> Delivery {
    let id = told.id;
    Delivery {
        id,
        members: told.members,
        steps: told.steps.into_iter().map(|step| encoded(id, step)).collect(),
        last_seq: told.last_seq,
        elsewhere: None,
        changed: told.changed,
        waiting: told.waiting,
    }
}

fn encoded(id: ConversationId, step: Step) -> DeliveryStep {
    match step {
        Step::Entry { message, by } => {
            let ack = |frame: Box<str>| {
                let ack = Ack {
                    conversation_id: Some(id),
                    seq: Some(message.seq),
                    created_at: Some(message.created_at),
                    duplicate: Some(false),
                    ..Ack::plain(&frame)
                };
                json_frame(&Outbound::Ack(ack)).unwrap_or_default()
            };
            DeliveryStep::Entry {
                seq: message.seq,
                event: json_frame(&Outbound::Event { event: &message }).unwrap_or_default(),
                by: by.map(|(session, frame)| (session, frame.map(ack))),
            }
        }
        Step::Answer { session, frame, answer } => {
            DeliveryStep::Answer { session, seq: answer.seq, frame: ack_frame(id, &frame, &answer) }
        }
        Step::Receipt { user, marks } => {
            DeliveryStep::Receipt(json_frame(&Outbound::receipt(id, &user, marks)).unwrap_or_default())
        }
    }
}

fn ack_frame(id: ConversationId, frame: &str, answer: &Answer) -> Bytes {
    let logged = answer.marks.is_none();
    let ack = Ack {
        conversation_id: Some(id),
        seq: Some(answer.seq),
        created_at: logged.then_some(answer.created_at),
        duplicate: logged.then_some(answer.duplicate),
        ..Ack::plain(frame)
    };
    json_frame(&Outbound::Ack(ack)).unwrap_or_default()
}
