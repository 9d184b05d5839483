//! What happens when an actor panics? It goes on with its next message.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context as Polling, Poll};
use std::time::Duration;

use actix::{Actor, Addr, ArbiterHandle, AsyncContext, Context};
use futures_util::FutureExt;
use tokio::sync::oneshot;
use tokio::time::{Sleep, sleep};

use crate::error::{Error, Result};
use crate::metrics::{Place, panics};

/// A future that panics each time it is polled must not take a processor for itself.
const REST: Duration = Duration::from_millis(50);

/// Starts an actor whose handlers may panic: the message at which it happened is lost, everything else goes on.
///
/// # Errors
/// Where the arbiter has ended.
pub async fn start<A>(
    arbiter: &ArbiterHandle,
    place: Place,
    make: impl FnOnce() -> A + Send + 'static,
) -> Result<Addr<A>>
where
    A: Actor<Context = Context<A>>,
{
    let (give, take) = oneshot::channel();
    arbiter.spawn_fn(move || {
        let context = Context::new();
        // Nobody waits for it any more where the server failed to start.
        drop(give.send(context.address()));
        actix_rt::spawn(Supervised { work: context.into_future(make()), place, rest: None });
    });
    take.await.map_err(|_| Error::internal("an actor's thread has ended"))
}

/// Runs `work`; `None` where it panicked. A future that panicked must not be polled again, so what an actor spawns is
/// wrapped in this.
pub(super) async fn unless_it_panics<T>(running: &str, work: impl Future<Output = T>) -> Option<T> {
    let done = AssertUnwindSafe(work).catch_unwind().await;
    done.inspect_err(|_| panics::caught(Place::ChatServer, running)).ok()
}

/// A future that goes on after a panic.
struct Supervised<F> {
    work: F,
    place: Place,
    rest: Option<Pin<Box<Sleep>>>,
}

impl<F: Future<Output = ()> + Unpin> Future for Supervised<F> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Polling<'_>) -> Poll<()> {
        let this = self.get_mut();
        if let Ok(polled) = catch_unwind(AssertUnwindSafe(|| Pin::new(&mut this.work).poll(cx))) {
            this.rest = this.rest.take().filter(|rest| !rest.is_elapsed());
            return polled;
        }
        panics::caught(this.place, "a message or a timer of the actor");
        let rest = this.rest.insert(Box::pin(sleep(REST)));
        // Registers the waker: the actor is looked at again after the rest, or as soon as something comes for it.
        let _ = rest.as_mut().poll(cx);
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use actix::{Handler, Message};

    use super::*;

    #[derive(Default)]
    struct Adder(i32);

    impl Actor for Adder {
        type Context = Context<Self>;
    }

    #[derive(Message)]
    #[rtype(result = "i32")]
    struct Add(i32);

    impl Handler<Add> for Adder {
        type Result = i32;

        fn handle(&mut self, add: Add, _: &mut Context<Self>) -> i32 {
            assert!(add.0 > 0, "only what is positive");
            self.0 += add.0;
            self.0
        }
    }

    /// Catches an actor that is gone after a panic, and everybody's live events with it; seen with `start_in_arbiter`.
    #[actix_rt::test]
    async fn after_a_panic_the_next_message_is_heard_and_nothing_is_forgotten() {
        let before = crate::metrics::PANICS_CAUGHT.value(Place::ChatServer);
        let arbiter = actix::Arbiter::current();
        let adder = start(&arbiter, Place::ChatServer, Adder::default).await.unwrap();
        assert_eq!(adder.send(Add(2)).await.unwrap(), 2);

        assert!(adder.send(Add(0)).await.is_err());
        adder.do_send(Add(-1));

        assert_eq!(adder.send(Add(3)).await.unwrap(), 5);
        assert!(crate::metrics::PANICS_CAUGHT.value(Place::ChatServer) >= before + 2);
    }

    #[actix_rt::test]
    async fn what_panics_is_none() {
        assert_eq!(unless_it_panics("a sum", async { 1 + 1 }).await, Some(2));
        let broken = async { if true { panic!("on purpose") } else { 1 } };
        assert_eq!(unless_it_panics("a sum", broken).await, None);
    }
}
