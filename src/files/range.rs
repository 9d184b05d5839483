//! Which part of a file was asked for?

use crate::error::{Error, Result};

/// Bytes `start` to `end`, both included; `start <= end < ` the length of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByteRange {
    pub start: u64,
    pub end: u64,
}

impl ByteRange {
    /// Reads a `Range` header for a file of `len` bytes (RFC 9110, 14.2). `None`: serve the whole file with 200; so it
    /// is for no header, another unit, one that cannot be read, and several ranges at once (allowed by the RFC; they
    /// would only make responses costly).
    ///
    /// Errors: `range_not_satisfiable` where nothing of what was asked for is inside the file; the answer then carries
    /// `Content-Range: bytes */len`.
    pub fn parse(header: Option<&str>, len: u64) -> Result<Option<Self>> {
        let Some((first, last)) = header.and_then(bounds) else { return Ok(None) };
        match (first, last) {
            (Some(start), Some(end)) if end < start => Ok(None),
            (Some(start), _) if start >= len => Err(beyond(len)),
            (Some(start), end) => Ok(Some(Self { start, end: end.unwrap_or(u64::MAX).min(len - 1) })),
            (None, None) => Ok(None),
            (None, Some(0)) => Err(beyond(len)),
            (None, Some(_)) if len == 0 => Ok(None),
            (None, Some(suffix)) => Ok(Some(Self { start: len.saturating_sub(suffix), end: len - 1 })),
        }
    }

    /// How many bytes it is; never 0.
    #[expect(clippy::len_without_is_empty, reason = "a range is never empty")]
    pub const fn len(self) -> u64 {
        self.end - self.start + 1
    }

    /// The `Content-Range` of the 206 that serves it, from a file of `len` bytes.
    pub fn content_range(self, len: u64) -> String {
        format!("bytes {}-{}/{len}", self.start, self.end)
    }
}

/// `first-last` of the one range in a header, either side possibly absent.
fn bounds(header: &str) -> Option<(Option<u64>, Option<u64>)> {
    let (unit, range) = header.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (first, last) = range.trim().split_once('-')?;
    Some((position(first)?, position(last)?))
}

/// Digits, or nothing. A number past `u64` is as good as the end.
#[expect(clippy::option_option, reason = "unreadable, absent and a number are three things")]
fn position(digits: &str) -> Option<Option<u64>> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some((!digits.is_empty()).then(|| digits.parse().unwrap_or(u64::MAX)))
}

fn beyond(len: u64) -> Error {
    Error::RangeNotSatisfiable(format!("The file has {len} bytes; the range asked for is not inside it."))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn single_ranges_are_cut_to_the_file() {
        let part = |header| ByteRange::parse(Some(header), 100).ok().flatten().map(|range| (range.start, range.end));
        assert_eq!(part("bytes=0-9"), Some((0, 9)));
        assert_eq!(part("Bytes = 90-"), Some((90, 99)));
        assert_eq!(part("bytes=-10"), Some((90, 99)));
        assert_eq!(part("bytes=-1000"), Some((0, 99)));
        assert_eq!(part("bytes=99-99999999999999999999999"), Some((99, 99)));
    }

    #[test]
    fn what_cannot_be_read_is_ignored() {
        for header in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=a-b",
            "bytes=9-5",
            "bytes=1-2,4-5",
            "lines=1-2",
            "bytes=+1-2",
            "bytes=1",
            "bytes=--1",
            "bytes=1-2-3",
            "bytes=１-2",
            "bytes=1 - 2",
        ] {
            assert_eq!(ByteRange::parse(Some(header), 100).ok(), Some(None), "{header}");
        }
        assert_eq!(ByteRange::parse(None, 100).ok(), Some(None));
        assert_eq!(ByteRange::parse(Some("bytes=-5"), 0).ok(), Some(None));
    }

    #[test]
    fn what_lies_outside_is_416() {
        for (header, len) in [("bytes=100-", 100), ("bytes=100-200", 100), ("bytes=-0", 100), ("bytes=0-", 0)] {
            let error = ByteRange::parse(Some(header), len).unwrap_err();
            assert_eq!(error.status(), 416, "{header}");
        }
    }

    proptest! {
        #[test]
        fn every_range_is_inside_the_file(header in "(bytes=)?[0-9]{0,21}-?[0-9]{0,21}(,[0-9]-)?", len in 0_u64..2000) {
            if let Ok(Some(range)) = ByteRange::parse(Some(&header), len) {
                prop_assert!(range.start <= range.end && range.end < len);
                prop_assert!(range.len() <= len);
            }
        }
    }
}
