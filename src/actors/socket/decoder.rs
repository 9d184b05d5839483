//! Which messages are in these bytes? Headers to the guard, payloads unmasked in place, pieces to the joiner.

use actix_web_actors::ws::Message;
use bytes::Bytes;

use super::guard::{Guard, Header, Opcode, check_close};
use super::joiner::{Joiner, Kind, whole};
use crate::protocol::CloseCode;

/// What a client can say.
#[derive(Debug, PartialEq, Eq)]
pub enum Event {
    /// A whole `Text` or `Binary`.
    Message(Message),
    Ping(Bytes),
    Pong(Bytes),
    /// The client closes, with its code if it gave one. Nothing after it is looked at.
    Close(Option<u16>),
}

/// Turns the bytes of one socket into events. Holds no memory between messages.
#[derive(Debug)]
pub struct Decoder {
    guard: Guard,
    joiner: Joiner,
    frame: Option<Frame>,
    /// The payload of a control frame that came in pieces.
    control: Vec<u8>,
    closed: bool,
}

/// The frame whose payload is being read; its mask is turned so that it fits the next byte.
#[derive(Debug)]
struct Frame {
    header: Header,
    left: usize,
}

impl Decoder {
    /// A decoder for messages of at most `max_message` bytes.
    pub fn new(max_message: usize) -> Self {
        let (guard, joiner) = (Guard::new(max_message), Joiner::default());
        Self { guard, joiner, frame: None, control: Vec::new(), closed: false }
    }

    /// Gives every event in `bytes` to `sink` in order, up to the first violation, whose close code is the error;
    /// the decoder must not be used after one. The bytes are unmasked in place.
    pub fn feed(&mut self, bytes: &mut [u8], sink: &mut impl FnMut(Event)) -> Result<(), CloseCode> {
        let mut rest = bytes;
        while !self.closed {
            if self.frame.is_none() {
                let Some((byte, tail)) = rest.split_first_mut() else { break };
                let header = self.guard.push(*byte)?;
                rest = tail;
                let Some(header) = header else { continue };
                self.begin(header);
            }
            let Some(frame) = &mut self.frame else { continue };
            let (piece, tail) = rest.split_at_mut(frame.left.min(rest.len()));
            rest = tail;
            let in_one = piece.len() == frame.header.length;
            frame.left -= piece.len();
            unmask(piece, &mut frame.header.mask);
            let (header, done) = (frame.header, frame.left == 0);
            if done {
                self.frame = None;
            } else if piece.is_empty() {
                break;
            }
            if let Some(event) = self.take(header, piece, in_one, done)? {
                sink(event);
            }
        }
        Ok(())
    }

    fn begin(&mut self, header: Header) {
        match header.opcode {
            Opcode::Text => self.joiner.begin(Kind::Text),
            Opcode::Binary => self.joiner.begin(Kind::Binary),
            _ => {}
        }
        self.frame = Some(Frame { header, left: header.length });
    }

    fn take(&mut self, header: Header, piece: &[u8], in_one: bool, done: bool) -> Result<Option<Event>, CloseCode> {
        if header.opcode.is_control() {
            self.take_control(header, piece, in_one, done)
        } else {
            self.take_data(header, piece, in_one, done)
        }
    }

    fn take_data(
        &mut self,
        header: Header,
        piece: &[u8],
        in_one: bool,
        done: bool,
    ) -> Result<Option<Event>, CloseCode> {
        if in_one && header.fin && header.opcode != Opcode::Continuation {
            let kind = if header.opcode == Opcode::Text { Kind::Text } else { Kind::Binary };
            return whole(kind, Bytes::copy_from_slice(piece)).map(|message| Some(Event::Message(message)));
        }
        self.joiner.push(piece)?;
        if done && header.fin { self.joiner.finish().map(|message| Some(Event::Message(message))) } else { Ok(None) }
    }

    fn take_control(
        &mut self,
        header: Header,
        piece: &[u8],
        in_one: bool,
        done: bool,
    ) -> Result<Option<Event>, CloseCode> {
        if !in_one {
            self.control.extend_from_slice(piece);
        }
        if !done {
            return Ok(None);
        }
        let kept = std::mem::take(&mut self.control);
        let payload = if in_one { piece } else { &kept };
        Ok(Some(match header.opcode {
            Opcode::Ping => Event::Ping(Bytes::copy_from_slice(payload)),
            Opcode::Pong => Event::Pong(Bytes::copy_from_slice(payload)),
            _ => {
                let code = check_close(payload)?;
                self.closed = true;
                Event::Close(code)
            }
        }))
    }
}

/// Takes the mask off (RFC 6455, 5.3) and turns it to where the frame's next byte needs it.
fn unmask(bytes: &mut [u8], mask: &mut [u8; 4]) {
    let [a, b, c, d] = *mask;
    let key = u64::from_ne_bytes([a, b, c, d, a, b, c, d]);
    let turn = bytes.len() % 4;
    let (words, tail) = bytes.as_chunks_mut::<8>();
    for word in words {
        *word = (u64::from_ne_bytes(*word) ^ key).to_ne_bytes();
    }
    for (byte, key) in tail.iter_mut().zip(mask.iter().cycle()) {
        *byte ^= key;
    }
    mask.rotate_left(turn);
}
