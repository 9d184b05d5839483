//! Who must see a conversation anew, and how often?

use std::time::{Duration, Instant};

use actix::{AsyncContext, Context, Handler, Message, WrapFuture};
use bytes::Bytes;

use super::{Announce, ChatServer};
use crate::actors::bus::Hint;
use crate::actors::socket::json_frame;
use crate::actors::supervised::unless_it_panics;
use crate::domain::{Conversation, Kind};
use crate::error::Result;
use crate::id::{ConversationId, UserId};
use crate::protocol::Outbound;
use crate::store::Store;

/// A waiting conversation shows its new messages to the desk at most this often.
const PAUSE: Duration = Duration::from_secs(1);

/// Who is told: a change concerns everybody who shows the conversation, a message in a waiting one the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Circle {
    Staff,
    Everybody,
}

/// Where the announcing of one conversation stands.
#[derive(Debug)]
pub(super) struct Turn {
    /// Its views are being read; once more afterwards where it changed meanwhile.
    reading: bool,
    again: Option<Circle>,
    /// A later announcement is on its way.
    due: bool,
    last: Instant,
}

/// The frames of one conversation, read from the store.
#[derive(Message)]
#[rtype(result = "()")]
struct Announced {
    conversation: ConversationId,
    frames: Vec<(Audience, Bytes)>,
}

/// Who gets a frame.
enum Audience {
    Member(UserId),
    /// Staff who are no members: they all see the same.
    Desk(Vec<UserId>),
}

impl Handler<Announce> for ChatServer {
    type Result = ();

    fn handle(&mut self, announce: Announce, ctx: &mut Self::Context) {
        self.announce_now(announce.conversation, Circle::Everybody, ctx);
        self.hears_of(announce.conversation);
        self.tell_others(|| Hint::Changed { conversation: announce.conversation });
    }
}

impl Handler<Announced> for ChatServer {
    type Result = ();

    fn handle(&mut self, announced: Announced, ctx: &mut Self::Context) {
        for (audience, frame) in &announced.frames {
            match audience {
                Audience::Member(user) => self.show(user, frame),
                Audience::Desk(members) => self.show_desk(members, frame),
            }
        }
        let Some(turn) = self.announcing.get_mut(&announced.conversation) else { return };
        turn.reading = false;
        if let Some(circle) = turn.again {
            self.announce_now(announced.conversation, circle, ctx);
        } else if !turn.due {
            later(PAUSE, ForgetTurn(announced.conversation), ctx);
        }
    }
}

/// The pause is over: what waited is announced now.
#[derive(Message)]
#[rtype(result = "()")]
struct Due(ConversationId);

impl Handler<Due> for ChatServer {
    type Result = ();

    fn handle(&mut self, Due(id): Due, ctx: &mut Self::Context) {
        if let Some(turn) = self.announcing.get_mut(&id) {
            turn.due = false;
        }
        self.announce_now(id, Circle::Staff, ctx);
    }
}

/// Nothing was announced for a while.
#[derive(Message)]
#[rtype(result = "()")]
struct ForgetTurn(ConversationId);

impl Handler<ForgetTurn> for ChatServer {
    type Result = ();

    fn handle(&mut self, ForgetTurn(id): ForgetTurn, _: &mut Self::Context) {
        if self.announcing.get(&id).is_some_and(|turn| !turn.reading && !turn.due) {
            self.announcing.remove(&id);
        }
    }
}

/// A timer's own closure does no more than this: one that panicked would be polled again and again, where a message is
/// lost and all goes on.
fn later<M>(wait: Duration, message: M, ctx: &mut Context<ChatServer>)
where
    M: Message<Result = ()> + Send + 'static,
    ChatServer: Handler<M>,
{
    let addr = actix::AsyncContext::address(ctx);
    ctx.run_later(wait, move |_, _| addr.do_send(message));
}

impl ChatServer {
    /// Reads the conversation for those who show it, and tells them.
    pub(super) fn announce_now(&mut self, id: ConversationId, circle: Circle, ctx: &mut Context<Self>) {
        let now = Instant::now();
        let turn = self.announcing.entry(id).or_insert(Turn { reading: false, again: None, due: false, last: now });
        if turn.reading {
            turn.again = turn.again.max(Some(circle));
            return;
        }
        *turn = Turn { reading: true, again: None, due: turn.due, last: now };
        let desk: Vec<UserId> =
            self.staff.iter().filter_map(|id| self.sessions.get(id)).map(|entry| entry.user.clone()).collect();
        let online: Vec<UserId> = match circle {
            Circle::Everybody => self.users.keys().cloned().collect(),
            Circle::Staff => desk.clone(),
        };
        let (store, addr) = (self.store.clone(), actix::AsyncContext::address(ctx));
        let reading = async move {
            let frames = unless_it_panics("views of a conversation", views(&store, id, &online, &desk)).await;
            let frames = frames.unwrap_or_else(|| Ok(Vec::new())).unwrap_or_else(|error| {
                tracing::warn!(%error, conversation = %id, "a changed conversation could not be announced");
                Vec::new()
            });
            addr.do_send(Announced { conversation: id, frames });
        };
        ctx.spawn(reading.into_actor(self));
    }

    /// Tells the desk of a message in a waiting conversation, at most once a second.
    pub(super) fn announce_soon(&mut self, id: ConversationId, ctx: &mut Context<Self>) {
        let Some(turn) = self.announcing.get_mut(&id) else { return self.announce_now(id, Circle::Staff, ctx) };
        if turn.due {
            return;
        }
        turn.due = true;
        let wait = PAUSE.saturating_sub(turn.last.elapsed());
        later(wait, Due(id), ctx);
    }

    fn show(&self, user: &UserId, frame: &Bytes) {
        let Some(present) = self.users.get(user) else { return };
        for entry in present.sessions.iter().filter_map(|session| self.sessions.get(session)) {
            if entry.greeted {
                entry.push(frame.clone());
            }
        }
    }

    fn show_desk(&self, members: &[UserId], frame: &Bytes) {
        for entry in self.staff.iter().filter_map(|session| self.sessions.get(session)) {
            if entry.greeted && !members.contains(&entry.user) {
                entry.push(frame.clone());
            }
        }
    }
}

async fn views(
    store: &Store,
    id: ConversationId,
    online: &[UserId],
    desk: &[UserId],
) -> Result<Vec<(Audience, Bytes)>> {
    let Some(anybody) = online.first() else { return Ok(Vec::new()) };
    let Some(facts) = store.facts(id, anybody).await? else { return Ok(Vec::new()) };
    let mut frames = Vec::new();
    for user in facts.members.iter().filter(|user| online.contains(user)) {
        if let Some(view) = store.conversation(id, user).await? {
            frames.push((Audience::Member(user.clone()), frame(&view)?));
        }
    }
    let outsider = desk.iter().find(|user| !facts.members.contains(user));
    if let (Kind::Support, Some(outsider)) = (facts.standing.kind, outsider)
        && let Some(view) = store.conversation(id, outsider).await?
    {
        frames.push((Audience::Desk(facts.members), frame(&view)?));
    }
    Ok(frames)
}

fn frame(conversation: &Conversation) -> Result<Bytes> {
    json_frame(&Outbound::Conversation { conversation }).map_err(crate::error::Error::internal)
}
