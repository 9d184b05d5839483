//! What was this node not told? Where there are others it asks the database: now and then, and whenever hints may have
//! been lost.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use actix::{Addr, AsyncContext, Context, Handler, Message, MessageResult, WrapFuture};
use bytes::Bytes;
use tokio::time::sleep;

use super::lookout::{Look, Untold};
use super::{ChatServer, Delivery, DeliveryStep};
use crate::actors::bus::Head;
use crate::actors::socket::json_frame;
use crate::actors::supervised::unless_it_panics;
use crate::domain::Marks;
use crate::error::{Error, Result};
use crate::id::{ConversationId, Seq, SessionId, UserId};
use crate::protocol::Outbound;
use crate::store::Store;
use crate::time::Timestamp;

/// How often it is looked when nothing seems to be lost: another node may have died between a commit and its hint.
pub(super) const ROUND: Duration = Duration::from_mins(1);
/// What the database holds is told within this time, unless it is lost.
const GRACE: Duration = Duration::from_secs(1);
/// Sockets dealt with in one go; `hello` alone lets each follow up to 200 conversations.
const SOCKETS: usize = 100;
/// Conversations dealt with in one go.
const MANY: usize = 500;
/// Conversations told in one go: those who show them get them anew, which takes some queries each.
const FEW: usize = 50;

type Heads = Vec<(ConversationId, Seq)>;

/// Hints may have been lost: compare what was told with the database.
#[derive(Message)]
#[rtype(result = "()")]
pub struct LookAround;

/// Which conversations do these sockets follow?
#[derive(Message)]
#[rtype(result = "Vec<ConversationId>")]
struct Followed(Vec<SessionId>);

/// These sockets' conversations are that far.
#[derive(Message)]
#[rtype(result = "()")]
struct CatchUp {
    sessions: Vec<SessionId>,
    heads: HashMap<ConversationId, Seq>,
}

/// These conversations are that far: what was not told?
#[derive(Message)]
#[rtype(result = "Vec<Untold>")]
struct Judge {
    moved: Heads,
    look: Look,
}

/// It is told now.
#[derive(Message)]
#[rtype(result = "()")]
struct Tell(Vec<Found>);

/// A conversation as the database has it.
struct Found {
    head: Head,
    /// A frame for each member who has got or read something.
    marks: Vec<Bytes>,
    untold: bool,
}

/// The look is over.
#[derive(Message)]
#[rtype(result = "()")]
struct Looked {
    look: Look,
    succeeded: bool,
}

impl Handler<LookAround> for ChatServer {
    type Result = ();

    fn handle(&mut self, _: LookAround, ctx: &mut Self::Context) {
        self.look_again(ctx);
    }
}

impl Handler<Followed> for ChatServer {
    type Result = MessageResult<Followed>;

    fn handle(&mut self, followed: Followed, _: &mut Self::Context) -> Self::Result {
        let entries = followed.0.iter().filter_map(|session| self.sessions.get(session));
        let mut known: Vec<ConversationId> = entries.flat_map(|entry| entry.cursors.keys().copied()).collect();
        known.sort_unstable();
        known.dedup();
        MessageResult(known)
    }
}

impl Handler<CatchUp> for ChatServer {
    type Result = ();

    fn handle(&mut self, found: CatchUp, _: &mut Self::Context) {
        for session in found.sessions {
            let Some(entry) = self.sessions.get_mut(&session) else { continue };
            let known: Vec<ConversationId> = entry.cursors.keys().copied().collect();
            for id in known {
                if let Some(head) = found.heads.get(&id) {
                    entry.catch_up(session, id, *head);
                }
            }
        }
    }
}

impl Handler<Judge> for ChatServer {
    type Result = MessageResult<Judge>;

    fn handle(&mut self, judge: Judge, _: &mut Self::Context) -> Self::Result {
        let lookout = self.lookout.as_mut();
        MessageResult(lookout.map(|lookout| lookout.judge(&judge.moved, judge.look)).unwrap_or_default())
    }
}

impl Handler<Tell> for ChatServer {
    type Result = ();

    fn handle(&mut self, tell: Tell, ctx: &mut Self::Context) {
        for found in tell.0 {
            self.remind(&found);
            if !found.untold {
                continue;
            }
            let (id, last) = (found.head.id, found.head.last);
            self.committed_elsewhere(found.head, ctx);
            if let Some(lookout) = &mut self.lookout {
                lookout.found(id, last, Timestamp::now());
            }
        }
    }
}

impl Handler<Looked> for ChatServer {
    type Result = ();

    fn handle(&mut self, looked: Looked, ctx: &mut Self::Context) {
        if self.lookout.as_mut().is_some_and(|lookout| lookout.end(looked.look, looked.succeeded)) {
            self.look_for_untold(ctx);
        }
    }
}

impl ChatServer {
    /// Hints were lost, of any kind and in both directions.
    pub(super) fn look_again(&mut self, ctx: &mut Context<Self>) {
        if let Some(lookout) = &mut self.lookout {
            lookout.doubt();
        }
        self.look_for_untold(ctx);
        self.call_the_roll();
    }

