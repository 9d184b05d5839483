//! Many who write at once: one order, without a gap, the same for everybody (P3).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, mpsc};

use futures_util::future::join_all;
use kefu::domain::{Actor, Intent, Role};
use kefu::error::Error;
use kefu::id::{ConversationId, Seq};
use kefu::store::{Committed, Listener, Store};

use crate::hold::Hold;
use crate::scene::{Notes, Scene, assert_whole, buyer, id, say, says};

const WRITERS: usize = 64;
const MESSAGES: usize = 20;
const CONVERSATIONS: usize = 8;

async fn conversations(scene: &Scene, count: usize) -> Vec<ConversationId> {
    let mut all = Vec::new();
    for number in 0..count {
        all.push(scene.conversation(&format!("b{number}")).await);
    }
    all
}

/// Writer number `writer` says its messages one after the other; the seq of each by name. As clients do, it says again what
/// was refused for a moment: SQLite's lock goes to whom it likes, and on a busy disk another process may keep it too long.
async fn write(store: Store, at: ConversationId, sender: String, writer: usize) -> Vec<(String, i64)> {
    let mut acked = Vec::new();
    for number in 0..MESSAGES {
        let name = format!("{writer}-{number}");
        let mut refused = false;
        let answer = loop {
            match says(&store, at, &sender, &name, &name).await {
                Err(Error::Unavailable(_)) => refused = true,
                answer => break answer.unwrap(),
            }
        };
        assert!(refused || !answer.duplicate);
        acked.push((name, answer.seq.0));
    }
    acked
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_writers_make_one_order() {
    let scene = Scene::set().await;
    let notes = Notes::default();
    scene.store.listen(Arc::new(notes.clone()));
    let chats = conversations(&scene, CONVERSATIONS).await;

    let writers = (0..WRITERS).map(|writer| {
        let place = writer % CONVERSATIONS;
        tokio::spawn(write(scene.store.clone(), chats[place], format!("b{place}"), writer))
    });
    let acked: Vec<Vec<(String, i64)>> = join_all(writers).await.into_iter().map(Result::unwrap).collect();

    for (place, chat) in chats.iter().enumerate() {
        let log = scene.log(*chat).await;
        let stored = assert_whole(&log);
        assert_eq!(log.len(), WRITERS / CONVERSATIONS * MESSAGES);
        assert_eq!(notes.of(*chat), (1..).take(log.len()).collect::<Vec<i64>>(), "told in the order of the log");
        for writer in (place..WRITERS).step_by(CONVERSATIONS) {
            let seqs: Vec<i64> = acked[writer].iter().map(|(_, seq)| *seq).collect();
            assert!(seqs.is_sorted(), "what one writer says in turn stands in that order: {seqs:?}");
            for (name, seq) in &acked[writer] {
                assert_eq!(stored[&(format!("b{place}"), name.clone())], *seq, "acked where it stands");
            }
        }
    }
}

/// What each lane remembers of the heads is wrong all the time here; the rows decide, and behind them the key of `messages`.
#[tokio::test(flavor = "multi_thread")]
async fn two_processes_write_to_the_same_conversations() {
    let scene = Scene::set().await;
    let stores = [scene.store.clone(), scene.another_store()];
    let notes = [Notes::default(), Notes::default()];
    for (store, notes) in stores.iter().zip(&notes) {
        store.listen(Arc::new(notes.clone()));
    }
    let chats = conversations(&scene, 4).await;

    let writers = (0..32).map(|writer| {
        let (store, place) = (stores[writer % 2].clone(), writer / 2 % 4);
        tokio::spawn(write(store, chats[place], format!("b{place}"), writer))
    });
    let acked: Vec<_> = join_all(writers).await.into_iter().map(Result::unwrap).collect();

    assert_eq!(acked.iter().map(Vec::len).sum::<usize>(), 32 * MESSAGES);
    for chat in chats {
        let log = scene.log(chat).await;
        assert_whole(&log);
        assert_eq!(log.len(), 8 * MESSAGES);
        let (mut one, other) = (notes[0].of(chat), notes[1].of(chat));
        assert!(one.is_sorted() && other.is_sorted(), "each process tells in the order of the log");
        one.extend(other);
        one.sort_unstable();
        assert_eq!(one, (1..).take(log.len()).collect::<Vec<i64>>(), "each entry is told by the one that wrote it");
    }
}

/// Both processes keep lists of members; who joins through one must be known to the other at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_member_who_joins_through_another_process_is_known() {
    let scene = Scene::set().await;
    let other = scene.another_store();
    let chat = scene.conversation("b1").await;
    says(&scene.store, chat, "b1", "1", "one").await.unwrap();
    says(&other, chat, "b1", "2", "two").await.unwrap();
    let admin = Actor { id: id("a1"), role: Role::Admin };

    let joined = other.perform(chat, admin.clone(), say("3", "joins")).await.unwrap();
    let again = scene.store.perform(chat, admin, say("4", "is there")).await.unwrap();

    assert_eq!((joined.seq, again.seq), (Seq(4), Seq(5)), "joined once");
}

