//! How are many small reads made one?
//!
//! While one query is under way, all who ask for more of the same wait together and are served by the next. Alone,
//! nobody waits: there is no timer. A storm of reconnecting sockets costs a few queries, not thousands.

use std::future::Future;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::{PATIENCE, failure};
use crate::error::{Error, Result};
use crate::metrics::{Place, panics};

/// Keys of one query at most.
const MANY: usize = 256;
/// Askers that may wait; beyond, they are refused.
const QUEUE: usize = 65_536;

type Asked<K, V> = (K, oneshot::Sender<Result<V>>);

/// Reads values by their keys, many at a time.
pub(super) struct Loader<K, V> {
    queue: mpsc::Sender<Asked<K, V>>,
}

impl<K, V> Clone for Loader<K, V> {
    fn clone(&self) -> Self {
        Self { queue: self.queue.clone() }
    }
}

impl<K: Send + 'static, V: Send + 'static> Loader<K, V> {
    /// Starts on the runtime that is entered. `load` answers one value for each key, in their order.
    pub(super) fn start<L, F>(load: L) -> Self
    where
        L: Fn(Vec<K>) -> F + Send + 'static,
        F: Future<Output = Result<Vec<V>>> + Send + 'static,
    {
        let (queue, asked) = mpsc::channel(QUEUE);
        tokio::spawn(serve(asked, load));
        Self { queue }
    }

    pub(super) async fn value(&self, key: K) -> Result<V> {
        let (sender, answer) = oneshot::channel();
        let full = |_| Error::Unavailable("The server has too much to read just now; try again.".to_owned());
        self.queue.try_send((key, sender)).map_err(full)?;
        answer.await.map_err(|_| Error::internal("a loader stopped"))?
    }
}

async fn serve<K, V, L, F>(mut queue: mpsc::Receiver<Asked<K, V>>, load: L)
where
    L: Fn(Vec<K>) -> F,
    F: Future<Output = Result<Vec<V>>>,
{
    let mut asked = Vec::with_capacity(MANY);
    while queue.recv_many(&mut asked, MANY).await > 0 {
        let (keys, waiting): (Vec<K>, Vec<_>) = asked.drain(..).unzip();
        let outcome = AssertUnwindSafe(timeout(PATIENCE, load(keys))).catch_unwind().await;
        let outcome = outcome.unwrap_or_else(|_| {
            panics::caught(Place::Store, "a read of many");
            Ok(Err(Error::internal("a panic while something was read")))
        });
        match outcome.unwrap_or_else(|_| Err(failure::away())) {
            // Who went away meanwhile is not told.
            Ok(values) => waiting.into_iter().zip(values).for_each(|(sender, value)| drop(sender.send(Ok(value)))),
            Err(error) => waiting.into_iter().for_each(|sender| drop(sender.send(Err(failure::repeated(&error))))),
        }
    }
}
