//! What is told after a commit, and to whom?

use std::sync::Arc;

use smallvec::SmallVec;
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::domain::{Marks, Message};
use crate::error::{Error, Result};
use crate::id::{ConversationId, Seq, SessionId, UserId};
use crate::time::Timestamp;

/// Where a wish came from, so where its answer goes.
pub enum Origin {
    /// A frame of a socket; `frame` is its `id`, echoed in the answer. Without one only errors are answered.
    Socket { session: SessionId, frame: Option<Box<str>> },
    /// A call that waits.
    Call(oneshot::Sender<Result<Answer>>),
}

/// What became of a wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The entry that answers it; the conversation's head where nothing was written.
    pub seq: Seq,
    /// When that entry was made.
    pub created_at: Timestamp,
    /// The same wish was granted before; nothing was written now.
    pub duplicate: bool,
    /// The member's marks, where the wish was about them.
    pub marks: Option<Marks>,
    /// The `upload_url` of a message that was recalled just now: its file is to be removed.
    pub freed: Option<String>,
}

/// One thing to tell, in order.
pub enum Step {
    /// A new entry. The socket that asked for it gets the answer instead of the event.
    Entry { message: Arc<Message>, by: Option<(SessionId, Option<Box<str>>)> },
    /// An answer without a new entry.
    Answer { session: SessionId, frame: Box<str>, answer: Answer },
    /// A member's marks moved.
    Receipt { user: UserId, marks: Marks },
}

/// What one commit did to one conversation.
pub struct Told {
    pub id: ConversationId,
    pub members: Arc<[UserId]>,
    pub steps: Vec<Step>,
    /// The head after the commit.
    pub last_seq: Seq,
    /// Status, assignee, subject or members changed.
    pub changed: bool,
    /// It waits for the desk and got a message.
    pub waiting: bool,
}

/// All that one commit did, and the wishes it refused.
#[derive(Default)]
pub struct Committed {
    pub conversations: Vec<Told>,
    pub refused: Vec<(SessionId, Option<Box<str>>, Error)>,
    /// The `upload_url`s of messages that sockets recalled: their files are to be removed.
    pub freed: Vec<String>,
    /// When each of its wishes entered the lane.
    pub since: Moments,
}

/// Instants of a batch; a small one needs no memory of its own.
pub type Moments = SmallVec<[Instant; 8]>;

/// Who hears of every commit. Called on a store thread, in commit order for each conversation; must not block.
pub trait Listener: Send + Sync {
    fn committed(&self, commit: Committed);
}
