//! Who owns the TCP stream? One task a socket: it reads, lets the actor run, writes, and sees to the end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::Error;
use bytes::Bytes;
use futures_util::Stream;
use socket2::SockRef;
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::alarm::Alarm;
use super::closing::{Hearing, Phase};
use super::decoder::{Decoder, Event};
use super::frame::pong_frame;
use super::heartbeat::Heartbeat;
use super::inbox::Inbox;
use super::reader::poll_read;
use super::writer::Writer;
use super::{Ending, Handle, SocketLimits};
use crate::metrics::{self, Farewell, Place, panics};
use crate::protocol::CloseCode;

/// The kernel gives a connection up whose bytes stay unacknowledged this long.
const TCP_USER_TIMEOUT: Duration = Duration::from_secs(30);
/// Reads before the other sockets of the thread have their turn.
const PASSES: usize = 16;
/// The actor's stream rests after 16 messages; so often it is asked again before what it answered is written.
const ROUNDS: usize = 8;

/// Sets an upgraded connection's options. A refusal only costs comfort, so it is logged and not fatal.
pub(super) fn tune(stream: &TcpStream, limits: &SocketLimits) {
    let socket = SockRef::from(stream);
    let set = socket
        .set_tcp_nodelay(true)
        .and_then(|()| socket.set_send_buffer_size(limits.send_buffer_bytes))
        .and_then(|()| socket.set_recv_buffer_size(limits.receive_buffer_bytes));
    #[cfg(target_os = "linux")]
    let set = set.and_then(|()| socket.set_tcp_user_timeout(Some(TCP_USER_TIMEOUT)));
    if let Err(error) = set {
        tracing::debug!(%error, "socket options were refused");
    }
}

/// One socket. `C` is its actor's context, as the stream of what the actor writes itself.
pub(super) struct Task<C> {
    pub(super) io: TcpStream,
    /// `None` once the actor has stopped.
    pub(super) context: Option<C>,
    pub(super) inbox: Rc<Inbox>,
    pub(super) handle: Handle,
    pub(super) writer: Writer,
    pub(super) heartbeat: Heartbeat,
    pub(super) phase: Phase,
    pub(super) hearing: Hearing,
    pub(super) limits: SocketLimits,
    decoder: Decoder,
    /// The answer to the newest ping, held back while the client is not reading.
    pong: Option<Bytes>,
    alarm: Alarm,
}

