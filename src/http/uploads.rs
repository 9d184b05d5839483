//! How does a file come in?

use std::time::Duration;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::http::header::{self, ContentDisposition, HeaderMap};
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::{Stream, StreamExt};
use serde::Serialize;
use tokio::time::{Instant, timeout_at};
use utoipa::ToSchema;

use crate::commands::{Caller, Services, uploads};
use crate::config::Config;
use crate::domain::Upload;
use crate::error::{Error, Result};
use crate::files::Incoming;
use crate::time::Timestamp;

/// How long an upload may stand still, and how long it may take before its pace is looked at.
const STALL: Duration = Duration::from_secs(30);
/// An upload that brings fewer bytes a second than this is given up: it would hold a connection and a file for hours.
const SLOWEST: u64 = 4096;
/// What the parts that are not the file may weigh together, in bytes; the headers of all parts are within the slack too.
const SLACK: u64 = 64 * 1024;
/// The most parts of a body.
const MAX_PARTS: usize = 16;

/// A file that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct Uploaded {
    /// Absolute. Anyone who has it can read the file; a message refers to the file by it.
    url: String,
    /// The name to show.
    name: String,
    /// By the file's content, not by its name.
    mime: String,
    /// Bytes.
    #[schema(minimum = 0)]
    size: i64,
    /// Pixels, for pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<i32>,
    /// For pictures larger than 320 pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    thumbnail_url: Option<String>,
}

impl Uploaded {
    fn new(upload: Upload, config: &Config) -> Self {
        let url = |path: &str| config.public_url(&format!("/api/media/{path}"));
        Self {
            url: url(&upload.path),
            thumbnail_url: upload.thumbnail.as_deref().map(url),
            name: upload.name,
            mime: upload.mime,
            size: upload.size,
            width: upload.width,
            height: upload.height,
        }
    }
}

/// A form with a file in it, for the docs.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the form is read as a stream; this says what it looks like")]
pub struct UploadForm {
    #[schema(value_type = String, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
}

/// Upload a file
///
/// Pictures (jpeg, png, gif, webp), audio (mp3, m4a, ogg, wav), video (mp4, webm), pdf, text (txt, csv), office
/// documents (docx, xlsx, pptx) and zip archives, up to `MAX_FILE_SIZE`.
#[utoipa::path(post, path = "/api/upload", tag = "files",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "Stored", body = Uploaded),
        (status = 429, description = "Too many uploads at once, within an hour, or too many bytes within a day"),
    ))]
pub async fn upload(
    caller: Caller,
    request: HttpRequest,
    body: web::Payload,
    services: web::Data<Services>,
) -> Result<HttpResponse> {
    check_head(request.headers(), &services)?;
    let leave = uploads::admit(&services, &caller, Timestamp::now()).await?;
    let mut incoming = uploads::begin(&services, &leave).await?;
    let parts = Multipart::new(request.headers(), body);
    let name = receive(parts, &mut incoming).await?;
    let upload = uploads::store(&services, &caller, incoming, &name, Timestamp::now()).await?;
    drop(leave);
    Ok(HttpResponse::Created().json(Uploaded::new(upload, &services.config)))
}

/// Refuses what its head says is no form, or too big, before anything is read.
fn check_head(headers: &HeaderMap, services: &Services) -> Result<()> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let content_type = text(header::CONTENT_TYPE).trim_start().to_ascii_lowercase();
    if !content_type.starts_with("multipart/form-data") {
        let wanted = "The file must come as the part \"file\" of a multipart/form-data body.";
        return Err(Error::UnsupportedMediaType(wanted.to_owned()));
    }
    let length: u64 = text(header::CONTENT_LENGTH).parse().unwrap_or_default();
    if length > services.files.max_file_size().saturating_add(SLACK) {
        return Err(services.files.too_large());
    }
    Ok(())
}

/// Writes the first part called `file` to `incoming`; the other parts are read and thrown away. Returns its name.
///
/// # Errors
/// [`Error::BadRequest`] for what is no form, [`Error::Invalid`] without a file, [`Error::PayloadTooLarge`].
pub async fn receive(mut parts: Multipart, incoming: &mut Incoming) -> Result<String> {
    let mut name = None;
    let mut other_bytes = 0;
    let mut pace = Pace::begin();
    for _ in 0..MAX_PARTS {
        let Some(part) = pace.next(&mut parts).await? else {
            return name.ok_or_else(|| Error::invalid("file", "is required: a part with this name and a file"));
        };
        if name.is_none() && part.name() == Some("file") {
            name = Some(file_name(part.content_disposition()));
            write(part, incoming, &mut pace).await?;
        } else {
            other_bytes = skip(part, other_bytes, &mut pace).await?;
        }
    }
    Err(Error::PayloadTooLarge(format!("The form has too many parts: at most {MAX_PARTS} are read.")))
}

async fn write(mut part: Field, incoming: &mut Incoming, pace: &mut Pace) -> Result<()> {
    while let Some(chunk) = pace.next(&mut part).await? {
        pace.bytes += chunk.len() as u64;
        incoming.write(&chunk).await?;
    }
    Ok(())
}

async fn skip(mut part: Field, mut bytes: u64, pace: &mut Pace) -> Result<u64> {
    while let Some(chunk) = pace.next(&mut part).await? {
        pace.bytes += chunk.len() as u64;
        bytes += chunk.len() as u64;
        if bytes > SLACK {
            return Err(Error::PayloadTooLarge(format!(
                "The parts beside the file are too big: at most {SLACK} bytes."
            )));
        }
    }
    Ok(bytes)
}

/// How fast an upload comes.
struct Pace {
    begun: Instant,
    bytes: u64,
}

impl Pace {
    fn begin() -> Self {
        Self { begun: Instant::now(), bytes: 0 }
    }

    /// When the next piece must be there: it neither stands still nor trickles.
    fn deadline(&self, now: Instant) -> Instant {
        let slowest = self.begun + STALL + Duration::from_secs(self.bytes / SLOWEST);
        slowest.min(now + STALL)
    }

    async fn next<S, T>(&self, stream: &mut S) -> Result<Option<T>>
    where
        S: Stream<Item = Result<T, MultipartError>> + Unpin,
    {
        let item = timeout_at(self.deadline(Instant::now()), stream.next()).await;
        let item = item.map_err(|_| {
            Error::BadRequest(format!("The upload came too slowly: at least {SLOWEST} bytes a second."))
        })?;
        item.transpose().map_err(|error| Error::BadRequest(format!("The form could not be read: {error}.")))
    }
}

/// The client's name for the file, the exact one where there are two.
fn file_name(disposition: Option<&ContentDisposition>) -> String {
    let Some(disposition) = disposition else { return String::new() };
    let exact = disposition.get_filename_ext().map(|name| String::from_utf8_lossy(&name.value).into_owned());
    exact.or_else(|| disposition.get_filename().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches an upload of a byte each 29 s, which never stands still.
    #[test]
    fn an_upload_must_keep_a_pace() {
        let begun = Instant::now();
        let after = |seconds, bytes| {
            let now = begun + Duration::from_secs(seconds);
            Pace { begun, bytes }.deadline(now).saturating_duration_since(now).as_secs()
        };
        assert_eq!(after(0, 0), 30);
        assert_eq!((after(29, 1), after(30, 1)), (1, 0), "it trickles");
        assert_eq!(after(100, 100 * SLOWEST), 30, "slow, but it comes");
        assert_eq!(after(100, 80 * SLOWEST), 10);
        assert_eq!(after(100, 1000 * SLOWEST), 30, "fast, and then it stands still");
    }
}
