//! How does a socket end? In steps, each with a deadline, so that no peer can hold it.

use std::pin::Pin;
use std::task::Context;
use std::time::Duration;

use actix_web::Error;
use bytes::Bytes;
use futures_util::Stream;
use socket2::SockRef;
use tokio::io::AsyncWrite;
use tokio::time::Instant;

use super::Ending;
use super::frame::{close_frame, ping_frame};
use super::heartbeat::Beat;
use super::task::Task;
use crate::protocol::CloseCode;

/// The steps, in order; a socket may skip some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Open,
    /// The actor hears what is left and stops; what is queued leaves.
    Draining {
        until: Instant,
    },
    /// The close frame leaves, and unless the peer closed first, its answer is awaited.
    Parting {
        until: Instant,
    },
    /// Our side is shut down; what the peer still sends is read and thrown away, because a connection closed with unread
    /// bytes is reset, and a reset destroys the close frame on its way.
    Lingering {
        until: Instant,
    },
    /// The peer is gone; the actor hears what is left and stops.
    Lost {
        until: Instant,
    },
    Done,
}

impl Phase {
    /// When the step must be over.
    const fn deadline(self) -> Option<Instant> {
        match self {
            Self::Open | Self::Done => None,
            Self::Draining { until } | Self::Parting { until } | Self::Lingering { until } | Self::Lost { until } => {
                Some(until)
            }
        }
    }

    fn is_overdue(self, now: Instant) -> bool {
        self.deadline().is_some_and(|until| until <= now)
    }
}

/// What still happens to the peer's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hearing {
    /// Messages go to the actor.
    Messages,
    /// Only a close frame counts: the server closes.
    CloseOnly,
    /// Nothing counts: the peer closed, or its bytes are no frames.
    Nothing,
    /// There are none any more.
    Ended,
}

impl<C> Task<C>
where
    C: Stream<Item = Result<Bytes, Error>> + Unpin,
{
    /// Begins the end; the first reason stays.
    pub(super) fn drain(&mut self, ending: Ending) {
        if self.phase == Phase::Open {
            self.handle.ending.set(Some(ending));
            self.phase = Phase::Draining { until: Instant::now() + self.limits.drain_timeout };
        }
    }

    /// The peer's bytes have ended. Behind a close frame that is as it should be; before one the peer is lost.
    pub(super) fn hear_end(&mut self) {
        self.hearing = Hearing::Ended;
        match self.phase {
            Phase::Open => self.lose(),
            Phase::Lingering { .. } => self.phase = Phase::Done,
            _ => {}
        }
    }

    /// Nothing can be sent any more.
    pub(super) fn lose(&mut self) {
        if self.handle.ending.get().is_none() {
            self.handle.ending.set(Some(Ending::Lost));
        }
        self.hearing = Hearing::Ended;
        self.writer.clear();
        self.handle.outbox.finish();
        self.inbox.end();
        self.phase = Phase::Lost { until: Instant::now() + self.limits.drain_timeout };
    }

    /// The actor is gone: nobody hears messages.
    pub(super) fn dismiss_actor(&mut self) {
        self.context = None;
        self.inbox.cut();
        if self.hearing == Hearing::Messages {
            self.hearing = Hearing::CloseOnly;
        }
    }

    /// Goes on to the next step where this one is over.
    pub(super) fn advance(&mut self, cx: &mut Context<'_>) {
        let now = Instant::now();
        match self.phase {
            Phase::Open => self.watch(now, cx),
            Phase::Draining { .. } => {
                let drained = self.context.is_none() && self.handle.outbox.queued().frames == 0;
                if drained || self.phase.is_overdue(now) {
                    self.part(now);
                }
            }
            Phase::Parting { until } => {
                if self.writer.is_idle() && matches!(self.hearing, Hearing::Nothing | Hearing::Ended) {
                    let _ = Pin::new(&mut self.io).poll_shutdown(cx);
                    let over = self.hearing == Hearing::Ended;
                    self.phase = if over { Phase::Done } else { Phase::Lingering { until } };
                } else if self.phase.is_overdue(now) {
                    self.abort();
                }
            }
            Phase::Lost { .. } if self.context.is_none() => self.phase = Phase::Done,
            Phase::Lingering { .. } | Phase::Lost { .. } if self.phase.is_overdue(now) => self.phase = Phase::Done,
            Phase::Lingering { .. } | Phase::Lost { .. } | Phase::Done => {}
        }
    }

    /// When time alone asks for the next look.
    pub(super) fn deadline(&self) -> Instant {
        let usual = self.heartbeat.due();
        match self.phase {
            Phase::Open => self.writer.deadline().map_or(usual, |deadline| deadline.min(usual)),
            phase => phase.deadline().unwrap_or(usual),
        }
    }

    /// Looks for reasons to end an open socket, and keeps its heart beating.
    fn watch(&mut self, now: Instant, cx: &mut Context<'_>) {
        if let Some(code) = self.handle.outbox.closing() {
            if code == CloseCode::TryAgainLater {
                self.writer.drop_queue(&self.handle.outbox);
            }
            self.inbox.cut();
            self.hearing = Hearing::CloseOnly;
            self.drain(Ending::Server(code));
        } else if self.writer.deadline().is_some_and(|deadline| deadline <= now) {
            self.kill(Ending::Jammed, cx);
        } else {
            match self.heartbeat.beat(now) {
                Beat::Rest => {}
                Beat::Ping(payload) => self.writer.push(&self.handle.outbox, ping_frame(&payload)),
                Beat::Silent => self.kill(Ending::Silent, cx),
            }
        }
    }

    /// The actor has said its last word: what did not leave in time is dropped, and the close frame goes out.
    fn part(&mut self, now: Instant) {
        self.handle.outbox.refuse();
        self.dismiss_actor();
        self.writer.drop_queue(&self.handle.outbox);
        let (code, reason) = self.closing_words();
        self.writer.push(&self.handle.outbox, close_frame(code, reason));
        self.phase = Phase::Parting { until: now + self.limits.close_timeout };
    }

    fn closing_words(&self) -> (Option<u16>, &'static str) {
        let code = match self.handle.ending.get() {
            Some(Ending::Client(code)) => return (code, ""),
            Some(Ending::Violation(code) | Ending::Server(code)) => code,
            Some(Ending::Jammed | Ending::Silent) => CloseCode::TryAgainLater,
            Some(Ending::Actor | Ending::Lost) | None => CloseCode::Normal,
        };
        (Some(code.number()), code.reason())
    }

    /// Ends a socket whose peer does not react: one try to tell it, no waiting.
    fn kill(&mut self, ending: Ending, cx: &mut Context<'_>) {
        self.handle.ending.set(Some(ending));
        self.part(Instant::now());
        let _ = self.writer.flush(&mut self.io, &self.handle.outbox, cx);
        self.abort();
    }

    /// Ends now. What could not be written is dropped by a reset, so that the kernel too forgets what nobody reads.
    fn abort(&mut self) {
        if !self.writer.is_idle() {
            let _ = SockRef::from(&self.io).set_linger(Some(Duration::ZERO));
        }
        self.phase = Phase::Done;
    }
}
