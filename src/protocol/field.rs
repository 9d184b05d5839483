//! How is one field of a frame read, and what is said when it is wrong?

use serde::Deserialize;
use serde_json::value::RawValue;

use super::inbound::FrameError;

/// A field as it came: absent, or any JSON.
pub(super) type Raw<'a> = Option<&'a RawValue>;

fn wrong(field: &'static str, message: &str) -> FrameError {
    FrameError::Invalid { field: field.to_owned(), message: message.to_owned() }
}

/// `null` counts as absent.
fn present(raw: Raw<'_>) -> Option<&str> {
    raw.map(RawValue::get).filter(|text| *text != "null")
}

/// A field that must be there.
pub(super) fn required<'a, T: Deserialize<'a>>(raw: Raw<'a>, field: &'static str, rule: &str) -> Result<T, FrameError> {
    let text = present(raw).ok_or_else(|| wrong(field, &format!("is missing: it {rule}")))?;
    serde_json::from_str(text).map_err(|_| wrong(field, rule))
}

/// A field that may be left out.
pub(super) fn optional<'a, T: Deserialize<'a>>(
    raw: Raw<'a>,
    field: &'static str,
    rule: &str,
) -> Result<Option<T>, FrameError> {
    match present(raw) {
        Some(text) => serde_json::from_str(text).map(Some).map_err(|_| wrong(field, rule)),
        None => Ok(None),
    }
}

/// A field that must be there and is read later, when it is known what it must be.
pub(super) fn raw(raw: Raw<'_>, field: &'static str, rule: &str) -> Result<Box<RawValue>, FrameError> {
    raw.map(ToOwned::to_owned).ok_or_else(|| wrong(field, &format!("is missing: it {rule}")))
}
