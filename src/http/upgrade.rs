//! May this connection become a WebSocket? The handshake of RFC 6455 and the caller's word, then the stream is given away.

use std::io;
use std::time::Duration;

use actix_codec::Framed;
use actix_http::body::{MessageBody, to_bytes_limited};
use actix_http::header::{self, HeaderMap, HeaderValue};
use actix_http::ws::{HandshakeError, hash_key, verify_handshake};
use actix_http::{Request, StatusCode, h1};
use actix_web::HttpResponse;
use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// An answer that the client does not take within this time is given up.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);
/// A refused client gets this long to close, so that its unread bytes do not turn the answer into a reset.
const LINGER: Duration = Duration::from_secs(1);
/// The most bytes of a refusal's body.
const REFUSAL_BYTES: usize = 64 * 1024;

/// The word of the one who decides about upgrades: how the socket begins.
pub struct Accept {
    /// The subprotocol to answer with; one of those the client offered.
    pub protocol: Option<HeaderValue>,
    /// Gets the stream, behind the written 101, and bytes the client sent early. Runs on the worker's thread and must
    /// not block; `actors::socket::spawn` belongs here.
    pub start: Box<dyn FnOnce(TcpStream, Bytes)>,
}

/// Decides about each upgrade request whose handshake is right. One clone a connection.
pub trait Accepting: Clone + Send + 'static {
    /// The whole HTTP answer is the refusal; the connection is closed behind it. Paths are this function's business too:
    /// an upgrade request never reaches the app.
    fn accept(&self, request: &Request) -> impl Future<Output = Result<Accept, HttpResponse>>;

    /// The answer to a handshake that is none: a problem without a `request_id`, which only the caller could give.
    fn refuse(&self, _request: &Request, error: HandshakeError) -> HttpResponse {
        problem(error)
    }
}

/// 405, 426 or 400 with the headers that tell how to do it right.
fn problem(error: HandshakeError) -> HttpResponse {
    let (mut answer, code) = match error {
        HandshakeError::GetMethodRequired => (HttpResponse::MethodNotAllowed(), "method_not_allowed"),
        HandshakeError::UnsupportedVersion => (HttpResponse::UpgradeRequired(), "bad_request"),
        _ => (HttpResponse::BadRequest(), "bad_request"),
    };
    match error {
        HandshakeError::GetMethodRequired => answer.insert_header((header::ALLOW, "GET")),
        HandshakeError::UnsupportedVersion => {
            answer.insert_header((header::UPGRADE, "websocket")).insert_header((header::SEC_WEBSOCKET_VERSION, "13"))
        }
        _ => &mut answer,
    };
    let mut answer = answer.finish();
    let status = answer.status();
    let body = serde_json::json!({
        "type": "about:blank",
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "detail": format!("This is no WebSocket handshake (RFC 6455, 4.2.1): {error}."),
        "code": code,
    });
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    answer.set_body(body.to_string()).map_into_boxed_body()
}

/// The upgrade service: returns when the connection is given away or refused, so that the HTTP side lets go of it.
pub(super) async fn answer<U: Accepting>(
    accepting: U,
    request: Request,
    framed: Framed<TcpStream, h1::Codec>,
) -> Result<(), actix_web::Error> {
    let parts = framed.into_parts();
    let (stream, early, unsent) = (parts.io, parts.read_buf.freeze(), parts.write_buf);
    let verdict = match verify_handshake(request.head()) {
        Ok(()) => accepting.accept(&request).await,
        Err(error) => Err(accepting.refuse(&request, error)),
    };
    let given = match verdict {
        Ok(accept) => give_away(stream, early, unsent, &request, accept).await,
        Err(refusal) => refuse(stream, unsent, refusal).await,
    };
    if let Err(error) = given {
        tracing::debug!(%error, "the client left during its upgrade");
    }
    Ok(())
}

async fn give_away(
    mut stream: TcpStream,
    early: Bytes,
    mut unsent: BytesMut,
    request: &Request,
    accept: Accept,
) -> io::Result<()> {
    let key = request.head().headers().get(header::SEC_WEBSOCKET_KEY).map_or(&b""[..], HeaderValue::as_bytes);
    unsent.extend_from_slice(b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n");
    append_header(&mut unsent, header::SEC_WEBSOCKET_ACCEPT.as_str(), &hash_key(key));
    if let Some(protocol) = &accept.protocol {
        append_header(&mut unsent, header::SEC_WEBSOCKET_PROTOCOL.as_str(), protocol.as_bytes());
    }
    unsent.extend_from_slice(b"\r\n");
    timeout(ANSWER_TIMEOUT, stream.write_all(&unsent)).await??;
    (accept.start)(stream, early);
    Ok(())
}

async fn refuse(mut stream: TcpStream, mut unsent: BytesMut, refusal: HttpResponse) -> io::Result<()> {
    let (head, body) = refusal.into_parts();
    let body = read_body(body).await;
    append_head(&mut unsent, head.status(), head.headers(), body.len());
    unsent.extend_from_slice(&body);
    timeout(ANSWER_TIMEOUT, stream.write_all(&unsent)).await??;
    stream.shutdown().await?;
    let rest = async {
        let mut scratch = [0; 1024];
        while stream.read(&mut scratch).await? > 0 {}
        io::Result::Ok(())
    };
    timeout(LINGER, rest).await?
}

async fn read_body(body: impl MessageBody) -> Bytes {
    match to_bytes_limited(body, REFUSAL_BYTES).await {
        Ok(Ok(body)) => body,
        _ => Bytes::new(),
    }
}

fn append_head(out: &mut BytesMut, status: StatusCode, headers: &HeaderMap, length: usize) {
    let reason = status.canonical_reason().unwrap_or_default();
    out.extend_from_slice(format!("HTTP/1.1 {} {reason}\r\n", status.as_u16()).as_bytes());
    let ours = [header::CONTENT_LENGTH, header::CONNECTION, header::TRANSFER_ENCODING];
    for (name, value) in headers.iter().filter(|(name, _)| !ours.contains(name)) {
        append_header(out, name.as_str(), value.as_bytes());
    }
    append_header(out, "content-length", length.to_string().as_bytes());
    append_header(out, "connection", b"close");
    append_header(out, "date", chrono::Utc::now().format("%a, %d %b %Y %H:%M:%S GMT").to_string().as_bytes());
    out.extend_from_slice(b"\r\n");
}

fn append_header(out: &mut BytesMut, name: &str, value: &[u8]) {
    for part in [name.as_bytes(), b": ", value, b"\r\n"] {
        out.extend_from_slice(part);
    }
}
