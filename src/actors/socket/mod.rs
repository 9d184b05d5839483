//! How does a frame get in and out? Everything between an upgraded TCP connection and its actor.
//!
//! `actix-web-actors` would make the actor the body of a response, so that a reader who stops reading stops the actor
//! too. Here one [`task`] owns the TCP stream and polls the actor's context beside it: bytes go through [`decoder`]
//! ([`guard`] refuses, [`joiner`] joins) into the [`inbox`]; frames from any thread go through the [`outbox`] and the
//! [`writer`] to the kernel.

mod alarm;
mod closing;
mod decoder;
mod frame;
mod guard;
mod heartbeat;
mod inbox;
mod joiner;
mod outbox;
mod reader;
mod task;
mod writer;

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix::{Actor, StreamHandler};
use actix_web_actors::ws::{Message, ProtocolError, WebsocketContext};
use bytes::Bytes;
use futures_util::stream;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

pub use self::decoder::{Decoder, Event};
pub use self::frame::{json_frame, text_frame, text_frame_from};
pub use self::outbox::{Load, Outbox, Refused};
use crate::metrics::Farewell;
use crate::protocol::CloseCode;

/// The bounds of one socket. The defaults keep the contract's promises P6 and P7.
#[derive(Debug, Clone, Copy)]
pub struct SocketLimits {
    /// The most bytes of a frame, and of a message joined from fragments; beyond: 1009.
    pub max_message_bytes: usize,
    /// The most frames and bytes that wait in the outbox.
    pub queue: Load,
    /// A ping this often.
    pub heartbeat: Duration,
    /// The matching pong within this time, or the socket is killed.
    pub pong_timeout: Duration,
    /// What waits at some instant has left within this time, or the socket is killed.
    pub write_timeout: Duration,
    /// What is queued when the socket closes gets this long to leave.
    pub drain_timeout: Duration,
    /// The peer gets this long to take the close frame and to answer it.
    pub close_timeout: Duration,
    /// The kernel's send buffer (it doubles the number); part of what a jammed reader costs.
    pub send_buffer_bytes: usize,
    /// The kernel's receive buffer (doubled too); without it a client that floods and does not read costs megabytes.
    pub receive_buffer_bytes: usize,
}

impl Default for SocketLimits {
    fn default() -> Self {
        Self {
            max_message_bytes: 64 * 1024,
            queue: Load { frames: 256, bytes: 1024 * 1024 },
            heartbeat: Duration::from_secs(25),
            pong_timeout: Duration::from_secs(10),
            write_timeout: Duration::from_secs(25),
            drain_timeout: Duration::from_secs(5),
            close_timeout: Duration::from_secs(3),
            send_buffer_bytes: 256 * 1024,
            receive_buffer_bytes: 64 * 1024,
        }
    }
}

/// Why a socket ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The client closed, with its code if it gave one; the same code is the answer.
    Client(Option<u16>),
    /// The client broke the protocol and is told so with this code.
    Violation(CloseCode),
    /// Somebody called [`Outbox::close`].
    Server(CloseCode),
    /// The actor stopped by itself: 1000.
    Actor,
    /// The client did not take what waited for it in time; 1013 is tried.
    Jammed,
    /// The pong did not come; 1013 is tried.
    Silent,
    /// The connection broke or ended without a close frame.
    Lost,
}

impl Ending {
    /// As it is counted.
    const fn farewell(self) -> Farewell {
        match self {
            Self::Client(_) => Farewell::Client,
            Self::Violation(code) | Self::Server(code) => match code {
                CloseCode::Normal => Farewell::Normal,
                CloseCode::GoingAway => Farewell::GoingAway,
                CloseCode::ProtocolError => Farewell::ProtocolError,
                CloseCode::NotUtf8 => Farewell::NotUtf8,
                CloseCode::TooManyBadFrames => Farewell::TooManyBadFrames,
                CloseCode::TooBig => Farewell::TooBig,
                CloseCode::Internal => Farewell::Internal,
                CloseCode::TryAgainLater => Farewell::TryAgainLater,
                CloseCode::Unauthorized => Farewell::Unauthorized,
                CloseCode::Disabled => Farewell::Disabled,
            },
            Self::Actor => Farewell::Normal,
            Self::Jammed => Farewell::Jammed,
            Self::Silent => Farewell::Silent,
            Self::Lost => Farewell::Lost,
        }
    }
}

/// What an actor holds of its socket.
#[derive(Debug, Clone)]
pub struct Handle {
    outbox: Arc<Outbox>,
    ending: Rc<Cell<Option<Ending>>>,
}

impl Handle {
    /// The queue to the client; may be given to other threads.
    pub fn outbox(&self) -> &Arc<Outbox> {
        &self.outbox
    }

    /// Why the socket is ending; known when the actor's stream is finished and in `stopping` and `stopped`. `None` while
    /// the socket is open, and when the actor stops by its own decision.
    pub fn ending(&self) -> Option<Ending> {
        self.ending.get()
    }
}

/// Starts the task of one upgraded socket on this thread, which must run an actix system's `LocalSet`.
///
/// `leftover` are bytes the client sent behind its request head. `make` builds the actor inside its context. The actor
/// then hears whole `Text` and `Binary` messages only, never an error: pings are answered, fragments joined and close
/// frames exchanged here. It ends the socket with [`Outbox::close`] or by stopping, not with a close frame of its own.
/// `StreamHandler::started` is called twice; use `Actor::started`. However the socket ends, the actor is stopped and its
/// `stopping` and `stopped` run; a `stopping` that says `Continue` is not asked again.
/// The handle may be dropped; it resolves when the connection has ended.
pub fn spawn<A, F>(stream: TcpStream, leftover: Bytes, limits: SocketLimits, make: F) -> JoinHandle<()>
where
    A: Actor<Context = WebsocketContext<A>> + StreamHandler<Result<Message, ProtocolError>>,
    F: FnOnce(&mut WebsocketContext<A>, Handle) -> A + 'static,
{
    task::tune(&stream, &limits);
    let handle = Handle { outbox: Arc::new(Outbox::new(limits.queue)), ending: Rc::default() };
    let inbox = Rc::new(inbox::Inbox::new(Arc::clone(&handle.outbox)));
    let (given, messages) = (handle.clone(), inbox::Messages(Rc::clone(&inbox)));
    let context = WebsocketContext::with_factory(stream::pending(), move |context| {
        A::add_stream(messages, context);
        make(context, given)
    });
    let task = task::Task::new(stream, context, inbox, handle, limits);
    actix_rt::spawn(task.start(leftover))
}
