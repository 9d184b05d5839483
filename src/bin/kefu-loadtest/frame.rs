//! How do WebSocket frames look on the wire, seen from a client?

/// A text frame.
pub const TEXT: u8 = 0x1;
/// A close frame: two bytes of code, then a reason.
pub const CLOSE: u8 = 0x8;
/// A ping, to be answered by a pong with the same payload.
pub const PING: u8 = 0x9;
/// The answer to a ping.
pub const PONG: u8 = 0xA;

/// A frame bigger than this is taken for nonsense; the server's biggest, a page of events, stays below 256 KiB.
const MAX_PAYLOAD: u64 = 16 * 1024 * 1024;

/// One whole frame of the server.
#[derive(Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    pub opcode: u8,
    pub payload: &'a [u8],
}

/// The frame that `bytes` begin with and how many of them it takes; none while it is not whole yet.
///
/// # Errors
/// What the server did that no server may, or that this client does not speak: fragments, masks, reserved bits.
pub fn next(bytes: &[u8]) -> Result<Option<(Frame<'_>, usize)>, &'static str> {
    let Some(&[first, second]) = bytes.first_chunk::<2>() else { return Ok(None) };
    if first & 0xF0 != 0x80 {
        return Err("a fragment or an extension, which this client never asked for");
    }
    let Some((header, length)) = payload_length(bytes, second) else { return Ok(None) };
    if second & 0x80 != 0 {
        return Err("a masked frame from a server");
    }
    if length > MAX_PAYLOAD {
        return Err("a frame beyond 16 MiB");
    }
    let end = header + usize::try_from(length).unwrap_or(usize::MAX);
    Ok(bytes.get(header..end).map(|payload| (Frame { opcode: first & 0x0F, payload }, end)))
}

fn payload_length(bytes: &[u8], second: u8) -> Option<(usize, u64)> {
    match second & 0x7F {
        126 => bytes.get(2..)?.first_chunk::<2>().map(|long| (4, u16::from_be_bytes(*long).into())),
        127 => bytes.get(2..)?.first_chunk::<8>().map(|long| (10, u64::from_be_bytes(*long))),
        short => Some((2, short.into())),
    }
}

/// Frames that wait to be written, already masked.
///
/// One random key a connection: masks guard proxies against scripts in browsers, which this program is not.
pub struct Outgoing {
    bytes: Vec<u8>,
    written: usize,
    mask: [u8; 4],
}

impl Outgoing {
    pub const fn new(mask: [u8; 4]) -> Self {
        Self { bytes: Vec::new(), written: 0, mask }
    }

    /// Adds one frame.
    pub fn push(&mut self, opcode: u8, payload: &[u8]) {
        self.bytes.push(0x80 | opcode);
        match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
            (Ok(short), _) if short < 126 => self.bytes.push(0x80 | short),
            (_, Ok(long)) => {
                self.bytes.push(0x80 | 0x7E);
                self.bytes.extend(long.to_be_bytes());
            }
            _ => {
                self.bytes.push(0x80 | 0x7F);
                self.bytes.extend((payload.len() as u64).to_be_bytes());
            }
        }
        self.bytes.extend(self.mask);
        let start = self.bytes.len();
        self.bytes.extend_from_slice(payload);
        mask_in_place(self.bytes.get_mut(start..).unwrap_or_default(), self.mask);
    }

    /// What is still to be written.
    pub fn waiting(&self) -> &[u8] {
        self.bytes.get(self.written..).unwrap_or_default()
    }

    /// So many bytes of it went out.
    pub fn wrote(&mut self, count: usize) {
        self.written += count;
        if self.written >= self.bytes.len() {
            self.bytes.clear();
            self.written = 0;
        }
    }
}

fn mask_in_place(bytes: &mut [u8], mask: [u8; 4]) {
    let [a, b, c, d] = mask;
    let key = u64::from_ne_bytes([a, b, c, d, a, b, c, d]);
    let (words, rest) = bytes.as_chunks_mut::<8>();
    for word in words {
        *word = (u64::from_ne_bytes(*word) ^ key).to_ne_bytes();
    }
    for (byte, mask) in rest.iter_mut().zip(mask.iter().cycle()) {
        *byte ^= mask;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_taken_one_by_one_and_half_ones_wait() {
        let bytes = [0x81, 2, b'h', b'i', 0x89, 0, 0x81, 5, b'h'];

        let (text, used) = next(&bytes).unwrap().unwrap();
        let (ping, more) = next(&bytes[used..]).unwrap().unwrap();

        assert_eq!(text, Frame { opcode: TEXT, payload: b"hi" });
        assert_eq!(ping, Frame { opcode: PING, payload: b"" });
        assert_eq!(next(&bytes[used + more..]), Ok(None));
        assert_eq!(next(&[0x81, 126, 1]), Ok(None));
    }

    #[test]
    fn fragments_masks_and_absurd_lengths_are_refused() {
        assert!(next(&[0x01, 0]).is_err());
        assert!(next(&[0x81, 0x80]).is_err());
        assert!(next(&[0x81, 127, 1, 0, 0, 0, 0, 0, 0, 0]).is_err());
    }

    #[test]
    fn what_is_pushed_unmasks_to_what_was_said_at_every_length_form() {
        for length in [0, 1, 125, 126, 300, 65_535, 65_536] {
            let payload: Vec<u8> = (0..=250).cycle().take(length).collect();
            let mut out = Outgoing::new([1, 2, 3, 200]);

            out.push(TEXT, &payload);

            let mut bytes = out.waiting().to_vec();
            bytes[1] &= 0x7F;
            let header = payload_length(&bytes, bytes[1]).unwrap().0;
            let mask = bytes[header..header + 4].try_into().unwrap();
            bytes.drain(header..header + 4);
            mask_in_place(&mut bytes[header..], mask);
            assert_eq!(next(&bytes).unwrap().unwrap().0.payload, payload);
        }
    }

    #[test]
    fn a_partial_write_leaves_the_rest() {
        let mut out = Outgoing::new([0; 4]);
        out.push(TEXT, b"abc");

        out.wrote(7);

        assert_eq!(out.waiting(), b"bc");
    }
}
