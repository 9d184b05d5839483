//! How is an HTTP/1.1 answer read?

use crate::failure::{Failure, Result};
use crate::scan;

/// What a client must know before it can read the rest.
#[derive(Debug, PartialEq, Eq)]
pub struct Head {
    pub status: u16,
    /// Up to and with the empty line.
    pub length: usize,
    pub body: Body,
    pub keep_alive: bool,
}

/// How long is the body?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    Length(usize),
    Chunked,
}

/// Reads the head that `bytes` begin with; none while it is not whole.
///
/// # Errors
/// What is no HTTP.
pub fn head(bytes: &[u8]) -> Result<Option<Head>> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let head = bytes.get(..end + 2).unwrap_or_default();
    let status = head.strip_prefix(b"HTTP/1.1 ").and_then(|rest| scan::number(rest.get(..3)?));
    let status = status.and_then(|status| u16::try_from(status).ok());
    let status = status.ok_or(Failure::Protocol("an answer that is no HTTP/1.1"))?;
    let length = header(head, "content-length").and_then(scan::number).and_then(|length| usize::try_from(length).ok());
    let chunked = header(head, "transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case(b"chunked"));
    let body = if chunked { Body::Chunked } else { Body::Length(length.unwrap_or(0)) };
    let keep_alive = !header(head, "connection").is_some_and(|value| value.eq_ignore_ascii_case(b"close"));
    Ok(Some(Head { status, length: end + 4, body, keep_alive }))
}

/// The value of a header, without the blanks around it.
pub fn header<'a>(head: &'a [u8], name: &str) -> Option<&'a [u8]> {
    head.split(|&byte| byte == b'\n').find_map(|line| {
        let colon = line.iter().position(|&byte| byte == b':')?;
        line.get(..colon)?.eq_ignore_ascii_case(name.as_bytes()).then(|| line.get(colon + 1..))?.map(<[u8]>::trim_ascii)
    })
}

/// Takes the chunks off a body: the content and how many bytes it took; none while the last chunk is not there.
///
/// # Errors
/// A length that is none.
pub fn dechunk(bytes: &[u8]) -> Result<Option<(Vec<u8>, usize)>> {
    let (mut content, mut at) = (Vec::new(), 0);
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(line) = rest.windows(2).position(|two| two == b"\r\n") else { return Ok(None) };
        let digits = rest.get(..line).and_then(|line| line.split(|&byte| byte == b';').next()).unwrap_or_default();
        let digits = std::str::from_utf8(digits.trim_ascii()).unwrap_or_default();
        let size = usize::from_str_radix(digits, 16).map_err(|_| Failure::Protocol("a chunk without a length"))?;
        let start = at + line + 2;
        let end = start.checked_add(size).and_then(|end| end.checked_add(2));
        let end = end.ok_or(Failure::Protocol("a chunk without an end"))?;
        if bytes.len() < end {
            return Ok(None);
        }
        if bytes.get(end - 2..end) != Some(b"\r\n") {
            return Err(Failure::Protocol("a chunk longer than it said"));
        }
        if size == 0 {
            return Ok(Some((content, end)));
        }
        content.extend_from_slice(bytes.get(start..end - 2).unwrap_or_default());
        at = end;
    }
}

/// The sentence for a person in an `application/problem+json` body.
pub fn problem_detail(body: &[u8]) -> String {
    let value =
        |name: &[u8]| scan::Fields::of(body).find(|(key, _)| *key == name).and_then(|(_, value)| scan::string(value));
    let found = value(b"detail").or_else(|| value(b"title")).unwrap_or_default();
    String::from_utf8_lossy(found).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_whatever_the_case_of_its_names() {
        let bytes = b"HTTP/1.1 201 Created\r\nContent-length:  12\r\nCONNECTION: Close\r\n\r\n{";
        let expected = Head { status: 201, length: bytes.len() - 1, body: Body::Length(12), keep_alive: false };
        assert_eq!(head(bytes).unwrap(), Some(expected));
        assert_eq!(head(&bytes[..40]).unwrap(), None);
        assert!(head(b"SSH-2.0 hello\r\n\r\n").is_err());
    }

    #[test]
    fn chunks_are_joined_and_half_ones_wait() {
        let bytes = b"4\r\nWiki\r\nB;x=1\r\npedia in ch.\r\n0\r\n\r\nHTTP";
        let whole = b"4\r\nWiki\r\nC;x=1\r\npedia in ch.\r\n0\r\n\r\nHTTP";
        assert_eq!(dechunk(whole).unwrap(), Some((b"Wikipedia in ch.".to_vec(), whole.len() - 4)));
        assert_eq!(dechunk(&whole[..20]).unwrap(), None);
        assert!(dechunk(bytes).is_err());
        assert!(dechunk(b"zz\r\n").is_err());
    }

    #[test]
    fn a_problem_is_told_in_its_own_words() {
        assert_eq!(problem_detail(br#"{"title":"No","detail":"Too many."}"#), "Too many.");
        assert_eq!(problem_detail(b"<html>"), "");
    }
}
