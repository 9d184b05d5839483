//! What does one socket ask for, and what is it answered?

mod asking;
mod greeting;
mod reading;

use std::net::IpAddr;
use std::time::{Duration, Instant};

use actix::{Actor, ActorContext, Addr, Running, StreamHandler};
use actix_web_actors::ws::{Message, ProtocolError, WebsocketContext};
use bytes::Bytes;

use super::chat_server::{ChatServer, Leave};
use super::directory::Seat;
use super::socket::{Handle, Refused, json_frame};
use crate::commands::Services;
use crate::domain::{Actor as Asker, User};
use crate::error::Error;
use crate::id::SessionId;
use crate::metrics::{self, Code, FrameKind};
use crate::protocol::{BadFrame, CloseCode, Frame, FrameError, Outbound};
use crate::time::Timestamp;

pub use reading::ReadGap;

/// Frames that are no frames, a minute, before the socket is closed with 1008.
const BAD_FRAMES: u32 = 20;
/// Frames beyond `FRAME_RATE_LIMIT`, a minute, before the same happens.
const REFUSED_FRAMES: u32 = 1000;
const MINUTE: Duration = Duration::from_mins(1);
/// Requests that read the store for one socket at the same time.
const READS: u32 = 8;

/// A count of the last minute, beginning with the first that was counted.
struct Minute {
    began: Instant,
    count: u32,
}

impl Minute {
    fn begin() -> Self {
        Self { began: Instant::now(), count: 0 }
    }

    /// One more; how many there are.
    fn one(&mut self) -> u32 {
        if self.began.elapsed() > MINUTE {
            *self = Self::begin();
        }
        self.count += 1;
        self.count
    }
}

/// One WebSocket of one user.
pub struct Session {
    id: SessionId,
    services: Services,
    server: Addr<ChatServer>,
    socket: Handle,
    user: User,
    asker: Asker,
    address: IpAddr,
    expires_at: Timestamp,
    bad_frames: Minute,
    refused_frames: Minute,
    reads: u32,
    /// Given back when the session is dropped.
    _seat: Seat,
}

/// What a session begins with.
pub struct Opening {
    pub id: SessionId,
    pub services: Services,
    pub server: Addr<ChatServer>,
    pub user: User,
    /// Where the client is, for what the audit log keeps.
    pub address: IpAddr,
    pub expires_at: Timestamp,
    pub seat: Seat,
}

impl Session {
    pub fn new(opening: Opening, socket: Handle) -> Self {
        Self {
            id: opening.id,
            services: opening.services,
            server: opening.server,
            socket,
            asker: Asker { id: opening.user.id.clone(), role: opening.user.role },
            user: opening.user,
            address: opening.address,
            expires_at: opening.expires_at,
            bad_frames: Minute::begin(),
            refused_frames: Minute::begin(),
            reads: 0,
            _seat: opening.seat,
        }
    }

    /// Queues a frame of our own; a socket without room for it is sent away, to come back and `sync`.
    fn push(&self, frame: Bytes) {
        if self.socket.outbox().push(frame) == Err(Refused::Full) {
            self.socket.outbox().close(CloseCode::TryAgainLater);
        }
    }

    fn say(&self, frame: &Outbound<'_>) {
        match json_frame(frame) {
            Ok(frame) => self.push(frame),
            Err(error) => tracing::error!(%error, session = %self.id, "a frame could not be written"),
        }
    }

    fn refuse(&self, id: Option<&str>, error: &Error) {
        self.push(error_frame(self.id, id, error));
    }

    /// Whatever is said counts among the frames of the user; of what is no frame at all only twenty are borne anyway.
    fn hear(&mut self, heard: Result<Frame, BadFrame>, ctx: &mut WebsocketContext<Self>) {
        match (heard, self.services.auth.limits.frame(&self.asker.id)) {
            (Ok(frame), Ok(())) => self.ask(frame, ctx),
            (Ok(Frame { id, .. }) | Err(BadFrame { id, error: FrameError::Invalid { .. } }), Err(error)) => {
                self.too_fast(id.as_deref(), &error);
            }
            (Err(bad), _) => self.misunderstood(bad),
        }
    }

    /// Answers a frame that is one too many. A client that goes on all the same is sent away: answering costs too.
    fn too_fast(&mut self, id: Option<&str>, error: &Error) {
        self.refuse(id, error);
        if self.refused_frames.one() > REFUSED_FRAMES {
            self.socket.outbox().close(CloseCode::TooManyBadFrames);
        }
    }

    /// Answers a frame that is none, and counts it.
    fn misunderstood(&mut self, bad: BadFrame) {
        metrics::FRAMES_RECEIVED.one(FrameKind::Bad);
        let counts = !matches!(bad.error, FrameError::Invalid { .. });
        self.refuse(bad.id.as_deref(), &bad.error.into());
        if !counts {
            return;
        }
        if self.bad_frames.one() > BAD_FRAMES {
            self.socket.outbox().close(CloseCode::TooManyBadFrames);
        }
    }
}

/// The `error` frame for a request of this session; causes of our own go to the log only.
pub(super) fn error_frame(session: SessionId, id: Option<&str>, error: &Error) -> Bytes {
    metrics::FRAME_ERRORS.one(Code::named(error.code()));
    if let Error::Internal(cause) = error {
        tracing::error!(%session, cause, "a frame failed");
    }
    let frame = Outbound::Error { id, code: error.code(), detail: error.detail(), retry_after: error.retry_after() };
    json_frame(&frame).unwrap_or_default()
}

impl Actor for Session {
    type Context = WebsocketContext<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        tracing::info!(session = %self.id, user = %self.user.id, "socket opened");
        self.greet(ctx);
    }

    fn stopping(&mut self, _: &mut Self::Context) -> Running {
        tracing::info!(session = %self.id, user = %self.user.id, ending = ?self.socket.ending(), "socket closed");
        Running::Stop
    }
}

impl Drop for Session {
    /// However it ends, by a panic too: the chat server must not keep it.
    fn drop(&mut self) {
        self.server.do_send(Leave { session: self.id });
    }
}

impl StreamHandler<Result<Message, ProtocolError>> for Session {
    fn handle(&mut self, message: Result<Message, ProtocolError>, ctx: &mut Self::Context) {
        match message {
            Ok(Message::Text(text)) => self.hear(Frame::parse(&text), ctx),
            Ok(Message::Binary(_)) => {
                let error = FrameError::Malformed("Frames are JSON text; binary ones are not understood.".to_owned());
                self.misunderstood(BadFrame { id: None, error });
            }
            Ok(_) => {}
            Err(_) => ctx.stop(),
        }
    }
}