/// One batch with everything that can be refused in it: the rest of it is written as if nothing had been.
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_wish_does_not_disturb_its_batch() {
    let scene = Scene::set().await;
    let chat = scene.conversation("b1").await;
    says(&scene.store, chat, "b1", "first", "first").await.unwrap();
    let hold = Hold::take(&scene.database).await;
    // The lane sticks at this one, so that all the others queue up and make one batch.
    let mut stuck = Box::pin(says(&scene.store, chat, "b1", "stuck", "stuck"));
    assert!(futures_util::poll!(stuck.as_mut()).is_pending());
    let nowhere = ConversationId(4);
    let mark = |seq| Intent::Mark { read: Some(Seq(seq)), delivered: None };
    let wishes = vec![
        (chat, buyer("b1"), say("a", "a")),
        (nowhere, buyer("b1"), say("b", "b")),
        (chat, buyer("stranger"), say("c", "c")),
        (chat, buyer("b1"), mark(1000)),
        (chat, buyer("b1"), Intent::Recall { target: Seq(999) }),
        (chat, buyer("b1"), say("a", "another text")),
        (nowhere, buyer("b1"), mark(1)),
        (chat, buyer("m1"), say("d", "d")),
        (chat, buyer("b1"), say("a", "a")),
    ];

    let store = &scene.store;
    let asked = join_all(wishes.into_iter().map(|(at, who, what)| store.perform(at, who, what)));
    let (answers, ()) = tokio::join!(asked, hold.release());

    let first = stuck.await.unwrap().seq;
    let (a, d) = (answers[0].as_ref().unwrap().seq, answers[7].as_ref().unwrap().seq);
    assert!(first < a && a < d, "{first} {a} {d}");
    for (place, code) in
        [(1, "not_found"), (2, "not_found"), (3, "invalid"), (4, "not_found"), (5, "conflict"), (6, "not_found")]
    {
        assert_eq!(answers[place].as_ref().map_err(Error::code), Err(code), "wish {place}");
    }
    let repeat = answers[8].as_ref().unwrap();
    assert_eq!((repeat.seq, repeat.duplicate), (a, true));
    let named: HashMap<_, _> = assert_whole(&scene.log(chat).await);
    assert_eq!(named.len(), 4);
}

/// A listener who takes its time, on a thread that it says it will block: what else waits for that thread goes on elsewhere.
struct Slow(Mutex<mpsc::Receiver<()>>);

impl Listener for Slow {
    fn committed(&self, _: Committed) {
        tokio::task::block_in_place(|| self.0.lock().unwrap().recv().unwrap());
    }
}

/// Catches a reader who takes what is in the log for told: its own `ack` would come behind the event.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_the_log_is_told_when_the_listener_has_heard_it() {
    let scene = Scene::set().await;
    let chat = scene.conversation("b1").await;
    let (go_on, slow) = mpsc::channel();
    scene.store.listen(Arc::new(Slow(Mutex::new(slow))));
    scene.store.told(chat).await;

    let store = scene.store.clone();
    let saying = tokio::spawn(async move { says(&store, chat, "b1", "c1", "hello").await });
    while scene.log(chat).await.is_empty() {}
    let mut told = Box::pin(scene.store.told(chat));

    assert!(futures_util::poll!(told.as_mut()).is_pending(), "the listener has not heard of it");
    go_on.send(()).unwrap();
    told.await;
    saying.await.unwrap().unwrap();
}
