//! Who of the staff is looking at a conversation, and who of them is told?

use actix::Handler;
use smallvec::SmallVec;

use super::{ChatServer, View};
use crate::actors::socket::json_frame;
use crate::id::{ConversationId, SessionId, UserId};
use crate::protocol::Outbound;

impl Handler<View> for ChatServer {
    type Result = ();

    fn handle(&mut self, view: View, _: &mut Self::Context) {
        let Some(entry) = self.sessions.get_mut(&view.session) else { return };
        let user = entry.user.clone();
        match (view.started, entry.viewing.contains(&view.conversation)) {
            (true, false) => {
                entry.viewing.push(view.conversation);
                self.look_at(view.conversation, view.session, &user);
            }
            (false, true) => {
                entry.viewing.retain(|id| *id != view.conversation);
                self.look_away(view.conversation, view.session, &user);
            }
            _ => {}
        }
    }
}

impl ChatServer {
    /// The whole list goes to all who look where a user came to it, and else to the socket that asks.
    fn look_at(&mut self, id: ConversationId, session: SessionId, user: &UserId) {
        let is_new = !self.viewers_of(id).contains(user);
        self.viewers.entry(id).or_default().push(session);
        self.tell_viewers(id, (!is_new).then_some(session));
    }

    /// The others hear of it where this was the user's last socket that looked.
    pub(super) fn look_away(&mut self, id: ConversationId, session: SessionId, user: &UserId) {
        let Some(viewers) = self.viewers.get_mut(&id) else { return };
        viewers.retain(|viewer| *viewer != session);
        if viewers.is_empty() {
            self.viewers.remove(&id);
        } else if !self.viewers_of(id).contains(user) {
            self.tell_viewers(id, None);
        }
    }

    /// Each user once, in the order in which they came.
    fn viewers_of(&self, id: ConversationId) -> SmallVec<[UserId; 4]> {
        let sessions = self.viewers.get(&id).into_iter().flatten();
        let mut users = SmallVec::new();
        for entry in sessions.filter_map(|session| self.sessions.get(session)) {
            if !users.contains(&entry.user) {
                users.push(entry.user.clone());
            }
        }
        users
    }

    fn tell_viewers(&self, id: ConversationId, only: Option<SessionId>) {
        let users = self.viewers_of(id);
        let Ok(frame) = json_frame(&Outbound::Viewers { conversation_id: id, user_ids: &users }) else { return };
        let told = self.viewers.get(&id).into_iter().flatten();
        for session in told.filter(|session| only.is_none_or(|only| only == **session)) {
            if let Some(entry) = self.sessions.get(session) {
                entry.push(frame.clone());
            }
        }
    }
}
