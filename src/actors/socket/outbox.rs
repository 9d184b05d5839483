//! What waits to be sent to one socket? Shared, already encoded frames, bounded in number and bytes.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use bytes::Bytes;
use futures_util::task::AtomicWaker;
use tokio::sync::Notify;

use crate::metrics;
use crate::protocol::CloseCode;

/// The most frames that leave the queue for one write.
pub(super) const BATCH_FRAMES: usize = 64;
/// A batch is full with this many bytes, so that a ping or pong waits behind little.
const BATCH_BYTES: usize = 128 * 1024;
/// A drained queue keeps room for this many frames and gives back what is beyond.
pub(super) const IDLE_CAPACITY: usize = 4;

/// How much, in frames and in bytes: waiting, or allowed to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Load {
    pub frames: usize,
    pub bytes: usize,
}

impl Load {
    const fn fits(self, bound: Self) -> bool {
        self.frames <= bound.frames && self.bytes <= bound.bytes
    }

    const fn plus(self, other: Self) -> Self {
        Self { frames: self.frames + other.frames, bytes: self.bytes + other.bytes }
    }

    const fn minus(self, other: Self) -> Self {
        Self { frames: self.frames.saturating_sub(other.frames), bytes: self.bytes.saturating_sub(other.bytes) }
    }

    const fn part(self, divisor: usize) -> Self {
        Self { frames: self.frames / divisor, bytes: self.bytes / divisor }
    }
}

/// Why a push put nothing into the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A bound would be passed: the reader is too slow. Close with `TryAgainLater`, or wait for [`Outbox::drained`].
    #[error("the outbox is full")]
    Full,
    /// The socket is closing or gone.
    #[error("the outbox is closed")]
    Closed,
}

/// The queue of one socket, pushed to from any thread and emptied by the socket's task. What the kernel has not taken
/// yet counts as waiting. A push never blocks on input or output.
#[derive(Debug)]
pub struct Outbox {
    bound: Load,
    state: Mutex<State>,
    task: AtomicWaker,
    room: Notify,
}

#[derive(Debug, Default)]
struct State {
    queue: VecDeque<Bytes>,
    /// The queue, and what the task took out of it but could not write yet.
    waiting: Load,
    closing: Option<CloseCode>,
    /// The socket is gone.
    gone: bool,
    /// The task sleeps and would not look at a new frame by itself.
    asleep: bool,
}

impl Outbox {
    /// An empty queue for at most `bound`.
    pub fn new(bound: Load) -> Self {
        Self { bound, state: Mutex::default(), task: AtomicWaker::new(), room: Notify::new() }
    }

    /// Queues one complete frame; wakes the socket's task if it sleeps.
    pub fn push(&self, frame: Bytes) -> Result<(), Refused> {
        let load = Load { frames: 1, bytes: frame.len() };
        self.admit(load, |queue| queue.push_back(frame))
    }

    /// Queues several frames one behind the other with one wake-up: all of them or none.
    pub fn extend(&self, frames: &[Bytes]) -> Result<(), Refused> {
        let load = Load { frames: frames.len(), bytes: frames.iter().map(Bytes::len).sum() };
        self.admit(load, |queue| queue.extend(frames.iter().cloned()))
    }

    /// What waits now, whatever the kernel has not taken included.
    pub fn queued(&self) -> Load {
        self.lock().waiting
    }

    /// Would `more` fit now? Another thread may be faster; only a push decides.
    pub fn has_room(&self, more: Load) -> bool {
        let state = self.lock();
        state.is_open() && state.waiting.plus(more).fits(self.bound)
    }

    /// Resolves when less than a quarter of both bounds waits, or when the outbox is closed. Any number may wait.
    pub async fn drained(&self) {
        loop {
            let room = self.room.notified();
            tokio::pin!(room);
            room.as_mut().enable();
            if self.has_drained() {
                return;
            }
            room.await;
        }
    }