    pub(super) fn look_for_untold(&mut self, ctx: &mut Context<Self>) {
        let Some(look) = self.lookout.as_mut().and_then(|lookout| lookout.begin(Timestamp::now())) else { return };
        let sessions: Vec<SessionId> = self.sessions.keys().copied().collect();
        let (store, addr) = (self.store.clone(), ctx.address());
        let looking = async move {
            let looking = unless_it_panics("looking around", look_around(&store, &addr, sessions, look)).await;
            let succeeded = match looking {
                Some(Ok(())) => true,
                Some(Err(error)) => {
                    tracing::warn!(%error, "what other nodes wrote could not be looked for");
                    false
                }
                None => false,
            };
            addr.do_send(Looked { look, succeeded });
        };
        ctx.spawn(looking.into_actor(self));
    }

    /// Shows the members' marks to whoever is not too busy: nothing says which of them were told before.
    fn remind(&self, found: &Found) {
        let members = found.head.members.iter().filter_map(|user| self.users.get(user));
        let watchers = self.watchers.get(&found.head.id).into_iter().flatten();
        let sessions: HashSet<&SessionId> = members.flat_map(|present| &present.sessions).chain(watchers).collect();
        for entry in sessions.into_iter().filter_map(|session| self.sessions.get(session)) {
            found.marks.iter().for_each(|frame| entry.whisper(frame));
        }
    }

    /// Its entries are told, by this node's store or by another node. What another one committed before and has not told
    /// yet belongs to it: whoever hears nothing of the conversation so far begins there.
    pub(super) fn hears(&mut self, delivery: &mut Delivery) {
        let Some(lookout) = &mut self.lookout else { return };
        let entry = |step: &DeliveryStep| if let DeliveryStep::Entry { seq, .. } = step { Some(*seq) } else { None };
        if let Some(first) = delivery.elsewhere.or_else(|| delivery.steps.iter().find_map(entry))
            && let Some(hole) = lookout.hear(delivery.id, (first, delivery.last_seq), Timestamp::now())
        {
            delivery.elsewhere = Some(hole);
        }
    }

    /// It is shown anew.
    pub(super) fn hears_of(&mut self, id: ConversationId) {
        if let Some(lookout) = &mut self.lookout {
            lookout.hear_of(id, Timestamp::now());
        }
    }
}

/// Sockets get the entries that they lack; conversations of which something was not told are told to everybody whom they
/// concern. First everything is read, then what is on its way gets time to be told, then both are compared.
async fn look_around(store: &Store, addr: &Addr<ChatServer>, sessions: Vec<SessionId>, look: Look) -> Result<()> {
    let ended = |_| Error::internal("the chat server ended");
    let mut lists = Vec::new();
    for some in sessions.chunks(SOCKETS) {
        let followed = addr.send(Followed(some.to_vec())).await.map_err(ended)?;
        let mut heads = HashMap::with_capacity(followed.len());
        for some in followed.chunks(MANY) {
            heads.extend(store.heads(some).await?);
        }
        lists.push(CatchUp { sessions: some.to_vec(), heads });
    }
    let moved = store.moved_since(look.since).await?;
    sleep(GRACE).await;
    for list in lists {
        addr.send(list).await.map_err(ended)?;
    }
    for some in moved.chunks(MANY) {
        let untold = addr.send(Judge { moved: some.to_vec(), look }).await.map_err(ended)?;
        let untold: HashMap<ConversationId, Untold> = untold.into_iter().map(|untold| (untold.id, untold)).collect();
        // Marks leave no trace of when they moved: they are shown again wherever hints were lost.
        let mut told = some.to_vec();
        told.retain(|(id, _)| look.doubt || untold.contains_key(id));
        for some in told.chunks(FEW) {
            addr.send(Tell(found(store, some, &untold, look).await?)).await.map_err(ended)?;
        }
    }
    Ok(())
}

async fn found(
    store: &Store,
    moved: &[(ConversationId, Seq)],
    untold: &HashMap<ConversationId, Untold>,
    look: Look,
) -> Result<Vec<Found>> {
    let ids: Vec<ConversationId> = moved.iter().map(|(id, _)| *id).collect();
    let mut members = store.members_of_each(&ids).await?;
    let open = |id: &ConversationId| untold.get(id).is_some_and(|untold| untold.first.is_none());
    let open: Heads = moved.iter().filter(|(id, last)| open(id) && *last > Seq::ZERO).copied().collect();
    let firsts = store.first_since(&open, look.since).await?;
    let one = |(id, last): &(ConversationId, Seq)| {
        let (members, marks): (Vec<UserId>, Vec<Marks>) = members.remove(id).unwrap_or_default().into_iter().unzip();
        let receipts = members.iter().zip(marks).filter(|(_, marks)| marks.delivered > Seq::ZERO);
        let receipts = receipts.filter_map(|(user, marks)| json_frame(&Outbound::receipt(*id, user, marks)).ok());
        let untold = untold.get(id);
        Found {
            marks: receipts.collect(),
            head: Head {
                id: *id,
                members,
                first: untold.and_then(|untold| untold.first).or_else(|| firsts.get(id).copied()),
                last: *last,
                receipts: Vec::new(),
                changed: true,
                waiting: false,
            },
            untold: untold.is_some(),
        }
    };
    Ok(moved.iter().map(one).collect())
}
