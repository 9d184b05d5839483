//! Who can talk with whom, and how does a conversation stand?

use serde_json::value::RawValue;

use super::messages::visible;
use super::page::{Page, checked_limit};
use super::{Caller, Services, cursor};
use crate::domain::{Actor, Conversation, Intent, Kind, Marks, Patch, Role, Status, TextRule, may};
use crate::error::{Error, Result};
use crate::id::{ConversationId, Seq, UserId};
use crate::store::{Assignee, Filter, Opening, Parties, Summary, View};
use crate::time::Timestamp;

/// The longest subject, in characters.
const SUBJECT: TextRule = TextRule::up_to(200);
/// The longest `context`, in bytes of JSON.
const MAX_CONTEXT_BYTES: usize = 8192;
/// Conversations in a `hello`.
pub const GREETED: usize = 200;
/// The name of this list in its cursors.
const LIST: &str = "conversations";

/// What `POST /api/conversations` asks for.
#[derive(Debug, Clone)]
pub struct NewConversation {
    pub kind: Kind,
    pub participants: Vec<UserId>,
    pub subject: Option<String>,
    /// A JSON object.
    pub context: Option<Box<RawValue>>,
}

/// A conversation, and whether it began just now.
#[derive(Debug, Clone)]
pub struct Opened {
    pub conversation: Conversation,
    pub created: bool,
}

/// What a list is narrowed to, as asked for.
#[derive(Debug, Clone, Default)]
pub struct Query {
    pub status: Option<Status>,
    pub kind: Option<Kind>,
    /// A user's id, `me`, or `none` for those that nobody has.
    pub assignee: Option<String>,
    /// A user's id: those that are about this user.
    pub customer: Option<String>,
    pub unread: Option<bool>,
    pub q: Option<String>,
    pub cursor: Option<String>,
    pub limit: Option<i64>,
}

/// Begins a conversation, or answers with the one there is.
pub async fn open(services: &Services, caller: &Caller, new: NewConversation, now: Timestamp) -> Result<Opened> {
    let actor = caller.user()?;
    let opening = Opening {
        subject: checked_subject(new.subject.as_deref())?,
        context: checked_context(new.context.as_deref())?,
        parties: parties(services, actor, new.kind, &new.participants).await?,
    };
    let (id, created) = services.store.open_conversation(&opening, now).await?;
    if created {
        services.live.conversation_changed(id);
    }
    Ok(Opened { conversation: view(services, actor, id).await?, created })
}

async fn parties(services: &Services, actor: &Actor, kind: Kind, participants: &[UserId]) -> Result<Parties> {
    let mut others: Vec<&UserId> = participants.iter().filter(|id| **id != actor.id).collect();
    others.dedup();
    let other = match others.as_slice() {
        [] => None,
        [one] => Some(*one),
        _ => return Err(Error::invalid("participants", "may name one other user; there are no groups")),
    };
    match (kind, other) {
        (Kind::Direct, Some(other)) => {
            let other = party(services, other).await?;
            may::create_direct(actor, &other)?;
            Ok(Parties::Pair(actor.id.clone(), other.id))
        }
        (Kind::Direct, None) => {
            Err(Error::invalid("participants", "must name the other user of a direct conversation"))
        }
        (Kind::Support, other) => {
            may::create_support(actor, other.unwrap_or(&actor.id))?;
            let customer = match other {
                Some(other) => party(services, other).await?,
                None => actor.clone(),
            };
            may::be_supported(customer.role)?;
            Ok(Parties::Customer(customer.id))
        }
    }
}

async fn party(services: &Services, id: &UserId) -> Result<Actor> {
    let user = services.store.user(id).await?.filter(|user| !user.disabled);
    user.map(|user| Actor { id: user.id, role: user.role }).ok_or_else(|| Error::missing("user"))
}

fn checked_subject(subject: Option<&str>) -> Result<Option<String>> {
    let subject = subject.map(|text| SUBJECT.check("subject", text)).transpose()?;
    Ok(subject.filter(|text| !text.is_empty()))
}

fn checked_context(context: Option<&RawValue>) -> Result<Option<String>> {
    let Some(context) = context.map(RawValue::get).filter(|text| *text != "null") else { return Ok(None) };
    if !context.starts_with('{') {
        return Err(Error::invalid("context", "must be a JSON object"));
    }
    if context.len() > MAX_CONTEXT_BYTES {
        return Err(Error::invalid("context", format!("may have at most {MAX_CONTEXT_BYTES} bytes of JSON")));
    }
    Ok(Some(context.to_owned()))
}

