//! What did the client say? Pieces of payload, joined into whole messages and checked as UTF-8 as they come.

use actix_web_actors::ws::Message;
use bytes::Bytes;
use bytestring::ByteString;

use crate::protocol::CloseCode;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    #[default]
    Text,
    Binary,
}

/// One message under way. Its size is the guard's business: no byte comes here that the guard did not let pass.
#[derive(Debug, Default)]
pub(super) struct Joiner {
    kind: Kind,
    bytes: Vec<u8>,
    /// So far the bytes are known to be UTF-8; behind it at most one character that is not complete yet.
    checked: usize,
}

impl Joiner {
    /// Begins a message; what was under way is forgotten.
    pub(super) fn begin(&mut self, kind: Kind) {
        *self = Self { kind, ..Self::default() };
    }

    /// Takes the next unmasked piece. Text that can no longer become UTF-8 is refused at that very byte.
    pub(super) fn push(&mut self, piece: &[u8]) -> Result<(), CloseCode> {
        self.bytes.extend_from_slice(piece);
        if self.kind == Kind::Binary {
            return Ok(());
        }
        match std::str::from_utf8(self.bytes.get(self.checked..).unwrap_or_default()) {
            Ok(_) => self.checked = self.bytes.len(),
            Err(error) if error.error_len().is_some() => return Err(CloseCode::NotUtf8),
            Err(error) => self.checked += error.valid_up_to(),
        }
        Ok(())
    }

    /// The whole message; its memory leaves with it.
    pub(super) fn finish(&mut self) -> Result<Message, CloseCode> {
        self.checked = 0;
        whole(self.kind, Bytes::from(std::mem::take(&mut self.bytes)))
    }
}

/// A message that came in one piece.
pub(super) fn whole(kind: Kind, bytes: Bytes) -> Result<Message, CloseCode> {
    match kind {
        Kind::Text => ByteString::try_from(bytes).map(Message::Text).map_err(|_| CloseCode::NotUtf8),
        Kind::Binary => Ok(Message::Binary(bytes)),
    }
}
