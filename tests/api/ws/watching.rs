//! `watch`: live events without joining, for staff.

use serde_json::json;

use super::{entry_of, of_type, say};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_watches_without_joining_and_stops() {
    let app = TestApp::start().await;
    let [buyer, _, agent, _] = app.everybody().await;
    let desk = buyer.asks_support().await;
    let mut writer = buyer.socket().await;
    say(&mut writer, "1", desk, "one").await;
    let mut socket = agent.socket().await;

    let ack = socket.ask(json!({"type": "watch", "conversation_id": desk})).await;

    assert_eq!(
        (&ack["type"], &ack["conversation_id"], &ack["head"]),
        (&json!("ack"), &json!(desk), &json!(1)),
        "{ack}"
    );
    say(&mut writer, "2", desk, "two").await;
    let event = socket.next_event().await;
    assert_eq!((event.seq(), event.text()), (2, "two"));
    assert_eq!(buyer.conversation(desk).await["members"].as_array().unwrap().len(), 1, "watching is no joining");
    let again = socket.ask(json!({"type": "watch", "conversation_id": desk})).await;
    assert_eq!(again["head"], 2, "watching twice is watching");
    let stopped = socket.ask(json!({"type": "unwatch", "conversation_id": desk})).await;
    assert_eq!((&stopped["type"], &stopped["head"]), (&json!("ack"), &json!(2)), "{stopped}");
    say(&mut writer, "3", desk, "three").await;
    // The ack of this `watch` comes behind whatever was told before.
    let other = app.buyer().await.asks_support().await;
    socket.ask(json!({"type": "watch", "conversation_id": other})).await;
    let told = socket.frames_up_to_now().await;
    assert!(told.iter().all(|frame| entry_of(frame, desk).is_none()), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_joins_while_watching_hears_everything_once() {
    let app = TestApp::start().await;
    let [buyer, _, agent, _] = app.everybody().await;
    let desk = buyer.asks_support().await;
    let mut writer = buyer.socket().await;
    let mut socket = agent.socket().await.watching(desk).await;

    say(&mut writer, "1", desk, "one").await;
    let ack = socket.says(desk, "hello").await;
    say(&mut writer, "2", desk, "two").await;

    assert_eq!(ack["seq"], 3, "joined, then the words");
    let heard = [socket.next_event().await, socket.next_event().await, socket.next_event().await];
    assert_eq!(heard.clone().map(|event| event.seq()), [1, 2, 4]);
    assert_eq!(heard[1]["body"], json!({"event": "joined", "user_id": agent.id}));
    let told = socket.frames_up_to_now().await;
    assert!(of_type(&told, "event").is_empty(), "none twice: {told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_do_not_watch_and_the_desk_sees_its_own_only() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, admin] = app.everybody().await;
    let (chat, desk) = (buyer.talks_to(&merchant).await, buyer.asks_support().await);
    let watch = |kind: &str, at: i64| json!({"type": kind, "conversation_id": at});
    let (mut customer, mut helper, mut boss) = (buyer.socket().await, agent.socket().await, admin.socket().await);

    for kind in ["watch", "unwatch"] {
        assert_eq!(customer.ask(watch(kind, desk)).await["code"], "forbidden", "{kind}");
        assert_eq!(customer.ask(watch(kind, 4)).await["code"], "not_found", "{kind}");
        assert_eq!(helper.ask(watch(kind, chat)).await["code"], "not_found", "{kind}");
        assert_eq!(boss.ask(watch(kind, chat)).await["type"], "ack", "{kind}");
    }
}