/// One's own, the desk's or all, newest activity first.
pub async fn list(services: &Services, caller: &Caller, query: Query) -> Result<Page<Conversation>> {
    let actor = caller.user()?;
    let limit = checked_limit(query.limit)?;
    let view = match actor.role {
        Role::Buyer | Role::Merchant => View::Mine,
        Role::Support => View::Desk,
        Role::Admin => View::All,
    };
    let filter = Filter {
        status: query.status,
        kind: query.kind,
        assignee: query.assignee.as_deref().map(|text| assignee(actor, text)).transpose()?,
        customer: query.customer.as_deref().map(customer).transpose()?,
        unread: query.unread,
        text: query.q.map(|text| TextRule::up_to(200).check("q", &text)).transpose()?.filter(|text| !text.is_empty()),
        after: query.cursor.map(|text| cursor::decode(LIST, &text)).transpose()?,
    };
    let rows = services.store.conversations(&actor.id, view, filter, limit + 1).await?;
    Page::cut(rows, limit, |last| cursor::encode(LIST, &(last.last_activity_at.millis(), last.id.0)))
}

fn assignee(actor: &Actor, text: &str) -> Result<Assignee> {
    match text {
        "none" => Ok(Assignee::Nobody),
        "me" => Ok(Assignee::User(actor.id.clone())),
        id => UserId::parse(id)
            .map(Assignee::User)
            .ok_or_else(|| Error::invalid("assignee", "must be a user's id, me or none")),
    }
}

fn customer(text: &str) -> Result<UserId> {
    UserId::parse(text).ok_or_else(|| Error::invalid("customer", "must be a user's id"))
}

/// One conversation, as the caller sees it.
pub async fn read(services: &Services, caller: &Caller, id: ConversationId) -> Result<Conversation> {
    let actor = caller.user()?;
    visible(services, actor, id).await?;
    view(services, actor, id).await
}

async fn view(services: &Services, actor: &Actor, id: ConversationId) -> Result<Conversation> {
    services.store.conversation(id, &actor.id).await?.ok_or_else(|| Error::missing("conversation"))
}

/// Changes subject, status or assignee.
pub async fn update(
    services: &Services,
    caller: &Caller,
    id: ConversationId,
    mut patch: Patch,
) -> Result<Conversation> {
    let actor = caller.user()?;
    let position = visible(services, actor, id).await?;
    if let Some(subject) = patch.subject.take() {
        patch.subject = Some(checked_subject(subject.as_deref())?);
    }
    if let Some(assignee) = &patch.assignee_id {
        may::assign(actor, position.standing)?;
        if let Some(assignee) = assignee {
            check_assignee(services, assignee).await?;
        }
    }
    services.store.perform(id, actor.clone(), Intent::Patch(patch)).await?;
    view(services, actor, id).await
}

async fn check_assignee(services: &Services, id: &UserId) -> Result<()> {
    let user = services.store.user(id).await?;
    if user.is_some_and(|user| user.role.is_staff() && !user.disabled) {
        return Ok(());
    }
    Err(Error::invalid("assignee_id", "must be the id of a member of staff"))
}

/// Moves the caller's read mark.
pub async fn mark_read(services: &Services, caller: &Caller, id: ConversationId, seq: Seq) -> Result<Option<Marks>> {
    let intent = Intent::Mark { read: Some(seq), delivered: None };
    let answer = services.store.perform(id, caller.user()?.clone(), intent).await?;
    Ok(answer.marks)
}

/// What `hello` shows: the newest conversations one is a member of, and whether there are more.
pub async fn summaries(services: &Services, user: &UserId) -> Result<(Vec<Summary>, bool)> {
    let mut all = services.store.summaries(user).await?;
    let more = all.len() > GREETED;
    all.truncate(GREETED);
    Ok((all, more))
}

/// May the actor follow it live without joining? The head from which events will come.
pub async fn watch(services: &Services, actor: &Actor, id: ConversationId) -> Result<Seq> {
    let position = visible(services, actor, id).await?;
    may::watch(actor, position.standing)?;
    Ok(position.last_seq)
}

/// May the actor show as looking at it?
pub async fn view_along(services: &Services, actor: &Actor, id: ConversationId) -> Result<()> {
    let position = visible(services, actor, id).await?;
    Ok(may::view(actor, position.standing)?)
}

/// May the actor show as typing? Then those to show it to.
pub async fn typing(services: &Services, actor: &Actor, id: ConversationId) -> Result<Vec<UserId>> {
    let hidden = || Error::missing("conversation");
    let facts = services.store.facts(id, &actor.id).await?.ok_or_else(hidden)?;
    may::typing(actor, facts.standing)?;
    Ok(facts.members)
}
