//! Where does the next page of a list begin? Opaque to clients, so that lists may change how they are ordered.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// The place after which a page of the list named `list` begins, as the text that clients hand back.
///
/// # Errors
/// [`Error::Internal`] for a place that JSON cannot say.
pub fn encode(list: &str, place: &impl Serialize) -> Result<String> {
    let json = serde_json::to_vec(&(list, place)).map_err(Error::internal)?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}

/// The place that [`encode`] wrote for the same list.
///
/// # Errors
/// [`Error::BadRequest`] for anything else, another list's cursor among it.
pub fn decode<T: DeserializeOwned>(list: &str, cursor: &str) -> Result<T> {
    let json = URL_SAFE_NO_PAD.decode(cursor.trim_end_matches('=')).ok();
    let read: Option<(String, T)> = json.and_then(|json| serde_json::from_slice(&json).ok());
    match read {
        Some((name, place)) if name == list => Ok(place),
        _ => Err(Error::BadRequest(
            "This cursor cannot be read; use the `next_cursor` of the last page as it came, or begin without one."
                .to_owned(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::UserId;

    #[test]
    fn what_was_encoded_is_decoded() {
        let place = (1_700_000_000_123_i64, 42_i64);
        assert_eq!(decode::<(i64, i64)>("conversations", &encode("conversations", &place).unwrap()).unwrap(), place);
        let id = UserId::parse("shop:42").unwrap();
        assert_eq!(decode::<UserId>("users", &encode("users", &id).unwrap()).unwrap(), id);
    }

    #[test]
    fn anything_else_is_a_bad_request() {
        let other = encode("users", &"b1").unwrap();
        let not_an_id = encode("quick_replies", &-1).unwrap();
        for bad in ["", "x", "客", "bm90IGpzb24", "====", &other, &not_an_id] {
            let read = decode::<crate::id::QuickReplyId>("quick_replies", bad);
            assert!(matches!(read, Err(Error::BadRequest(_))), "{bad}");
        }
    }
}
