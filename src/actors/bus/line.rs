//! How do hints get to the other nodes and from them?

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use actix::Addr;
use futures_util::StreamExt;
use redis::AsyncCommands;
use redis::aio::MultiplexedConnection;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use super::hint::Letter;
use super::{Hint, NodeId, Unconnected};
use crate::actors::chat_server::{ChatServer, Heard, LookAround};

/// Before the next try to reach Redis.
const RETRY: Duration = Duration::from_secs(1);
/// A connection or a publication that takes longer has failed.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often a node says who is present, and that it lives.
const ROLL_CALL: Duration = Duration::from_secs(20);
/// A line hears at least its own roll calls; one that hears nothing for this long is dead.
const SILENCE: Duration = Duration::from_secs(45);
/// Hints in one letter.
const LETTER: usize = 256;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// One node's connection to the bus.
pub(super) struct Line {
    node: NodeId,
    hints: mpsc::Receiver<Hint>,
    lost: Arc<AtomicBool>,
    client: redis::Client,
    channel: String,
    server: Addr<ChatServer>,
}

impl Line {
    pub fn new(node: NodeId, ends: Unconnected, server: Addr<ChatServer>) -> Self {
        let Unconnected { hints, lost, client, channel } = ends;
        Self { node, hints, lost, client, channel, server }
    }

    pub async fn run(mut self) {
        loop {
            let Err(error) = self.talk().await;
            tracing::warn!(%error, "other nodes are not heard, and do not hear this one; trying again");
            sleep(RETRY).await;
        }
    }

    /// Until the line breaks. Whatever was missed before it stood is looked up.
    async fn talk(&mut self) -> Result<Infallible, Failure> {
        let mut ears = timeout(PATIENCE, self.client.get_async_pubsub()).await??;
        timeout(PATIENCE, ears.subscribe(&self.channel)).await??;
        let mut mouth = timeout(PATIENCE, self.client.get_multiplexed_async_connection()).await??;
        tracing::info!(node = %format_args!("{:x}", self.node.0), "on the bus with the other nodes");
        self.server.do_send(LookAround);
        self.publish(&mut mouth, vec![Hint::LookAgain]).await?;
        let mut heard = ears.on_message();
        let (mut roll_call, mut last) = (interval(ROLL_CALL), Instant::now());
        roll_call.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut hints = Vec::with_capacity(LETTER);
        loop {
            tokio::select! {
                count = self.hints.recv_many(&mut hints, LETTER) => {
                    if count == 0 {
                        return Err("the server ended".into());
                    }
                    if self.lost.swap(false, Ordering::AcqRel) {
                        hints.push(Hint::LookAgain);
                    }
                    self.publish(&mut mouth, std::mem::take(&mut hints)).await?;
                }
                message = heard.next() => {
                    let message = message.ok_or("the line to Redis broke")?;
                    last = Instant::now();
                    self.hear(message.get_payload_bytes());
                }
                _ = roll_call.tick() => {
                    if last.elapsed() > SILENCE {
                        return Err("the line to Redis is silent".into());
                    }
                    self.server.do_send(Heard { node: self.node, hint: None });
                }
            }
        }
    }

    async fn publish(&self, mouth: &mut MultiplexedConnection, hints: Vec<Hint>) -> Result<(), Failure> {
        let letter = serde_json::to_string(&Letter { node: self.node, hints })?;
        let publishing = mouth.publish::<_, _, i64>(&self.channel, letter);
        if let Err(error) = timeout(PATIENCE, publishing).await.map_err(Failure::from).and_then(|sent| Ok(sent?)) {
            self.lost.store(true, Ordering::Release);
            return Err(error);
        }
        Ok(())
    }

    fn hear(&self, payload: &[u8]) {
        match serde_json::from_slice::<Letter>(payload) {
            Ok(letter) if letter.node == self.node => {}
            Ok(letter) => {
                for hint in letter.hints {
                    self.server.do_send(Heard { node: letter.node, hint: Some(hint) });
                }
            }
            Err(error) => tracing::warn!(%error, "another node said something that is not understood"),
        }
    }
}
