//! How does a committed entry reach the sockets, each in its order and without a hole?

use actix::{Context, Handler};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use tokio::time::Instant;

use super::announcing::Circle;
use super::cursor::{Cursor, Gap, Verdict};
use super::{ChatServer, Delivery, DeliveryStep, Entry, Fill, Publish, Whisper};
use crate::actors::bus::Hint;
use crate::actors::session::ReadGap;
use crate::actors::socket::{Load, Refused};
use crate::id::{ConversationId, Seq, SessionId};
use crate::metrics;
use crate::protocol::CloseCode;

impl Handler<Publish> for ChatServer {
    type Result = ();

    fn handle(&mut self, publish: Publish, ctx: &mut Self::Context) {
        metrics::PUBLISH_BACKLOG.fall();
        for (session, frame) in publish.refused {
            if let Some(entry) = self.sessions.get(&session) {
                entry.push(frame);
            }
        }
        let mut delivered = 0;
        for delivery in publish.conversations {
            delivered += self.publish(delivery, ctx);
        }
        metrics::EVENTS_DELIVERED.add(delivered);
        let now = Instant::now();
        for since in publish.since {
            metrics::DELIVERY_SECONDS.see_time(now.saturating_duration_since(since));
        }
    }
}

impl Handler<Fill> for ChatServer {
    type Result = ();

    fn handle(&mut self, fill: Fill, _: &mut Self::Context) {
        let Some(entry) = self.sessions.get_mut(&fill.session) else { return };
        match fill.events {
            Some(events) => entry.fill(fill.session, fill.conversation, events),
            None => entry.outbox.close(CloseCode::TryAgainLater),
        }
    }
}

impl Handler<Whisper> for ChatServer {
    type Result = ();

    fn handle(&mut self, whisper: Whisper, _: &mut Self::Context) {
        self.whisper(&whisper);
        self.tell_others(|| Hint::Whisper {
            conversation: whisper.conversation,
            from: whisper.from,
            to: whisper.to,
            frame: STANDARD.encode(&whisper.frame),
        });
    }
}

impl ChatServer {
    /// Answers how many events went into outboxes.
    pub(super) fn publish(&mut self, mut delivery: Delivery, ctx: &mut Context<Self>) -> u64 {
        self.hears(&mut delivery);
        let delivered = self.deliver(&delivery);
        if delivery.changed {
            self.announce_now(delivery.id, Circle::Everybody, ctx);
        } else if delivery.waiting {
            self.announce_soon(delivery.id, ctx);
        }
        delivered
    }

    pub(super) fn whisper(&self, whisper: &Whisper) {
        let others = whisper.to.iter().filter(|user| **user != whisper.from);
        let sessions = others.filter_map(|user| self.users.get(user)).flat_map(|present| &present.sessions);
        for entry in sessions.filter_map(|session| self.sessions.get(session)) {
            entry.whisper(&whisper.frame);
        }
        let watchers = self.watchers.get(&whisper.conversation).into_iter().flatten();
        for entry in watchers.filter_map(|session| self.sessions.get(session)) {
            if entry.user != whisper.from && !whisper.to.contains(&entry.user) {
                entry.whisper(&whisper.frame);
            }
        }
    }

    fn deliver(&mut self, delivery: &Delivery) -> u64 {
        let mut listeners: smallvec::SmallVec<[SessionId; 8]> = smallvec::SmallVec::new();
        for present in delivery.members.iter().filter_map(|user| self.users.get(user)) {
            listeners.extend(present.sessions.iter().copied());
        }
        for watcher in self.watchers.get(&delivery.id).into_iter().flatten() {
            if !listeners.contains(watcher) {
                listeners.push(*watcher);
            }
        }
        // A socket may ask for something in a conversation that it does not listen to (an admin recalls): it gets its
        // answer, and nothing else.
        for step in &delivery.steps {
            if let DeliveryStep::Answer { session, frame: answer, .. }
            | DeliveryStep::Entry { by: Some((session, Some(answer))), .. } = step
                && !listeners.contains(session)
                && let Some(entry) = self.sessions.get(session)
            {
                entry.push(answer.clone());
            }
        }
        let mut delivered = 0;
        for session in listeners {
            if let Some(entry) = self.sessions.get_mut(&session) {
                delivered += entry.deliver(session, delivery);
            }
        }
        delivered
    }
}

impl Entry {
    fn deliver(&mut self, me: SessionId, delivery: &Delivery) -> u64 {
        if let Some(first) = delivery.elsewhere {
            let fresh = if self.greeted { Cursor::Live(Seq(first.0 - 1)) } else { Cursor::held() };
            self.cursors.entry(delivery.id).or_insert(fresh).expect_from(first);
        }
        let mut delivered = 0;
        for step in &delivery.steps {
            match step {
                DeliveryStep::Entry { seq, event, by } => match by {
                    Some((session, answer)) if *session == me => {
                        self.entry(me, delivery.id, *seq, None, answer.as_ref());
                    }
                    _ => delivered += u64::from(self.entry(me, delivery.id, *seq, Some(event), None)),
                },
                DeliveryStep::Answer { session, seq, frame } if *session == me => {
                    self.answer(me, delivery, *seq, frame);
                }
                DeliveryStep::Receipt(frame) if self.greeted => self.push(frame.clone()),
                DeliveryStep::Answer { .. } | DeliveryStep::Receipt(_) => {}
            }
        }
        self.catch_up(me, delivery.id, delivery.last_seq);
        delivered
    }