    /// Ends the socket with `code`; the first code wins. What is queued goes out first, within a deadline, except with
    /// `TryAgainLater`: then the queue is dropped at once. From now on every push is refused.
    pub fn close(&self, code: CloseCode) {
        let mut state = self.lock();
        if !state.is_open() {
            return;
        }
        state.closing = Some(code);
        if code == CloseCode::TryAgainLater {
            state.drop_queue();
        }
        drop(state);
        self.room.notify_waiters();
        self.task.wake();
    }

    /// Is the socket closing or gone?
    pub fn is_closed(&self) -> bool {
        !self.lock().is_open()
    }

    fn admit(&self, load: Load, put: impl FnOnce(&mut VecDeque<Bytes>)) -> Result<(), Refused> {
        let mut state = self.lock();
        if !state.is_open() {
            return Err(Refused::Closed);
        }
        let waiting = state.waiting.plus(load);
        if !waiting.fits(self.bound) {
            drop(state);
            metrics::OUTBOX_OVERFLOWS.one();
            return Err(Refused::Full);
        }
        state.waiting = waiting;
        put(&mut state.queue);
        let wake = std::mem::take(&mut state.asleep);
        drop(state);
        if wake {
            self.task.wake();
        }
        Ok(())
    }

    fn has_drained(&self) -> bool {
        let state = self.lock();
        !state.is_open() || state.waiting.fits(self.bound.part(4))
    }

    /// A poisoned lock means that a push panicked half-way in `VecDeque`; the queue is still a queue.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The task's side.
impl Outbox {
    /// Whom to wake for a frame or a close.
    pub(super) fn register(&self, waker: &Waker) {
        self.task.register(waker);
    }

    /// The code somebody closed with.
    pub(super) fn closing(&self) -> Option<CloseCode> {
        self.lock().closing
    }

    /// Queues output of the socket's own actor. It is counted but not bounded: the task stops reading instead.
    pub(super) fn push_own(&self, output: Bytes) {
        let mut state = self.lock();
        if state.closing != Some(CloseCode::TryAgainLater) && !state.gone {
            state.waiting = state.waiting.plus(Load { frames: 1, bytes: output.len() });
            state.queue.push_back(output);
        }
    }

    /// Counts a frame that goes straight into the task's batch.
    pub(super) fn count_own(&self, bytes: usize) {
        let mut state = self.lock();
        state.waiting = state.waiting.plus(Load { frames: 1, bytes });
    }

    /// May the client be heard? Not while more than half of a bound waits to be sent.
    pub(super) fn is_below_half(&self) -> bool {
        self.lock().waiting.fits(self.bound.part(2))
    }

    /// Takes `written` off the count and fills an empty `batch`. Returns the bytes that wait now, the batch included.
    pub(super) fn exchange(&self, written: Load, batch: &mut VecDeque<Bytes>) -> usize {
        let mut state = self.lock();
        let quarter = self.bound.part(4);
        let was_drained = state.waiting.fits(quarter);
        state.waiting = state.waiting.minus(written);
        let drained = !was_drained && state.waiting.fits(quarter);
        if batch.is_empty() {
            state.fill(batch);
        }
        let bytes = state.waiting.bytes;
        drop(state);
        if drained {
            self.room.notify_waiters();
        }
        bytes
    }

    /// Drops what is queued; `kept` bytes of the batch still wait.
    pub(super) fn drop_queue(&self, kept: Load) {
        let mut state = self.lock();
        state.drop_queue();
        state.waiting = kept;
    }

    /// The task is about to sleep: does something want it after all? While the socket takes no bytes (`blocked`) a push
    /// needs no wake-up.
    pub(super) fn wants_task(&self, blocked: bool, knows_closing: bool) -> bool {
        let mut state = self.lock();
        let wants = (!blocked && !state.queue.is_empty()) || (!knows_closing && state.closing.is_some());
        state.asleep = !wants && !blocked;
        wants
    }

    /// The socket takes no more frames: pushes are refused, waiters go on, memory is given back.
    pub(super) fn finish(&self) {
        let mut state = self.lock();
        state.gone = true;
        state.drop_queue();
        state.waiting = Load::default();
        drop(state);
        self.room.notify_waiters();
    }

