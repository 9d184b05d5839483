//! What do all sockets of a run share?
//!
//! One thread runs everything, so that the load generator leaves the machine to the server: plain cells, no locks.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::task::Waker;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

use crate::failure::Result;
use crate::figures::{Figures, record};
use crate::ledger::{Ledger, Name};
use crate::target::Target;

/// Bytes read with one system call; shared by all sockets.
const SCRATCH: usize = 64 * 1024;

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub enum Phase {
    /// Messages go, nothing is measured.
    Warming,
    Measuring,
    /// No new message; what is under way arrives.
    Draining,
    /// Sockets close.
    Over,
}

/// When may a sender send its next message?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// When the pacer says so.
    Paced,
    /// When one was acked.
    OnAck,
    /// When so many have heard one.
    OnHeardBy(u32),
}

/// What the sockets of a run are to do.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Bytes of text in a message.
    pub size: u16,
    pub release: Release,
    /// Come back after a socket was lost.
    pub reconnect: bool,
    /// How many sockets may be opening at once.
    pub opening: usize,
}

/// What others leave for one socket's task.
#[derive(Debug, Default)]
struct Desk {
    /// Messages it may send.
    credits: u32,
    cut: bool,
    waker: Option<Waker>,
}

/// The shared state of a run.
pub struct World {
    pub target: Target,
    pub plan: Plan,
    pub ledger: RefCell<Ledger>,
    pub figures: RefCell<Figures>,
    pub scratch: RefCell<Vec<u8>>,
    pub gate: Arc<Semaphore>,
    /// Sockets that are open and know everything.
    pub ready: Cell<usize>,
    /// Sockets that were lost for good.
    pub gone: Cell<usize>,
    /// When a socket became ready last.
    pub last_ready: Cell<u64>,
    phase: Cell<Phase>,
    cut_at: Cell<u64>,
    desks: RefCell<Vec<Desk>>,
    filler: Vec<u8>,
    begun: Instant,
}

impl World {
    /// # Errors
    /// None in practice: see [`Figures::new`].
    pub fn new(target: Target, plan: Plan, run: &str) -> Result<Self> {
        Ok(Self {
            target,
            plan,
            ledger: RefCell::new(Ledger::new(run)),
            figures: RefCell::new(Figures::new()?),
            scratch: RefCell::new(vec![0; SCRATCH]),
            gate: Arc::new(Semaphore::new(plan.opening)),
            ready: Cell::new(0),
            gone: Cell::new(0),
            last_ready: Cell::new(0),
            phase: Cell::new(Phase::Warming),
            cut_at: Cell::new(0),
            desks: RefCell::default(),
            filler: vec![b'~'; usize::from(plan.size)],
            begun: Instant::now(),
        })
    }

    /// Nanoseconds since the run began.
    pub fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    pub const fn phase(&self) -> Phase {
        self.phase.get()
    }

    /// Goes on to the next phase; the last one wakes everybody.
    pub fn enter(&self, phase: Phase) {
        self.phase.set(phase);
        if phase == Phase::Measuring {
            self.figures.borrow_mut().restart();
        }
        if phase == Phase::Over {
            self.desks.borrow_mut().iter_mut().filter_map(|desk| desk.waker.take()).for_each(Waker::wake);
        }
    }

    /// Opens a journal and a desk; the answer is the socket's number.
    pub fn enlist(&self, conversation: i64) -> usize {
        self.desks.borrow_mut().push(Desk::default());
        self.ledger.borrow_mut().enlist(conversation)
    }

    /// Lets the sender whose task runs just now send one more; it looks at its desk again before it rests.
    pub fn credit(&self, sender: usize) {
        if let Some(desk) = self.desks.borrow_mut().get_mut(sender) {
            desk.credits = desk.credits.saturating_add(1);
        }
    }

    /// Lets a sender send so many more, and wakes it.
    pub fn grant(&self, sender: usize, messages: u32) {
        if let Some(desk) = self.desks.borrow_mut().get_mut(sender) {
            desk.credits = desk.credits.saturating_add(messages);
            if let Some(waker) = desk.waker.take() {
                waker.wake();
            }
        }
    }

    /// The same, a while from now.
    pub fn grant_later(self: &Rc<Self>, sender: usize, pause: Duration) {
        let world = Rc::clone(self);
        tokio::task::spawn_local(async move {
            tokio::time::sleep(pause).await;
            world.grant(sender, 1);
        });
    }