impl<C> Task<C>
where
    C: Stream<Item = Result<Bytes, Error>> + Unpin,
{
    pub(super) fn new(io: TcpStream, context: C, inbox: Rc<Inbox>, handle: Handle, limits: SocketLimits) -> Self {
        metrics::SOCKETS_OPEN.rise();
        metrics::SOCKETS_OPENED.one();
        let heartbeat = Heartbeat::new(limits.heartbeat, limits.pong_timeout, Instant::now());
        Self {
            io,
            context: Some(context),
            inbox,
            handle,
            writer: Writer::new(limits.write_timeout),
            alarm: Alarm::new(heartbeat.due()),
            heartbeat,
            phase: Phase::Open,
            hearing: Hearing::Messages,
            limits,
            decoder: Decoder::new(limits.max_message_bytes),
            pong: None,
        }
    }

    /// Begins with bytes that came in another way: those behind the request head.
    pub(super) fn start(mut self, leftover: Bytes) -> Self {
        let mut events = Vec::new();
        let fed = self.decoder.feed(&mut Vec::from(leftover), &mut |event| events.push(event));
        self.hear(events, fed);
        self
    }

    /// Reads once, unless the actor has not heard the last read yet. Returns whether there was something.
    fn read(&mut self, cx: &mut Context<'_>) -> bool {
        let unheard = self.hearing == Hearing::Messages && !self.inbox.is_empty();
        if unheard || self.hearing == Hearing::Ended {
            return false;
        }
        let (decoder, hearing) = (&mut self.decoder, self.hearing);
        let mut events = Vec::new();
        let read = poll_read(&mut self.io, cx, |bytes| match hearing {
            Hearing::Messages | Hearing::CloseOnly => decoder.feed(bytes, &mut |event| events.push(event)),
            Hearing::Nothing | Hearing::Ended => Ok(()),
        });
        match read {
            Poll::Pending => return false,
            Poll::Ready(Ok(Some(fed))) => self.hear(events, fed),
            Poll::Ready(Ok(None)) => self.hear_end(),
            Poll::Ready(Err(_)) => self.lose(),
        }
        true
    }

    fn hear(&mut self, events: Vec<Event>, fed: Result<(), CloseCode>) {
        for event in events {
            match event {
                Event::Message(message) => self.inbox.push(message),
                Event::Ping(payload) => self.answer_ping(&payload),
                Event::Pong(payload) => self.heartbeat.hear(&payload),
                Event::Close(code) => self.stop_hearing(Ending::Client(code)),
            }
        }
        if let Err(code) = fed {
            self.stop_hearing(Ending::Violation(code));
        }
    }

    fn stop_hearing(&mut self, ending: Ending) {
        self.hearing = Hearing::Nothing;
        self.inbox.end();
        self.drain(ending);
    }

    /// Pongs in the order of the pings. Of pings that come while the client is not reading only the newest is answered,
    /// as RFC 6455 allows (5.5.3), so that answers cannot pile up.
    fn answer_ping(&mut self, payload: &[u8]) {
        let pong = pong_frame(payload);
        if self.pong.is_none() && self.handle.outbox.is_below_half() {
            self.writer.push(&self.handle.outbox, pong);
        } else {
            self.pong = Some(pong);
        }
    }

    /// Lets the actor run; what it writes itself goes into the outbox. Returns whether it heard something.
    fn run_actor(&mut self, cx: &mut Context<'_>) -> bool {
        let before = self.inbox.len();
        for _ in 0..ROUNDS {
            let unheard = self.inbox.len();
            self.poll_actor(cx);
            if self.inbox.is_empty() || self.inbox.len() == unheard {
                break;
            }
        }
        self.inbox.len() != before
    }

    fn poll_actor(&mut self, cx: &mut Context<'_>) {
        while let Some(context) = &mut self.context {
            let polled = catch_unwind(AssertUnwindSafe(|| Pin::new(context).poll_next(cx)));
            let Ok(polled) = polled else { return self.fail() };
            match polled {
                Poll::Pending => break,
                Poll::Ready(Some(Ok(output))) => self.handle.outbox.push_own(output),
                Poll::Ready(Some(Err(_)) | None) => {
                    let ending = self.handle.outbox.closing().map_or(Ending::Actor, Ending::Server);
                    self.dismiss_actor();
                    self.drain(ending);
                }
            }
        }
    }

    /// The actor panicked: this socket ends with 1011, the others of the thread do not notice.
    fn fail(&mut self) {
        panics::caught(Place::Session, "a socket's session");
        self.handle.outbox.close(CloseCode::Internal);
        self.drain(Ending::Server(CloseCode::Internal));
        let dismissed = catch_unwind(AssertUnwindSafe(|| self.dismiss_actor()));
        if dismissed.is_err() {
            panics::caught(Place::Session, "the end of a socket's session");
            self.dismiss_actor();
        }
    }

    /// Writes what there is. Returns whether that lets the client be heard again.
    fn write(&mut self, cx: &mut Context<'_>) -> bool {
        if matches!(self.phase, Phase::Lost { .. }) {
            return false;
        }
        let held = (self.pong.is_some() || !self.inbox.is_empty()) && !self.handle.outbox.is_below_half();
        if self.writer.flush(&mut self.io, &self.handle.outbox, cx).is_err() {
            self.lose();
            return true;
        }
        if self.pong.is_some() && self.handle.outbox.is_below_half() {
            let pong = self.pong.take().unwrap_or_default();
            self.writer.push(&self.handle.outbox, pong);
        }
        held && self.handle.outbox.is_below_half()
    }

    /// Everything once; returns whether there is more to do at once.
    fn pass(&mut self, cx: &mut Context<'_>) -> bool {
        let before = self.phase;
        let read = self.read(cx);
        let heard = self.run_actor(cx);
        let freed = self.write(cx);
        self.advance(cx);
        let unwritten = !self.writer.is_idle() && !self.writer.is_blocked();
        let wanted = self.handle.outbox.wants_task(self.writer.is_blocked(), self.phase != Phase::Open);
        read || heard || freed || unwritten || wanted || self.phase != before
    }
}

impl<C> Future for Task<C>
where
    C: Stream<Item = Result<Bytes, Error>> + Unpin,
{
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let task = self.get_mut();
        task.handle.outbox.register(cx.waker());
        for _ in 0..PASSES {
            let more = task.pass(cx);
            if task.phase == Phase::Done {
                return Poll::Ready(());
            }
            if !more && !task.alarm.rings(task.deadline(), cx) {
                return Poll::Pending;
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

impl<C> Drop for Task<C> {
    /// Whatever ended the task, nobody may go on pushing.
    fn drop(&mut self) {
        if self.handle.ending.get().is_none() {
            self.handle.ending.set(Some(Ending::Lost));
        }
        self.handle.outbox.finish();
        metrics::SOCKETS_OPEN.fall();
        metrics::SOCKETS_CLOSED.one(self.handle.ending.get().map_or(Farewell::Lost, Ending::farewell));
    }
}