    /// The head tells of entries that nobody told: another node's, or those of a commit whose outcome was not known.
    pub(super) fn catch_up(&mut self, me: SessionId, id: ConversationId, head: Seq) {
        if let Some(cursor) = self.cursors.get_mut(&id)
            && let Some(after) = cursor.lag_behind(head)
        {
            self.addr.do_send(ReadGap { session: me, conversation: id, after });
        }
    }

    /// One entry: the event for others, the answer (if it wants one) for the socket that asked for it. Did it go into the
    /// outbox now?
    fn entry(
        &mut self,
        me: SessionId,
        id: ConversationId,
        seq: Seq,
        event: Option<&Bytes>,
        answer: Option<&Bytes>,
    ) -> bool {
        let fresh = if self.greeted { Cursor::Live(Seq(seq.0 - 1)) } else { Cursor::held() };
        let cursor = self.cursors.entry(id).or_insert(fresh);
        let verdict = cursor.judge(seq);
        let sent = match verdict {
            // What was read from the store held it already, as an event; the answer is owed all the same.
            Verdict::Skip => answer.map_or(Ok(()), |frame| self.outbox.push(frame.clone())),
            Verdict::Send => event.or(answer).map_or(Ok(()), |frame| self.outbox.push(frame.clone())),
            Verdict::Wait | Verdict::Fill(_) => Ok(()),
        };
        let is_sent = verdict == Verdict::Send && sent.is_ok();
        let after = match (verdict, sent) {
            (Verdict::Send, Err(Refused::Full)) => Some(cursor.step_back(seq)),
            (Verdict::Skip, Err(Refused::Full)) => {
                self.outbox.close(CloseCode::TryAgainLater);
                None
            }
            (Verdict::Fill(after), _) => Some(after),
            _ => None,
        };
        if let Some(answer) = answer {
            cursor.keep_answer(seq, answer.clone());
        }
        if let Some(after) = after {
            self.addr.do_send(ReadGap { session: me, conversation: id, after });
        }
        is_sent
    }

    /// An answer about an entry that was there before: never ahead of the events up to it.
    fn answer(&mut self, me: SessionId, delivery: &Delivery, seq: Seq, frame: &Bytes) {
        let behind = match self.cursors.get_mut(&delivery.id) {
            Some(Cursor::Live(sent)) if *sent < seq => Some(*sent),
            Some(Cursor::Filling(gap)) if gap.sent.is_none_or(|sent| sent < seq) => {
                gap.head = gap.head.max(seq);
                gap.answers.push((seq, frame.clone()));
                return;
            }
            _ => None,
        };
        let Some(sent) = behind else { return self.push(frame.clone()) };
        let gap = Gap { sent: Some(sent), first: None, head: delivery.last_seq, answers: vec![(seq, frame.clone())] };
        self.cursors.insert(delivery.id, Cursor::Filling(gap));
        self.addr.do_send(ReadGap { session: me, conversation: delivery.id, after: sent });
    }

    /// It has everything up to `head`; goes live, or reads what was committed meanwhile.
    pub(super) fn begin(&mut self, me: SessionId, id: ConversationId, head: Seq) {
        let behind = match self.cursors.get_mut(&id) {
            Some(Cursor::Filling(gap)) if gap.sent.is_none() => {
                gap.sent = Some(head);
                if gap.head > head { Some(head) } else { None }
            }
            Some(_) => return,
            None => None,
        };
        match behind {
            Some(after) => self.addr.do_send(ReadGap { session: me, conversation: id, after }),
            None => {
                if let Some(Cursor::Filling(gap)) = self.cursors.insert(id, Cursor::Live(head)) {
                    gap.answers.into_iter().for_each(|(_, answer)| self.push(answer));
                }
            }
        }
    }

    fn fill(&mut self, me: SessionId, id: ConversationId, events: Vec<(Seq, Bytes)>) {
        let Some(Cursor::Filling(gap)) = self.cursors.get_mut(&id) else { return };
        let mut sent = gap.sent.unwrap_or(Seq::ZERO);
        let mut room = true;
        for (seq, event) in events {
            // What lies beyond was read before it was told: the answer that belongs in its place is still on its way.
            if seq > gap.head {
                break;
            }
            if seq != sent.next() {
                continue;
            }
            let frame = gap.take_answer(seq);
            if self.outbox.push(frame.clone().unwrap_or(event)).is_err() {
                gap.answers.extend(frame.map(|frame| (seq, frame)));
                room = false;
                break;
            }
            sent = seq;
        }
        gap.sent = Some(sent);
        if sent < gap.head || !room {
            self.addr.do_send(ReadGap { session: me, conversation: id, after: sent });
        } else if let Some(Cursor::Filling(gap)) = self.cursors.insert(id, Cursor::Live(sent)) {
            gap.answers.into_iter().for_each(|(_, answer)| self.push(answer));
        }
    }

    /// A frame that must arrive; a socket without room for it is sent away, to come back and `sync` (P6).
    pub(super) fn push(&self, frame: Bytes) {
        if self.outbox.push(frame) == Err(Refused::Full) {
            self.outbox.close(CloseCode::TryAgainLater);
        }
    }

    /// A frame that need not arrive: left out where half the outbox waits already.
    pub(super) fn whisper(&self, frame: &Bytes) {
        let queued = self.outbox.queued();
        let twice = Load { frames: queued.frames + 1, bytes: queued.bytes + frame.len() };
        if self.greeted && self.outbox.has_room(twice) {
            let _ = self.outbox.push(frame.clone());
        } else if self.greeted {
            metrics::WHISPERS_DROPPED.one();
        }
    }
}
