//! What does one batch of wishes do to the log? Load, apply in order, write, commit.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use diesel::result::Error as Diesel;

use super::shown::{Count, attached, attachment, shown_by, shows_file};
use super::sql::{Advance, HeadRow, LogSql, MarkRow};
use super::state::{Known, PlannedStep, State};
use super::told::Answer;
use super::{Queued, Wish};
use crate::domain::{self, AuditAction, AuditActor, AuditLine, Intent, Marks, Message, Refusal, Rules, Status, Target};
use crate::error::{Error, Result};
use crate::id::{ClientId, ConversationId, Seq, UserId};
use crate::store::messages::MessageRow;
use crate::time::Timestamp;

/// The heads that a lane wrote last.
pub(super) type Heads = HashMap<i64, Known>;

/// Does the batch look every `client_id` up first? Only after an insert met one that was there: repeats are rare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeats {
    Unlikely,
    LookedUp,
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
    /// The files that are there, of those that attachments name; locked.
    uploads: HashSet<String>,
    /// How many more messages show each file after this batch.
    shown: BTreeMap<String, i64>,
    /// What others than the senders recalled.
    audit: Vec<AuditLine>,
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
            if repeats == Repeats::LookedUp || shows_file(&queued.wish.intent) {
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
            uploads: HashSet::new(),
            shown: BTreeMap::new(),
            audit: Vec::new(),
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
        batch.load_uploads(c, wishes).await?;
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

    /// Locks the files that attachments name, so that none is swept before it is shown.
    async fn load_uploads<C: LogSql>(&mut self, c: &mut C, wishes: &[Queued]) -> Result<(), Trouble> {
        let paths: BTreeSet<String> = wishes.iter().filter_map(|queued| attachment(&queued.wish.intent)).collect();
        if !paths.is_empty() {
            let paths: Vec<String> = paths.into_iter().collect();
            self.uploads = c.uploads(&paths).await?.into_iter().collect();
        }
        Ok(())
    }

    /// Remembers what the sender stored under this `client_id` before, if anything.
    async fn look_up<C: LogSql>(&mut self, c: &mut C, queued: &Queued) -> Result<(), Trouble> {
        let wish = &queued.wish;
        let Some((client_id, _)) = wish.intent.named() else { return Ok(()) };
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
        if attachment(&wish.intent).is_some_and(|path| !self.uploads.contains(&path)) {
            return Err(Error::missing("upload"));
        }
        let target_key = match wish.intent {
            Intent::Edit { target, .. } | Intent::Recall { target } => Some((id, target.0)),
            _ => None,
        };
        let stored = target_key.and_then(|key| self.targets.get_mut(&key));
        let freed = stored.as_ref().and_then(|(_, target)| attached(&wish.intent, &target.message));
        let told = stored.as_ref().and_then(|(_, target)| recalled_by_another(wish, &target.message, self.rules.now));
        let mut target = stored.map(|(_, target)| target);
        let last = state.head.last_seq;
        let before = target.as_deref().and_then(|target| shown_by(&target.message));
        let recalled_at = target.as_ref().and_then(|target| target.message.recalled_at);
        let applied = domain::apply(&mut state.head, &wish.actor, &wish.intent, target.as_deref_mut(), self.rules)?;
        let written = state.head.last_seq > last;
        if written && let Some(key) = target_key {
            self.rewritten.push(key);
            let after = target.and_then(|target| shown_by(&target.message));
            self.shown.extend_by(before, -1);
            self.shown.extend_by(after, 1);
            self.audit.extend(told);
        }
        let answer = Answer {
            seq: applied.answer.unwrap_or(state.head.last_seq),
            created_at: recalled_at.filter(|_| !written).unwrap_or(self.rules.now),
            duplicate: !written && target_key.is_some(),
            marks: None,
            freed: freed.filter(|_| written),
        };
        if let Intent::Send { kind, body, .. } = &wish.intent {
            self.shown.extend_by(domain::shown_upload(*kind, body.get()), 1);
        }
        if let Some((client_id, digest)) = wish.intent.named() {
            let key = (id, wish.actor.id.clone(), client_id.clone());
            self.said.insert(key, (Answer { duplicate: true, ..answer.clone() }, digest));
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
        self.rewrite(c).await?;
        for (path, by) in self.shown.iter().filter(|(_, by)| **by != 0) {
            c.show(path, *by).await?;
        }
        if !self.audit.is_empty() {
            c.audit(&self.audit).await?;
        }
        for key in &self.moved {
            if let Some(marks) = self.marks.get(key) {
                let row: MarkRow = (key.0, key.1.clone(), marks.delivered.0, marks.read.0);
                c.set_marks(&row).await?;
            }
        }
        Ok(())
    }

    /// Writes the messages that were edited or recalled as they are now.
    async fn rewrite<C: LogSql>(&mut self, c: &mut C) -> Result<(), Trouble> {
        for key in &self.rewritten {
            let Some((row, target)) = self.targets.get_mut(key) else { continue };
            row.body = target.message.body_text().map(str::to_owned);
            row.edited_at = target.message.edited_at.map(Timestamp::millis);
            row.recalled_at = target.message.recalled_at.map(Timestamp::millis);
            row.recall_seq = target.recall_seq.map(|seq| seq.0);
            c.rewrite(row).await?;
            if row.recalled_at.is_some() {
                c.empty_edits(key.0, key.1).await?;
            }
        }
        Ok(())
    }
}

/// The answer given before under the same name: the same message, or a conflict where it is another.
fn repeat(
    said: &HashMap<(i64, UserId, ClientId), (Answer, i64)>,
    state: &State,
    queued: &Queued,
) -> Result<Option<Answer>> {
    let wish = &queued.wish;
    let Some((client_id, digest)) = wish.intent.named() else { return Ok(None) };
    let key = (wish.conversation.0, wish.actor.id.clone(), client_id.clone());
    let Some((answer, first)) = said.get(&key) else { return Ok(None) };
    let member = state.head.has_member(&wish.actor.id);
    domain::may::send(&wish.actor, domain::Standing { kind: state.head.kind, member })?;
    if *first == digest {
        return Ok(Some(answer.clone()));
    }
    let seq = answer.seq;
    Err(Error::Conflict(format!(
        "You sent another message under the name {:?} before (seq {seq}); give each message a name of its own.",
        client_id.as_str()
    )))
}

/// What the audit log says where somebody takes back what another sent.
fn recalled_by_another(wish: &Wish, message: &Message, now: Timestamp) -> Option<AuditLine> {
    let sender = message.sender_id.as_ref().filter(|sender| **sender != wish.actor.id)?;
    let Intent::Recall { target } = wish.intent else { return None };
    let line = AuditLine::new(now, AuditActor::from(&wish.actor), AuditAction::MessageRecalled);
    let details = serde_json::json!({"sender": sender.as_str(), "kind": message.kind.as_str()});
    Some(line.from(wish.address).on(format!("{}/{target}", wish.conversation)).with(details))
}

/// The members of each head, in the same order; read only where the roster moved since they were cached.
async fn load_members<C: LogSql>(c: &mut C, rows: &[HeadRow], heads: &Heads) -> Result<Vec<Arc<[UserId]>>, Trouble> {
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
