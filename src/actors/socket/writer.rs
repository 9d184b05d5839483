//! How do frames leave? Many with one call, and all that waited at some instant before one deadline.

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf, Bytes};
use tokio::io::AsyncWrite;
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::outbox::{BATCH_FRAMES, IDLE_CAPACITY, Load, Outbox};

/// The frames under way from an [`Outbox`] to the kernel.
#[derive(Debug)]
pub(super) struct Writer {
    batch: VecDeque<Bytes>,
    /// Part of the first frame has left: the rest must follow before anything else.
    started: bool,
    blocked: bool,
    timeout: Duration,
    mark: Option<Mark>,
}

/// Everything that waited when the mark was set must leave by then, however slowly bytes trickle.
#[derive(Debug)]
struct Mark {
    left: usize,
    deadline: Instant,
}

impl Writer {
    pub(super) const fn new(timeout: Duration) -> Self {
        Self { batch: VecDeque::new(), started: false, blocked: false, timeout, mark: None }
    }

    /// Puts a frame of our own (ping, pong, close) behind the batch under way and so before what is queued.
    pub(super) fn push(&mut self, outbox: &Outbox, frame: Bytes) {
        outbox.count_own(frame.len());
        self.batch.push_back(frame);
    }

    /// Does the kernel take no more bytes at present?
    pub(super) const fn is_blocked(&self) -> bool {
        self.blocked
    }

    /// Has everything left?
    pub(super) fn is_idle(&self) -> bool {
        self.batch.is_empty()
    }

    /// When the peer counts as jammed; `None` while nothing waits.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.mark.as_ref().map(|mark| mark.deadline)
    }

    /// Writes until nothing waits or the kernel takes no more.
    pub(super) fn flush(&mut self, io: &mut TcpStream, outbox: &Outbox, cx: &mut Context<'_>) -> io::Result<()> {
        let mut waiting = outbox.exchange(Load::default(), &mut self.batch);
        self.blocked = false;
        while !self.batch.is_empty() {
            self.set_mark(waiting);
            let Poll::Ready(written) = poll_write(io, &self.batch, cx) else {
                self.blocked = true;
                return Ok(());
            };
            let written = self.take_off(written?);
            waiting = outbox.exchange(written, &mut self.batch);
        }
        self.mark = None;
        if self.batch.capacity() > IDLE_CAPACITY {
            self.batch = VecDeque::new();
        }
        Ok(())
    }

    /// Drops everything that has not begun to leave.
    pub(super) fn drop_queue(&mut self, outbox: &Outbox) {
        self.batch.truncate(usize::from(self.started));
        self.mark = None;
        outbox.drop_queue(Load { frames: self.batch.len(), bytes: self.batch.iter().map(Bytes::len).sum() });
    }

    /// Forgets everything: there is nobody to write to.
    pub(super) fn clear(&mut self) {
        *self = Self::new(self.timeout);
    }

    fn set_mark(&mut self, waiting: usize) {
        if self.mark.is_none() {
            self.mark = Some(Mark { left: waiting, deadline: Instant::now() + self.timeout });
        }
    }

    fn take_off(&mut self, bytes: usize) -> Load {
        let mut left = bytes;
        let mut frames = 0;
        while let Some(first) = self.batch.front_mut() {
            if left < first.len() {
                first.advance(left);
                self.started |= left > 0;
                break;
            }
            left -= first.len();
            frames += 1;
            self.started = false;
            self.batch.pop_front();
        }
        self.mark.take_if(|mark| {
            mark.left = mark.left.saturating_sub(bytes);
            mark.left == 0
        });
        Load { frames, bytes }
    }
}

fn poll_write(io: &mut TcpStream, batch: &VecDeque<Bytes>, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
    let mut slices = [IoSlice::new(&[]); BATCH_FRAMES];
    let mut count = 0;
    for (slice, frame) in slices.iter_mut().zip(batch) {
        *slice = IoSlice::new(frame);
        count += 1;
    }
    match Pin::new(io).poll_write_vectored(cx, slices.get(..count).unwrap_or_default()) {
        Poll::Ready(Ok(0)) => Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
        result => result,
    }
}
