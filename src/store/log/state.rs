//! How does a conversation stand while a batch works on it?

use std::sync::Arc;

use super::sql::{Advance, HeadChange, HeadRow};
use crate::breakage::Breakage;
use crate::domain::{Applied, Entry, Head, Intent, Kind, Marks, Message, Rules, Status};
use crate::error::{Error, Result};
use crate::id::{ConversationId, Seq, UserId};
use crate::store::messages::MessageRow;

/// A head as the lane left it, with the number of its members' list.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub head: Head,
    pub roster: i64,
}

/// One thing to tell, not yet joined with the origin of its wish (a place in the batch).
pub(super) enum PlannedStep {
    Entry { message: Arc<Message>, wish: Option<usize> },
    Answer { wish: usize },
    Receipt { user: UserId, marks: Marks },
}

/// A conversation while a batch works on it.
pub(super) struct State {
    pub head: Head,
    pub roster: i64,
    pub steps: Vec<PlannedStep>,
    pub changed: bool,
    pub written: bool,
    pub waiting: bool,
    /// The head's `last_seq` before this batch.
    pub first_seq: Seq,
    pub joins: Vec<UserId>,
}

impl State {
    pub(super) fn new(row: HeadRow, members: Arc<[UserId]>, newer: Option<ConversationId>) -> Result<Self> {
        let unknown = || Error::internal(format!("conversation {} has an unknown kind or status", row.id));
        let head = Head {
            id: row.id.into(),
            kind: Kind::parse(&row.kind).ok_or_else(unknown)?,
            status: Status::parse(&row.status).ok_or_else(unknown)?,
            subject: row.subject,
            assignee_id: row.assignee_id.map(Into::into),
            customer_id: row.customer_id.map(Into::into),
            last_seq: row.last_seq.into(),
            last_message_seq: row.last_message_seq.into(),
            last_activity_at: row.last_activity_at.into(),
            closed_at: row.closed_at.map(Into::into),
            members,
            newer_open: newer.filter(|newer| newer.0 != row.id),
        };
        Ok(Self::of(head, row.roster))
    }

    pub(super) fn known(known: &Known) -> Self {
        Self::of(known.head.clone(), known.roster)
    }

    fn of(head: Head, roster: i64) -> Self {
        Self {
            first_seq: head.last_seq,
            head,
            roster,
            steps: Vec::new(),
            changed: false,
            written: false,
            waiting: false,
            joins: Vec::new(),
        }
    }

    pub(super) fn take(
        &mut self,
        applied: Applied,
        wish: usize,
        intent: &Intent,
        rules: Rules,
        rows: &mut Vec<MessageRow>,
    ) {
        self.changed |= applied.changed;
        self.written |= !applied.entries.is_empty() || applied.changed;
        self.waiting |= matches!(intent, Intent::Send { .. }) && self.head.is_waiting();
        if let Some(user) = applied.joined {
            self.joins.push(user);
            self.roster += 1;
        }
        if applied.entries.is_empty() {
            self.steps.push(PlannedStep::Answer { wish });
        }
        for entry in applied.entries {
            let asked_for = applied.answer == Some(entry.seq);
            let (message, row) = stored(self.head.id, entry, rules);
            rows.push(row);
            self.steps.push(PlannedStep::Entry { message: Arc::new(message), wish: asked_for.then_some(wish) });
        }
    }

    pub(super) fn advance(&self) -> Advance {
        Advance {
            id: self.head.id.0,
            last_seq: self.head.last_seq.0,
            last_message_seq: self.head.last_message_seq.0,
            last_activity_at: self.head.last_activity_at.millis(),
        }
    }

    pub(super) fn change(&self) -> HeadChange {
        let text = |id: &Option<UserId>| id.as_ref().map(|id| id.as_str().to_owned());
        let open = self.head.kind == Kind::Support && self.head.status != Status::Closed;
        HeadChange {
            status: self.head.status.as_str().to_owned(),
            subject: self.head.subject.clone(),
            assignee_id: text(&self.head.assignee_id),
            open_customer: text(&self.head.customer_id).filter(|_| open),
            roster: self.roster,
            closed_at: self.head.closed_at.map(crate::time::Timestamp::millis),
        }
    }
}

fn stored(id: ConversationId, entry: Entry, rules: Rules) -> (Message, MessageRow) {
    let named = entry.client_id.as_ref().filter(|_| !Breakage::DedupeOff.is_on());
    let row = MessageRow {
        conversation_id: id.0,
        seq: entry.seq.0,
        sender_id: entry.sender_id.as_ref().map(|id| id.as_str().to_owned()),
        client_id: named.map(|id| id.as_str().as_bytes().to_vec()),
        kind: entry.kind.as_str().to_owned(),
        body: Some(entry.body.get().to_owned()),
        reply_to: entry.reply_to.map(|seq| seq.0),
        digest: entry.digest,
        created_at: rules.now.millis(),
        edited_at: None,
        recalled_at: None,
        recall_seq: None,
    };
    let message = Message {
        conversation_id: id,
        seq: entry.seq,
        sender_id: entry.sender_id,
        client_id: entry.client_id,
        kind: entry.kind,
        body: Some(entry.body),
        reply_to: entry.reply_to,
        created_at: rules.now,
        edited_at: None,
        recalled_at: None,
    };
    (message, row)
}
