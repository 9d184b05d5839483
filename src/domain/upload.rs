//! What is known of an uploaded file?

use serde::Deserialize;

use super::MessageKind;
use crate::id::{UploadId, UserId};
use crate::time::Timestamp;

/// A stored file. `path` and `thumbnail` are relative to `/api/media/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    pub id: UploadId,
    pub owner_id: UserId,
    pub path: String,
    pub thumbnail: Option<String>,
    /// The name it had on the sender's machine, cleaned.
    pub name: String,
    pub mime: String,
    /// Bytes.
    pub size: i64,
    /// Pixels, for raster images.
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub created_at: Timestamp,
}

/// What the address of every upload contains.
const UPLOADS: &str = "/api/media/uploads/";

/// The path, relative to `/api/media/`, of the upload that this address names, absolute or not. Whether there is such a
/// file is not known here.
pub fn upload_path(url: &str) -> Option<&str> {
    let start = url.rfind(UPLOADS)? + "/api/media/".len();
    url.get(start..).filter(|path| path.is_ascii() && path.len() <= MAX_PATH)
}

/// What the column holds.
const MAX_PATH: usize = 128;

/// The upload that a message with this body shows: an attachment, or a card's picture.
pub fn shown_upload(kind: MessageKind, body: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Shows {
        upload_url: Option<String>,
        image_url: Option<String>,
    }
    let url = |shows: Shows| match kind {
        MessageKind::Image | MessageKind::File => shows.upload_url,
        MessageKind::Card => shows.image_url,
        _ => None,
    };
    if !matches!(kind, MessageKind::Image | MessageKind::File | MessageKind::Card) || !body.contains(UPLOADS) {
        return None;
    }
    upload_path(&url(serde_json::from_str(body).ok()?)?).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attachments_and_cards_show_uploads() {
        let attached = r#"{"upload_url":"https://a.example/api/media/uploads/2026/11/x.png","name":"x"}"#;
        assert_eq!(shown_upload(MessageKind::Image, attached).as_deref(), Some("uploads/2026/11/x.png"));
        let card = r#"{"type":"product","title":"x","image_url":"/api/media/uploads/2026/11/x.png"}"#;
        assert_eq!(shown_upload(MessageKind::Card, card).as_deref(), Some("uploads/2026/11/x.png"));
        for (kind, body) in [
            (MessageKind::Text, r#"{"text":"/api/media/uploads/2026/11/x.png"}"#),
            (MessageKind::Card, r#"{"title":"/api/media/uploads/x","image_url":"https://b.example/x.png"}"#),
            (MessageKind::Card, r#"{"title":"/api/media/uploads/x"}"#),
            (MessageKind::Image, "no json /api/media/uploads/"),
        ] {
            assert_eq!(shown_upload(kind, body), None, "{body}");
        }
    }
}
