//! What is an upload called, on disk and to people?

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use rand::Rng as _;

use super::kind::Kind;

/// Characters of a stored name: 160 random bits, five in each.
pub(super) const NAME_LEN: usize = 32;
pub(super) const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// What a thumbnail has after the name of its picture.
pub(super) const THUMBNAIL_SUFFIX: &str = "_t";
/// The longest name shown to people, in bytes.
pub const MAX_NAME: usize = 255;

/// A name nobody can guess: the only thing that protects an upload is that its URL is not known.
pub(super) fn unguessable() -> String {
    let mut random = [0_u8; NAME_LEN];
    rand::rng().fill_bytes(&mut random);
    // 256 is a multiple of 32, so every character is equally likely.
    random.iter().filter_map(|byte| ALPHABET.get(usize::from(byte % 32))).map(|byte| char::from(*byte)).collect()
}

/// The folder of what is uploaded `now`, relative to the media folder: `uploads/2026/11`.
pub(super) fn folder(now: DateTime<Utc>) -> String {
    now.format("uploads/%Y/%m").to_string()
}

/// Makes a client's file name safe to show and to save as: the last path part, without control and direction-changing
/// characters, at most 255 bytes, never empty and no device of Windows (`_con.txt`); with an extension that fits `kind`
/// (`evil.bat.txt`).
pub fn clean_name(raw: &str, kind: Kind) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible: String = last.chars().filter(|c| !is_hidden(*c)).collect();
    let name = visible.trim().trim_matches('.').trim();
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if kind.allows_extension(extension) => (stem, extension),
        _ => (name, kind.extension()),
    };
    let mark = if is_device(stem) { "_" } else { "" };
    let stem = cut(stem, MAX_NAME - 1 - mark.len() - extension.len()).trim_end();
    let stem = if stem.is_empty() { "file" } else { stem };
    format!("{mark}{stem}.{extension}")
}

/// What Windows takes for a device whatever follows the first dot: `con`, `COM1.tar`.
fn is_device(stem: &str) -> bool {
    let name = stem.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let numbered = |device: &str| {
        let digit = name.strip_prefix(device).and_then(|rest| rest.parse::<u8>().ok());
        name.len() == device.len() + 1 && digit.is_some()
    };
    matches!(&*name, "con" | "prn" | "aux" | "nul" | "conin$" | "conout$") || numbered("com") || numbered("lpt")
}

/// Control characters, line separators and those that reorder or hide what stands around them.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{fff9}'..='\u{fffb}')
}

/// The longest beginning of `text` with at most `max` bytes and whole characters.
fn cut(text: &str, max: usize) -> &str {
    text.get(..text.floor_char_boundary(max)).unwrap_or(text)
}

/// Is a file shown in the page or saved?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    Inline,
    Attachment,
}

/// The value of `Content-Disposition` (RFC 6266): an ASCII name for old programs, the exact one as UTF-8 (RFC 8187).
/// Whatever `name` holds, the value is printable ASCII and `name` cannot end its quotes.
pub fn content_disposition(name: &str, disposition: Disposition) -> String {
    let kind = match disposition {
        Disposition::Inline => "inline",
        Disposition::Attachment => "attachment",
    };
    let plain: String = name.chars().map(|c| if is_quotable(c) { c } else { '_' }).collect();
    if plain == name {
        return format!("{kind}; filename=\"{plain}\"");
    }
    let mut value = format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            value.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(value, "%{byte:02X}");
        }
    }
    value
}

/// Old programs also decode `%41` inside quotes, so `%` is not let through.
fn is_quotable(c: char) -> bool {
    matches!(c, ' '..='~') && !matches!(c, '"' | '\\' | '%')
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn stored_names_are_long_and_never_the_same() {
        let names: HashSet<String> = (0..10_000).map(|_| unguessable()).collect();
        assert_eq!(names.len(), 10_000);
        assert!(names.iter().all(|name| name.len() == NAME_LEN && name.bytes().all(|b| ALPHABET.contains(&b))));
        let letters: HashSet<char> = names.iter().flat_map(|name| name.chars()).collect();
        assert_eq!(letters.len(), ALPHABET.len());
    }

    #[test]
    fn folders_are_by_month() {
        let now = DateTime::from_timestamp(1_793_491_200, 0).unwrap();
        assert_eq!(folder(now), "uploads/2026/11");
    }

    #[test]
    fn shown_names_lose_what_could_mislead() {
        let cases = [
            ("photo.JPEG", Kind::Jpeg, "photo.JPEG"),
            ("C:\\Users\\me\\订单.xlsx", Kind::Xlsx, "订单.xlsx"),
            ("../../etc/passwd", Kind::Txt, "passwd.txt"),
            ("run.bat", Kind::Txt, "run.bat.txt"),
            ("invoice\u{202e}fdp.exe", Kind::Zip, "invoicefdp.exe.zip"),
            ("a\r\nSet-Cookie: x.png", Kind::Png, "aSet-Cookie: x.png"),
            ("  .htaccess. ", Kind::Txt, "htaccess.txt"),
            ("", Kind::Pdf, "file.pdf"),
            ("...", Kind::Pdf, "file.pdf"),
            (".pdf", Kind::Pdf, "pdf.pdf"),
            ("a/", Kind::Png, "file.png"),
            ("con", Kind::Txt, "_con.txt"),
            ("NUL.tar.zip", Kind::Zip, "_NUL.tar.zip"),
            ("Com1 .pdf", Kind::Pdf, "_Com1.pdf"),
            ("console.txt", Kind::Txt, "console.txt"),
        ];
        for (raw, kind, wanted) in cases {
            assert_eq!(clean_name(raw, kind), wanted, "{raw:?}");
        }
    }

    #[test]
    fn dispositions_cannot_be_broken_out_of() {
        assert_eq!(content_disposition("a b.png", Disposition::Inline), "inline; filename=\"a b.png\"");
        assert_eq!(
            content_disposition("价\"a\\%41;.pdf", Disposition::Attachment),
            "attachment; filename=\"__a__41;.pdf\"; filename*=UTF-8''%E4%BB%B7%22a%5C%2541%3B.pdf"
        );
    }

    proptest! {
        #[test]
        fn shown_names_are_always_safe(raw in "(\\PC|[./\\\\\\x00-\\x20\u{202e}]){0,300}") {
            for kind in [Kind::Jpeg, Kind::Txt, Kind::Pptx] {
                let name = clean_name(&raw, kind);
                prop_assert!(!name.is_empty() && name.len() <= MAX_NAME);
                prop_assert!(!name.contains(['/', '\\']) && !name.chars().any(is_hidden) && !name.starts_with('.'));
                prop_assert!(kind.allows_extension(name.rsplit('.').next().unwrap()));
                prop_assert_eq!(clean_name(&name, kind), name);
            }
        }

        #[test]
        fn dispositions_are_printable_ascii(name in any::<String>()) {
            let value = content_disposition(&name, Disposition::Attachment);
            prop_assert!(value.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
            prop_assert_eq!(value.matches('"').count(), 2);
        }
    }
}
