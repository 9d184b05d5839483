//! How do hints get to the other nodes and from them?

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use actix::Addr;
use futures_util::StreamExt;
use redis::aio::MultiplexedConnection;
use redis::{AsyncCommands, AsyncConnectionConfig};
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use super::hint::Letter;
use super::{Hint, NodeId, Unconnected, Waiting};
use crate::actors::chat_server::{ChatServer, Heard, LookAround};
use crate::metrics;

/// Before the next try to reach Redis.
const RETRY: Duration = Duration::from_secs(1);
/// A connection or a publication that takes longer has failed.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often a node says who is present, and that it lives.
const ROLL_CALL: Duration = Duration::from_secs(20);
/// A line hears at least its own roll calls; one that hears nothing for this long is dead.
const SILENCE: Duration = Duration::from_secs(45);
/// How often a node that hears no other looks for what they wrote.
const BLIND: Duration = Duration::from_secs(5);
/// Hints in one letter.
const LETTER: usize = 256;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// One node's connection to the bus.
pub(super) struct Line {
    node: NodeId,
    queue: mpsc::Receiver<Waiting>,
    lost: Arc<AtomicBool>,
    client: redis::Client,
    channel: String,
    server: Addr<ChatServer>,
}

impl Line {
    pub fn new(node: NodeId, ends: Unconnected, server: Addr<ChatServer>) -> Self {
        let Unconnected { queue, lost, client, channel } = ends;
        Self { node, queue, lost, client, channel, server }
    }

    pub async fn run(mut self) {
        let mut looked: Option<Instant> = None;
        loop {
            let Err(error) = self.talk().await;
            metrics::BUS_CONNECTED.set(0);
            metrics::BUS_LOST.one();
            tracing::warn!(%error, "other nodes are not heard, and do not hear this one; trying again");
            if looked.is_none_or(|at| at.elapsed() >= BLIND) {
                looked = Some(Instant::now());
                self.server.do_send(LookAround);
            }
            self.forget_queued();
            sleep(RETRY).await;
        }
    }

    /// Until the line breaks. Whatever was missed before it stood is looked up.
    async fn talk(&mut self) -> Result<Infallible, Failure> {
        let mut ears = timeout(PATIENCE, self.client.get_async_pubsub()).await??;
        timeout(PATIENCE, ears.subscribe(&self.channel)).await??;
        // Its own limits are half a second and one: a Redis that saves its data may be silent for longer.
        let patient = AsyncConnectionConfig::new().set_response_timeout(Some(PATIENCE));
        let patient = patient.set_connection_timeout(Some(PATIENCE));
        let mut mouth = self.client.get_multiplexed_async_connection_with_config(&patient).await?;
        tracing::info!(node = %format_args!("{:x}", self.node.0), "on the bus with the other nodes");
        self.forget_queued();
        self.publish(&mut mouth, vec![Hint::LookAgain]).await?;
        self.server.do_send(LookAround);
        metrics::BUS_CONNECTED.set(1);
        let mut heard = ears.on_message();
        let (mut roll_call, mut last) = (interval(ROLL_CALL), Instant::now());
        roll_call.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut waiting = Vec::with_capacity(LETTER);
        loop {
            tokio::select! {
                count = self.queue.recv_many(&mut waiting, LETTER) => {
                    if count == 0 {
                        return Err("the server ended".into());
                    }
                    self.tell(&mut mouth, std::mem::take(&mut waiting)).await?;
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

    async fn tell(&self, mouth: &mut MultiplexedConnection, waiting: Vec<Waiting>) -> Result<(), Failure> {
        let (mut hints, mut flushed) = (Vec::with_capacity(waiting.len()), Vec::new());
        for one in waiting {
            match one {
                Waiting::Hint(hint) => hints.push(hint),
                Waiting::Flush(done) => flushed.push(done),
            }
        }
        if self.lost.swap(false, Ordering::AcqRel) {
            hints.push(Hint::LookAgain);
        }
        if !hints.is_empty() {
            self.publish(mouth, hints).await?;
        }
        for done in flushed {
            // Nobody waits any more where the drain ran out of time.
            let _ = done.send(());
        }
        Ok(())
    }

    /// While nothing can be told hints grow old: who typed does not matter any more, and the rest is looked up in the
    /// database once the line stands again.
    fn forget_queued(&mut self) {
        while self.queue.try_recv().is_ok() {}
    }

    async fn publish(&self, mouth: &mut MultiplexedConnection, hints: Vec<Hint>) -> Result<(), Failure> {
        let letter = serde_json::to_string(&Letter { node: self.node, hints })?;
        Ok(mouth.publish(&self.channel, letter).await?)
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
