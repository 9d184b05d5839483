//! May this browser have a socket under `/api/ws/{user_id}`?

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use actix::Addr;
use actix_http::Request;
use actix_http::ws::HandshakeError;
use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::{HttpMessage, ResponseError};

use super::ClientAddress;
use super::caller::credentials;
use super::lifecycle::Lifecycle;
use super::listener::{Accept, Accepting};
use super::problem::{PROBLEM_JSON, Problem};
use super::request_id::{RequestId, X_REQUEST_ID};
use super::security;
use crate::actors::session::{Opening, Session};
use crate::actors::socket::{self, Load, SocketLimits};
use crate::actors::{ChatServer, Directory};
use crate::auth::too_much;
use crate::commands::{Services, auth};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::id::{SessionId, UserId};
use crate::metrics::{self, Code, Limit};
use crate::protocol::{MAX_FRAME_BYTES, SUBPROTOCOL};
use crate::time::Timestamp;

/// Pings leave this much early, so that a ping each 25 s and 10 s to answer find a dead peer within 35 s (P7), with all
/// that a busy machine adds.
const PING_EARLIER: Duration = Duration::from_millis(1500);

/// Decides about WebSocket upgrades: origin, token, and how many the user has open.
#[derive(Clone)]
pub struct Doorkeeper {
    services: Services,
    lifecycle: Lifecycle,
    server: Addr<ChatServer>,
    directory: Arc<Directory>,
    limits: SocketLimits,
    next: Arc<AtomicU64>,
}

impl Doorkeeper {
    pub fn new(services: Services, lifecycle: Lifecycle, server: Addr<ChatServer>, directory: Arc<Directory>) -> Self {
        let limits = socket_limits(&services.config);
        let next = Arc::new(AtomicU64::new(rand::random_range(1..1 << 32)));
        Self { services, lifecycle, server, directory, limits, next }
    }

    async fn decide(&self, request: &Request) -> Result<Accept> {
        let user_id = user_of(request.path())?;
        self.check_origin(request.headers())?;
        if self.lifecycle.is_draining() {
            return Err(Error::Unavailable("The server is restarting; come back in a moment.".to_owned()));
        }
        let (token, protocol) = token(request).ok_or_else(|| {
            let how =
                "send it as `Authorization: Bearer …`, as `?token=…`, or as the subprotocols `kefu.v1, bearer.<token>`";
            Error::Unauthorized(format!("A socket needs a token: {how}."))
        })?;
        let tuning = &self.services.config.tuning;
        let address = ClientAddress::seen(request.peer_addr(), request.headers(), &tuning.trusted_proxies).0;
        let limits = &self.services.auth.limits;
        let identity = match auth::authenticate_socket(&self.services, &token, &user_id, Timestamp::now()).await {
            Ok(identity) => identity,
            Err(refused) => return Err(limits.request_from(address).err().unwrap_or(refused)),
        };
        limits.request_of(&user_id)?;
        let place = limits.socket(address)?;
        let seat = self.directory.seat(&user_id, tuning.connection_limit_per_user).ok_or_else(|| {
            too_much(Limit::SocketsOfUser, "This user has too many sockets open; close one first.", 5)
        })?;
        let opening = Opening {
            id: SessionId(self.next.fetch_add(1, Ordering::Relaxed)),
            services: self.services.clone(),
            server: self.server.clone(),
            user: identity.user,
            address,
            expires_at: identity.expires_at,
            seat,
        };
        let limits = self.limits;
        let connection = self.directory.connection();
        let start = move |stream, early| {
            let ended = socket::spawn(stream, early, limits, move |_, handle| Session::new(opening, handle));
            actix_rt::spawn(async move {
                // However it ended.
                let _ = ended.await;
                drop((connection, place));
            });
        };
        Ok(Accept { protocol, start: Box::new(start) })
    }

