//! What can be uploaded?

use chrono::{DateTime, Utc};

use super::{Caller, Services};
use crate::auth::{Place, too_much};
use crate::domain::Upload;
use crate::error::{Error, Result};
use crate::files::{Incoming, Stored};
use crate::id::{self, UploadId, UserId};
use crate::metrics::{self, Limit};
use crate::time::Timestamp;

/// How often a new id is tried when the one before is taken.
const TRIES: usize = 3;

/// An hour and a day, in milliseconds.
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// Leave to upload one file; counted among the user's uploads under way until it is dropped.
#[derive(Debug)]
pub struct Leave {
    _place: Place<UserId>,
}

/// May the caller upload now? Before a byte is read.
///
/// # Errors
/// [`Error::Forbidden`] for keys: only users upload. [`Error::RateLimited`] with too many at once, within an hour
/// (`UPLOAD_RATE_LIMIT`), or too many bytes within a day (`UPLOAD_BYTES_PER_DAY`).
pub async fn admit(services: &Services, caller: &Caller, now: Timestamp) -> Result<Leave> {
    let owner = &caller.user()?.id;
    let place = services.auth.limits.upload(owner)?;
    let limits = &services.config.tuning.limits;
    if let Some(most) = limits.uploads_an_hour {
        let hour = services.store.uploads_since(owner, Timestamp::from_millis(now.millis() - HOUR)).await?;
        if hour.count >= i64::from(most.get()) {
            let sentence = format!("You uploaded {} files within an hour; wait before the next one.", hour.count);
            return Err(too_much(Limit::Uploads, &sentence, hour.until_the_oldest_is(HOUR, now)));
        }
    }
    check_bytes(services, owner, 1, now).await?;
    Ok(Leave { _place: place })
}

/// Would `more` bytes be too many for one day?
async fn check_bytes(services: &Services, owner: &UserId, more: u64, now: Timestamp) -> Result<()> {
    let Some(most) = services.config.tuning.limits.upload_bytes_a_day else { return Ok(()) };
    let day = services.store.uploads_since(owner, Timestamp::from_millis(now.millis() - DAY)).await?;
    if u64::try_from(day.bytes).unwrap_or_default().saturating_add(more) <= most {
        return Ok(());
    }
    let sentence = format!("Your files of one day may have {most} bytes together; wait before the next one.");
    Err(too_much(Limit::UploadBytes, &sentence, day.until_the_oldest_is(DAY, now)))
}

/// Begins to receive a file.
pub async fn begin(services: &Services, _leave: &Leave) -> Result<Incoming> {
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
    check_bytes(services, owner, incoming.len(), now).await?;
    let day = DateTime::<Utc>::from_timestamp_millis(now.millis()).unwrap_or_default();
    let stored = services.files.store(incoming, client_name, day).await?.keep();
    for _ in 0..TRIES {
        let upload = describe(&stored, owner, now)?;
        if services.store.add_upload(&upload).await? {
            metrics::UPLOADS.one();
            metrics::UPLOADED_BYTES.add(stored.size);
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
