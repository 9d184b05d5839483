//! What did the server say in one frame?

use crate::scan::{Fields, number, string};

/// The fields of a frame that matter here, as slices of it.
#[derive(Debug, Default)]
pub struct Said<'a> {
    pub kind: &'a [u8],
    pub id: &'a [u8],
    pub code: &'a [u8],
    /// A sentence for a person.
    pub detail: &'a [u8],
    pub seq: i64,
    pub retry_after: i64,
    pub duplicate: bool,
    pub more: bool,
    /// The message of an `event`.
    pub event: &'a [u8],
    /// The array of an `events`.
    pub events: &'a [u8],
    /// The array of a `hello`.
    pub conversations: &'a [u8],
}

impl<'a> Said<'a> {
    pub fn read(frame: &'a [u8]) -> Self {
        let mut said = Self::default();
        for (key, value) in Fields::of(frame) {
            match key {
                b"type" => said.kind = string(value).unwrap_or_default(),
                b"id" => said.id = string(value).unwrap_or_default(),
                b"code" => said.code = string(value).unwrap_or_default(),
                b"detail" => said.detail = string(value).unwrap_or_default(),
                b"seq" => said.seq = number(value).unwrap_or(0),
                b"retry_after" => said.retry_after = number(value).unwrap_or(0),
                b"duplicate" => said.duplicate = value == b"true",
                b"more" => said.more = value == b"true",
                b"event" => said.event = value,
                b"events" => said.events = value,
                b"conversations" => said.conversations = value,
                _ => {}
            }
        }
        said
    }
}

/// The fields of a message that matter here.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Told<'a> {
    pub conversation: i64,
    pub seq: i64,
    /// Empty where it has none.
    pub client_id: &'a [u8],
    /// As it stands between the quotes; this program's own texts need no escapes.
    pub text: &'a [u8],
}

impl<'a> Told<'a> {
    pub fn read(message: &'a [u8]) -> Self {
        let mut told = Self::default();
        for (key, value) in Fields::of(message) {
            match key {
                b"conversation_id" => told.conversation = number(value).unwrap_or(0),
                b"seq" => told.seq = number(value).unwrap_or(0),
                b"client_id" => told.client_id = string(value).unwrap_or_default(),
                b"body" => {
                    let text = Fields::of(value).find(|(key, _)| *key == b"text");
                    told.text = text.and_then(|(_, text)| string(text)).unwrap_or_default();
                }
                _ => {}
            }
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ack_and_an_error() {
        let ack = Said::read(br#"{"seq":8,"duplicate":true,"type":"ack","id":"c1","conversation_id":42}"#);
        assert_eq!((ack.kind, ack.id, ack.seq, ack.duplicate), (&b"ack"[..], &b"c1"[..], 8, true));

        let error = Said::read(br#"{"type":"error","code":"rate_limited","detail":"\"id\":\"x\"","retry_after":2}"#);
        assert_eq!((error.code, error.id, error.retry_after), (&b"rate_limited"[..], &b""[..], 2));
    }

    #[test]
    fn an_event_whose_text_imitates_fields() {
        let said = Said::read(
            br#"{"type":"event","event":{"body":{"text":"\"seq\":1,"},"seq":9,"conversation_id":4,"client_id":null}}"#,
        );
        let told = Told::read(said.event);
        assert_eq!(told, Told { conversation: 4, seq: 9, client_id: b"", text: br#"\"seq\":1,"# });
    }
}
