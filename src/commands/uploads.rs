//! What can be uploaded?

use chrono::{DateTime, Utc};

use super::{Caller, Services};
use crate::domain::Upload;
use crate::error::{Error, Result};
use crate::files::{Incoming, Stored};
use crate::id::{self, UploadId, UserId};
use crate::time::Timestamp;

/// How often a new id is tried when the one before is taken.
const TRIES: usize = 3;

/// Begins to receive a file. Only users upload; who it is is checked before a byte is read.
pub async fn begin(services: &Services, caller: &Caller) -> Result<Incoming> {
    caller.user()?;
    services.files.incoming().await
}

/// Keeps what was received, as the caller's: the file first, then its row (P13). Where the row cannot be written, the
/// file stays, as nobody can know whether the database took the row after all; no one can guess its name.
pub async fn store(
    services: &Services,
    caller: &Caller,
    incoming: Incoming,
    client_name: &str,
    now: Timestamp,
) -> Result<Upload> {
    let owner = &caller.user()?.id;
    let day = DateTime::<Utc>::from_timestamp_millis(now.millis()).unwrap_or_default();
    let stored = services.files.store(incoming, client_name, day).await?.keep();
    for _ in 0..TRIES {
        let upload = describe(&stored, owner, now)?;
        if services.store.add_upload(&upload).await? {
            return Ok(upload);
        }
    }
    Err(Error::internal(format!("no id was free for {}", stored.path)))
}

fn describe(stored: &Stored, owner: &UserId, now: Timestamp) -> Result<Upload> {
    let pixels = |side: Option<u32>| side.map(i32::try_from).transpose().map_err(Error::internal);
    Ok(Upload {
        id: UploadId(id::fresh(now)),
        owner_id: owner.clone(),
        path: stored.path.clone(),
        thumbnail: stored.thumbnail.clone(),
        name: stored.name.clone(),
        mime: stored.mime().to_owned(),
        size: i64::try_from(stored.size).map_err(Error::internal)?,
        width: pixels(stored.width)?,
        height: pixels(stored.height)?,
        created_at: now,
    })
}
