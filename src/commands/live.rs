//! Who is listening right now, and what must they hear at once?

use crate::domain::Presence;
use crate::id::{ConversationId, UserId};
use crate::protocol::CloseCode;

/// The live side, as commands see it. Everything here is a hint that returns at once: the truth is in the store.
pub trait Live: Send + Sync {
    /// Whether the user can be reached on this node.
    fn presence(&self, user: &UserId) -> Presence;

    /// Closes every socket of the user, within 5 s (P12).
    fn disconnect(&self, user: &UserId, code: CloseCode);

    /// The conversation was created, or its status, assignee, subject or members changed: those who show it are told.
    fn conversation_changed(&self, id: ConversationId);
}
