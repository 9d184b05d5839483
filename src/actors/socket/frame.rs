//! How does a frame of ours look on the wire? Complete, unmasked, encoded once and shared by all who receive it.

use bytes::Bytes;
use serde::Serialize;

const TEXT: u8 = 0x81;
const CLOSE: u8 = 0x88;
const PING: u8 = 0x89;
const PONG: u8 = 0x8a;

/// The longest header of a server's frame: two bytes and a 64-bit length.
const HEADER_ROOM: usize = 10;
/// Room for a short event, so that most frames are written without growing.
const FIRST_CAPACITY: usize = 512;
/// The most a control frame carries (RFC 6455, 5.5).
const CONTROL_MAX: usize = 125;

/// A complete text frame around `text`, which must be UTF-8.
pub fn text_frame(text: impl AsRef<[u8]>) -> Bytes {
    let text = text.as_ref();
    let mut frame = Vec::with_capacity(HEADER_ROOM + text.len());
    frame.extend_from_slice(&[0; HEADER_ROOM]);
    frame.extend_from_slice(text);
    seal(frame, TEXT)
}

/// A complete text frame around what `write` appends: the payload is written once, straight behind its header.
/// What is in the buffer already is the header's room and must stay.
pub fn text_frame_from<E>(write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>) -> Result<Bytes, E> {
    let mut frame = Vec::with_capacity(FIRST_CAPACITY);
    frame.extend_from_slice(&[0; HEADER_ROOM]);
    write(&mut frame)?;
    Ok(seal(frame, TEXT))
}

/// A complete text frame around `value` as JSON.
pub fn json_frame<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Bytes> {
    text_frame_from(|frame| serde_json::to_writer(frame, value))
}

/// A close frame; without a code its payload is empty. The reason is cut to what a control frame can carry.
pub(super) fn close_frame(code: Option<u16>, reason: &str) -> Bytes {
    let mut payload = Vec::with_capacity(CONTROL_MAX);
    if let Some(code) = code {
        payload.extend_from_slice(&code.to_be_bytes());
        let end = reason.floor_char_boundary(CONTROL_MAX - payload.len());
        payload.extend_from_slice(reason.as_bytes().get(..end).unwrap_or_default());
    }
    control(CLOSE, &payload)
}

pub(super) fn ping_frame(payload: &[u8]) -> Bytes {
    control(PING, payload)
}

pub(super) fn pong_frame(payload: &[u8]) -> Bytes {
    control(PONG, payload)
}

fn control(first: u8, payload: &[u8]) -> Bytes {
    let mut frame = Vec::with_capacity(2 + payload.len());
    frame.extend_from_slice(&[first, u8::try_from(payload.len()).unwrap_or(u8::MAX)]);
    frame.extend_from_slice(payload);
    Bytes::from(frame)
}

/// Writes the header into the end of its room and gives away the frame without the room's unused start.
fn seal(mut frame: Vec<u8>, first: u8) -> Bytes {
    let length = frame.len().saturating_sub(HEADER_ROOM);
    let (header, size) = header(first, length);
    let start = HEADER_ROOM - size;
    for (to, from) in frame.iter_mut().skip(start).zip(header.iter().take(size)) {
        *to = *from;
    }
    Bytes::from(frame).split_off(start)
}

/// The header of an unmasked frame and its size: 2, 4 or 10 bytes, the shortest that holds `length`.
fn header(first: u8, length: usize) -> ([u8; HEADER_ROOM], usize) {
    let mut header = [first, 127, 0, 0, 0, 0, 0, 0, 0, 0];
    if let (Ok(short), true) = (u8::try_from(length), length <= CONTROL_MAX) {
        header = [first, short, 0, 0, 0, 0, 0, 0, 0, 0];
        return (header, 2);
    }
    if let Ok(medium) = u16::try_from(length) {
        let [high, low] = medium.to_be_bytes();
        header = [first, 126, high, low, 0, 0, 0, 0, 0, 0];
        return (header, 4);
    }
    for (to, from) in header.iter_mut().skip(2).zip((length as u64).to_be_bytes()) {
        *to = from;
    }
    (header, HEADER_ROOM)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches a header that does not fit its payload at the borders of the three length forms.
    #[test]
    fn the_length_takes_its_shortest_form() {
        for (length, header) in [
            (0, vec![0x81, 0]),
            (125, vec![0x81, 125]),
            (126, vec![0x81, 126, 0, 126]),
            (65_535, vec![0x81, 126, 0xff, 0xff]),
            (65_536, vec![0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] {
            let frame = text_frame(vec![b'x'; length]);
            assert_eq!(frame.len(), header.len() + length, "{length}");
            assert!(frame.starts_with(&header), "{length}");
        }
    }

    #[test]
    fn json_stands_right_behind_its_header() {
        let frame = json_frame(&serde_json::json!({"type": "pong"})).unwrap();

        assert_eq!(&frame[..], b"\x81\x0f{\"type\":\"pong\"}");
    }

    #[test]
    fn a_close_reason_is_cut_between_characters() {
        let frame = close_frame(Some(1000), &"服".repeat(60));

        assert_eq!(frame.len(), 2 + 2 + 123);
        assert!(std::str::from_utf8(&frame[4..]).is_ok());
        assert_eq!(&close_frame(None, "")[..], b"\x88\x00");
    }
}
