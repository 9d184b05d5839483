//! Who hears it live? The one actor that knows every socket of this node and routes to them.
//!
//! It never waits and never touches the store: its handlers are look-ups and pushes into bounded outboxes. What must be
//! read (a gap, a conversation's new look, somebody's peers) is read by others, who come back with a message.

mod announcing;
mod census;
mod cursor;
mod delivery;
mod elsewhere;
mod lifecycle;
mod looking;
mod lookout;
mod messages;
mod presence;
mod revocation;
mod viewing;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix::{Actor, Addr, AsyncContext, Context};
use bytes::Bytes;
use smallvec::SmallVec;

use crate::actors::bus::Bus;
use crate::actors::directory::Directory;
use crate::actors::session::Session;
use crate::actors::socket::Outbox;
use crate::domain::{Presence, Role};
use crate::id::{ConversationId, SessionId, UserId};
use crate::store::Store;
use crate::time::Timestamp;
use cursor::Cursor;
pub use elsewhere::Heard;
pub use looking::LookAround;
use lookout::Lookout;
pub use messages::*;

/// How often expired and revoked tokens are looked for: revoked ones must go within 5 s (P12), expired ones within 60 s.
const TOKEN_TICK: Duration = Duration::from_secs(3);
/// How often changes of presence are told.
const PRESENCE_TICK: Duration = Duration::from_millis(500);

/// The routes from users and conversations to sockets.
pub struct ChatServer {
    store: Store,
    directory: Arc<Directory>,
    /// To the other nodes, where there are any.
    bus: Option<Bus>,
    /// What this node was told, where there are others.
    lookout: Option<Lookout>,
    sessions: HashMap<SessionId, Entry>,
    users: HashMap<UserId, Present>,
    watchers: HashMap<ConversationId, SmallVec<[SessionId; 4]>>,
    viewers: HashMap<ConversationId, viewing::Viewers>,
    staff: HashSet<SessionId>,
    announcing: HashMap<ConversationId, announcing::Turn>,
    /// Users whose presence changed since it was last told.
    stirred: HashSet<UserId>,
    /// The node ends: what every socket hears last, the late ones too.
    bye: Option<Bytes>,
}

/// One socket.
struct Entry {
    user: UserId,
    role: Role,
    expires_at: Timestamp,
    /// The user's token generation when the socket was opened.
    generation: i64,
    outbox: Arc<Outbox>,
    addr: Addr<Session>,
    /// Nothing is sent before `hello`.
    greeted: bool,
    cursors: HashMap<ConversationId, Cursor>,
    watching: SmallVec<[ConversationId; 2]>,
    viewing: SmallVec<[ConversationId; 2]>,
}

/// A user with sockets, or without one for less than 10 s.
#[derive(Default)]
struct Present {
    sessions: SmallVec<[SessionId; 2]>,
    away: bool,
    /// When the last socket went.
    gone: Option<(Instant, Timestamp)>,
}

impl Present {
    /// While there is a socket.
    const fn status(&self) -> Presence {
        if self.away { Presence::Away } else { Presence::Online }
    }
}

impl ChatServer {
    pub fn new(store: Store, directory: Arc<Directory>, bus: Option<Bus>) -> Self {
        Self {
            store,
            directory,
            lookout: bus.is_some().then(|| Lookout::new(Timestamp::now())),
            bus,
            sessions: HashMap::new(),
            users: HashMap::new(),
            watchers: HashMap::new(),
            viewers: HashMap::new(),
            staff: HashSet::new(),
            announcing: HashMap::new(),
            stirred: HashSet::new(),
            bye: None,
        }
    }
}

impl Actor for ChatServer {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.run_interval(TOKEN_TICK, |server, ctx| {
            server.close_expired(Timestamp::now());
            server.look_for_revocations(ctx);
            server.look_around();
        });
        ctx.run_interval(PRESENCE_TICK, Self::tell_presence);
        if self.lookout.is_some() {
            ctx.run_interval(looking::ROUND, Self::look_for_untold);
        }
    }
}
