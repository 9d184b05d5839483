//! What does the server say?

use serde::Serialize;

use crate::domain::{Conversation, Marks, Message, Presence, Role, Status, User};
use crate::id::{ConversationId, Seq, UserId};
use crate::time::Timestamp;

/// A user as it sees itself, and as staff see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct UserView {
    pub id: UserId,
    pub role: Role,
    pub username: String,
    /// A URL, or a path below this server.
    pub avatar: String,
    pub description: String,
    pub status: Presence,
    pub last_seen: Option<Timestamp>,
    pub created_at: Timestamp,
    pub disabled: bool,
}

impl UserView {
    pub fn new(user: &User, status: Presence) -> Self {
        Self {
            id: user.id.clone(),
            role: user.role,
            username: user.username.clone(),
            avatar: user.avatar.clone(),
            description: user.description.clone(),
            status,
            last_seen: user.last_seen,
            created_at: user.created_at,
            disabled: user.disabled,
        }
    }
}

/// A conversation in `hello`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SummaryView {
    pub id: ConversationId,
    pub last_seq: Seq,
    pub read_seq: Seq,
    pub unread: i64,
    pub status: Status,
}

/// What a client must know in advance, so that it offers nothing that would be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LimitsView {
    /// How long after sending a message its sender may recall it; 0 is never.
    pub recall_window_seconds: i64,
    /// The longest text of a message, in bytes of UTF-8 after trimming.
    pub max_text_bytes: usize,
    /// The largest file.
    pub max_upload_bytes: u64,
}

/// The answer to a frame that was granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ack<'a> {
    pub id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<ConversationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<Seq>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<Seq>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicate: Option<bool>,
}

impl<'a> Ack<'a> {
    /// An answer that says no more than "done".
    pub const fn plain(id: &'a str) -> Self {
        Self { id, conversation_id: None, seq: None, head: None, created_at: None, duplicate: None }
    }
}

/// One frame of the server.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Outbound<'a> {
    Hello {
        protocol: u8,
        session_id: String,
        user: &'a UserView,
        server_time: Timestamp,
        heartbeat_ms: u64,
        max_frame_bytes: usize,
        limits: LimitsView,
        conversations: &'a [SummaryView],
        more: bool,
    },
    Ack(Ack<'a>),
    Event {
        event: &'a Message,
    },
    Events {
        id: &'a str,
        conversation_id: ConversationId,
        events: &'a [Message],
        head: Seq,
        more: bool,
    },
    Receipt {
        conversation_id: ConversationId,
        user_id: &'a UserId,
        delivered_seq: Seq,
        read_seq: Seq,
    },
    Typing {
        conversation_id: ConversationId,
        user_id: &'a UserId,
        state: &'static str,
    },
    Presence {
        user_id: &'a UserId,
        status: Presence,
        last_seen: Option<Timestamp>,
    },
    Conversation {
        conversation: &'a Conversation,
    },
    /// The staff who look at a conversation, to those of them with a socket here.
    Viewers {
        conversation_id: ConversationId,
        user_ids: &'a [UserId],
    },
    Pong {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a str>,
        server_time: Timestamp,
    },
    Error {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a str>,
        code: &'static str,
        detail: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after: Option<u64>,
    },
    Bye {
        reason: &'static str,
        reconnect_after_ms: u64,
    },
}

impl<'a> Outbound<'a> {
    /// A member's marks.
    pub const fn receipt(conversation_id: ConversationId, user_id: &'a UserId, marks: Marks) -> Self {
        Self::Receipt { conversation_id, user_id, delivered_seq: marks.delivered, read_seq: marks.read }
    }

    pub const fn typing(conversation_id: ConversationId, user_id: &'a UserId, started: bool) -> Self {
        Self::Typing { conversation_id, user_id, state: if started { "start" } else { "stop" } }
    }
}
