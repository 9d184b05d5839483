//! What do several nodes on one database tell each other?
//!
//! Hints, never the truth: that a conversation has entries up to some `seq`, that somebody types, came or went. A node
//! that may have missed one looks into the database, and each does once a minute (`chat_server/looking.rs`); so a lost
//! hint costs time, never a message.

mod hint;
mod line;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix::Addr;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use tokio::sync::{mpsc, oneshot};

use super::chat_server::ChatServer;
use crate::error::{Error, Result};
pub use hint::{Head, Hint, Viewing};
use line::Line;

/// Hints that may wait for the line. Beyond, they are left out, and the other nodes are told to look for themselves.
const QUEUE: usize = 8192;

/// A node among the others: random, so that each process is a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct NodeId(pub u64);

/// The way to the other nodes. Cheap to clone; telling never waits.
#[derive(Clone)]
pub struct Bus {
    queue: mpsc::Sender<Waiting>,
    lost: Arc<AtomicBool>,
}

/// What waits for the line.
enum Waiting {
    Hint(Hint),
    /// Everything before it was told.
    Flush(oneshot::Sender<()>),
}

/// The ends of a bus that is not connected yet.
pub struct Unconnected {
    queue: mpsc::Receiver<Waiting>,
    lost: Arc<AtomicBool>,
    client: redis::Client,
    channel: String,
}

impl Bus {
    /// A bus over the Redis server at `url`. Nodes hear each other where `secret` is the same; it does not leave them.
    pub fn new(url: &str, secret: &str) -> Result<(Self, Unconnected)> {
        let client = redis::Client::open(url).map_err(Error::internal)?;
        let (queue, waiting) = mpsc::channel(QUEUE);
        let lost = Arc::new(AtomicBool::new(false));
        let rest = Unconnected { queue: waiting, lost: lost.clone(), client, channel: channel(secret) };
        Ok((Self { queue, lost }, rest))
    }

    pub fn tell(&self, hint: Hint) {
        if self.queue.try_send(Waiting::Hint(hint)).is_err() {
            self.lost.store(true, Ordering::Release);
        }
    }

    /// Waits until everything that was told has left; at once where it cannot leave, because Redis is away.
    pub async fn flush(&self) {
        let (done, told) = oneshot::channel();
        if self.queue.send(Waiting::Flush(done)).await.is_ok() {
            // Dropped where it cannot leave.
            let _ = told.await;
        }
    }
}

fn channel(secret: &str) -> String {
    let digest = Sha256::digest(format!("the bus of {secret}").as_bytes());
    format!("kefu:{}", URL_SAFE_NO_PAD.encode(digest.get(..15).unwrap_or_default()))
}

impl Unconnected {
    /// Connects, for as long as the actix system runs, again and again where need be. Without its Redis server a node
    /// serves its own sockets as before.
    pub fn connect(self, server: Addr<ChatServer>) {
        let node = NodeId(rand::random());
        actix_rt::spawn(Line::new(node, self, server).run());
    }
}
