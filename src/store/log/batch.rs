//! What does one batch of wishes do to the log? Load, apply in order, write, commit.

use std::collections::HashMap;
use std::sync::Arc;

use diesel::result::Error as Diesel;

use super::Queued;
use super::sql::{Advance, HeadChange, HeadRow, LogSql, MarkRow};
use super::told::Answer;
use crate::domain::{
    self, Applied, Entry, Head, Intent, Kind, Marks, Message, MessageKind, Refusal, Rules, Status, Target,
};
use crate::error::{Error, Result};
use crate::id::{ClientId, ConversationId, Seq, UserId};
use crate::store::messages::MessageRow;

/// The heads that a lane wrote last.
pub(super) type Heads = HashMap<i64, Known>;

/// A head as the lane left it, with the number of its members' list.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub head: Head,
    pub roster: i64,
}

/// Does the batch look every `client_id` up first? Only after an insert met one that was there: repeats are rare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeats {
    Unlikely,
    LookedUp,
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
    joins: Vec<UserId>,
}

/// A batch at work: what was loaded, and what is to be written.
pub(super) struct Batch {
    rules: Rules,
    pub states: Vec<State>,
    places: HashMap<i64, usize>,
    /// One for each wish, in order.
    pub answers: Vec<Result<Answer>>,
    pub rows: Vec<MessageRow>,
    targets: HashMap<(i64, i64), (MessageRow, Target)>,
    rewritten: Vec<(i64, i64)>,
    marks: HashMap<(i64, String), Marks>,
    moved: Vec<(i64, String)>,
    said: HashMap<(i64, UserId, ClientId), (Answer, i64)>,
}

/// Why a batch was not written.
pub(super) enum Trouble {
    Database(Diesel),
    Other(Error),
}

