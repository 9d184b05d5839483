//! Who is there and who is typing: told to those it concerns, kept nowhere.

use serde_json::{Value, json};

use super::{of_type, told_so_far};
use crate::support::TestApp;

fn typing(chat: i64, state: &str) -> Value {
    json!({"type": "typing", "conversation_id": chat, "state": state})
}

#[tokio::test(flavor = "multi_thread")]
async fn typing_shows_to_the_others_and_has_no_answer() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, admin] = app.everybody().await;
    let (chat, desk) = (buyer.talks_to(&merchant).await, buyer.asks_support().await);
    let (mut typist, mut second, mut other) = (buyer.socket().await, buyer.socket().await, merchant.socket().await);
    let mut boss = admin.socket().await.watching(chat).await;

    for state in ["start", "stop"] {
        typist.send(typing(chat, state)).await;
        let expected = json!({"type": "typing", "conversation_id": chat, "user_id": buyer.id, "state": state});
        for socket in [&mut other, &mut boss] {
            assert_eq!(socket.next_frame_of("typing").await, expected);
        }
    }
    for socket in [&mut typist, &mut second] {
        let told = told_so_far(socket, desk).await;
        assert!(of_type(&told, "typing").is_empty() && of_type(&told, "ack").is_empty(), "{told:?}");
    }
    let mut helper = agent.socket().await;
    assert_eq!(helper.ask(typing(desk, "start")).await["code"], "forbidden", "who has not joined does not type");
    assert_eq!(helper.ask(typing(chat, "start")).await["code"], "not_found");
    assert_eq!(app.buyer().await.socket().await.ask(typing(chat, "start")).await["code"], "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn presence_is_told_to_those_who_share_a_conversation() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, admin] = app.everybody().await;
    let stranger = app.buyer().await;
    buyer.talks_to(&merchant).await;
    let (desk, own) = (buyer.asks_support().await, stranger.asks_support().await);
    assert_eq!(buyer.conversation(desk).await["members"].as_array().unwrap().len(), 1);
    let mut near = [merchant.socket().await, agent.socket().await, admin.socket().await];
    let mut far = stranger.socket().await;
    let of_buyer = |frame: &Value| frame["type"] == "presence" && frame["user_id"] == *buyer.id;

    let mut socket = buyer.socket().await;

    for watcher in &mut near {
        let frame = watcher.next_where("the buyer's presence", of_buyer).await;
        assert_eq!(frame, json!({"type": "presence", "user_id": buyer.id, "status": "online", "last_seen": null}));
    }
    for (word, seen) in [("away", "away"), ("online", "online")] {
        assert_eq!(socket.ask(json!({"type": "presence", "status": word})).await["type"], "ack");
        for watcher in &mut near {
            assert_eq!(watcher.next_where("a change", of_buyer).await["status"], seen);
        }
    }
    assert_eq!(agent.get(&format!("/api/users/{}", buyer.id)).await.expect(200)["status"], "online");
    let told = told_so_far(&mut far, own).await;
    assert!(!told.iter().any(of_buyer), "{told:?}");
}

/// A second socket, and one that comes back before the 10 s are over, are no news.
#[tokio::test(flavor = "multi_thread")]
async fn coming_back_at_once_is_no_news() {
    let app = TestApp::start().await;
    let [buyer, merchant, ..] = app.everybody().await;
    buyer.talks_to(&merchant).await;
    let mut watcher = merchant.socket().await;
    let of_buyer = |frame: &Value| frame["type"] == "presence" && frame["user_id"] == *buyer.id;
    let first = buyer.socket().await;
    watcher.next_where("the buyer's presence", of_buyer).await;

    first.close().await;
    let _second = buyer.socket().await;
    let mut third = buyer.socket().await;
    third.ask(json!({"type": "presence", "status": "away"})).await;

    // Presence is told in the order it happened: had there been an `offline` or another `online`, it would come first.
    assert_eq!(watcher.next_where("the change", of_buyer).await["status"], "away");
}
