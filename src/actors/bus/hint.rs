//! What can a node tell the others?

use serde::{Deserialize, Serialize};

use crate::domain::Presence;
use crate::id::{ConversationId, Seq, UserId};

/// One thing that another node's sockets may want to know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "hint", rename_all = "snake_case")]
pub enum Hint {
    /// A commit.
    Committed { conversations: Vec<Head> },
    /// A conversation looks different: who shows it gets it anew.
    Changed { conversation: ConversationId },
    /// A frame that need not arrive: somebody types.
    Whisper { conversation: ConversationId, from: UserId, to: Vec<UserId>, frame: String },
    /// The sockets of this user are to be closed.
    Disconnect { user: UserId, code: u16 },
    /// How users are reachable at the telling node: those that changed, or all that are.
    Present { users: Vec<(UserId, Presence, Option<i64>)>, everybody: bool },
    /// Who of the staff looks at conversations at the telling node: at those that changed, or at all that are looked at.
    Viewing { conversations: Vec<(ConversationId, Viewing)>, everything: bool },
    /// Hints were lost, or a node is new: look at the database, and say who is present.
    LookAgain,
}

/// Who looks at a conversation at one node, and when they came, in milliseconds since 1970.
pub type Viewing = Vec<(UserId, i64)>;

/// How far a conversation is after a commit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Head {
    pub id: ConversationId,
    pub members: Vec<UserId>,
    /// The first entry of the commit, where it had any.
    pub first: Option<Seq>,
    pub last: Seq,
    /// Frames about members' marks, in Base64.
    pub receipts: Vec<String>,
    pub changed: bool,
    pub waiting: bool,
}

/// What goes over the line at once.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Letter {
    pub node: super::NodeId,
    pub hints: Vec<Hint>,
}
