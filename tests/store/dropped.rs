//! Those who ask and go away in the middle: their work is finished without them, and nobody else reads their answer.
//!
//! A dropped query leaves its answer on the wire. If its connection went back to the pool, the next one to use it would
//! read that answer: somebody else's row. On SQLite such a drop panics on a single-threaded runtime, as actix's are;
//! so these tests run on one. Seen to fail with `Store::call` awaiting its work in the caller's own task (SQLite: it
//! panics) and, with `Lease::drop` giving the connection back as well, on MariaDB (other users' rows).

use futures_util::future::join_all;
use kefu::error::Error;
use kefu::store::{Opening, Parties};
use kefu::time::Timestamp;

use crate::scene::{Scene, assert_whole, draft, id, says};

const CALLERS: usize = 24;
const ROUNDS: usize = 30;
/// Fewer, as what was given up is done all the same: more than the disk takes in 3 s would be refused.
const WRITES: usize = 8;

/// Waits for the answer, but only so many turns of the runtime; then the future is dropped where it stands.
async fn give_up<T>(turns: usize, future: impl Future<Output = T>) -> Option<T> {
    let patience = async {
        for _ in 0..turns {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        biased;
        answer = future => Some(answer),
        () = patience => None,
    }
}

/// Different for each call, and spread from "at once" to "after the answer".
fn turns(caller: usize, round: usize) -> usize {
    let spread = (caller * 31 + round * 17) % 23;
    spread * spread / 4
}

#[tokio::test]
async fn nobody_reads_the_row_of_one_who_went_away() {
    let scene = Scene::set().await;
    for caller in 0..CALLERS {
        scene.user(&format!("b{caller}")).await;
        scene.user(&format!("c{caller}")).await;
    }

    let callers = (0..CALLERS).map(|caller| {
        let store = scene.store.clone();
        tokio::spawn(async move {
            let (mine, other) = (id(&format!("b{caller}")), id(&format!("c{caller}")));
            let mut dropped = 0;
            for round in 0..ROUNDS {
                let gone = give_up(turns(caller, round), store.user(&other)).await;
                dropped += usize::from(gone.is_none());
                let seen = store.user(&mine).await.unwrap().map(|user| user.username);
                assert_eq!(seen, Some(format!("The b{caller}")));
            }
            dropped
        })
    });
    let dropped: usize = join_all(callers).await.into_iter().map(Result::unwrap).sum();

    assert!(dropped > CALLERS * ROUNDS / 10, "only {dropped} calls were dropped in the middle");
    let pool = join_all((0..64).map(|_| scene.store.ping())).await;
    assert!(pool.iter().all(Result::is_ok), "no connection was lost to those who went away");
}

#[tokio::test]
async fn what_was_asked_for_is_done_whole_or_not_at_all() {
    let scene = Scene::set().await;
    let chat = scene.conversation("b0").await;

    let callers = (0..CALLERS).map(|caller| {
        let store = scene.store.clone();
        tokio::spawn(async move {
            for round in 0..WRITES {
                let name = format!("{caller}-{round}");
                give_up(turns(caller, round), says(&store, chat, "b0", &name, &name)).await;
                let people = vec![draft(&format!("x{name}")), draft(&format!("y{name}"))];
                give_up(turns(caller, round + 1), store.ensure_users(people, Timestamp::now())).await;
                let parties = Parties::Pair(id(&format!("x{name}")), id(&format!("y{name}")));
                let opening = Opening { parties, subject: None, context: None };
                give_up(turns(caller, round + 2), store.open_conversation(&opening, Timestamp::now())).await;
            }
        })
    });
    join_all(callers).await.into_iter().for_each(Result::unwrap);

    scene.store.settled().await;
    for caller in 0..CALLERS {
        for round in 0..WRITES {
            let name = format!("{caller}-{round}");
            says(&scene.store, chat, "b0", &name, &name).await.unwrap();
        }
    }
    let log = scene.log(chat).await;
    assert_eq!((assert_whole(&log).len(), log.len()), (CALLERS * WRITES, CALLERS * WRITES));
    let people = scene.store.users_by_id(&[id("x3-3"), id("y3-3")]).await.unwrap();
    assert!(matches!(people.len(), 0 | 2), "both or none");
    let parties = Parties::Pair(id("x3-3"), id("y3-3"));
    let opening = Opening { parties, subject: None, context: None };
    let (opened, _) = scene.store.open_conversation(&opening, Timestamp::now()).await.unwrap();
    let facts = scene.store.facts(opened, &id("x3-3")).await.unwrap().unwrap();
    assert_eq!(facts.members.len(), 2, "no conversation without its members");
}

/// A log that nobody waits for is not held up: `settled` comes, and what was queued is there.
#[tokio::test]
async fn wishes_outlive_those_who_made_them() {
    let scene = Scene::set().await;
    let chat = scene.conversation("b0").await;

    for number in 0..100 {
        let gone = give_up(0, says(&scene.store, chat, "b0", &number.to_string(), "hello")).await;
        assert!(matches!(gone, None | Some(Ok(_))), "{:?}", gone.map(|answer| answer.map_err(|e: Error| e.code())));
    }
    scene.store.settled().await;

    assert_eq!(assert_whole(&scene.log(chat).await).len(), 100);
}
