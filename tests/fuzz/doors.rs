//! What must hold for whatever bytes come in from outside? One function a door; `fuzz/` calls the same ones for hours.
//!
//! Nothing may panic, hang or grow beyond its bound, and what fails has a code that is not `internal`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::FromRequest;
use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::test::TestRequest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use futures_util::stream;
use kefu::actors::socket::{Decoder, Event};
use kefu::auth::Tokens;
use kefu::commands::cursor;
use kefu::commands::messages::{self, NewMessage};
use kefu::config::{Config, JwtAlgorithm, REQUIRED, Secret};
use kefu::domain::{Body, MessageKind};
use kefu::error::Error;
use kefu::files::{ByteRange, Disposition, Kind, Storage, clean_name, content_disposition};
use kefu::http::{At, ClientAddress};
use kefu::id::{ConversationId, QuickReplyId, Seq, UserId};
use kefu::protocol::{CloseCode, Frame, FrameError, MAX_ID_CHARS, Request};
use kefu::time::Timestamp;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// What takes bytes from outside, and panics where a property does not hold.
pub type Door = fn(&[u8]);

/// Every door by its name, which is also the name of its folder of seeds and of its target in `fuzz/`.
pub const DOORS: [(&str, Door); 8] = [
    ("wire", wire),
    ("frames", frames),
    ("cursors", cursors),
    ("tokens", tokens),
    ("settings", settings),
    ("paths", paths),
    ("multipart", multipart),
    ("files", files),
];

/// It failed as an answer, not as an accident of ours.
fn has_a_code(error: &Error) {
    assert_ne!(error.code(), "internal", "{error}");
    assert!((400..500).contains(&error.status()) && !error.detail().is_empty(), "{error:?}");
}

/// The bytes of a WebSocket client; the first one says in what pieces the others come. However they are cut, the same
/// is heard, and nothing larger than the limit.
pub fn wire(data: &[u8]) {
    const MAX: usize = 1024;
    let Some((cut, bytes)) = data.split_first() else { return };
    let hear = |piece: usize| {
        let (mut decoder, mut bytes, mut events) = (Decoder::new(MAX), bytes.to_vec(), Vec::new());
        let fed = bytes.chunks_mut(piece).try_for_each(|piece| decoder.feed(piece, &mut |event| events.push(event)));
        (events, fed)
    };
    let (events, fed) = hear(bytes.len().max(1));
    let (again, fed_again) = hear(usize::from(*cut) + 1);
    assert_eq!((&events, fed), (&again, fed_again), "however it is cut");
    let sizes = events.iter().map(size);
    assert!(sizes.clone().all(|size| size <= MAX) && sizes.sum::<usize>() <= bytes.len());
    if let Err(code) = fed {
        assert!(matches!(code, CloseCode::ProtocolError | CloseCode::NotUtf8 | CloseCode::TooBig), "{code:?}");
    }
}

fn size(event: &Event) -> usize {
    use actix_web_actors::ws::Message;
    match event {
        Event::Message(Message::Text(text)) => text.len(),
        Event::Message(Message::Binary(bytes)) | Event::Ping(bytes) | Event::Pong(bytes) => bytes.len(),
        Event::Message(other) => panic!("no such message can be heard: {other:?}"),
        Event::Close(_) => 0,
    }
}

/// A text frame, and the body it brings.
pub fn frames(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let id = match Frame::parse(text) {
        Ok(Frame { id, request }) => {
            check_body(request);
            id
        }
        Err(bad) => {
            let (FrameError::Malformed(why) | FrameError::Unknown(why) | FrameError::Invalid { message: why, .. }) =
                bad.error;
            assert!(!why.is_empty());
            bad.id
        }
    };
    assert!(id.is_none_or(|id| (1..=MAX_ID_CHARS).contains(&id.chars().count())));
}

fn check_body(request: Request) {
    match request {
        Request::Send(send) => {
            let new = NewMessage {
                conversation_id: send.conversation_id,
                client_id: Some(send.client_id),
                kind: send.kind,
                body: send.body,
                reply_to: send.reply_to,
            };
            if let Err(error) = messages::check(&new) {
                has_a_code(&error);
            }
        }
        Request::Edit { body, .. } => {
            for kind in [MessageKind::Text, MessageKind::Card] {
                if let Err(refusal) = Body::parse(kind, body.get()) {
                    has_a_code(&refusal.into());
                }
            }
        }
        Request::Sync { after, limit, .. } => assert!(after >= 0 && (1..=500).contains(&limit)),
        _ => {}
    }
}

