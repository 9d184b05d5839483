//! What follows when somebody acts on a conversation? The rules that turn one wish into entries of the log.
//!
//! They run while the conversation's row is locked, so what they see of it is true and what they decide is final.

use std::sync::Arc;

use chrono::TimeDelta;
use serde::Serialize;
use serde_json::value::RawValue;

use super::body::{Parsed, raw};
use super::permissions::{self as may, Actor, Standing};
use super::{Body, Head, Kind, Message, MessageKind, Patch, Refusal, Status, SystemEvent};
use crate::id::{ClientId, Seq, UserId};
use crate::time::Timestamp;

/// What somebody wants to happen in a conversation.
#[derive(Debug, Clone)]
pub enum Intent {
    /// Say something. The body is checked and in its stored form; `digest` is [`super::body::digest`] of it.
    Send { client_id: Option<ClientId>, kind: MessageKind, body: Arc<RawValue>, reply_to: Option<Seq>, digest: i64 },
    /// Show a file that is not there. Known where the same was said under this name before, and the file went with its
    /// recall; it never becomes an entry.
    Resend { client_id: ClientId, digest: i64 },
    /// Say it differently. The body is read once the target's kind is known.
    Edit { target: Seq, body: Arc<RawValue> },
    /// Take it back.
    Recall { target: Seq },
    /// Change subject, status or assignee.
    Patch(Patch),
    /// Move one's own marks forward.
    Mark { read: Option<Seq>, delivered: Option<Seq> },
}

impl Intent {
    /// The sender's name for what it says, and the fingerprint of it.
    pub const fn named(&self) -> Option<(&ClientId, i64)> {
        match self {
            Self::Send { client_id: Some(client_id), digest, .. } | Self::Resend { client_id, digest } => {
                Some((client_id, *digest))
            }
            _ => None,
        }
    }
}

/// A new entry, not stored yet.
#[derive(Debug, Clone)]
pub struct Entry {
    pub seq: Seq,
    pub sender_id: Option<UserId>,
    pub client_id: Option<ClientId>,
    pub kind: MessageKind,
    pub body: Arc<RawValue>,
    pub reply_to: Option<Seq>,
    pub digest: i64,
}

/// The message that an edit or a recall is about, as stored.
#[derive(Debug, Clone)]
pub struct Target {
    pub message: Message,
    /// Where its recall stands, once there is one.
    pub recall_seq: Option<Seq>,
}

/// What one intent led to. The head it was applied to has moved on accordingly.
#[derive(Debug, Clone, Default)]
pub struct Applied {
    /// In rising `seq`; empty where nothing changed.
    pub entries: Vec<Entry>,
    /// The entry that answers the intent; [`None`] where nothing was written.
    pub answer: Option<Seq>,
    /// Who takes part from now on.
    pub joined: Option<UserId>,
    /// Status, assignee, subject or members changed: those who show the conversation must hear of it.
    pub changed: bool,
}

/// Applies one intent to the locked head, or says why not (then the head is as it was).
/// `target` is the message that an edit or a recall names; marks are not part of the log, see [`moved_marks`].
pub fn apply(
    head: &mut Head,
    actor: &Actor,
    intent: &Intent,
    target: Option<&mut Target>,
    rules: Rules,
) -> Result<Applied, Refusal> {
    let standing = Standing { kind: head.kind, member: head.has_member(&actor.id) };
    let mut draft = Draft { head: head.clone(), applied: Applied::default() };
    match intent {
        Intent::Send { client_id, kind, body, reply_to, digest } => {
            may::send(actor, standing)?;
            check_reply(head, *reply_to)?;
            draft.join(actor);
            draft.wake(actor)?;
            draft.say(actor, client_id.clone(), *kind, body.clone(), (*reply_to, *digest), rules.now);
        }
        Intent::Resend { .. } => {
            may::send(actor, standing)?;
            return Err(Refusal::Hidden("upload"));
        }
        Intent::Edit { target: seq, body } => edit(&mut draft, actor, standing, (*seq, body), target, rules)?,
        Intent::Recall { target: seq } => recall(&mut draft, actor, standing, *seq, target, rules)?,
        Intent::Patch(patch) => draft.patch(actor, standing, patch, rules.now)?,
        Intent::Mark { .. } => return Err(Refusal::invalid("intent", "marks are not part of the log")),
    }
    *head = draft.head;
    Ok(draft.applied)
}

