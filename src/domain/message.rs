//! What stands in a conversation's log?

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::id::{ClientId, ConversationId, Seq, UserId};
use crate::time::Timestamp;

/// What an entry of the log is. People send the first four; the rest is written by the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum MessageKind {
    Text,
    Image,
    File,
    /// A product or an order.
    Card,
    /// Written by the server: joined, assigned, status …
    System,
    /// The message at `body.target_seq` has a new text.
    Edit,
    /// The message at `body.target_seq` is gone for everyone.
    Recall,
}

impl MessageKind {
    pub const ALL: [Self; 7] =
        [Self::Text, Self::Image, Self::File, Self::Card, Self::System, Self::Edit, Self::Recall];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Image => "image",
            Self::File => "file",
            Self::Card => "card",
            Self::System => "system",
            Self::Edit => "edit",
            Self::Recall => "recall",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Sent by people, so it can be unread, answered, edited and recalled.
    pub const fn is_message(self) -> bool {
        matches!(self, Self::Text | Self::Image | Self::File | Self::Card)
    }
}

/// One entry of a conversation's log, known by `(conversation_id, seq)`.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Message {
    pub conversation_id: ConversationId,
    pub seq: Seq,
    /// Null for `system` entries.
    pub sender_id: Option<UserId>,
    /// The sender's own name for it; null where it gave none.
    pub client_id: Option<ClientId>,
    pub kind: MessageKind,
    /// Its shape depends on `kind`; null once the message was recalled.
    #[schema(value_type = Option<Object>)]
    pub body: Option<Arc<RawValue>>,
    /// The message that this one answers.
    pub reply_to: Option<Seq>,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    pub recalled_at: Option<Timestamp>,
}

impl Message {
    /// The body as JSON text, where there is one.
    pub fn body_text(&self) -> Option<&str> {
        self.body.as_deref().map(RawValue::get)
    }
}