    /// Browsers name the page's origin and obey nobody's CORS for sockets, so it is checked here.
    fn check_origin(&self, headers: &HeaderMap) -> Result<()> {
        let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
        let origin = origin.to_str().unwrap_or_default().trim_end_matches('/');
        let config = &self.services.config;
        let own = config.base_url.origin().ascii_serialization();
        let known = config.cors_origins.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin));
        if known || own.eq_ignore_ascii_case(origin) {
            return Ok(());
        }
        Err(Error::Forbidden(format!(
            "Pages of {origin} may not open sockets here; CORS_ORIGINS lists those that may."
        )))
    }
}

impl Accepting for Doorkeeper {
    async fn accept(&self, request: &Request) -> Result<Accept, HttpResponse> {
        self.decide(request).await.map_err(|error| refusal(request, &error))
    }

    fn refuse(&self, request: &Request, error: HandshakeError) -> HttpResponse {
        metrics::SOCKETS_REFUSED.one(Code::BadRequest);
        let mut response = error.error_response();
        let detail = format!("This is no WebSocket handshake: {error}.");
        let body = Problem::of_status(response.status(), detail);
        let id = RequestId::of(request.headers());
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        response.headers_mut().insert(X_REQUEST_ID, id.header());
        security::fill(response.headers_mut());
        response.set_body(body.json(&id)).map_into_boxed_body()
    }
}

fn refusal(request: &Request, error: &Error) -> HttpResponse {
    metrics::SOCKETS_REFUSED.one(Code::named(error.code()));
    let id = RequestId::of(request.headers());
    tracing::info!(request_id = %id, path = request.path(), status = error.status(), %error, "socket refused");
    let mut response = error.error_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    response.headers_mut().insert(X_REQUEST_ID, id.header());
    security::fill(response.headers_mut());
    response.set_body(Problem::of(error).json(&id)).map_into_boxed_body()
}

fn socket_limits(config: &Config) -> SocketLimits {
    SocketLimits {
        max_message_bytes: MAX_FRAME_BYTES,
        queue: Load { frames: config.tuning.queue_frames, bytes: config.tuning.queue_bytes },
        heartbeat: config.tuning.heartbeat.saturating_sub(PING_EARLIER).max(config.tuning.heartbeat / 2),
        ..SocketLimits::default()
    }
}

/// The user that the path names.
fn user_of(path: &str) -> Result<UserId> {
    let path = path.strip_suffix('/').unwrap_or(path);
    let id = path.strip_prefix("/api/ws/").filter(|id| !id.contains('/'));
    let id =
        id.ok_or_else(|| Error::NotFound("There are no sockets here; they are under /api/ws/{user_id}.".to_owned()))?;
    let decoded = url::form_urlencoded::parse(format!("id={}", id.replace('+', "%2B")).as_bytes())
        .next()
        .map(|(_, value)| value.into_owned());
    decoded.and_then(|id| UserId::parse(&id)).ok_or_else(|| Error::missing("user"))
}

/// The token, and the subprotocol to answer with.
fn token(request: &Request) -> Option<(String, Option<HeaderValue>)> {
    let offered: Vec<&str> = request
        .headers()
        .get_all(header::SEC_WEBSOCKET_PROTOCOL)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    let protocol = offered.contains(&SUBPROTOCOL).then(|| HeaderValue::from_static(SUBPROTOCOL));
    let header = credentials(request.headers()).bearer;
    let query = || {
        let pairs = url::form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes());
        pairs.into_iter().find(|(name, _)| name == "token").map(|(_, value)| value.into_owned())
    };
    let subprotocol = || offered.iter().find_map(|offer| offer.strip_prefix("bearer.")).map(str::to_owned);
    let token = header.or_else(query).or_else(subprotocol)?;
    Some((token, protocol))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_names_the_user() {
        for (path, id) in [("/api/ws/b1", "b1"), ("/api/ws/b1/", "b1"), ("/api/ws/shop%3A42", "shop:42")] {
            assert_eq!(user_of(path).unwrap().as_str(), id);
        }
        for bad in ["/api/ws", "/api/ws/", "/api/ws/a/b", "/ws/b1", "/api/ws/a%20b", "/api/ws/%ff"] {
            assert!(user_of(bad).is_err(), "{bad}");
        }
    }
}