/// The instant it happens at, and what the operator set.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    pub now: Timestamp,
    pub recall_window: TimeDelta,
}

/// A member's marks: 0 ≤ read ≤ delivered ≤ last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    pub delivered: Seq,
    pub read: Seq,
}

/// Where the marks stand after the wish; they never fall, and nobody reads what is not there.
pub fn moved_marks(head: &Head, actor: &Actor, present: Marks, wish: &Intent) -> Result<Marks, Refusal> {
    let Intent::Mark { read, delivered } = wish else {
        return Err(Refusal::invalid("intent", "only marks move"));
    };
    may::mark(actor, Standing { kind: head.kind, member: head.has_member(&actor.id) })?;
    let furthest = (*read).max(*delivered).unwrap_or(Seq::ZERO);
    if furthest > head.last_seq {
        return Err(Refusal::invalid("seq", format!("the conversation's last seq is {}", head.last_seq)));
    }
    let read = present.read.max(read.unwrap_or(Seq::ZERO));
    Ok(Marks { delivered: present.delivered.max(furthest).max(read), read })
}

fn check_reply(head: &Head, reply_to: Option<Seq>) -> Result<(), Refusal> {
    match reply_to {
        Some(seq) if seq > head.last_seq => Err(Refusal::invalid("reply_to", "there is no message with this seq")),
        _ => Ok(()),
    }
}

#[derive(Serialize)]
struct EditBody<'a> {
    target_seq: Seq,
    body: &'a RawValue,
}

#[derive(Serialize)]
struct RecallBody {
    target_seq: Seq,
}

fn edit(
    draft: &mut Draft,
    actor: &Actor,
    standing: Standing,
    (seq, body): (Seq, &RawValue),
    target: Option<&mut Target>,
    rules: Rules,
) -> Result<(), Refusal> {
    may::see(actor, standing)?;
    let target = target.ok_or(Refusal::Hidden("message"))?;
    may::edit(actor, standing, &target.message)?;
    if target.message.recalled_at.is_some() {
        return Err(Refusal::Conflict("The message was recalled; it cannot be edited any more.".into()));
    }
    let kind = target.message.kind;
    if !matches!(kind, MessageKind::Text | MessageKind::Card) {
        return Err(Refusal::invalid("seq", format!("only texts and cards can be edited, this is {}", kind.as_str())));
    }
    let Parsed::Ready(new) = Body::parse(kind, body.get())? else {
        return Err(Refusal::invalid("seq", "attachments cannot be edited"));
    };
    let new = new.json();
    let entry = raw(&EditBody { target_seq: seq, body: &new });
    target.message.body = Some(new);
    target.message.edited_at = Some(rules.now);
    draft.answer_with(Some(actor.id.clone()), MessageKind::Edit, entry);
    Ok(())
}

fn recall(
    draft: &mut Draft,
    actor: &Actor,
    standing: Standing,
    seq: Seq,
    target: Option<&mut Target>,
    rules: Rules,
) -> Result<(), Refusal> {
    may::see(actor, standing)?;
    let target = target.ok_or(Refusal::Hidden("message"))?;
    if target.recall_seq.is_some() && target.message.sender_id.as_ref() == Some(&actor.id) {
        draft.applied.answer = target.recall_seq;
        return Ok(());
    }
    may::recall(actor, standing, &target.message, rules.now, rules.recall_window)?;
    if target.recall_seq.is_some() {
        draft.applied.answer = target.recall_seq;
        return Ok(());
    }
    if !target.message.kind.is_message() {
        return Err(Refusal::invalid("seq", "only messages that somebody sent can be recalled"));
    }
    target.message.body = None;
    target.message.recalled_at = Some(rules.now);
    target.recall_seq = Some(draft.head.last_seq.next());
    draft.answer_with(Some(actor.id.clone()), MessageKind::Recall, raw(&RecallBody { target_seq: seq }));
    Ok(())
}

/// The head as it will be, and what leads there.
struct Draft {
    head: Head,
    applied: Applied,
}

impl Draft {
    fn join(&mut self, actor: &Actor) {
        if self.head.has_member(&actor.id) {
            return;
        }
        self.add_member(&actor.id);
        self.system(&SystemEvent::Joined { user_id: actor.id.clone() });
    }

    fn add_member(&mut self, user: &UserId) {
        if self.head.has_member(user) {
            return;
        }
        self.head.members = self.head.members.iter().cloned().chain([user.clone()]).collect();
        self.applied.joined = Some(user.clone());
        self.applied.changed = true;
    }

