//! What does one socket's owner know, and what does it do with what it hears?

use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;

use crate::failure::Advice;
use crate::figures::record;
use crate::frame::{Outgoing, TEXT};
use crate::ledger::Name;
use crate::order::{Arrival, LiveOrder, Seen};
use crate::said::{Said, Told};
use crate::scan::{Fields, Items, number};
use crate::world::{Phase, Release, World};

/// How far a socket has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The greeting has not come.
    Greeting,
    /// Reading up to the `seq` that the greeting named.
    CatchingUp(i64),
    Ready,
}

/// Who owns a socket. It outlives the socket: what it knows and what it is owed stays when it comes back.
pub struct Member {
    /// Of its journal and its desk.
    pub number: usize,
    pub user: String,
    pub token: String,
    /// 0 for one who only holds a socket.
    pub conversation: i64,
    /// The newest message when it first came; those after it are owed to it.
    pub base: i64,
    pub seen: Seen,
    /// Messages of others of this run that it was told of.
    pub received: u64,
    /// It lost its socket and did not come back.
    pub lost: bool,
    live: LiveOrder,
    greeted: bool,
    stage: Stage,
    in_flight: VecDeque<usize>,
    draft: Vec<u8>,
    opening: Option<(u64, OwnedSemaphorePermit)>,
}

impl Member {
    pub fn new(world: &World, user: &str, token: &str, conversation: i64) -> Self {
        Self {
            number: world.enlist(conversation),
            user: user.to_owned(),
            token: token.to_owned(),
            conversation,
            base: 0,
            seen: Seen::up_to(0),
            received: 0,
            lost: false,
            live: LiveOrder::default(),
            greeted: false,
            stage: Stage::Greeting,
            in_flight: VecDeque::new(),
            draft: Vec::new(),
            opening: None,
        }
    }

    /// A new socket is opening since `now`.
    pub fn arrive(&mut self, now: u64, permit: OwnedSemaphorePermit) {
        self.stage = Stage::Greeting;
        self.opening = Some((now, permit));
    }

    /// The socket is gone.
    pub fn leave(&mut self, world: &World) {
        if self.stage == Stage::Ready {
            world.ready.set(world.ready.get() - 1);
        }
        self.stage = Stage::Greeting;
        self.opening = None;
    }

    /// Sends as many messages as it may.
    pub fn spend(&mut self, world: &World, out: &mut Outgoing) {
        if self.stage != Stage::Ready {
            return;
        }
        let credits = world.take_credits(self.number);
        if credits == 0 {
            return;
        }
        let now = world.now();
        for _ in 0..credits {
            let Some(message) = world.ledger.borrow_mut().begin(self.number, now) else { return };
            self.in_flight.push_back(message);
            self.push_message(message, world, out);
        }
        if world.phase() == Phase::Measuring {
            world.figures.borrow_mut().sent += u64::from(credits);
        }
    }

