//! The same name again: the same message (P2).

use futures_util::future::join_all;
use kefu::domain::Intent;
use kefu::error::Error;
use kefu::id::Seq;

use crate::scene::{Scene, assert_whole, buyer, says};

const NAMES: usize = 20;
const TRIES: usize = 6;

/// Seen to fail with a lane that does not look names up when the unique key strikes.
#[tokio::test(flavor = "multi_thread")]
async fn one_name_from_many_tasks_and_two_processes_is_one_message() {
    let scene = Scene::set().await;
    let stores = [scene.store.clone(), scene.another_store()];
    let chat = scene.conversation("b1").await;

    let sending = (0..NAMES * TRIES).map(|number| {
        let (store, name) = (stores[number % 2].clone(), format!("n{}", number / TRIES));
        tokio::spawn(async move { (name.clone(), says(&store, chat, "b1", &name, "hello").await.unwrap()) })
    });
    let answers: Vec<_> = join_all(sending).await.into_iter().map(Result::unwrap).collect();

    let written = assert_whole(&scene.log(chat).await);
    assert_eq!(written.len(), NAMES);
    for number in 0..NAMES {
        let name = format!("n{number}");
        let of: Vec<_> = answers.iter().filter(|(other, _)| *other == name).map(|(_, answer)| answer).collect();
        let seq = Seq(written[&("b1".to_owned(), name.clone())]);
        assert!(of.iter().all(|answer| answer.seq == seq), "{of:?}");
        assert_eq!(of.iter().filter(|answer| !answer.duplicate).count(), 1, "{of:?}");
        assert!(of.iter().all(|answer| answer.created_at == of[0].created_at), "{of:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_texts_under_one_name_are_one_message_and_a_conflict() {
    let scene = Scene::set().await;
    let stores = [scene.store.clone(), scene.another_store()];
    let chat = scene.conversation("b1").await;

    for number in 0..NAMES {
        let name = format!("n{number}");
        let both =
            join_all(stores.iter().zip(["one", "other"]).map(|(store, text)| says(store, chat, "b1", &name, text)));
        let both = both.await;

        assert_eq!(both.iter().filter(|answer| answer.is_ok()).count(), 1, "{both:?}");
        let refused = both.iter().find_map(|answer| answer.as_ref().err()).map(Error::code);
        assert_eq!(refused, Some("conflict"));
    }
    assert_eq!(assert_whole(&scene.log(chat).await).len(), NAMES);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_its_senders_and_its_conversations_own_and_outlives_the_message() {
    let scene = Scene::set().await;
    let (chat, other) = (scene.conversation("b1").await, scene.conversation("b2").await);
    let store = &scene.store;
    let first = says(store, chat, "b1", "n", "hello").await.unwrap();

    assert!(!says(store, chat, "m1", "n", "hello").await.unwrap().duplicate);
    assert!(!says(store, other, "m1", "n", "hello").await.unwrap().duplicate);
    for look_alike in ["N", "n ", "ń"] {
        assert!(!says(store, chat, "b1", look_alike, "hello").await.unwrap().duplicate, "{look_alike:?}");
    }
    let recall = store.perform(chat, buyer("b1"), Intent::Recall { target: first.seq }).await.unwrap();
    let again = says(store, chat, "b1", "n", "hello").await.unwrap();
    assert_eq!((again.seq, again.duplicate, again.created_at), (first.seq, true, first.created_at));
    let recalled_again = store.perform(chat, buyer("b1"), Intent::Recall { target: first.seq }).await.unwrap();
    assert_eq!((recalled_again.seq, recalled_again.duplicate), (recall.seq, true));
    assert_eq!(recalled_again.created_at, recall.created_at, "the first recall's answer");
}