    /// Refuses pushes from now on; what is queued stays.
    pub(super) fn refuse(&self) {
        self.lock().gone = true;
        self.room.notify_waiters();
    }
}

impl State {
    const fn is_open(&self) -> bool {
        self.closing.is_none() && !self.gone
    }

    fn drop_queue(&mut self) {
        let queue = std::mem::take(&mut self.queue);
        let dropped = Load { frames: queue.len(), bytes: queue.iter().map(Bytes::len).sum() };
        self.waiting = self.waiting.minus(dropped);
    }

    fn fill(&mut self, batch: &mut VecDeque<Bytes>) {
        let mut bytes = 0;
        while batch.len() < BATCH_FRAMES && bytes < BATCH_BYTES {
            let Some(frame) = self.queue.pop_front() else { break };
            bytes += frame.len();
            batch.push_back(frame);
        }
        if self.queue.is_empty() && self.queue.capacity() > IDLE_CAPACITY {
            self.queue = VecDeque::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::task::{ArcWake, waker};

    use super::*;

    struct Wakes(AtomicUsize);

    impl ArcWake for Wakes {
        fn wake_by_ref(wakes: &Arc<Self>) {
            wakes.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn outbox() -> Outbox {
        Outbox::new(Load { frames: 8, bytes: 80 })
    }

    fn frame(bytes: usize) -> Bytes {
        Bytes::from(vec![b'x'; bytes])
    }

    /// Catches a bound that only counts frames, or that lets the last frame pass it.
    #[test]
    fn both_bounds_hold() {
        let (many, big) = (outbox(), outbox());
        for _ in 0..8 {
            many.push(frame(1)).unwrap();
        }
        big.push(frame(80)).unwrap();

        assert_eq!(many.push(frame(1)), Err(Refused::Full));
        assert_eq!(big.push(frame(1)), Err(Refused::Full));
        assert_eq!(big.queued(), Load { frames: 1, bytes: 80 });
    }

    /// Catches a pair of which only the first half is queued.
    #[test]
    fn several_go_in_together_or_not_at_all() {
        let outbox = outbox();

        assert_eq!(outbox.extend(&[frame(40), frame(41)]), Err(Refused::Full));
        assert_eq!(outbox.queued(), Load::default());
        assert_eq!(outbox.extend(&[frame(40), frame(40)]), Ok(()));
    }

    /// Catches a wake-up a frame, which would cost a task switch each.
    #[test]
    fn a_sleeping_task_is_woken_once() {
        let (outbox, wakes) = (outbox(), Arc::new(Wakes(AtomicUsize::new(0))));
        outbox.register(&waker(Arc::clone(&wakes)));
        assert!(!outbox.wants_task(false, false));

        outbox.push(frame(1)).unwrap();
        outbox.push(frame(1)).unwrap();

        assert_eq!(wakes.0.load(Ordering::Relaxed), 1);
        assert!(outbox.wants_task(false, false));
    }

    /// Catches a close that keeps up to a mebibyte for a reader known to be too slow.
    #[test]
    fn over_the_limit_the_queue_is_dropped() {
        let (slow, restart) = (outbox(), outbox());
        slow.push(frame(80)).unwrap();
        restart.push(frame(80)).unwrap();

        slow.close(CloseCode::TryAgainLater);
        restart.close(CloseCode::GoingAway);

        assert_eq!((slow.queued().bytes, restart.queued().bytes), (0, 80));
        assert_eq!(slow.push(frame(1)), Err(Refused::Closed));
    }

    /// Catches a waiter that is not told when the queue empties, or when the socket closes.
    #[tokio::test]
    async fn who_waits_for_room_goes_on_below_a_quarter_or_when_closed() {
        let (drained, closed) = (outbox(), outbox());
        drained.push(frame(80)).unwrap();
        closed.push(frame(80)).unwrap();

        let empty = async { drained.exchange(Load { frames: 1, bytes: 61 }, &mut VecDeque::new()) };
        tokio::join!(biased; drained.drained(), empty);
        tokio::join!(biased; closed.drained(), async { closed.close(CloseCode::GoingAway) });
    }
}
