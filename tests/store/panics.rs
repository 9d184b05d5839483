//! A mistake of ours in the middle of a batch: the log goes on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kefu::error::Error;
use kefu::metrics::{PANICS_CAUGHT, Place};
use kefu::store::{Committed, Listener};

use crate::scene::{Scene, assert_whole, says};

/// A lane that is gone settles nothing; a test must not wait for it for ever.
const PATIENCE: Duration = Duration::from_secs(10);

/// A listener that panics once.
struct Clumsy(AtomicBool);

impl Listener for Clumsy {
    fn committed(&self, _: Committed) {
        assert!(!self.0.swap(false, Ordering::SeqCst), "on purpose");
    }
}

/// Catches a lane that is gone after a panic: everything of its conversations would be `unavailable` for ever. Seen to
/// fail with a lane whose batches ran without a net.
#[tokio::test(flavor = "multi_thread")]
async fn a_panic_costs_one_batch_its_answers_and_nothing_else() {
    let scene = Scene::set().await;
    let chat = scene.conversation("b1").await;
    says(&scene.store, chat, "b1", "one", "before").await.unwrap();
    let (clumsy, before) = (Arc::new(Clumsy(AtomicBool::new(true))), PANICS_CAUGHT.value(Place::Lane));
    scene.store.listen(clumsy);

    let lost = says(&scene.store, chat, "b1", "two", "in the middle").await;
    assert!(matches!(lost, Err(Error::Unavailable(_))), "{lost:?}");
    tokio::time::timeout(PATIENCE, scene.store.settled()).await.expect("the batch is over");
    assert!(PANICS_CAUGHT.value(Place::Lane) > before);

    // It had been committed: under its name it is found, and nothing is there twice.
    assert!(says(&scene.store, chat, "b1", "two", "in the middle").await.unwrap().duplicate);
    assert!(!says(&scene.store, chat, "b1", "three", "after").await.unwrap().duplicate);
    assert_eq!(assert_whole(&scene.log(chat).await).len(), 3);
}
