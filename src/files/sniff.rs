//! What is this file, going by its content?

use std::io::{Read, Seek, SeekFrom};

use super::kind::Kind;
use super::{archive, media, text};
use crate::error::{Error, Result};

/// As much of the beginning as any signature needs.
const HEAD: u64 = 4096;

/// Finds the kind of `content` (`len` bytes) by its bytes. `name` only tells csv from txt.
///
/// Errors: `invalid` for an empty file, `unsupported_media_type` for everything that is no [`Kind`].
pub(super) fn sniff(content: &mut (impl Read + Seek), len: u64, name: &str) -> Result<Kind> {
    if len == 0 {
        return Err(Error::invalid("file", "The file is empty."));
    }
    let head = window(content, 0, HEAD.min(len))?;
    if let Some(kind) = media::image(&head).or_else(|| media::container(&head, len)) {
        return Ok(kind);
    }
    if head.starts_with(b"%PDF-") {
        return Ok(Kind::Pdf);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return archive::sniff(content, len);
    }
    if is_mp3(content, &head, len)? {
        return Ok(Kind::Mp3);
    }
    content.rewind().map_err(Error::internal)?;
    text::sniff(content, name)
}

/// Mp3 frames at the beginning, or right after an ID3 tag (which may hold a big cover).
fn is_mp3(content: &mut (impl Read + Seek), head: &[u8], len: u64) -> Result<bool> {
    let Some(audio) = media::id3_end(head) else { return Ok(media::is_mp3_frame(head, len)) };
    if audio >= len {
        return Ok(false);
    }
    let window = window(content, audio, HEAD.min(len - audio))?;
    let padding = window.iter().take_while(|byte| **byte == 0).count();
    Ok(window.get(padding..).is_some_and(|frames| media::is_mp3_frame(frames, len - audio - padding as u64)))
}

/// `len` bytes from `offset`, or fewer where the file ends sooner.
pub(super) fn window(content: &mut (impl Read + Seek), offset: u64, len: u64) -> Result<Vec<u8>> {
    content.seek(SeekFrom::Start(offset)).map_err(Error::internal)?;
    let mut bytes = Vec::new();
    content.take(len).read_to_end(&mut bytes).map_err(Error::internal)?;
    Ok(bytes)
}
