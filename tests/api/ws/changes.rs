//! `conversation`: to members, and of support ones to the whole desk.

use serde_json::{Value, json};

use super::{of_type, say, told_so_far};
use crate::support::{Socket, TestApp};

/// The next `conversation` frame about `chat` that fits.
async fn shown(socket: &mut Socket, chat: i64, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
    let about = |frame: &Value| frame["type"] == "conversation" && frame["conversation"]["id"] == chat;
    let mut frame = socket.next_where(what, |frame| about(frame) && fits(&frame["conversation"])).await;
    frame["conversation"].take()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_conversation_shows_to_its_members_or_to_the_desk() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, admin] = app.everybody().await;
    let stranger = app.buyer().await;
    let own = stranger.asks_support().await;
    let (mut mine, mut theirs) = (buyer.socket().await, merchant.socket().await);
    let (mut helper, mut boss) = (agent.socket().await, admin.socket().await);
    let mut outside = stranger.socket().await;

    let chat = buyer.talks_to(&merchant).await;
    let desk = buyer.asks_support().await;

    for socket in [&mut mine, &mut theirs] {
        let seen = shown(socket, chat, "the new pair", |_| true).await;
        assert_eq!(
            (&seen["kind"], seen["members"].as_array().unwrap().len(), &seen["last_seq"]),
            (&json!("direct"), 2, &json!(0))
        );
    }
    for socket in [&mut mine, &mut helper, &mut boss] {
        let seen = shown(socket, desk, "the new request", |_| true).await;
        assert_eq!(
            (&seen["kind"], &seen["customer_id"], &seen["assignee_id"]),
            (&json!("support"), &json!(buyer.id), &Value::Null)
        );
    }
    let told = told_so_far(&mut outside, own).await;
    let others: Vec<_> =
        of_type(&told, "conversation").into_iter().filter(|frame| frame["conversation"]["id"] != own).collect();
    assert!(others.is_empty(), "{others:?}");
    helper.ask(json!({"type": "watch", "conversation_id": desk})).await;
    let told = helper.frames_up_to_now().await;
    assert!(!told.iter().any(|frame| frame["conversation"]["id"] == chat), "pairs are not the desk's: {told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn status_assignee_subject_and_members_are_shown_when_they_change() {
    let app = TestApp::start().await;
    let [buyer, _, agent, _] = app.everybody().await;
    let colleague = app.agent().await;
    let desk = buyer.asks_support().await;
    let (mut mine, mut helper) = (buyer.socket().await, agent.socket().await);
    let path = format!("/api/conversations/{desk}");

    agent.patch(&path, json!({"assignee_id": colleague.id})).await.expect(200);
    for socket in [&mut mine, &mut helper] {
        let seen = shown(socket, desk, "the assignee", |seen| seen["assignee_id"] == *colleague.id).await;
        assert_eq!(seen["members"].as_array().unwrap().len(), 2, "who is assigned has joined");
    }
    agent.patch(&path, json!({"status": "snoozed"})).await.expect(200);
    buyer.patch(&path, json!({"subject": "tea"})).await.expect(200);
    for socket in [&mut mine, &mut helper] {
        shown(socket, desk, "the status", |seen| seen["status"] == "snoozed").await;
        shown(socket, desk, "the subject", |seen| seen["subject"] == "tea").await;
    }
    mine.says(desk, "anybody?").await;
    shown(&mut helper, desk, "the customer woke it", |seen| seen["status"] == "open").await;
    helper.says(desk, "here").await;
    shown(&mut mine, desk, "who joined", |seen| seen["members"].as_array().unwrap().len() == 3).await;
    mine.ask(json!({"type": "read", "conversation_id": desk, "seq": 1})).await;
    let seen = buyer.conversation(desk).await;
    assert_eq!((&seen["status"], &seen["subject"]), (&json!("open"), &json!("tea")));
}

/// A waiting conversation that gets a message is shown to the desk, with its words, and not once a message.
#[tokio::test(flavor = "multi_thread")]
async fn the_desk_sees_what_waits_without_being_flooded() {
    const MESSAGES: usize = 30;
    let app = TestApp::with(&[("MESSAGE_RATE_LIMIT", "0")]).await;
    let [buyer, _, agent, _] = app.everybody().await;
    let desk = buyer.asks_support().await;
    let (mut customer, mut helper) = (buyer.socket().await, agent.socket().await);

    for number in 0..MESSAGES {
        say(&mut customer, &number.to_string(), desk, &format!("message {number}")).await;
    }

    let last = shown(&mut helper, desk, "the last words", |seen| seen["last_seq"] == MESSAGES).await;
    assert_eq!(last["last_message"]["body"]["text"], format!("message {}", MESSAGES - 1));
    assert_eq!(last["unread"], MESSAGES);
    let before = of_type(&helper.frames_up_to_now().await, "conversation").len();
    assert!(before < MESSAGES / 3, "{before} frames for {MESSAGES} messages");
    assert!(of_type(&helper.frames_up_to_now().await, "event").is_empty(), "the messages themselves are for watchers");
}
