//! Who is there, and who wants to know?

use std::collections::HashMap;
use std::time::{Duration, Instant};

use actix::{AsyncContext, Context, Handler, Message, WrapFuture};
use chrono::TimeDelta;
use futures_util::FutureExt;

use super::{ChatServer, Present, StepAway};
use crate::actors::bus::Hint;
use crate::actors::socket::json_frame;
use crate::actors::supervised::unless_it_panics;
use crate::domain::{Presence, Role};
use crate::id::{SessionId, UserId};
use crate::protocol::Outbound;
use crate::store::Peers;
use crate::time::Timestamp;

/// A user is offline this long after the last socket went.
const LINGER: Duration = Duration::from_secs(10);
/// Users whose change is told in one go.
const MANY: usize = 500;

/// Who shares a conversation with whom, read from the store.
#[derive(Message)]
#[rtype(result = "()")]
struct PeersFound {
    changes: Vec<(UserId, Presence, Option<Timestamp>)>,
    peers: Peers,
}

impl Handler<StepAway> for ChatServer {
    type Result = ();

    fn handle(&mut self, step: StepAway, _: &mut Self::Context) {
        let Some(entry) = self.sessions.get(&step.session) else { return };
        let Some(present) = self.users.get_mut(&entry.user) else { return };
        present.away = step.away;
        self.directory.set(&entry.user, if step.away { Presence::Away } else { Presence::Online });
        self.stirred.insert(entry.user.clone());
    }
}

impl Handler<PeersFound> for ChatServer {
    type Result = ();

    fn handle(&mut self, found: PeersFound, _: &mut Self::Context) {
        let mut peers: HashMap<&UserId, Vec<&UserId>> = HashMap::new();
        for (user, peer) in &found.peers.pairs {
            peers.entry(user).or_default().push(peer);
        }
        for (user, status, last_seen) in &found.changes {
            let frame = Outbound::Presence { user_id: user, status: *status, last_seen: *last_seen };
            let Ok(frame) = json_frame(&frame) else { continue };
            let near = peers.remove(user).unwrap_or_default();
            for present in near.iter().filter_map(|peer| self.users.get(*peer)) {
                for entry in present.sessions.iter().filter_map(|id| self.sessions.get(id)) {
                    entry.whisper(&frame);
                }
            }
            let customer = found.peers.customers.contains(user);
            for entry in self.staff.iter().filter_map(|id| self.sessions.get(id)) {
                let interested = entry.role == Role::Admin || customer;
                if interested && entry.user != *user && !near.contains(&&entry.user) {
                    entry.whisper(&frame);
                }
            }
        }
    }
}

impl ChatServer {
    pub(super) fn arrived(&mut self, user: &UserId, session: SessionId) {
        let present = self.users.entry(user.clone()).or_default();
        let was_there = !present.sessions.is_empty() || present.gone.is_some();
        present.sessions.push(session);
        present.gone = None;
        if !was_there {
            self.directory.set(user, Presence::Online);
            self.stirred.insert(user.clone());
        }
    }

    pub(super) fn departed(&mut self, user: &UserId, session: SessionId) {
        let Some(present) = self.users.get_mut(user) else { return };
        present.sessions.retain(|other| *other != session);
        if present.sessions.is_empty() {
            present.gone = Some((Instant::now(), Timestamp::now()));
        }
    }

    /// Marks those offline who have been gone for a while, and tells what changed to those who share a conversation.
    pub(super) fn tell_presence(&mut self, ctx: &mut Context<Self>) {
        let gone = self.users.iter().filter_map(|(user, present)| Some((user.clone(), present.gone?)));
        let gone: Vec<_> = gone.filter(|(_, (since, _))| since.elapsed() >= LINGER).take(MANY).collect();
        let mut here: Vec<(UserId, Presence, Option<Timestamp>)> = Vec::new();
        for (user, (_, last_seen)) in gone {
            self.users.remove(&user);
            self.stirred.remove(&user);
            self.directory.set(&user, Presence::Offline);
            here.push((user, Presence::Offline, Some(last_seen)));
        }
        let some: Vec<UserId> = self.stirred.iter().take(MANY).cloned().collect();
        for user in some {
            self.stirred.remove(&user);
            let status = self.users.get(&user).map_or(Presence::Offline, Present::status);
            here.push((user, status, None));
        }
        let silent = self.directory.forget_silent();
        if here.is_empty() && silent.is_empty() {
            return;
        }
        self.tell_others(|| {
            let users = here.iter().map(|(user, status, at)| (user.clone(), *status, at.map(Timestamp::millis)));
            Hint::Present { users: users.collect(), everybody: false }
        });
        // Somebody may be gone here and still there at another node.
        let ago = |silence| Some(Timestamp::now().plus(-TimeDelta::from_std(silence).unwrap_or_default()));
        let silent = silent.into_iter().map(|(user, silence)| (user, Presence::Offline, ago(silence)));
        let everywhere = here.into_iter().chain(silent).map(|(user, _, at)| {
            let status = self.directory.presence(&user);
            (user, status, at.filter(|_| status == Presence::Offline))
        });
        let everywhere = everywhere.collect();
        self.look_up_peers(everywhere, ctx);
    }

    pub(super) fn look_up_peers(&self, changes: Vec<(UserId, Presence, Option<Timestamp>)>, ctx: &mut Context<Self>) {
        let (store, addr) = (self.store.clone(), ctx.address());
        let looking = async move {
            let seen = changes.iter().filter_map(|(user, _, at)| Some((user.clone(), (*at)?))).collect();
            if let Err(error) = store.users_seen(seen).await {
                tracing::warn!(%error, "when users were last seen could not be stored");
            }
            match store.peers(changes.iter().map(|(user, ..)| user.clone()).collect()).await {
                Ok(peers) => addr.do_send(PeersFound { changes, peers }),
                Err(error) => tracing::warn!(%error, "presence could not be told"),
            }
        };
        let looking = unless_it_panics("changes of presence", looking);
        ctx.spawn(looking.map(drop).into_actor(self));
    }
}