    /// Writing into a closed conversation reopens it, and a customer's words wake a snoozed one.
    fn wake(&mut self, actor: &Actor) -> Result<(), Refusal> {
        match self.head.status {
            Status::Closed => self.set_status(actor, Status::Open),
            Status::Snoozed if actor.role.is_customer() => self.set_status(actor, Status::Open),
            Status::Open | Status::Snoozed => Ok(()),
        }
    }

    fn say(
        &mut self,
        actor: &Actor,
        client_id: Option<ClientId>,
        kind: MessageKind,
        body: Arc<RawValue>,
        (reply_to, digest): (Option<Seq>, i64),
        now: Timestamp,
    ) {
        self.push(Entry {
            seq: self.head.last_seq.next(),
            sender_id: Some(actor.id.clone()),
            client_id,
            kind,
            body,
            reply_to,
            digest,
        });
        self.applied.answer = Some(self.head.last_seq);
        self.head.last_message_seq = self.head.last_seq;
        self.head.last_activity_at = now;
    }

    fn patch(&mut self, actor: &Actor, standing: Standing, patch: &Patch, now: Timestamp) -> Result<(), Refusal> {
        may::see(actor, standing)?;
        if let Some(status) = patch.status {
            may::set_status(actor, standing, status)?;
            self.set_status(actor, status)?;
        }
        if let Some(assignee) = &patch.assignee_id {
            may::assign(actor, standing)?;
            self.assign(actor, assignee.as_ref())?;
        }
        if let Some(subject) = &patch.subject {
            may::rename(actor, standing)?;
            self.rename(actor, subject.as_ref());
        }
        if self.applied.changed {
            self.head.last_activity_at = now;
            self.head.closed_at = (self.head.status == Status::Closed).then(|| self.head.closed_at.unwrap_or(now));
        }
        self.applied.answer = self.applied.entries.last().map(|entry| entry.seq);
        Ok(())
    }

    fn set_status(&mut self, actor: &Actor, status: Status) -> Result<(), Refusal> {
        if self.head.status == status {
            return Ok(());
        }
        if let (Status::Closed, Some(newer)) = (self.head.status, self.head.newer_open) {
            return Err(Refusal::Conflict(format!(
                "This conversation is closed and the customer has a newer open one: use conversation {newer}."
            )));
        }
        self.head.status = status;
        if status != Status::Closed {
            self.head.closed_at = None;
        }
        self.applied.changed = true;
        self.system(&SystemEvent::Status { status, by: actor.id.clone() });
        Ok(())
    }

    fn assign(&mut self, actor: &Actor, assignee: Option<&UserId>) -> Result<(), Refusal> {
        if self.head.kind != Kind::Support {
            return Err(Refusal::invalid("assignee_id", "only support conversations can be assigned"));
        }
        if self.head.assignee_id.as_ref() == assignee {
            return Ok(());
        }
        self.head.assignee_id = assignee.cloned();
        self.applied.changed = true;
        if let Some(assignee) = assignee {
            self.add_member(assignee);
        }
        self.system(&SystemEvent::Assigned { assignee_id: assignee.cloned(), by: actor.id.clone() });
        Ok(())
    }

    fn rename(&mut self, actor: &Actor, subject: Option<&String>) {
        if self.head.subject.as_ref() == subject {
            return;
        }
        self.head.subject = subject.cloned();
        self.applied.changed = true;
        self.system(&SystemEvent::Subject { subject: subject.cloned(), by: actor.id.clone() });
    }

    fn system(&mut self, event: &SystemEvent) {
        let body = raw(event);
        self.push(self.unsent(None, MessageKind::System, body));
    }

    fn answer_with(&mut self, sender: Option<UserId>, kind: MessageKind, body: Arc<RawValue>) {
        self.push(self.unsent(sender, kind, body));
        self.applied.answer = Some(self.head.last_seq);
    }

    fn unsent(&self, sender_id: Option<UserId>, kind: MessageKind, body: Arc<RawValue>) -> Entry {
        Entry { seq: self.head.last_seq.next(), sender_id, client_id: None, kind, body, reply_to: None, digest: 0 }
    }

    fn push(&mut self, entry: Entry) {
        self.head.last_seq = entry.seq;
        self.applied.entries.push(entry);
    }
}

#[cfg(test)]
#[path = "log_test.rs"]
mod tests;
