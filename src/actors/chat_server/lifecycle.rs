//! How do sockets come and go?

use std::collections::HashMap;

use actix::Handler;
use bytes::Bytes;
use smallvec::SmallVec;

use super::cursor::Cursor;
use super::{ChatServer, Disconnect, Drain, Entry, Extend, Greet, Join, Leave, Unwatch, Watch, Watching};
use crate::actors::bus::Hint;
use crate::protocol::CloseCode;
use crate::time::Timestamp;

impl Handler<Join> for ChatServer {
    type Result = ();

    fn handle(&mut self, join: Join, _: &mut Self::Context) {
        if join.role.is_staff() {
            self.staff.insert(join.session);
        }
        self.arrived(&join.user, join.session);
        let entry = Entry {
            user: join.user,
            role: join.role,
            expires_at: join.expires_at,
            generation: join.generation,
            outbox: join.outbox,
            addr: join.addr,
            greeted: false,
            cursors: HashMap::new(),
            watching: SmallVec::new(),
            viewing: SmallVec::new(),
        };
        if let Some(bye) = &self.bye {
            entry.say_goodbye(bye);
        }
        self.sessions.insert(join.session, entry);
    }
}

impl Handler<Greet> for ChatServer {
    type Result = ();

    fn handle(&mut self, greet: Greet, _: &mut Self::Context) {
        let Some(entry) = self.sessions.get_mut(&greet.session) else { return };
        entry.greeted = true;
        if entry.outbox.push(greet.hello).is_err() {
            entry.outbox.close(CloseCode::TryAgainLater);
            return;
        }
        for (id, head) in greet.heads {
            entry.begin(greet.session, id, head);
        }
        // What came before the hello and is not in it: conversations that began just now, or beyond those it lists.
        let late: Vec<_> = entry.cursors.iter().filter_map(|(id, cursor)| Some((*id, cursor.first_held()?))).collect();
        for (id, first) in late {
            entry.begin(greet.session, id, crate::id::Seq(first.0 - 1));
        }
    }
}

impl Handler<Leave> for ChatServer {
    type Result = ();

    fn handle(&mut self, leave: Leave, _: &mut Self::Context) {
        let Some(entry) = self.sessions.get_mut(&leave.session) else { return };
        for id in std::mem::take(&mut entry.viewing) {
            self.look_away(id, leave.session);
        }
        let Some(entry) = self.sessions.remove(&leave.session) else { return };
        self.staff.remove(&leave.session);
        for id in entry.watching {
            self.forget_watcher(id, leave.session);
        }
        self.departed(&entry.user, leave.session);
    }
}

impl Handler<Extend> for ChatServer {
    type Result = ();

    fn handle(&mut self, extend: Extend, _: &mut Self::Context) {
        if let Some(entry) = self.sessions.get_mut(&extend.session) {
            entry.expires_at = extend.expires_at;
        }
    }
}

impl Handler<Watch> for ChatServer {
    type Result = ();

    fn handle(&mut self, watch: Watch, _: &mut Self::Context) {
        let Some(entry) = self.sessions.get_mut(&watch.session) else { return };
        if !entry.watching.contains(&watch.conversation) {
            entry.watching.push(watch.conversation);
            self.watchers.entry(watch.conversation).or_default().push(watch.session);
        }
        entry.cursors.entry(watch.conversation).or_insert_with(Cursor::held);
    }
}

impl Handler<Watching> for ChatServer {
    type Result = ();

    fn handle(&mut self, watching: Watching, _: &mut Self::Context) {
        let Some(entry) = self.sessions.get_mut(&watching.session) else { return };
        if let Some(answer) = watching.answer {
            entry.push(answer);
        }
        if entry.cursors.get(&watching.conversation).is_some_and(Cursor::is_held) {
            entry.begin(watching.session, watching.conversation, watching.head);
        }
    }
}

impl Handler<Unwatch> for ChatServer {
    type Result = ();

    fn handle(&mut self, unwatch: Unwatch, _: &mut Self::Context) {
        if let Some(entry) = self.sessions.get_mut(&unwatch.session) {
            entry.watching.retain(|id| *id != unwatch.conversation);
            // A later watch begins at the head of then; what is being read now still owes its answers.
            if matches!(entry.cursors.get(&unwatch.conversation), Some(Cursor::Live(_))) {
                entry.cursors.remove(&unwatch.conversation);
            }
            self.forget_watcher(unwatch.conversation, unwatch.session);
        }
    }
}

impl Handler<Disconnect> for ChatServer {
    type Result = ();

    fn handle(&mut self, disconnect: Disconnect, _: &mut Self::Context) {
        self.disconnect(&disconnect);
        self.tell_others(|| Hint::Disconnect { user: disconnect.user, code: disconnect.code.number() });
    }
}

impl Handler<Drain> for ChatServer {
    type Result = ();

    fn handle(&mut self, drain: Drain, _: &mut Self::Context) {
        for entry in self.sessions.values() {
            entry.say_goodbye(&drain.bye);
        }
        // A socket may have been let in while the drain began.
        self.bye = Some(drain.bye);
    }
}

impl Entry {
    fn say_goodbye(&self, bye: &Bytes) {
        // Full or closed: then it ends without a word.
        let _ = self.outbox.push(bye.clone());
        self.outbox.close(CloseCode::GoingAway);
    }
}

impl ChatServer {
    pub(super) fn disconnect(&self, disconnect: &Disconnect) {
        let Some(present) = self.users.get(&disconnect.user) else { return };
        for entry in present.sessions.iter().filter_map(|session| self.sessions.get(session)) {
            entry.outbox.close(disconnect.code);
        }
    }

    pub(super) fn close_expired(&mut self, now: Timestamp) {
        for entry in self.sessions.values().filter(|entry| entry.expires_at <= now) {
            entry.outbox.close(CloseCode::Unauthorized);
        }
    }

    fn forget_watcher(&mut self, id: crate::id::ConversationId, session: crate::id::SessionId) {
        if let Some(watchers) = self.watchers.get_mut(&id) {
            watchers.retain(|watcher| *watcher != session);
            if watchers.is_empty() {
                self.watchers.remove(&id);
            }
        }
    }
}
