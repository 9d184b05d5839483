//! What can the chat server be told to do?

use std::sync::Arc;

use actix::{Addr, Message};
use bytes::Bytes;

use crate::actors::session::Session;
use crate::actors::socket::Outbox;
use crate::domain::Role;
use crate::id::{ConversationId, Seq, SessionId, UserId};
use crate::protocol::CloseCode;
use crate::store::Moments;
use crate::time::Timestamp;

/// A socket is open; nothing is sent to it before [`Greet`].
#[derive(Message)]
#[rtype(result = "()")]
pub struct Join {
    pub session: SessionId,
    pub user: UserId,
    pub role: Role,
    pub expires_at: Timestamp,
    pub generation: i64,
    pub outbox: Arc<Outbox>,
    pub addr: Addr<Session>,
}

/// Its `hello`, and where it stands in each conversation that it lists.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Greet {
    pub session: SessionId,
    pub hello: Bytes,
    pub heads: Vec<(ConversationId, Seq)>,
}

/// A socket is gone.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Leave {
    pub session: SessionId,
}

/// The socket lives as long as a new token.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Extend {
    pub session: SessionId,
    pub expires_at: Timestamp,
}

/// What a commit did, ready for the wire.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Publish {
    pub conversations: Vec<Delivery>,
    /// Frames for single sockets: the errors of this commit.
    pub refused: Vec<(SessionId, Bytes)>,
    /// When each of the commit's wishes entered its lane.
    pub since: Moments,
}

/// What a commit did to one conversation.
pub struct Delivery {
    pub id: ConversationId,
    pub members: Arc<[UserId]>,
    pub steps: Vec<DeliveryStep>,
    pub last_seq: Seq,
    /// Entries from here on are another node's and not in `steps`.
    pub elsewhere: Option<Seq>,
    pub changed: bool,
    pub waiting: bool,
}

/// One frame, and who gets it.
pub enum DeliveryStep {
    /// Everybody who listens gets the event; the socket that asked for it gets the answer instead, if it wants one.
    Entry { seq: Seq, event: Bytes, by: Option<(SessionId, Option<Bytes>)> },
    /// One socket; its frame about `seq` must not overtake the events before it.
    Answer { session: SessionId, seq: Seq, frame: Bytes },
    /// Everybody who listens.
    Receipt(Bytes),
}

/// What was missing, read from the store; `None` where it could not be read.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Fill {
    pub session: SessionId,
    pub conversation: ConversationId,
    pub events: Option<Vec<(Seq, Bytes)>>,
}

/// Live events without joining: held back until [`Watching`] says from where.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Watch {
    pub session: SessionId,
    pub conversation: ConversationId,
}

/// The head when the watch began, and the frame that says so, where one was asked for.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Watching {
    pub session: SessionId,
    pub conversation: ConversationId,
    pub head: Seq,
    pub answer: Option<Bytes>,
}

#[derive(Message)]
#[rtype(result = "()")]
pub struct Unwatch {
    pub session: SessionId,
    pub conversation: ConversationId,
}

/// A member of staff begins or ends looking at a conversation.
#[derive(Message)]
#[rtype(result = "()")]
pub struct View {
    pub session: SessionId,
    pub conversation: ConversationId,
    pub started: bool,
}

/// A frame that need not arrive, for the sockets of these users but the sender's own.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Whisper {
    pub conversation: ConversationId,
    pub from: UserId,
    pub to: Vec<UserId>,
    pub frame: Bytes,
}

/// The user stepped away from the keyboard, or came back.
#[derive(Message)]
#[rtype(result = "()")]
pub struct StepAway {
    pub session: SessionId,
    pub away: bool,
}

/// Closes every socket of a user.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Disconnect {
    pub user: UserId,
    pub code: CloseCode,
}

/// The conversation changed: those who show it get it anew.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Announce {
    pub conversation: ConversationId,
}

/// `bye` to everybody, then 1001.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Drain {
    pub bye: Bytes,
}