/// A cursor that a client hands back: it is refused, or names a place that can be written again.
pub fn cursors(data: &[u8]) {
    let json = URL_SAFE_NO_PAD.encode(data);
    for text in [std::str::from_utf8(data).unwrap_or_default(), &json] {
        for list in ["conversations", "users", "quick_replies"] {
            place::<(i64, i64)>(list, text);
            place::<UserId>(list, text);
            place::<QuickReplyId>(list, text);
        }
    }
}

fn place<T: serde::de::DeserializeOwned + serde::Serialize + PartialEq + std::fmt::Debug>(list: &str, text: &str) {
    match cursor::decode::<T>(list, text) {
        Ok(place) => assert_eq!(cursor::decode::<T>(list, &cursor::encode(list, &place).unwrap()).unwrap(), place),
        Err(error) => assert_eq!(error.code(), "bad_request"),
    }
}

const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

thread_local! {
    static TOKENS: Tokens = Tokens::new(&Secret::new(SECRET), JwtAlgorithm::Hs256);
}

/// A token as it comes, which is never genuine; and a header and claims (one a line) with a good signature, which must
/// keep every rule before they count.
pub fn tokens(data: &[u8]) {
    TOKENS.with(|tokens| {
        let raw = String::from_utf8_lossy(data);
        assert_eq!(tokens.read(&raw, NOW).unwrap_err().code(), "unauthorized");
        let Some(end) = data.iter().position(|byte| *byte == b'\n') else { return };
        let (head, claims) = (&data[..end], &data[end + 1..]);
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(head), URL_SAFE_NO_PAD.encode(claims));
        let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(hmac_sha256(SECRET.as_bytes(), signed.as_bytes())));
        match tokens.read(&token, NOW) {
            Err(error) => assert_eq!(error.code(), "unauthorized"),
            Ok(read) => {
                let (head, claims): (Value, Value) =
                    (serde_json::from_slice(head).unwrap(), serde_json::from_slice(claims).unwrap());
                let is_plain = head
                    .get("typ")
                    .is_none_or(|typ| typ.is_null() || typ.as_str().unwrap().eq_ignore_ascii_case("jwt"));
                assert!(head["alg"] == "HS256" && is_plain && head["crit"].is_null(), "{head}");
                assert!(claims.get("aud").is_none(), "{claims}");
                assert!(claims["sub"] == *read.subject.as_str() && UserId::parse(read.subject.as_str()).is_some());
                assert!(claims["exp"].as_f64().unwrap() * 1000.0 > 1_790_000_000_000.0 && read.expires_at > NOW);
                assert!(claims["iat"].as_f64().unwrap() * 1000.0 <= 1_790_000_060_000.0, "a minute's leeway at most");
            }
        }
    });
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let pad = |with: u8| {
        let mut block = [with; 64];
        block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
        block
    };
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().into()
}

/// A folder that is gone with the thread.
struct Place {
    folder: TempDir,
    storage: Storage,
    runtime: tokio::runtime::Runtime,
}

const MAX_FILE: u64 = 16 * 1024;

thread_local! {
    static PLACE: Place = {
        // In memory where the system has such a place.
        let memory = PathBuf::from("/dev/shm");
        let parent = if memory.is_dir() { memory } else { std::env::temp_dir() };
        let folder = tempfile::tempdir_in(parent).unwrap();
        let storage = Storage::open(&folder.path().join("media"), MAX_FILE).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Place { folder, storage, runtime }
    };
}

/// A settings file: a configuration that has everything, or a list of what is wrong.
pub fn settings(data: &[u8]) {
    PLACE.with(|place| {
        let path = place.folder.path().join(".env");
        std::fs::write(&path, data).unwrap();
        match Config::load_from(&path, []) {
            Ok(_) => {
                let text = std::str::from_utf8(data).unwrap();
                assert!(REQUIRED.iter().all(|row| text.contains(row.name)));
            }
            Err(error) => {
                assert!(!error.problems().is_empty());
                assert!(!error.to_string().contains(SECRET), "a secret is never shown");
            }
        }
    });
}

