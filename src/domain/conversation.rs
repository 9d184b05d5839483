//! Who talks with whom, about what, and how does it stand?

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Message, PublicUser};
use crate::id::{ConversationId, Seq, UserId};
use crate::time::Timestamp;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A pair; it has one for ever.
    Direct,
    /// A customer and the shop's support desk; a customer has one that is not closed.
    Support,
}

impl Kind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Support => "support",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Direct, Self::Support].into_iter().find(|kind| kind.as_str() == text)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Open,
    /// Put aside by staff until the customer writes again.
    Snoozed,
    Closed,
}

impl Status {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Snoozed => "snoozed",
            Self::Closed => "closed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Open, Self::Snoozed, Self::Closed].into_iter().find(|status| status.as_str() == text)
    }
}

/// One who takes part, with its marks: 0 ≤ read ≤ delivered ≤ last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Member {
    pub user: PublicUser,
    pub joined_at: Timestamp,
    pub delivered_seq: Seq,
    pub read_seq: Seq,
}

/// A conversation as one viewer sees it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Conversation {
    pub id: ConversationId,
    pub kind: Kind,
    pub subject: Option<String>,
    pub status: Status,
    /// The agent who has it; null while it waits in the queue.
    pub assignee_id: Option<UserId>,
    /// Of a `support` conversation: whom the desk helps.
    pub customer_id: Option<UserId>,
    /// What the storefront said about it when it began.
    #[schema(value_type = Option<Object>)]
    pub context: Option<Arc<RawValue>>,
    pub members: Vec<Member>,
    pub last_seq: Seq,
    /// The newest message that a person sent.
    pub last_message: Option<Message>,
    pub last_activity_at: Timestamp,
    /// Messages of others after the viewer's `read_seq`.
    pub unread: i64,
    /// The viewer's own mark; 0 for staff who have not joined.
    pub read_seq: Seq,
    pub created_at: Timestamp,
    pub closed_at: Option<Timestamp>,
}

/// The part of a conversation that changes with its log: what the rules in `log` work on while its row is locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub id: ConversationId,
    pub kind: Kind,
    pub status: Status,
    pub subject: Option<String>,
    pub assignee_id: Option<UserId>,
    pub customer_id: Option<UserId>,
    pub last_seq: Seq,
    /// The newest entry that a person sent; zero before the first.
    pub last_message_seq: Seq,
    pub last_activity_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    pub members: Arc<[UserId]>,
    /// The customer's other `support` conversation that is not closed, where this one is closed.
    pub newer_open: Option<ConversationId>,
}

impl Head {
    pub fn has_member(&self, user: &UserId) -> bool {
        self.members.contains(user)
    }

    /// Open, for the desk, and nobody's yet.
    pub fn is_waiting(&self) -> bool {
        self.kind == Kind::Support && self.status == Status::Open && self.assignee_id.is_none()
    }
}

/// What `PATCH /api/conversations/{id}` asks for: `None` stays; the inner `None` takes away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Patch {
    pub subject: Option<Option<String>>,
    pub status: Option<Status>,
    /// The command has checked that the user is staff.
    pub assignee_id: Option<Option<UserId>>,
}

/// The body of a `system` entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum SystemEvent {
    /// `user_id` takes part from here on.
    Joined { user_id: UserId },
    /// `by` gave the conversation to `assignee_id`, or put it back in the queue (null).
    Assigned { assignee_id: Option<UserId>, by: UserId },
    /// The status changed, by somebody's wish or because somebody wrote.
    Status { status: Status, by: UserId },
    /// The subject changed.
    Subject { subject: Option<String>, by: UserId },
}

/// The one name of a pair, whichever of the two asks. `|` is in no user id.
pub fn pair_key(one: &UserId, other: &UserId) -> String {
    if one <= other { format!("{one}|{other}") } else { format!("{other}|{one}") }
}