    /// Takes the credits of a sender; none once the run drains.
    pub fn take_credits(&self, sender: usize) -> u32 {
        if self.phase() > Phase::Measuring {
            return 0;
        }
        self.desks.borrow_mut().get_mut(sender).map_or(0, |desk| std::mem::take(&mut desk.credits))
    }

    /// Who is to be woken when something lies on this desk. Was the socket cut?
    pub fn listen(&self, number: usize, waker: &Waker) -> bool {
        let mut desks = self.desks.borrow_mut();
        let Some(desk) = desks.get_mut(number) else { return false };
        if desk.waker.as_ref().is_none_or(|known| !known.will_wake(waker)) {
            desk.waker = Some(waker.clone());
        }
        std::mem::take(&mut desk.cut)
    }

    /// Cuts every socket; the answer is when.
    pub fn cut_all(&self) -> u64 {
        self.cut_at.set(self.now());
        for desk in self.desks.borrow_mut().iter_mut() {
            desk.cut = true;
            if let Some(waker) = desk.waker.take() {
                waker.wake();
            }
        }
        self.cut_at.get()
    }

    /// Times a socket that knows everything now; it began to open at `since`.
    pub fn time_opening(&self, since: u64) {
        let (now, cut_at) = (self.now(), self.cut_at.get());
        self.last_ready.set(now);
        let mut figures = self.figures.borrow_mut();
        record(&mut figures.opening, now.saturating_sub(since));
        if cut_at > 0 {
            record(&mut figures.back, now.saturating_sub(cut_at));
        }
    }

    /// Writes the `send` frame of a message into `draft`.
    pub fn draft(&self, draft: &mut Vec<u8>, name: Name, conversation: i64) {
        let ledger = self.ledger.borrow();
        draft.clear();
        draft.extend_from_slice(br#"{"type":"send","id":""#);
        let start = draft.len();
        ledger.push_id(draft, name);
        let id = start..draft.len();
        draft.extend_from_slice(br#"","conversation_id":"#);
        crate::scan::push_number(draft, u64::try_from(conversation).unwrap_or(0));
        draft.extend_from_slice(br#","kind":"text","body":{"text":""#);
        let size = self.filler.len();
        let words = id.len().min(size);
        draft.extend_from_within(id.start..id.start + words);
        draft.extend_from_slice(self.filler.get(words..).unwrap_or_default());
        draft.extend_from_slice(br#""}}"#);
    }

    /// Is this the text that [`World::draft`] gave the message with that `client_id`?
    pub fn is_own_text(&self, client_id: &[u8], text: &[u8]) -> bool {
        let words = client_id.len().min(self.filler.len());
        text.len() == self.filler.len() && text.get(..words) == client_id.get(..words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::said::Told;
    use crate::target::Reach;

    fn world(size: u16) -> World {
        let target = Target::new("http://127.0.0.1:1", 1, Reach::Loopback).unwrap();
        World::new(target, Plan { size, release: Release::Paced, reconnect: false, opening: 1 }, "run").unwrap()
    }

    #[test]
    fn a_draft_says_its_own_name_and_is_known_again() {
        for size in [1, 5, 120] {
            let world = world(size);
            let mut draft = Vec::new();

            world.draft(&mut draft, Name { sender: 3, number: 14 }, 42);

            let frame: serde_json::Value = serde_json::from_slice(&draft).unwrap();
            assert_eq!((&frame["id"], &frame["conversation_id"]), (&"run.3.14".into(), &42.into()));
            let told = Told::read(&draft);
            assert_eq!(told.text.len(), usize::from(size));
            assert!(world.is_own_text(b"run.3.14", told.text));
            assert!(!world.is_own_text(b"xxx.3.15", told.text));
        }
    }

    #[test]
    fn credits_are_taken_once_and_none_while_draining() {
        let world = world(10);
        let sender = world.enlist(1);
        world.grant(sender, 2);
        world.grant(sender, 1);
        assert_eq!((world.take_credits(sender), world.take_credits(sender)), (3, 0));
        world.grant(sender, 1);
        world.enter(Phase::Draining);
        assert_eq!(world.take_credits(sender), 0);
    }
}
