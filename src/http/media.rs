//! How does a file go out?

use std::time::{Duration, SystemTime};

use actix_web::http::header::{self, EntityTag, Header, HeaderMap, HeaderName, HeaderValue, HttpDate};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, ResponseError, web};
use sha2::{Digest, Sha256};

use super::chunks;
use crate::commands::Services;
use crate::error::{Error, Result};
use crate::files::{ByteRange, Disposition, Located, Source, content_disposition};

/// Uploads never change under their name; an avatar may be replaced by the operator.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const FOR_A_WHILE: &str = "public, max-age=3600";
/// Whatever a file holds, a browser that opens it runs nothing of it.
const SANDBOX: &str = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; \
                       frame-ancestors 'none'";
const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Read a file
///
/// An upload or an avatar, for anyone who has its URL. Single ranges and conditional requests are answered; everything
/// but pictures, audio and video comes as an attachment.
#[utoipa::path(get, path = "/api/media/{path}", tag = "files", security(()),
    params(
        ("path" = String, Path, description = "what follows `/api/media/` in a file's URL; may hold slashes",
            example = "avatars/buyer1.png"),
        ("Range" = Option<String>, Header, description = "one range of bytes", example = "bytes=0-99"),
        ("If-None-Match" = Option<String>, Header, description = "the `ETag` of what one has"),
    ),
    responses(
        (status = 200, description = "The file", content_type = "application/octet-stream", body = Vec<u8>),
        (status = 206, description = "The part asked for", content_type = "application/octet-stream", body = Vec<u8>),
        (status = 304, description = "Unchanged"),
        (status = 416, description = "The range is outside the file"),
    ))]
pub async fn read(request: HttpRequest, services: web::Data<Services>) -> Result<HttpResponse> {
    let path = request.match_info().get("path").unwrap_or_default().trim_end_matches('/');
    let located = services.files.locate(path).await?.ok_or_else(|| Error::missing("file"))?;
    let version = Version::of(&located);
    if version.is_known_to(&request) {
        return Ok(version.describe(&mut HttpResponse::NotModified(), &located).finish());
    }
    let range = match ByteRange::parse(version.wanted_range(&request), located.len) {
        Ok(range) => range,
        Err(beyond) => return Ok(unsatisfiable(&beyond, located.len)),
    };
    let mut response = HttpResponse::build(range.map_or(StatusCode::OK, |_| StatusCode::PARTIAL_CONTENT));
    version.describe(&mut response, &located);
    response.insert_header((header::CONTENT_TYPE, located.kind.content_type()));
    response.insert_header((header::CONTENT_DISPOSITION, disposition(&services, path, &located).await));
    if let Some(range) = range {
        response.insert_header((header::CONTENT_RANGE, range.content_range(located.len)));
    }
    let (start, len) = range.map_or((0, located.len), |range| (range.start, range.len()));
    if request.method() == Method::HEAD {
        return Ok(response.body(chunks::unsent(len)));
    }
    Ok(match located.source {
        Source::Disk(file) => response.body(chunks::of_file(file, start, len)),
        Source::Embedded(bytes) => response.body(chunks::of_static(bytes, start, len)),
    })
}

/// The name to save it as: the uploader's. Where the database is away, or holds none, the file's own will do.
async fn disposition(services: &Services, path: &str, located: &Located) -> String {
    let file = path.rsplit('/').next().unwrap_or_default();
    if located.disposition() == Disposition::Inline {
        return content_disposition(file, Disposition::Inline);
    }
    let stored = services.store.upload(path).await.ok().flatten();
    content_disposition(stored.as_ref().map_or(file, |upload| &upload.name), Disposition::Attachment)
}

fn unsatisfiable(error: &Error, len: u64) -> HttpResponse {
    let mut response = error.error_response();
    if let Ok(range) = HeaderValue::from_str(&format!("bytes */{len}")) {
        response.headers_mut().insert(header::CONTENT_RANGE, range);
    }
    response
}

/// Tells one content of a file from another.
struct Version {
    tag: EntityTag,
    modified: Option<HttpDate>,
}

impl Version {
    fn of(located: &Located) -> Self {
        let nanos = |time: SystemTime| time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_nanos();
        let tag = match &located.source {
            Source::Disk(_) => format!("{:x}-{:x}", located.len, located.modified.map_or(0, nanos)),
            Source::Embedded(bytes) => fingerprint(bytes),
        };
        Self { tag: EntityTag::new_strong(tag), modified: located.modified.map(whole_seconds) }
    }

    /// RFC 9110, 13.2.2: `If-None-Match` decides, and only without it `If-Modified-Since`.
    fn is_known_to(&self, request: &HttpRequest) -> bool {
        if request.headers().contains_key(header::IF_NONE_MATCH) {
            return match header::IfNoneMatch::parse(request) {
                Ok(header::IfNoneMatch::Any) => true,
                Ok(header::IfNoneMatch::Items(tags)) => tags.iter().any(|tag| tag.weak_eq(&self.tag)),
                Err(_) => false,
            };
        }
        let since = header::IfModifiedSince::parse(request).ok();
        matches!((since, self.modified), (Some(since), Some(modified)) if modified <= since.0)
    }

    /// The `Range` header, unless `If-Range` names another version.
    fn wanted_range<'a>(&self, request: &'a HttpRequest) -> Option<&'a str> {
        let is_ours = match text(request.headers(), header::IF_RANGE) {
            None => true,
            Some(sent) => {
                let same_tag = sent.parse::<EntityTag>().is_ok_and(|tag| tag.strong_eq(&self.tag));
                let same_date = sent.parse::<HttpDate>().is_ok_and(|date| self.modified == Some(date));
                same_tag || same_date
            }
        };
        text(request.headers(), header::RANGE).filter(|_| is_ours)
    }

    fn describe<'a>(&self, response: &'a mut HttpResponseBuilder, located: &Located) -> &'a mut HttpResponseBuilder {
        let keep = if located.is_immutable { FOR_EVER } else { FOR_A_WHILE };
        response
            .insert_header((header::ETAG, self.tag.to_string()))
            .insert_header((header::CACHE_CONTROL, keep))
            .insert_header((header::ACCEPT_RANGES, "bytes"))
            .insert_header((header::CONTENT_SECURITY_POLICY, SANDBOX))
            .insert_header((CORP, "cross-origin"));
        if let Some(modified) = self.modified {
            response.insert_header((header::LAST_MODIFIED, modified.to_string()));
        }
        response
    }
}

/// As exact as the header can say it; the dates that come back are compared with this.
fn whole_seconds(time: SystemTime) -> HttpDate {
    let seconds = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    HttpDate::from(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
}

fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).fold(String::new(), |tag, byte| format!("{tag}{byte:02x}"))
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
