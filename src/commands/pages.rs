//! Which pages of history are asked for again and again?

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use crate::id::{ConversationId, Seq};

/// Bytes of all kept pages at most; then the cache begins anew.
const MAX_BYTES: usize = 32 * 1024 * 1024;

/// The newest pages of conversations as JSON, each for the state it was made from. Everything that happens in a
/// conversation moves its `last_seq` or its roster, so a page of the present state is never stale.
#[derive(Clone, Default)]
pub struct NewestPages(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    pages: HashMap<(ConversationId, i64), (State, Bytes)>,
    bytes: usize,
}

/// The state of a conversation: its last entry and its roster.
pub type State = (Seq, i64);

impl NewestPages {
    pub fn find(&self, id: ConversationId, limit: i64, state: State) -> Option<Bytes> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.pages.get(&(id, limit)).filter(|(of, _)| *of == state).map(|(_, page)| page.clone())
    }

    pub fn keep(&self, id: ConversationId, limit: i64, state: State, page: Bytes) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.bytes + page.len() > MAX_BYTES {
            *kept = Kept::default();
        }
        kept.bytes += page.len();
        if let Some((_, old)) = kept.pages.insert((id, limit), (state, page)) {
            kept.bytes = kept.bytes.saturating_sub(old.len());
        }
    }
}
