//! What may a message say?

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::{Card, MessageKind, Refusal, Upload, trimmed};
use crate::id::Seq;

/// The longest text of a message, in bytes of UTF-8 after trimming.
pub const MAX_TEXT_BYTES: usize = 16_384;

/// The checked body of a message that somebody sends.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    Text(String),
    /// An `image` or a `file`; only its `upload_url` is the sender's word, the rest is what was stored.
    Attachment(Attachment),
    Card(Box<Card>),
}

/// A file shown in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Attachment {
    pub upload_url: String,
    pub name: String,
    pub mime: String,
    /// Bytes.
    pub size: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail_url: Option<String>,
}

#[derive(Deserialize)]
struct TextBody<'a> {
    #[serde(borrow)]
    text: std::borrow::Cow<'a, str>,
}

#[derive(Deserialize)]
struct AttachmentBody {
    upload_url: String,
}

/// What a sender asked for, before an attachment was looked up.
#[derive(Debug, Clone, PartialEq)]
pub enum Parsed {
    Ready(Body),
    /// The `upload_url` of an `image` or a `file`: the command looks it up among the sender's own uploads.
    Upload(String),
}

impl Body {
    /// Reads what came as `body` of a message of this kind. Fields that are not known are left out.
    pub fn parse(kind: MessageKind, raw: &str) -> Result<Parsed, Refusal> {
        match kind {
            MessageKind::Text => {
                let body: TextBody<'_> = read(raw, "must be an object like {\"text\": \"hello\"}")?;
                Ok(Parsed::Ready(Self::Text(check_text(&body.text)?)))
            }
            MessageKind::Image | MessageKind::File => {
                let body: AttachmentBody = read(raw, "must be an object with the upload_url that an upload answered")?;
                Ok(Parsed::Upload(body.upload_url))
            }
            MessageKind::Card => {
                let card: Card = read(raw, "must be an object with type (product or order) and title")?;
                Ok(Parsed::Ready(Self::Card(Box::new(card.check().map_err(|wrong| wrong.inside("body"))?))))
            }
            MessageKind::System | MessageKind::Edit | MessageKind::Recall => {
                Err(Refusal::invalid("kind", "may be text, image, file or card; the others are the server's"))
            }
        }
    }

    /// The body of an `image` or a `file`; an `image` must be a raster image.
    pub fn attach(
        kind: MessageKind,
        upload: &Upload,
        url: String,
        thumbnail_url: Option<String>,
    ) -> Result<Self, Refusal> {
        if kind == MessageKind::Image && !upload.mime.starts_with("image/") {
            return Err(Refusal::invalid("kind", format!("{} is no image; send it as a file", upload.mime)));
        }
        Ok(Self::Attachment(Attachment {
            upload_url: url,
            name: upload.name.clone(),
            mime: upload.mime.clone(),
            size: upload.size,
            width: upload.width,
            height: upload.height,
            thumbnail_url,
        }))
    }

    /// The one JSON text of this body: what is stored, sent and compared.
    pub fn json(&self) -> Arc<RawValue> {
        match self {
            Self::Text(text) => raw(&TextOut { text }),
            Self::Attachment(attachment) => raw(attachment),
            Self::Card(card) => raw(card),
        }
    }
}

#[derive(Serialize)]
struct TextOut<'a> {
    text: &'a str,
}

/// Any value as a stored body. Our own types always serialise; `null` stands for the case that cannot be.
pub fn raw(value: &impl Serialize) -> Arc<RawValue> {
    serde_json::value::to_raw_value(value).map_or_else(|_| Arc::from(RawValue::NULL.to_owned()), Arc::from)
}

/// The fingerprint of what a `client_id` names: the kind, what was said and `reply_to`. Kept when the message is edited or
/// recalled, so that a repeat is known from a second message under the same name for ever. `said` is the body; of an
/// attachment its path alone, which is the sender's word and outlives the file.
pub fn digest(kind: MessageKind, said: &str, reply_to: Option<Seq>) -> i64 {
    let mut hash = Sha256::new();
    hash.update(kind.as_str());
    hash.update([0]);
    hash.update(reply_to.map_or(0, |seq| seq.0).to_le_bytes());
    hash.update(said);
    let bytes = hash.finalize();
    bytes.iter().take(8).fold(0_i64, |number, byte| (number << 8) | i64::from(*byte))
}

fn check_text(text: &str) -> Result<String, Refusal> {
    let text = trimmed(text);
    match text.len() {
        0 => Err(Refusal::invalid("body.text", "must not be empty")),
        1..=MAX_TEXT_BYTES => Ok(text.to_owned()),
        length => Err(Refusal::invalid(
            "body.text",
            format!("may have at most {MAX_TEXT_BYTES} bytes of UTF-8, this has {length}"),
        )),
    }
}

fn read<'a, T: Deserialize<'a>>(raw: &'a str, rule: &str) -> Result<T, Refusal> {
    serde_json::from_str(raw).map_err(|wrong| {
        let wrong = wrong.to_string();
        let what = wrong.split(" at line ").next().unwrap_or_default();
        Refusal::invalid("body", format!("{rule} ({what})"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(raw: &str) -> Result<Parsed, Refusal> {
        Body::parse(MessageKind::Text, raw)
    }

    #[test]
    fn text_is_trimmed_and_measured_in_bytes() {
        assert_eq!(text(r#"{"text":" hi　\n"}"#), Ok(Parsed::Ready(Body::Text("hi".into()))));
        assert!(text(r#"{"text":"   "}"#).is_err());
        assert!(text(&format!(r#"{{"text":"{}"}}"#, "x".repeat(MAX_TEXT_BYTES))).is_ok());
        assert!(text(&format!(r#"{{"text":"{}"}}"#, "客".repeat(MAX_TEXT_BYTES / 3 + 1))).is_err());
        for bad in ["{}", "[]", "null", r#"{"text":1}"#, "\"hi\""] {
            assert!(text(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_server_kinds_cannot_be_sent() {
        for kind in [MessageKind::System, MessageKind::Edit, MessageKind::Recall] {
            assert!(Body::parse(kind, r#"{"target_seq":1}"#).is_err());
        }
    }

    #[test]
    fn cards_refuse_links_that_are_no_web_links() {
        let card =
            |url: &str| Body::parse(MessageKind::Card, &format!(r#"{{"type":"product","title":"Tea","url":"{url}"}}"#));
        assert!(card("https://shop.example/tea").is_ok());
        for bad in ["javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://x"] {
            assert!(card(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_digest_covers_kind_body_and_reply() {
        let one = digest(MessageKind::File, "a", None);
        assert_eq!(one, digest(MessageKind::File, "a", None));
        assert_ne!(one, digest(MessageKind::Image, "a", None));
        assert_ne!(one, digest(MessageKind::File, "a", Some(Seq(1))));
        assert_ne!(one, digest(MessageKind::File, "b", None));
    }
}
