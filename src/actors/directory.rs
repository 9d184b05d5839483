//! Who has a socket open, on this node or at another?

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::bus::NodeId;
use crate::domain::Presence;
use crate::id::UserId;

/// The users with sockets, readable from any thread. `ChatServer` decides who is away or offline; the number of sockets
/// is kept by [`Seat`]s, so that a limit holds even while many connect at once.
#[derive(Debug, Default)]
pub struct Directory {
    users: RwLock<HashMap<UserId, Line>>,
    connections: AtomicUsize,
    elsewhere: RwLock<HashMap<NodeId, Elsewhere>>,
}

/// A node that says nothing for this long is gone: it calls the roll every 20 s.
const SILENCE: Duration = Duration::from_secs(70);

/// What another node said of its users.
#[derive(Debug)]
struct Elsewhere {
    heard: Instant,
    users: HashMap<UserId, Presence>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Line {
    seats: u32,
    status: Option<Presence>,
}

/// One socket's place among its user's; given back when dropped.
#[derive(Debug)]
pub struct Seat {
    directory: Arc<Directory>,
    user: UserId,
}

/// One TCP connection of a socket, until its last byte left or was given up: longer than its [`Seat`].
#[derive(Debug)]
pub struct Connection {
    directory: Arc<Directory>,
}

impl Directory {
    /// Counts one more connection until it is dropped.
    pub fn connection(self: &Arc<Self>) -> Connection {
        self.connections.fetch_add(1, Ordering::AcqRel);
        Connection { directory: self.clone() }
    }

    /// A place for one more socket of the user, unless it has `limit` of them.
    pub fn seat(self: &Arc<Self>, user: &UserId, limit: Option<NonZeroU32>) -> Option<Seat> {
        let mut users = self.users.write().unwrap_or_else(PoisonError::into_inner);
        let line = users.entry(user.clone()).or_default();
        if limit.is_some_and(|limit| line.seats >= limit.get()) {
            return None;
        }
        line.seats += 1;
        Some(Seat { directory: self.clone(), user: user.clone() })
    }

    /// Online where any node has them online.
    pub fn presence(&self, user: &UserId) -> Presence {
        let here = self.users.read().unwrap_or_else(PoisonError::into_inner).get(user).and_then(|line| line.status);
        let nodes = self.elsewhere.read().unwrap_or_else(PoisonError::into_inner);
        let there = nodes.values().filter_map(|node| node.users.get(user).copied());
        here.into_iter().chain(there).min_by_key(|status| *status as u8).unwrap_or(Presence::Offline)
    }

    /// Takes in what another node says, of everybody it has or of some; whose presence there changed is returned.
    pub(super) fn hear(
        &self,
        node: NodeId,
        users: impl Iterator<Item = (UserId, Presence)>,
        everybody: bool,
    ) -> Vec<UserId> {
        let mut nodes = self.elsewhere.write().unwrap_or_else(PoisonError::into_inner);
        let known = nodes.entry(node).or_insert_with(|| Elsewhere { heard: Instant::now(), users: HashMap::new() });
        known.heard = Instant::now();
        let mut before = if everybody { std::mem::take(&mut known.users) } else { HashMap::new() };
        let mut changed = Vec::new();
        for (user, status) in users {
            let old = match status {
                Presence::Offline => known.users.remove(&user),
                _ => known.users.insert(user.clone(), status),
            };
            let old = before.remove(&user).or(old).unwrap_or(Presence::Offline);
            if old != status {
                changed.push(user);
            }
        }
        changed.extend(before.into_keys());
        changed
    }

    /// Was this node heard lately?
    pub(super) fn knows(&self, node: NodeId) -> bool {
        self.elsewhere.read().unwrap_or_else(PoisonError::into_inner).contains_key(&node)
    }

    /// Forgets nodes that are gone; returns whom they had, and how long ago that was heard.
    pub(super) fn forget_silent(&self) -> Vec<(UserId, Duration)> {
        if self.elsewhere.read().unwrap_or_else(PoisonError::into_inner).is_empty() {
            return Vec::new();
        }
        let mut nodes = self.elsewhere.write().unwrap_or_else(PoisonError::into_inner);
        let gone = nodes.extract_if(|_, node| node.heard.elapsed() > SILENCE);
        let had = gone.flat_map(|(_, node)| {
            let silence = node.heard.elapsed();
            node.users.into_keys().map(move |user| (user, silence))
        });
        had.collect()
    }

    /// Sockets whose connection has not ended yet, closing ones included.
    pub fn sockets(&self) -> usize {
        self.connections.load(Ordering::Acquire)
    }

    pub(super) fn set(&self, user: &UserId, status: Presence) {
        self.change(user, |line| line.status = (status != Presence::Offline).then_some(status));
    }

    fn change(&self, user: &UserId, change: impl FnOnce(&mut Line)) {
        let mut users = self.users.write().unwrap_or_else(PoisonError::into_inner);
        let line = users.entry(user.clone()).or_default();
        change(line);
        if line.seats == 0 && line.status.is_none() {
            users.remove(user);
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.directory.connections.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.directory.change(&self.user, |line| line.seats = line.seats.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_are_limited_and_given_back() {
        let directory = Arc::new(Directory::default());
        let user = UserId::parse("b1").unwrap();
        let limit = NonZeroU32::new(2);
        let first = directory.seat(&user, limit).unwrap();
        let _second = directory.seat(&user, limit).unwrap();
        assert!(directory.seat(&user, limit).is_none());
        drop(first);
        assert!(directory.seat(&user, limit).is_some());
        assert!(directory.seat(&user, None).is_some());
    }

    #[test]
    fn nobody_is_remembered_for_ever() {
        let directory = Arc::new(Directory::default());
        let user = UserId::parse("b1").unwrap();
        let seat = directory.seat(&user, None);
        directory.set(&user, Presence::Online);
        drop(seat);
        assert_eq!(directory.presence(&user), Presence::Online);
        directory.set(&user, Presence::Offline);
        assert!(directory.users.read().unwrap().is_empty());
    }
}
