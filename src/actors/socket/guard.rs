//! Is what the client sends WebSocket at all? Frame headers, checked byte by byte as they come (RFC 6455, 5.2–5.5).

use crate::protocol::CloseCode;

const FIN: u8 = 0x80;
const RESERVED: u8 = 0x70;
const MASKED: u8 = 0x80;
const CONTROL_MAX: usize = 125;
/// Two bytes, a 64-bit length, a mask.
const LONGEST_HEADER: usize = 14;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opcode {
    Continuation,
    Text,
    Binary,
    Close,
    Ping,
    Pong,
}

impl Opcode {
    fn from_nibble(nibble: u8) -> Option<Self> {
        Some(match nibble {
            0x0 => Self::Continuation,
            0x1 => Self::Text,
            0x2 => Self::Binary,
            0x8 => Self::Close,
            0x9 => Self::Ping,
            0xa => Self::Pong,
            _ => return None,
        })
    }

    pub(super) const fn is_control(self) -> bool {
        matches!(self, Self::Close | Self::Ping | Self::Pong)
    }
}

/// A frame header that broke no rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub fin: bool,
    pub opcode: Opcode,
    pub length: usize,
    pub mask: [u8; 4],
}

/// Collects one header after the other and refuses the first that is wrong, as early as its bytes show it.
#[derive(Debug)]
pub(super) struct Guard {
    /// The most bytes a message may have, alone or joined.
    max_message: usize,
    /// Bytes of the unfinished message announced so far; `None` between messages.
    joined: Option<usize>,
    bytes: [u8; LONGEST_HEADER],
    have: usize,
}

impl Guard {
    pub(super) const fn new(max_message: usize) -> Self {
        Self { max_message, joined: None, bytes: [0; LONGEST_HEADER], have: 0 }
    }

    /// Takes one byte of a header. `Ok(Some(_))` with the header's last byte; the next byte then begins another header
    /// (the caller takes the payload out first).
    pub(super) fn push(&mut self, byte: u8) -> Result<Option<Header>, CloseCode> {
        if let Some(place) = self.bytes.get_mut(self.have) {
            *place = byte;
        }
        self.have += 1;
        match self.have {
            0 | 1 => return Ok(None),
            2 => self.check_start()?,
            _ => {}
        }
        let length_end = self.length_end();
        if self.have == length_end {
            self.check_size()?;
        }
        if self.have < length_end + 4 {
            return Ok(None);
        }
        Ok(Some(self.finish()?))
    }

    /// Where the length ends in the header: 2, 4 or 10.
    fn length_end(&self) -> usize {
        match self.bytes[1] & !MASKED {
            126 => 4,
            127 => 10,
            _ => 2,
        }
    }

    fn length(&self) -> u64 {
        let extended = self.bytes.get(2..self.length_end()).unwrap_or_default();
        let short = u64::from(self.bytes[1] & !MASKED);
        if extended.is_empty() { short } else { extended.iter().fold(0, |length, byte| length << 8 | u64::from(*byte)) }
    }

    fn opcode(&self) -> Result<Opcode, CloseCode> {
        Opcode::from_nibble(self.bytes[0] & 0x0f).ok_or(CloseCode::ProtocolError)
    }

    /// What the first two bytes show: reserved bits and opcodes, a missing mask, bad control frames, bad sequences.
    fn check_start(&self) -> Result<(), CloseCode> {
        let [first, second, ..] = self.bytes;
        let opcode = self.opcode()?;
        let bad_control = opcode.is_control() && (first & FIN == 0 || usize::from(second & !MASKED) > CONTROL_MAX);
        let bad_sequence = match opcode {
            Opcode::Continuation => self.joined.is_none(),
            Opcode::Text | Opcode::Binary => self.joined.is_some(),
            _ => false,
        };
        if first & RESERVED != 0 || second & MASKED == 0 || bad_control || bad_sequence {
            return Err(CloseCode::ProtocolError);
        }
        Ok(())
    }

    /// What the length shows: one that is no length, a message that would be too big.
    fn check_size(&self) -> Result<(), CloseCode> {
        let length = self.length();
        if length > i64::MAX as u64 {
            return Err(CloseCode::ProtocolError);
        }
        let room = self.max_message.saturating_sub(self.joined.unwrap_or(0));
        if length > room as u64 && !self.opcode()?.is_control() { Err(CloseCode::TooBig) } else { Ok(()) }
    }

    fn finish(&mut self) -> Result<Header, CloseCode> {
        let header = Header {
            fin: self.bytes[0] & FIN != 0,
            opcode: self.opcode()?,
            length: usize::try_from(self.length()).map_err(|_| CloseCode::TooBig)?,
            mask: self.mask(),
        };
        self.have = 0;
        if !header.opcode.is_control() {
            self.joined = (!header.fin).then(|| self.joined.unwrap_or(0) + header.length);
        }
        Ok(header)
    }

    fn mask(&self) -> [u8; 4] {
        let start = self.length_end();
        self.bytes.get(start..start + 4).and_then(|mask| mask.try_into().ok()).unwrap_or_default()
    }
}

/// Checks the payload of a close frame: nothing, or a code that may be sent and a UTF-8 reason (RFC 6455, 5.5.1, 7.4).
pub(super) fn check_close(payload: &[u8]) -> Result<Option<u16>, CloseCode> {
    match payload {
        [] => Ok(None),
        [_] => Err(CloseCode::ProtocolError),
        [high, low, reason @ ..] => {
            let code = u16::from_be_bytes([*high, *low]);
            if !matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999) {
                return Err(CloseCode::ProtocolError);
            }
            std::str::from_utf8(reason).map_err(|_| CloseCode::NotUtf8)?;
            Ok(Some(code))
        }
    }
}
