//! Who of the staff is looking at a conversation, here or at another node, and who of them is told?

use std::collections::HashMap;

use actix::Handler;
use smallvec::SmallVec;

use super::{ChatServer, View};
use crate::actors::bus::{Hint, NodeId, Viewing};
use crate::actors::socket::json_frame;
use crate::id::{ConversationId, SessionId, UserId};
use crate::protocol::Outbound;
use crate::time::Timestamp;

/// Who looks at a conversation, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Viewers {
    here: SmallVec<[(SessionId, Timestamp); 4]>,
    elsewhere: HashMap<NodeId, Viewing>,
}

impl Viewers {
    fn is_empty(&self) -> bool {
        self.here.is_empty() && self.elsewhere.is_empty()
    }
}

impl Handler<View> for ChatServer {
    type Result = ();

    fn handle(&mut self, view: View, _: &mut Self::Context) {
        let Some(entry) = self.sessions.get_mut(&view.session) else { return };
        match (view.started, entry.viewing.contains(&view.conversation)) {
            (true, false) => {
                entry.viewing.push(view.conversation);
                self.look_at(view.conversation, view.session);
            }
            (false, true) => {
                entry.viewing.retain(|id| *id != view.conversation);
                self.look_away(view.conversation, view.session);
            }
            _ => {}
        }
    }
}

impl ChatServer {
    /// The whole list goes to all who look where a user came to it, and else to the socket that asks.
    fn look_at(&mut self, id: ConversationId, session: SessionId) {
        let is_new = self.viewers_changed(id, |viewers| viewers.here.push((session, Timestamp::now())));
        if !is_new {
            self.tell_viewers(id, Some(session));
        }
    }

    /// The others hear of it where this was the user's last socket that looked.
    pub(super) fn look_away(&mut self, id: ConversationId, session: SessionId) {
        self.viewers_changed(id, |viewers| viewers.here.retain(|(viewer, _)| *viewer != session));
    }

    /// What another node says of who looks there: at everything, or at some.
    pub(super) fn viewing_elsewhere(&mut self, node: NodeId, seen: Vec<(ConversationId, Viewing)>, everything: bool) {
        if everything {
            let named: Vec<ConversationId> = seen.iter().map(|(id, _)| *id).collect();
            let known = self.viewers.iter().filter(|(_, viewers)| viewers.elsewhere.contains_key(&node));
            let over: Vec<ConversationId> = known.map(|(id, _)| *id).filter(|id| !named.contains(id)).collect();
            for id in over {
                self.viewers_changed(id, |viewers| drop(viewers.elsewhere.remove(&node)));
            }
        }
        for (id, users) in seen {
            self.viewers_changed(id, |viewers| {
                if users.is_empty() {
                    viewers.elsewhere.remove(&node)
                } else {
                    viewers.elsewhere.insert(node, users)
                };
            });
        }
    }

    /// Tells the other nodes everything that is looked at here, and forgets what nodes said that are gone.
    pub(super) fn say_who_is_viewing(&mut self) {
        let directory = self.directory.clone();
        let said = self.viewers.iter().flat_map(|(id, viewers)| viewers.elsewhere.keys().map(|node| (*id, *node)));
        let gone: Vec<_> = said.filter(|(_, node)| !directory.knows(*node)).collect();
        for (id, node) in gone {
            self.viewers_changed(id, |viewers| drop(viewers.elsewhere.remove(&node)));
        }
        self.tell_others(|| {
            let here = self.viewers.keys().map(|id| (*id, self.viewing_here(*id)));
            Hint::Viewing { conversations: here.filter(|(_, users)| !users.is_empty()).collect(), everything: true }
        });
    }

    /// Tells all who look where somebody came or went, and the other nodes where that was here. Did the list change?
    fn viewers_changed(&mut self, id: ConversationId, change: impl FnOnce(&mut Viewers)) -> bool {
        let (all, here) = (self.viewers_of(id), self.viewing_here(id));
        let viewers = self.viewers.entry(id).or_default();
        change(viewers);
        if viewers.is_empty() {
            self.viewers.remove(&id);
        }
        let users = self.viewing_here(id);
        if users != here {
            self.tell_others(|| Hint::Viewing { conversations: vec![(id, users)], everything: false });
        }
        let is_changed = self.viewers_of(id) != all;
        if is_changed {
            self.tell_viewers(id, None);
        }
        is_changed
    }

    /// Each user with a socket here once, and when they came.
    fn viewing_here(&self, id: ConversationId) -> Viewing {
        let sessions = self.viewers.get(&id).into_iter().flat_map(|viewers| &viewers.here);
        let mut users = Viewing::new();
        for (session, at) in sessions {
            if let Some(entry) = self.sessions.get(session)
                && !users.iter().any(|(user, _)| *user == entry.user)
            {
                users.push((entry.user.clone(), at.millis()));
            }
        }
        users
    }

    /// Each user once, in the order in which they came.
    fn viewers_of(&self, id: ConversationId) -> SmallVec<[UserId; 4]> {
        let mut all = self.viewing_here(id);
        let elsewhere = self.viewers.get(&id).into_iter().flat_map(|viewers| viewers.elsewhere.values());
        all.extend(elsewhere.flatten().cloned());
        all.sort_by_key(|(_, at)| *at);
        let mut users = SmallVec::new();
        for (user, _) in all {
            if !users.contains(&user) {
                users.push(user);
            }
        }
        users
    }

    fn tell_viewers(&self, id: ConversationId, only: Option<SessionId>) {
        let told = self.viewers.get(&id).map(|viewers| viewers.here.as_slice()).unwrap_or_default();
        if told.is_empty() {
            return;
        }
        let users = self.viewers_of(id);
        let Ok(frame) = json_frame(&Outbound::Viewers { conversation_id: id, user_ids: &users }) else { return };
        for (session, _) in told.iter().filter(|(session, _)| only.is_none_or(|only| only == *session)) {
            if let Some(entry) = self.sessions.get(session) {
                entry.push(frame.clone());
            }
        }
    }
}
