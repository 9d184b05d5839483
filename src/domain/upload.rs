//! What is known of an uploaded file?

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