/// What stands in a path, in `Range`, in `X-Forwarded-For` and in a file's name.
pub fn paths(data: &[u8]) {
    let text = String::from_utf8_lossy(data).into_owned();
    let ids = TestRequest::default().param("id", text.clone()).param("conversation_id", "1").param("seq", text.clone());
    let ids = ids.to_http_request();
    let shown = [
        At::<UserId>::from_request(&ids, &mut Payload::None).into_inner().map(|At(id)| id.to_string()),
        At::<ConversationId>::from_request(&ids, &mut Payload::None).into_inner().map(|At(id)| id.to_string()),
        At::<QuickReplyId>::from_request(&ids, &mut Payload::None).into_inner().map(|At(id)| id.to_string()),
        At::<(ConversationId, Seq)>::from_request(&ids, &mut Payload::None)
            .into_inner()
            .map(|At((_, seq))| seq.to_string()),
    ];
    for id in shown {
        match id {
            Ok(id) => assert!(id == text || id == text.trim_start_matches('0'), "{id} is not {text}"),
            Err(error) => assert_eq!(error.code(), "not_found"),
        }
    }
    let len = data.len() as u64;
    match ByteRange::parse(Some(&text), len) {
        Ok(Some(range)) => assert!(range.start <= range.end && range.end < len),
        Ok(None) => {}
        Err(error) => assert_eq!(error.code(), "range_not_satisfiable"),
    }
    let name = clean_name(&text, Kind::Pdf);
    assert!(!name.is_empty() && name.len() <= 255 && !name.contains(['/', '\\', '\0', '\r', '\n']), "{name:?}");
    let disposition = content_disposition(&name, Disposition::Attachment);
    assert!(HeaderValue::from_str(&disposition).is_ok() && disposition.matches('"').count() == 2, "{disposition}");
    forwarded(data);
}

fn forwarded(data: &[u8]) {
    let Ok(value) = HeaderValue::from_bytes(data) else { return };
    let peer = SocketAddr::from((Ipv4Addr::LOCALHOST, 1));
    let request =
        TestRequest::default().peer_addr(peer).insert_header((header::X_FORWARDED_FOR, value)).to_http_request();
    assert_eq!(
        ClientAddress::of(&request, &kefu::config::TrustedProxies::default()).0,
        IpAddr::V4(Ipv4Addr::LOCALHOST)
    );
    let trusting = TRUSTING.with(|config| ClientAddress::of(&request, &config.tuning.trusted_proxies).0);
    let text = String::from_utf8_lossy(data);
    assert!(trusting.is_ipv6() || text.contains(&trusting.to_string()) || trusting == IpAddr::V4(Ipv4Addr::LOCALHOST));
}

thread_local! {
    static TRUSTING: Config = {
        let changed = [("JWT_SECRET_KEY", SECRET), ("TRUSTED_PROXIES", "127.0.0.0/8, 10.0.0.0/8")];
        let set = REQUIRED.iter().map(|row| (row.name, row.example)).chain(changed);
        Config::from_pairs(set.map(|(name, value)| (name.to_owned(), value.to_owned()))).unwrap()
    };
}

/// The body of an upload; the first byte says in what pieces it comes.
pub fn multipart(data: &[u8]) {
    let Some((cut, body)) = data.split_first() else { return };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("multipart/form-data; boundary=x"));
    let pieces: Vec<_> = body.chunks(usize::from(*cut) + 1).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    PLACE.with(|place| {
        let receiving = async {
            let mut incoming = place.storage.incoming().await.unwrap();
            let name = kefu::http::receive(Multipart::new(&headers, stream::iter(pieces)), &mut incoming).await;
            (name, incoming.len())
        };
        let received = place.runtime.block_on(async { tokio::time::timeout(Duration::from_secs(5), receiving).await });
        match received.expect("an answer at last") {
            (Ok(_), len) => assert!(len <= MAX_FILE && len <= body.len() as u64),
            (Err(error), _) => has_a_code(&error),
        }
    });
}

/// The content of an upload: taken as one of the kinds there are, or refused.
pub fn files(data: &[u8]) {
    PLACE.with(|place| {
        let storing = async {
            let mut incoming = place.storage.incoming().await?;
            incoming.write(data).await?;
            place.storage.store(incoming, "a.csv", chrono::DateTime::UNIX_EPOCH).await
        };
        match place.runtime.block_on(storing) {
            Ok(placed) => {
                let stored = placed.stored();
                assert!(Kind::ALL.contains(&stored.kind) && stored.size == data.len() as u64);
            }
            Err(error) => has_a_code(&error),
        }
    });
}
