//! Which bytes tell a picture, a sound or a film?

use super::kind::Kind;

/// A picture by its first bytes. Whether it can be decoded is the thumbnail's business.
pub(super) fn image(head: &[u8]) -> Option<Kind> {
    match head {
        [0xFF, 0xD8, 0xFF, ..] => Some(Kind::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some(Kind::Png),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Kind::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Kind::Webp),
        _ => None,
    }
}

/// A sound or a film in a container: wav, ogg, mp4 and m4a, webm.
pub(super) fn container(head: &[u8], len: u64) -> Option<Kind> {
    match head {
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some(Kind::Wav),
        [b'O', b'g', b'g', b'S', 0, ..] => ogg_audio(head).then_some(Kind::Ogg),
        [0x1A, 0x45, 0xDF, 0xA3, ebml @ ..] => is_webm(ebml).then_some(Kind::Webm),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => iso_media(head, len),
        _ => None,
    }
}

/// The first packet of an Ogg stream names its codec; video (Theora) and the rest are not taken.
fn ogg_audio(head: &[u8]) -> bool {
    let Some(segments) = head.get(26) else { return false };
    let packet = head.get(27 + usize::from(*segments)..).unwrap_or_default();
    [&b"OpusHead"[..], b"\x01vorbis", b"\x7FFLAC", b"Speex   "].iter().any(|codec| packet.starts_with(codec))
}

/// ISO base media: `ftyp` names a brand, and those it is compatible with. `QuickTime`, HEIC and AVIF are others.
fn iso_media(head: &[u8], len: u64) -> Option<Kind> {
    let size = head.get(..4)?.try_into().ok().map(u32::from_be_bytes)?;
    if size < 16 || size % 4 != 0 || u64::from(size) > len {
        return None;
    }
    let brands = head.get(8..)?.get(..usize::try_from(size).ok()? - 8)?;
    let (major, compatible) = (brands.get(..4)?, brands.get(8..)?);
    match major {
        b"M4A " | b"M4B " => Some(Kind::M4a),
        b"qt  " | b"heic" | b"heix" | b"hevc" | b"mif1" | b"msf1" | b"avif" | b"avis" | b"crx " => None,
        major => is_mp4_brand(major)
            .then_some(Kind::Mp4)
            .or_else(|| compatible.chunks_exact(4).any(is_mp4_brand).then_some(Kind::Mp4)),
    }
}

fn is_mp4_brand(brand: &[u8]) -> bool {
    matches!(
        brand,
        b"isom"
            | b"mp41"
            | b"mp42"
            | b"avc1"
            | b"M4V "
            | b"MSNV"
            | b"dash"
            | b"f4v "
            | b"iso2"
            | b"iso3"
            | b"iso4"
            | b"iso5"
            | b"iso6"
            | b"iso7"
            | b"iso8"
            | b"iso9"
    )
}

/// After the EBML magic: the header's size, then elements, among which `DocType` says webm (or matroska, not taken).
fn is_webm(ebml: &[u8]) -> bool {
    const DOC_TYPE: &[u8] = &[0x42, 0x82];
    let Some((size, body)) = ebml_size(ebml) else { return false };
    let mut rest = body.get(..size).unwrap_or_default();
    while let Some(first) = rest.first() {
        let id_len = first.leading_zeros() as usize + 1;
        let Some((id, after)) = rest.split_at_checked(id_len) else { return false };
        let Some((value_len, after)) = ebml_size(after) else { return false };
        let Some((value, next)) = after.split_at_checked(value_len) else { return false };
        if id == DOC_TYPE {
            return value.strip_suffix(b"\0").unwrap_or(value) == b"webm";
        }
        rest = next;
    }
    false
}

/// A variable-length size of at most 8 bytes, and what follows it.
fn ebml_size(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let first = *bytes.first()?;
    let len = first.leading_zeros() as usize + 1;
    if len > 8 {
        return None;
    }
    let (size, rest) = bytes.split_at_checked(len)?;
    let value = size.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
    let marker = 1_u64 << (7 * len);
    Some((usize::try_from(value & (marker - 1)).ok()?, rest))
}

/// Where an `ID3v2` tag ends, if the file begins with one: its size is four bytes of seven bits.
pub(super) fn id3_end(head: &[u8]) -> Option<u64> {
    let [b'I', b'D', b'3', 2..=4, _, flags, sizes @ ..] = head else { return None };
    let sizes = sizes.get(..4)?;
    if sizes.iter().any(|byte| *byte > 0x7F) {
        return None;
    }
    let size = sizes.iter().fold(0_u64, |size, byte| size << 7 | u64::from(*byte));
    let footer = if flags & 0x10 == 0 { 0 } else { 10 };
    Some(10 + size + footer)
}

/// Does an MPEG audio layer III frame begin here, and another one where it ends? `len`: bytes from here to the end.
pub(super) fn is_mp3_frame(bytes: &[u8], len: u64) -> bool {
    let Some(frame) = mp3_frame_len(bytes) else { return false };
    match bytes.get(frame..) {
        Some(next) if next.len() >= 4 => mp3_frame_len(next).is_some() || next.starts_with(b"TAG"),
        _ => frame as u64 <= len,
    }
}

/// The length in bytes of the layer III frame whose header begins `bytes`.
fn mp3_frame_len(bytes: &[u8]) -> Option<usize> {
    const KBITS_V1: [usize; 15] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    const KBITS_V2: [usize; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    const HERTZ_V1: [usize; 3] = [44_100, 48_000, 32_000];
    let [0xFF, second, third, _, ..] = bytes else { return None };
    let (version, layer) = (second >> 3 & 3, second >> 1 & 3);
    if second & 0xE0 != 0xE0 || version == 1 || layer != 1 {
        return None;
    }
    let (rates, samples, slower) = match version {
        3 => (KBITS_V1, 144, 1),
        2 => (KBITS_V2, 72, 2),
        _ => (KBITS_V2, 72, 4),
    };
    let kbits = *rates.get(usize::from(third >> 4))?;
    let hertz = HERTZ_V1.get(usize::from(third >> 2 & 3))? / slower;
    let padding = usize::from(third >> 1 & 1);
    (kbits > 0).then(|| samples * kbits * 1000 / hertz + padding)
}
