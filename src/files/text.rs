//! Is it plain text, and nothing a browser or a shell would run?

use std::io::Read;

use super::kind::{Kind, refuse};
use crate::error::{Error, Result};

const CHUNK: usize = 64 * 1024;
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Text that begins like this is a page, a drawing or a script, whatever it is called. After leading blanks, any case.
const MARKUP: [&[u8]; 22] = [
    b"<!doctype",
    b"<!--",
    b"<?",
    b"<html",
    b"<head",
    b"<body",
    b"<script",
    b"<style",
    b"<title",
    b"<svg",
    b"<iframe",
    b"<img",
    b"<table",
    b"<div",
    b"<font",
    b"<h1",
    b"<meta",
    b"<link",
    b"<math",
    b"<base",
    b"<form",
    b"<xml",
];

/// Reads all of `content`: `Txt`, or `Csv` where `name` says so (the only place where a name decides anything).
///
/// Errors: `unsupported_media_type` for another encoding than UTF-8, control characters, markup or scripts.
pub(super) fn sniff(content: &mut impl Read, name: &str) -> Result<Kind> {
    let mut buffer = Vec::with_capacity(CHUNK + 4);
    let mut at_start = true;
    loop {
        let carried = buffer.len();
        let read = content.take(CHUNK as u64).read_to_end(&mut buffer).map_err(Error::internal)?;
        if at_start {
            refuse_markup(&buffer)?;
            at_start = false;
        }
        let rest = check(&buffer, read == 0)?;
        if read == 0 {
            return Ok(if has_extension(name, "csv") { Kind::Csv } else { Kind::Txt });
        }
        debug_assert!(carried < 4 && rest < 4, "at most a part of one character is carried over");
        buffer.drain(..buffer.len() - rest);
    }
}

/// Checks whole characters; returns how many bytes at the end are the beginning of the next one.
fn check(bytes: &[u8], is_end: bool) -> Result<usize> {
    let (text, rest) = match std::str::from_utf8(bytes) {
        Ok(text) => (text, 0),
        Err(error) if error.error_len().is_none() && !is_end => {
            let (whole, rest) = bytes.split_at(error.valid_up_to());
            (std::str::from_utf8(whole).map_err(Error::internal)?, rest.len())
        }
        Err(_) => return Err(refuse("This is no type of file that we know, and as text it is not UTF-8.")),
    };
    if text.chars().any(is_binary) {
        return Err(refuse("This is no type of file that we know: it has control characters, so it is not text."));
    }
    Ok(rest)
}

fn is_binary(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{85}')
}

fn refuse_markup(start: &[u8]) -> Result<()> {
    let start = start.strip_prefix(BOM).unwrap_or(start);
    if start.starts_with(b"#!") {
        return Err(refuse("Scripts are not taken."));
    }
    let start = start.trim_ascii_start();
    let is_markup = |tag: &&[u8]| start.get(..tag.len()).is_some_and(|head| head.eq_ignore_ascii_case(tag));
    if MARKUP.iter().any(is_markup) {
        return Err(refuse("HTML, SVG, XML and scripts are not taken."));
    }
    Ok(())
}

fn has_extension(name: &str, wanted: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| extension.trim().eq_ignore_ascii_case(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sniffed(text: &[u8], name: &str) -> Option<Kind> {
        sniff(&mut &text[..], name).ok()
    }

    #[test]
    fn text_is_utf8_of_any_language() {
        assert_eq!(sniffed("客服 hello\r\n\tpage\u{c}".as_bytes(), "a.txt"), Some(Kind::Txt));
        assert_eq!(sniffed(b"\xEF\xBB\xBFa,b\n1,2\n", "Orders.CSV"), Some(Kind::Csv));
        assert_eq!(sniffed(b"a,b\n1,2\n", "orders.png"), Some(Kind::Txt));
        assert_eq!(sniffed("价格 < 100 元".as_bytes(), ""), Some(Kind::Txt));
        assert_eq!(sniffed(b"<3 this shop", ""), Some(Kind::Txt));
    }

    #[test]
    fn a_character_split_between_two_chunks_is_whole() {
        for shift in 0..4 {
            let text = format!("{}{}", "a".repeat(CHUNK - shift), "😀客".repeat(CHUNK / 3));
            assert_eq!(sniffed(text.as_bytes(), ""), Some(Kind::Txt), "{shift}");
        }
    }

    #[test]
    fn what_is_not_text_is_refused() {
        let gb18030 = [0xBF, 0xCD, 0xB7, 0xFE, 0x0A];
        let late_nul = [vec![b'a'; CHUNK * 2], vec![0]].concat();
        let cut = &"客".as_bytes()[..2];
        for bytes in [&gb18030[..], b"a\0b", b"\x1b[0m", b"\x7f", late_nul.as_slice(), cut, b"\xFF\xFEa\0"] {
            assert_eq!(sniffed(bytes, "a.txt"), None, "{:?}", &bytes[..bytes.len().min(8)]);
        }
    }

    #[test]
    fn what_a_browser_or_a_shell_would_run_is_refused() {
        let pages = [
            "<!DOCTYPE html>",
            " \n<HtMl>",
            "\u{feff}<svg xmlns=''>",
            "<?xml version='1.0'?>",
            "<script>1</script>",
            "#!/bin/sh\n",
            "\u{feff}#!/bin/sh\n",
            "<?php echo 1;",
            "<!-- a --><script>",
            "\u{c}<iframe src=x>",
        ];
        for page in pages {
            assert_eq!(sniffed(page.as_bytes(), "a.txt"), None, "{page}");
        }
    }
}
