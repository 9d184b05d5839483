//! Is it allowed, and what follows? Pure data and pure rules: no database, no clock, no sockets.

mod audit;
mod body;
mod card;
mod conversation;
mod log;
mod message;
pub mod permissions;
mod quick_reply;
mod refusal;
mod role;
mod text;
mod upload;
mod user;

pub use audit::{AuditAction, AuditActor, AuditEntry, AuditLine};
pub use body::{Attachment, Body, MAX_TEXT_BYTES, Parsed, digest};
pub use card::{Card, CardField, CardType};
pub use conversation::{Conversation, Head, Kind, Member, Patch, Status, SystemEvent, pair_key};
pub use log::{Applied, Entry, Intent, Marks, Rules, Target, apply, moved_marks};
pub use message::{Message, MessageKind};
/// Reads as the rule it is: `may::recall(…)`.
pub use permissions as may;
pub use permissions::{Actor, Standing};
pub use quick_reply::{QuickReply, QuickReplyDraft, QuickReplyPatch, Scope};
pub use refusal::Refusal;
pub use role::Role;
pub use text::{TextRule, trimmed};
pub use upload::{Upload, shown_upload, upload_path};
pub use user::{Presence, PublicUser, User, UserDraft};