    /// Takes one frame of the server, read at `now`.
    ///
    /// # Errors
    /// What makes the socket useless.
    pub fn hear(&mut self, frame: &[u8], now: u64, world: &Rc<World>, out: &mut Outgoing) -> Result<(), &'static str> {
        let said = Said::read(frame);
        match said.kind {
            b"ack" => self.acked(&said, now, world),
            b"event" => self.live_event(said.event, now, world),
            b"hello" => return self.greeted(&said, world, out),
            b"events" => self.page(&said, now, world, out),
            b"error" => return self.failed(&said, world),
            b"bye" | b"receipt" | b"typing" | b"presence" | b"conversation" | b"pong" => {}
            _ => return Err("a frame whose type is not in the contract"),
        }
        Ok(())
    }

    fn greeted(&mut self, said: &Said<'_>, world: &World, out: &mut Outgoing) -> Result<(), &'static str> {
        if self.conversation == 0 {
            self.become_ready(world, out);
            return Ok(());
        }
        let last_seq = Items::of(said.conversations).find_map(|item| last_seq_of(item, self.conversation));
        let last_seq = last_seq.ok_or("a greeting that does not name the conversation")?;
        self.live = LiveOrder::after(last_seq);
        if !self.greeted {
            self.greeted = true;
            self.base = last_seq;
            self.seen = Seen::up_to(last_seq);
        }
        if self.seen.without_gap() < last_seq {
            self.stage = Stage::CatchingUp(last_seq);
            self.ask_for_more(out);
        } else {
            self.become_ready(world, out);
        }
        Ok(())
    }

    fn page(&mut self, said: &Said<'_>, now: u64, world: &Rc<World>, out: &mut Outgoing) {
        for message in Items::of(said.events) {
            let told = Told::read(message);
            self.told(&told, now, world);
        }
        let Stage::CatchingUp(last_seq) = self.stage else { return };
        if said.more && self.seen.without_gap() < last_seq {
            self.ask_for_more(out);
        } else {
            self.become_ready(world, out);
        }
    }

    fn live_event(&mut self, message: &[u8], now: u64, world: &Rc<World>) {
        let told = Told::read(message);
        if told.conversation == self.conversation {
            self.note_order(told.seq, world);
        }
        self.told(&told, now, world);
    }

    /// One message, live or from a page.
    fn told(&mut self, told: &Told<'_>, now: u64, world: &Rc<World>) {
        let name = world.ledger.borrow().name(told.client_id);
        if told.conversation != self.conversation {
            world.figures.borrow_mut().phantom += u64::from(name.is_some());
            return;
        }
        let new = self.seen.insert(told.seq);
        let Some(name) = name.filter(|_| new) else { return };
        let own = name.sender == self.number;
        let outcome = world.ledger.borrow_mut().told(name, (told.conversation, told.seq), own);
        let mut figures = world.figures.borrow_mut();
        figures.phantom += u64::from(!world.is_own_text(told.client_id, told.text));
        let heard = match outcome {
            Ok(heard) => heard,
            Err(wrong) => return figures.wrong(wrong),
        };
        if own {
            return;
        }
        self.received += 1;
        if world.phase() == Phase::Measuring {
            figures.delivered += 1;
            record(&mut figures.delivery, now.saturating_sub(heard.sent_at));
        }
        if world.plan.release == Release::OnHeardBy(heard.by) {
            world.grant(name.sender, 1);
        }
    }

    fn acked(&mut self, said: &Said<'_>, now: u64, world: &World) {
        let name = world.ledger.borrow().name(said.id).filter(|name| name.sender == self.number);
        let Some(name) = name else {
            world.figures.borrow_mut().phantom += 1;
            return;
        };
        self.forget(name.number);
        if !said.duplicate {
            self.note_order(said.seq, world);
        }
        self.seen.insert(said.seq);
        match world.ledger.borrow_mut().acked(name, said.seq) {
            Err(wrong) => world.figures.borrow_mut().wrong(wrong),
            Ok(None) => {}
            Ok(Some(sent_at)) => self.first_answer(now.saturating_sub(sent_at), world),
        }
    }

    fn first_answer(&self, took: u64, world: &World) {
        if world.phase() == Phase::Measuring {
            let mut figures = world.figures.borrow_mut();
            figures.acked += 1;
            record(&mut figures.ack, took);
        }
        if world.plan.release == Release::OnAck {
            world.credit(self.number);
        }
    }

    fn failed(&mut self, said: &Said<'_>, world: &Rc<World>) -> Result<(), &'static str> {
        let code = String::from_utf8_lossy(said.code);
        let limited = code == "rate_limited";
        let uncertain = matches!(code.as_ref(), "unavailable" | "internal");
        {
            let mut figures = world.figures.borrow_mut();
            figures.refused(&code, &String::from_utf8_lossy(said.detail));
            if limited {
                figures.advise(Advice::Messages);
            }
        }
        if said.id == SYNC {
            return Err("catching up was refused");
        }
        let name = world.ledger.borrow().name(said.id).filter(|name| name.sender == self.number);
        let Some(name) = name else { return Ok(()) };
        self.forget(name.number);
        let first = world.ledger.borrow_mut().failed(name, !uncertain);
        if first && world.plan.release != Release::Paced {
            world.grant_later(self.number, Duration::from_secs(said.retry_after.unsigned_abs().clamp(1, 10)));
        }
        Ok(())
    }

    fn become_ready(&mut self, world: &World, out: &mut Outgoing) {
        self.stage = Stage::Ready;
        world.ready.set(world.ready.get() + 1);
        if let Some((since, permit)) = self.opening.take() {
            drop(permit);
            world.time_opening(since);
        }
        let again: Vec<usize> = self.in_flight.iter().copied().collect();
        for message in again {
            world.ledger.borrow_mut().again(Name { sender: self.number, number: message });
            self.push_message(message, world, out);
        }
    }

    fn note_order(&mut self, seq: i64, world: &World) {
        match self.live.arrived(seq) {
            Arrival::InOrder | Arrival::Behind => {}
            Arrival::Again => world.figures.borrow_mut().duplicated += 1,
            // What a page brought on this very socket need not come live as well.
            Arrival::Ahead if self.seen.missing_up_to(seq - 1) == 0 => {}
            Arrival::Ahead => world.figures.borrow_mut().skipped += 1,
        }
    }

    fn push_message(&mut self, message: usize, world: &World, out: &mut Outgoing) {
        world.draft(&mut self.draft, Name { sender: self.number, number: message }, self.conversation);
        out.push(TEXT, &self.draft);
    }

    fn ask_for_more(&self, out: &mut Outgoing) {
        let (conversation, after) = (self.conversation, self.seen.without_gap());
        let frame = format!(
            r#"{{"type":"sync","id":"sync","conversation_id":{conversation},"after_seq":{after},"limit":500}}"#
        );
        out.push(TEXT, frame.as_bytes());
    }

    /// An answer came. Answers come in the order of the questions as a rule.
    fn forget(&mut self, message: usize) {
        if self.in_flight.front() == Some(&message) {
            self.in_flight.pop_front();
        } else if let Some(place) = self.in_flight.iter().position(|&waiting| waiting == message) {
            self.in_flight.remove(place);
        }
    }
}

/// The `id` of every `sync`; a socket has one under way at most.
const SYNC: &[u8] = b"sync";

fn last_seq_of(item: &[u8], conversation: i64) -> Option<i64> {
    let (mut id, mut last_seq) = (None, None);
    for (key, value) in Fields::of(item) {
        match key {
            b"id" => id = number(value),
            b"last_seq" => last_seq = number(value),
            _ => {}
        }
    }
    last_seq.filter(|_| id == Some(conversation))
}
