//! Who must see a conversation anew, and how often?

use std::time::{Duration, Instant};

use actix::{Addr, AsyncContext, Context, Handler, Message, MessageResult, WrapFuture};
use bytes::Bytes;

use super::{Announce, ChatServer};
use crate::actors::bus::Hint;
use crate::actors::socket::json_frame;
use crate::actors::supervised::unless_it_panics;
use crate::domain::{Conversation, Kind};
use crate::error::{Error, Result};
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

/// Who of a conversation's members is here, and who of the desk besides?
#[derive(Message)]
#[rtype(result = "Here")]
struct Called {
    members: Vec<UserId>,
    circle: Circle,
}

/// Those for whom a conversation is read.
struct Here {
    members: Vec<UserId>,
    outsider: Option<UserId>,
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

impl Handler<Called> for ChatServer {
    type Result = MessageResult<Called>;

    fn handle(&mut self, called: Called, _: &mut Self::Context) -> Self::Result {
        let Called { mut members, circle } = called;
        let mut desk = self.staff.iter().filter_map(|id| self.sessions.get(id)).map(|entry| &entry.user);
        let outsider = desk.find(|user| !members.contains(user)).cloned();
        members.retain(|user| {
            let sessions = self.users.get(user).map(|present| present.sessions.as_slice());
            sessions.is_some_and(|all| circle == Circle::Everybody || all.iter().any(|id| self.staff.contains(id)))
        });
        MessageResult(Here { members, outsider })
    }
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
        let anybody = self.users.keys().next().cloned();
        let (store, addr) = (self.store.clone(), actix::AsyncContext::address(ctx));
        let reading = async move {
            let views = views(&store, &addr, (id, circle), anybody);
            let frames = unless_it_panics("views of a conversation", views).await;
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

/// Reads it once for each member who is here, and once for the desk.
async fn views(
    store: &Store,
    server: &Addr<ChatServer>,
    (id, circle): (ConversationId, Circle),
    anybody: Option<UserId>,
) -> Result<Vec<(Audience, Bytes)>> {
    let Some(anybody) = anybody else { return Ok(Vec::new()) };
    let Some(facts) = store.facts(id, &anybody).await? else { return Ok(Vec::new()) };
    let called = Called { members: facts.members.clone(), circle };
    let here = server.send(called).await.map_err(|_| Error::internal("the chat server ended"))?;
    let mut frames = Vec::new();
    for user in here.members {
        if let Some(view) = store.conversation(id, &user).await? {
            frames.push((Audience::Member(user), frame(&view)?));
        }
    }
    if let (Kind::Support, Some(outsider)) = (facts.standing.kind, here.outsider)
        && let Some(view) = store.conversation(id, &outsider).await?
    {
        frames.push((Audience::Desk(facts.members), frame(&view)?));
    }
    Ok(frames)
}

fn frame(conversation: &Conversation) -> Result<Bytes> {
    json_frame(&Outbound::Conversation { conversation }).map_err(Error::internal)
}