impl From<Diesel> for Trouble {
    fn from(cause: Diesel) -> Self {
        Self::Database(cause)
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl Batch {
    /// Does everything up to the commit, inside a transaction that is left open.
    pub(super) async fn prepare<C: LogSql>(
        c: &mut C,
        wishes: &[Queued],
        heads: &Heads,
        rules: Rules,
        repeats: Repeats,
    ) -> Result<Self, Trouble> {
        c.begin().await?;
        let mut batch = Self::load(c, wishes, heads, rules).await?;
        for (place, queued) in wishes.iter().enumerate() {
            if repeats == Repeats::LookedUp {
                batch.look_up(c, queued).await?;
            }
            let answer = batch.apply(place, queued);
            batch.answers.push(answer);
        }
        batch.write(c).await?;
        Ok(batch)
    }

    /// Applies plain messages to the heads the lane knows, without asking the database; it is still to be written.
    pub(super) fn apply_known(wishes: &[Queued], heads: &Heads, rules: Rules) -> Self {
        let mut batch = Self::empty(wishes.len(), rules);
        for (place, queued) in wishes.iter().enumerate() {
            let id = queued.wish.conversation.0;
            if let (false, Some(known)) = (batch.places.contains_key(&id), heads.get(&id)) {
                batch.add(State::known(known));
            }
            let answer = batch.apply(place, queued);
            batch.answers.push(answer);
        }
        batch
    }

    fn empty(wishes: usize, rules: Rules) -> Self {
        Self {
            rules,
            states: Vec::with_capacity(wishes),
            places: HashMap::with_capacity(wishes),
            answers: Vec::with_capacity(wishes),
            rows: Vec::with_capacity(wishes),
            targets: HashMap::new(),
            rewritten: Vec::new(),
            marks: HashMap::new(),
            moved: Vec::new(),
            said: HashMap::new(),
        }
    }

    fn add(&mut self, state: State) {
        self.places.insert(state.head.id.0, self.states.len());
        self.states.push(state);
    }

    async fn load<C: LogSql>(c: &mut C, wishes: &[Queued], heads: &Heads, rules: Rules) -> Result<Self, Trouble> {
        let mut ids: Vec<i64> = wishes.iter().map(|queued| queued.wish.conversation.0).collect();
        ids.sort_unstable();
        ids.dedup();
        let rows = c.heads(&ids).await?;
        let members = load_members(c, &rows, heads).await?;
        let newer = load_newer(c, &rows).await?;
        let mut batch = Self::empty(wishes.len(), rules);
        for (row, members) in rows.into_iter().zip(members) {
            let newer = row.customer_id.as_ref().and_then(|customer| newer.get(customer).copied());
            batch.add(State::new(row, members, newer)?);
        }
        batch.load_marks(c, wishes).await?;
        batch.load_targets(c, wishes).await?;
        Ok(batch)
    }

    async fn load_marks<C: LogSql>(&mut self, c: &mut C, wishes: &[Queued]) -> Result<(), Trouble> {
        let marking = || wishes.iter().filter(|queued| matches!(queued.wish.intent, Intent::Mark { .. }));
        if marking().next().is_none() {
            return Ok(());
        }
        let ids: Vec<i64> = marking().map(|queued| queued.wish.conversation.0).collect();
        let users: Vec<&str> = marking().map(|queued| queued.wish.actor.id.as_str()).collect();
        for (id, user, delivered, read) in c.marks(&ids, &users).await? {
            self.marks.insert((id, user), Marks { delivered: Seq(delivered), read: Seq(read) });
        }
        Ok(())
    }

    async fn load_targets<C: LogSql>(&mut self, c: &mut C, wishes: &[Queued]) -> Result<(), Trouble> {
        for Queued { wish, .. } in wishes {
            let (Intent::Edit { target, .. } | Intent::Recall { target }) = wish.intent else { continue };
            let key = (wish.conversation.0, target.0);
            if self.targets.contains_key(&key) {
                continue;
            }
            if let Some(row) = c.message(key.0, key.1).await? {
                let recall_seq = row.recall_seq.map(Seq);
                let message = row.clone().message()?;
                self.targets.insert(key, (row, Target { message, recall_seq }));
            }
        }
        Ok(())
    }

    /// Remembers what the sender stored under this `client_id` before, if anything.
    async fn look_up<C: LogSql>(&mut self, c: &mut C, queued: &Queued) -> Result<(), Trouble> {
        let wish = &queued.wish;
        let Intent::Send { client_id: Some(client_id), .. } = &wish.intent else { return Ok(()) };
        let key = (wish.conversation.0, wish.actor.id.clone(), client_id.clone());
        if self.said.contains_key(&key) {
            return Ok(());
        }
        if let Some(row) = c.repeat(key.0, key.1.as_str(), client_id.as_str().as_bytes()).await? {
            let answer = Answer {
                seq: row.seq.into(),
                created_at: row.created_at.into(),
                duplicate: true,
                marks: None,
                freed: None,
            };
            self.said.insert(key, (answer, row.digest));
        }
        Ok(())
    }

    fn apply(&mut self, place: usize, queued: &Queued) -> Result<Answer> {
        let wish = &queued.wish;
        let id = wish.conversation.0;
        let hidden = || Error::from(Refusal::Hidden("conversation"));
        let state = self.places.get(&id).and_then(|at| self.states.get_mut(*at)).ok_or_else(hidden)?;
        if let Intent::Mark { .. } = wish.intent {
            return self.mark(place, queued);
        }
        if let Some(repeat) = repeat(&self.said, state, queued)? {
            state.steps.push(PlannedStep::Answer { wish: place });
            return Ok(repeat);
        }
        let target_key = match wish.intent {
            Intent::Edit { target, .. } | Intent::Recall { target } => Some((id, target.0)),
            _ => None,
        };
        let stored = target_key.and_then(|key| self.targets.get_mut(&key));
        let freed = stored.as_ref().and_then(|(_, target)| attached(&wish.intent, &target.message));
        let target = stored.map(|(_, target)| target);
        let last = state.head.last_seq;
        let recalled_at = target.as_ref().and_then(|target| target.message.recalled_at);
        let applied = domain::apply(&mut state.head, &wish.actor, &wish.intent, target, self.rules)?;
        let written = state.head.last_seq > last;
        if written && let Some(key) = target_key {
            self.rewritten.push(key);
        }
        let answer = Answer {
            seq: applied.answer.unwrap_or(state.head.last_seq),
            created_at: recalled_at.filter(|_| !written).unwrap_or(self.rules.now),
            duplicate: !written && target_key.is_some(),
            marks: None,
            freed: freed.filter(|_| written),
        };
        if let Intent::Send { client_id: Some(client_id), digest, .. } = &wish.intent {
            let key = (id, wish.actor.id.clone(), client_id.clone());
            self.said.insert(key, (Answer { duplicate: true, ..answer.clone() }, *digest));
        }
        state.take(applied, place, &wish.intent, self.rules, &mut self.rows);
        Ok(answer)
    }

    fn mark(&mut self, place: usize, queued: &Queued) -> Result<Answer> {
        let wish = &queued.wish;
        let id = wish.conversation.0;
        let Some(state) = self.places.get(&id).and_then(|at| self.states.get_mut(*at)) else {
            return Err(Error::missing("conversation"));
        };
        let key = (id, wish.actor.id.as_str().to_owned());
        let present = self.marks.get(&key).copied().unwrap_or(Marks { delivered: Seq::ZERO, read: Seq::ZERO });
        let marks = domain::moved_marks(&state.head, &wish.actor, present, &wish.intent)?;
        state.steps.push(PlannedStep::Answer { wish: place });
        if marks != present {
            state.steps.push(PlannedStep::Receipt { user: wish.actor.id.clone(), marks });
            self.marks.insert(key.clone(), marks);
            self.moved.push(key);
        }
        let seq = if matches!(wish.intent, Intent::Mark { read: Some(_), .. }) { marks.read } else { marks.delivered };
        Ok(Answer { seq, created_at: self.rules.now, duplicate: false, marks: Some(marks), freed: None })
    }

    async fn write<C: LogSql>(&mut self, c: &mut C) -> Result<(), Trouble> {
        let rows = std::mem::take(&mut self.rows);
        if !rows.is_empty() {
            c.insert(rows).await?;
        }
        let advances: Vec<Advance> = self.states.iter().filter(|state| state.written).map(State::advance).collect();
        if !advances.is_empty() {
            c.advance(&advances).await?;
        }
        for state in &self.states {
            for user in &state.joins {
                c.join(state.head.id.0, user.as_str(), self.rules.now.millis()).await?;
            }
            if state.changed {
                c.change_head(state.head.id.0, state.change()).await?;
            }
        }
        for key in &self.rewritten {
            if let Some((row, target)) = self.targets.get_mut(key) {
                row.body = target.message.body_text().map(str::to_owned);
                row.edited_at = target.message.edited_at.map(crate::time::Timestamp::millis);
                row.recalled_at = target.message.recalled_at.map(crate::time::Timestamp::millis);
                row.recall_seq = target.recall_seq.map(|seq| seq.0);
                c.rewrite(row).await?;
                if row.recalled_at.is_some() {
                    c.empty_edits(key.0, key.1).await?;
                }
            }
        }
        for key in &self.moved {
            if let Some(marks) = self.marks.get(key) {
                let row: MarkRow = (key.0, key.1.clone(), marks.delivered.0, marks.read.0);
                c.set_marks(&row).await?;
            }
        }
        Ok(())
    }
}

impl State {
    fn new(row: HeadRow, members: Arc<[UserId]>, newer: Option<ConversationId>) -> Result<Self> {
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

    fn known(known: &Known) -> Self {
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

    fn take(&mut self, applied: Applied, wish: usize, intent: &Intent, rules: Rules, rows: &mut Vec<MessageRow>) {
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

    fn advance(&self) -> Advance {
        Advance {
            id: self.head.id.0,
            last_seq: self.head.last_seq.0,
            last_message_seq: self.head.last_message_seq.0,
            last_activity_at: self.head.last_activity_at.millis(),
        }
    }

    fn change(&self) -> HeadChange {
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

/// The answer given before under the same name: the same message, or a conflict where it is another.
fn repeat(
    said: &HashMap<(i64, UserId, ClientId), (Answer, i64)>,
    state: &State,
    queued: &Queued,
) -> Result<Option<Answer>> {
    let wish = &queued.wish;
    let Intent::Send { client_id: Some(client_id), digest, .. } = &wish.intent else { return Ok(None) };
    let key = (wish.conversation.0, wish.actor.id.clone(), client_id.clone());
    let Some((answer, first)) = said.get(&key) else { return Ok(None) };
    let member = state.head.has_member(&wish.actor.id);
    domain::may::send(&wish.actor, domain::Standing { kind: state.head.kind, member })?;
    if first == digest {
        return Ok(Some(answer.clone()));
    }
    let seq = answer.seq;
    Err(Error::Conflict(format!(
        "You sent another message under the name {:?} before (seq {seq}); give each message a name of its own.",
        client_id.as_str()
    )))
}

/// The file shown by a message that is about to be recalled.
fn attached(intent: &Intent, message: &Message) -> Option<String> {
    let shows_file = matches!(message.kind, MessageKind::Image | MessageKind::File);
    if !shows_file || !matches!(intent, Intent::Recall { .. }) {
        return None;
    }
    let body: serde_json::Value = serde_json::from_str(message.body_text()?).ok()?;
    body.get("upload_url")?.as_str().map(str::to_owned)
}

fn stored(id: ConversationId, entry: Entry, rules: Rules) -> (Message, MessageRow) {
    let row = MessageRow {
        conversation_id: id.0,
        seq: entry.seq.0,
        sender_id: entry.sender_id.as_ref().map(|id| id.as_str().to_owned()),
        client_id: entry.client_id.as_ref().map(|id| id.as_str().as_bytes().to_vec()),
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

/// The members of each head, in the same order; read only where the roster moved since they were cached.
async fn load_members<C: LogSql>(
    c: &mut C,
    rows: &[HeadRow],
    heads: &Heads,
) -> Result<Vec<Arc<[UserId]>>, Trouble> {
    let cached = |row: &HeadRow| heads.get(&row.id).filter(|known| known.roster == row.roster);
    let missing: Vec<i64> = rows.iter().filter(|head| cached(head).is_none()).map(|head| head.id).collect();
    let mut loaded: HashMap<i64, Vec<UserId>> = HashMap::new();
    if !missing.is_empty() {
        for (id, user) in c.members(&missing).await? {
            loaded.entry(id).or_default().push(user.into());
        }
    }
    let of = |head: &HeadRow| match cached(head) {
        Some(known) => known.head.members.clone(),
        None => loaded.get(&head.id).map_or_else(|| Arc::from([]), |members| Arc::from(members.as_slice())),
    };
    Ok(rows.iter().map(of).collect())
}

/// For the customers of closed `support` conversations: the one that is not closed.
async fn load_newer<C: LogSql>(c: &mut C, heads: &[HeadRow]) -> Result<HashMap<String, ConversationId>, Trouble> {
    let closed = heads.iter().filter(|head| head.status == Status::Closed.as_str());
    let customers: Vec<&str> = closed.filter_map(|head| head.customer_id.as_deref()).collect();
    if customers.is_empty() {
        return Ok(HashMap::new());
    }
    let open = c.open_support(&customers).await?;
    Ok(open.into_iter().filter_map(|(customer, id)| Some((customer?, ConversationId(id)))).collect())
}
