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

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::ImageFormat;
    use proptest::prelude::*;

    use super::super::samples;
    use super::*;

    fn sniffed(bytes: &[u8], name: &str) -> Result<Kind> {
        sniff(&mut Cursor::new(bytes), bytes.len() as u64, name)
    }

    #[test]
    fn every_kind_is_known_by_its_content_whatever_its_name() {
        for (kind, name, bytes) in samples::all() {
            assert_eq!(sniffed(&bytes, name).unwrap(), kind, "{name}");
            if kind != Kind::Csv {
                assert_eq!(sniffed(&bytes, "lie.exe").unwrap(), kind, "{name}");
            }
        }
        let kinds: std::collections::HashSet<Kind> = samples::all().into_iter().map(|(kind, ..)| kind).collect();
        assert_eq!(kinds.len(), Kind::ALL.len());
    }

    #[test]
    fn everything_else_is_refused_with_the_list() {
        let others: [(&str, Vec<u8>); 22] = [
            ("exe", [b"MZ\x90\0".to_vec(), samples::zip(&["a"])].concat()),
            ("elf", b"\x7FELF\x02\x01\x01\0".to_vec()),
            ("html", b"<!DOCTYPE html><script>1</script>".to_vec()),
            ("svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec()),
            ("bmp", b"BM\x1e\0\0\0\0\0\0\0".to_vec()),
            ("tiff", b"II*\0\x08\0\0\0".to_vec()),
            ("heic", samples::iso_media(b"heic", &[b"mif1", b"isom"])),
            ("avif", samples::iso_media(b"avif", &[b"mif1", b"iso8"])),
            ("mov", samples::iso_media(b"qt  ", &[b"qt  "])),
            ("ftyp of 4 GiB", b"\xFF\xFF\xFF\xF0ftypisom\0\0\0\0isom".to_vec()),
            ("ftyp of nothing", b"\0\0\0\x08ftypisom\0\0\0\0isom".to_vec()),
            ("mkv", samples::matroska(b"matroska")),
            ("cut webm", samples::matroska(b"webm")[..9].to_vec()),
            ("theora", samples::ogg(b"\x80theora")),
            ("avi", samples::riff(b"AVI ")),
            ("aac", b"\xFF\xF1\x50\x80\x02\x1F\xFC".to_vec()),
            ("id3 before nothing", samples::id3(100)),
            ("one frame, then noise", [samples::mp3(1), vec![7; 900]].concat()),
            ("rar", b"Rar!\x1A\x07\x01\0".to_vec()),
            ("gzip", b"\x1F\x8B\x08\0\0\0\0\0".to_vec()),
            ("damaged zip", samples::zip(&["a"])[..30].to_vec()),
            ("old word", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec()),
        ];
        for (what, bytes) in others {
            let error = sniffed(&bytes, "photo.png").expect_err(what);
            assert_eq!(error.status(), 415, "{what}");
            assert!(error.detail().contains("Taken are pictures (jpeg"), "{what}: {error}");
        }
        assert_eq!(sniffed(b"", "a.txt").unwrap_err().status(), 422);
    }

    #[test]
    fn a_file_of_two_kinds_is_what_it_begins_with() {
        let gif = [samples::picture(ImageFormat::Gif, 2, 2), b"<script>alert(1)</script>".to_vec()].concat();
        assert_eq!(sniffed(&gif, "a.html").unwrap(), Kind::Gif);
        let jpeg = [samples::picture(ImageFormat::Jpeg, 2, 2), samples::zip(&["META-INF/MANIFEST.MF"])].concat();
        assert_eq!(sniffed(&jpeg, "a.jar").unwrap(), Kind::Jpeg);
    }

    proptest! {
        /// Catches a length taken from the file and used unchecked: every cut and every changed byte ends in an answer.
        #[test]
        fn no_bytes_break_it(pick in 0_usize..20, cut in 0_usize..700, at in 0_usize..80, byte in any::<u8>()) {
            let (_, name, mut bytes) = samples::all().swap_remove(pick);
            bytes.truncate(bytes.len().saturating_sub(cut).max(1));
            let at = at % bytes.len();
            bytes[at] = byte;
            let _ = sniffed(&bytes, name);
        }
    }
}
