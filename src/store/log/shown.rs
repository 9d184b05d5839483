//! Which files does a wish show, or take away?

use std::collections::BTreeMap;

use crate::domain::{self, Intent, Message, MessageKind};

/// Counting what is shown more, or less.
pub(super) trait Count {
    fn extend_by(&mut self, path: Option<String>, by: i64);
}

impl Count for BTreeMap<String, i64> {
    fn extend_by(&mut self, path: Option<String>, by: i64) {
        if let Some(path) = path {
            *self.entry(path).or_default() += by;
        }
    }
}

/// The file that a new attachment shows; it must be there. A card's picture need not.
pub(super) fn attachment(intent: &Intent) -> Option<String> {
    match intent {
        Intent::Send { kind: kind @ (MessageKind::Image | MessageKind::File), body, .. } => {
            domain::shown_upload(*kind, body.get())
        }
        _ => None,
    }
}

/// Is it about a file? That may be gone where the wish is a repeat, so what was said under its name is looked up first.
pub(super) fn shows_file(intent: &Intent) -> bool {
    matches!(intent, Intent::Resend { .. }) || attachment(intent).is_some()
}

/// The file that a stored message shows.
pub(super) fn shown_by(message: &Message) -> Option<String> {
    domain::shown_upload(message.kind, message.body_text()?)
}

/// The file shown by a message that is about to be recalled.
pub(super) fn attached(intent: &Intent, message: &Message) -> Option<String> {
    let shows_file = matches!(message.kind, MessageKind::Image | MessageKind::File);
    if !shows_file || !matches!(intent, Intent::Recall { .. }) {
        return None;
    }
    let body: serde_json::Value = serde_json::from_str(message.body_text()?).ok()?;
    body.get("upload_url")?.as_str().map(str::to_owned)
}
