//! Is this zip an office document, and does it carry macros?

use std::io::{Read, Seek};

use super::kind::{Kind, refuse};
use super::sniff::window;
use crate::error::{Error, Result};

/// The record that ends a zip: 22 bytes and a comment of at most 65,535.
const END_LEN: usize = 22;
const END_MAGIC: &[u8] = b"PK\x05\x06";
const ENTRY_LEN: usize = 46;
const ENTRY_MAGIC: &[u8] = b"PK\x01\x02";
/// A longer list of contents is not read: such a file is a plain archive. Office documents stay far below.
const MAX_DIRECTORY: u64 = 4 * 1024 * 1024;

/// Looks into the list of contents of a file of `len` bytes that begins like a zip.
///
/// Errors: `unsupported_media_type` for a broken zip and for office documents with macros.
pub(super) fn sniff(content: &mut (impl Read + Seek), len: u64) -> Result<Kind> {
    let tail_len = len.min(END_LEN as u64 + u64::from(u16::MAX));
    let tail = window(content, len - tail_len, tail_len)?;
    let (offset, size) = directory(&tail).ok_or_else(damaged)?;
    if size == u64::from(u32::MAX) || offset == u64::from(u32::MAX) || size > MAX_DIRECTORY {
        return Ok(Kind::Zip); // in the zip64 format, or huge
    }
    if offset + size > len {
        return Err(damaged());
    }
    let bytes = window(content, offset, size)?;
    let mut seen = Parts::default();
    for name in Names(&bytes) {
        seen.note(&name.to_ascii_lowercase());
    }
    seen.kind()
}

/// Where the list of contents is, by the record that ends the file: its offset and its size in bytes.
fn directory(tail: &[u8]) -> Option<(u64, u64)> {
    let is_end = |bytes: &[u8], at: usize| {
        bytes.starts_with(END_MAGIC)
            && u16_at(bytes, 20).is_some_and(|comment| at + END_LEN + usize::from(comment) == tail.len())
    };
    let at = (0..tail.len()).rev().find(|at| tail.get(*at..).is_some_and(|bytes| is_end(bytes, *at)))?;
    let end = tail.get(at..)?;
    Some((u64::from(u32_at(end, 16)?), u64::from(u32_at(end, 12)?)))
}

fn damaged() -> Error {
    refuse("This zip is damaged.")
}

/// The names in a central directory; it ends at the first thing that is no entry.
struct Names<'a>(&'a [u8]);

impl<'a> Iterator for Names<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let entry = self.0.strip_prefix(ENTRY_MAGIC).and(self.0.get(..ENTRY_LEN))?;
        let name_len = usize::from(u16_at(entry, 28)?);
        let after = usize::from(u16_at(entry, 30)?) + usize::from(u16_at(entry, 32)?);
        let name = self.0.get(ENTRY_LEN..ENTRY_LEN + name_len)?;
        self.0 = self.0.get(ENTRY_LEN + name_len + after..).unwrap_or_default();
        Some(name)
    }
}

/// What was seen in the list of contents.
#[derive(Default)]
struct Parts {
    has_content_types: bool,
    has_macros: bool,
    /// The office documents whose folder is there, each once.
    documents: Vec<Kind>,
}

impl Parts {
    fn note(&mut self, name: &[u8]) {
        self.has_content_types |= name == b"[content_types].xml";
        self.has_macros |= name.ends_with(b"vbaproject.bin");
        let document = match name {
            [b'w', b'o', b'r', b'd', b'/', ..] => Kind::Docx,
            [b'x', b'l', b'/', ..] => Kind::Xlsx,
            [b'p', b'p', b't', b'/', ..] => Kind::Pptx,
            _ => return,
        };
        if !self.documents.contains(&document) {
            self.documents.push(document);
        }
    }

    fn kind(&self) -> Result<Kind> {
        match *self.documents {
            [_] if self.has_content_types && self.has_macros => {
                Err(refuse("Office documents with macros are not taken."))
            }
            [document] if self.has_content_types => Ok(document),
            _ => Ok(Kind::Zip),
        }
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::super::samples;
    use super::*;

    fn sniffed(bytes: &[u8]) -> Result<Kind> {
        sniff(&mut Cursor::new(bytes), bytes.len() as u64)
    }

    #[test]
    fn macros_are_refused() {
        let error = sniffed(&samples::zip(&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"]));
        assert!(error.unwrap_err().detail().contains("macros"));
    }

    #[test]
    fn what_is_not_quite_an_office_document_is_an_archive() {
        for names in [
            &["word/document.xml"][..],
            &["[Content_Types].xml", "word/document.xml", "xl/workbook.xml"],
            &["[Content_Types].xml", "sword/document.xml"],
            &["mimetype", "META-INF/container.xml"],
        ] {
            assert_eq!(sniffed(&samples::zip(names)).unwrap(), Kind::Zip, "{names:?}");
        }
    }

    #[test]
    fn a_comment_may_follow_and_may_look_like_the_end() {
        let mut bytes = samples::zip(&["[Content_Types].xml", "word/document.xml"]);
        let comment_len = bytes.len() - 2;
        bytes[comment_len] = 30;
        bytes.extend([&b"PK\x05\x06"[..], &[0xFF; 26]].concat());
        assert_eq!(sniffed(&bytes).unwrap(), Kind::Docx);
    }

    /// Catches a list of contents that is looked for outside of the file.
    #[test]
    fn lengths_that_lie_are_refused() {
        let whole = samples::zip(&["a.txt"]);
        for (at, bytes) in [(10, [0xFF, 0xFF, 0, 0]), (6, [0xFF, 0xFF, 0, 0])] {
            let mut lying = whole.clone();
            let at = lying.len() - at;
            lying[at..at + 4].copy_from_slice(&bytes);
            assert_eq!(sniffed(&lying).unwrap_err().status(), 415);
        }
    }
}
