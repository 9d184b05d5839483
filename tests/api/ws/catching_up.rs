//! `sync`: everything missed, in order, however long ago (P4).

use serde_json::{Value, json};

use super::say;
use crate::support::{Socket, TestApp};

fn sync(chat: i64, after: i64, limit: Option<i64>) -> Value {
    let mut frame = json!({"type": "sync", "conversation_id": chat, "after_seq": after});
    if let Some(limit) = limit {
        frame["limit"] = json!(limit);
    }
    frame
}

fn seqs(frame: &Value) -> Vec<i64> {
    frame["events"].as_array().unwrap().iter().map(|event| event["seq"].as_i64().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn sync_gives_pages_until_the_head() {
    let app = TestApp::with(&[("MESSAGE_RATE_LIMIT", "0")]).await;
    let [buyer, merchant, ..] = app.everybody().await;
    let chat = buyer.talks_to(&merchant).await;
    let mut writer = merchant.socket().await;
    for number in 0..250 {
        say(&mut writer, &number.to_string(), chat, "hello").await;
    }
    let mut socket = buyer.socket().await;

    let first = socket.ask(sync(chat, 0, None)).await;

    assert_eq!(
        (&first["type"], &first["conversation_id"], &first["head"], &first["more"]),
        (&json!("events"), &json!(chat), &json!(250), &json!(true))
    );
    assert_eq!(seqs(&first), (1..=200).collect::<Vec<_>>(), "200 unless asked otherwise");
    let second = socket.ask(sync(chat, 200, None)).await;
    assert_eq!((seqs(&second), &second["more"]), ((201..=250).collect(), &json!(false)));
    let three = socket.ask(sync(chat, 100, Some(3))).await;
    assert_eq!((seqs(&three), &three["more"], &three["head"]), (vec![101, 102, 103], &json!(true), &json!(250)));
    let all = socket.ask(sync(chat, 0, Some(500))).await;
    assert_eq!((seqs(&all).len(), &all["more"]), (250, &json!(false)));
    for beyond in [250, 100_000] {
        let none = socket.ask(sync(chat, beyond, None)).await;
        assert_eq!((seqs(&none), &none["more"]), (vec![], &json!(false)), "{none}");
    }
    assert_eq!(buyer.history(chat).await.last(), all["events"].as_array().unwrap().last(), "the same as by REST");
}

#[tokio::test(flavor = "multi_thread")]
async fn sync_shows_messages_as_they_stand_now() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, _] = app.everybody().await;
    let (chat, desk) = (buyer.talks_to(&merchant).await, buyer.asks_support().await);
    let mut socket = buyer.socket().await;
    for text in ["one", "two"] {
        say(&mut socket, text, chat, text).await;
    }
    socket.ask(json!({"type": "edit", "conversation_id": chat, "seq": 1, "body": {"text": "ONE"}})).await;
    socket.ask(json!({"type": "recall", "conversation_id": chat, "seq": 2})).await;

    let page = merchant.socket().await.ask(sync(chat, 0, None)).await;

    let events = page["events"].as_array().unwrap();
    assert_eq!((&events[0]["body"], events[0]["edited_at"].is_string()), (&json!({"text": "ONE"}), true));
    assert_eq!((&events[1]["body"], events[1]["recalled_at"].is_string()), (&Value::Null, true));
    let kinds: Vec<&Value> = events.iter().map(|event| &event["kind"]).collect();
    assert_eq!(kinds, [&json!("text"), &json!("text"), &json!("edit"), &json!("recall")]);
    say(&mut socket, "help", desk, "help").await;
    let mut helper = agent.socket().await;
    assert_eq!(seqs(&helper.ask(sync(desk, 0, None)).await), [1], "the desk reads without joining");
    assert_eq!(helper.ask(sync(chat, 0, None)).await["code"], "not_found");
}

async fn raw_answer(socket: Socket, frame: Value) -> (usize, Value, Socket) {
    let mut socket = socket;
    let answer = socket.ask(frame).await;
    (answer.to_string().len(), answer, socket)
}

#[tokio::test(flavor = "multi_thread")]
async fn large_messages_come_in_frames_below_256_kib() {
    const COUNT: i64 = 40;
    let app = TestApp::with(&[("MESSAGE_RATE_LIMIT", "0")]).await;
    let [buyer, merchant, ..] = app.everybody().await;
    let chat = buyer.talks_to(&merchant).await;
    let mut writer = merchant.socket().await;
    // Each `"` is two bytes on the wire: the largest that a text can become.
    let text = "\"".repeat(16_384);
    for number in 0..COUNT {
        assert_eq!(say(&mut writer, &number.to_string(), chat, &text).await["type"], "ack");
    }

    let (mut socket, mut got, mut frames) = (buyer.socket().await, Vec::new(), 0);
    loop {
        let (bytes, page, back) = raw_answer(socket, sync(chat, got.last().copied().unwrap_or(0), Some(500))).await;
        socket = back;
        assert!(bytes < 256 * 1024, "a frame of {bytes} bytes");
        got.extend(seqs(&page));
        frames += 1;
        if page["more"] == false {
            break;
        }
    }
    assert_eq!(got, (1..=COUNT).collect::<Vec<_>>());
    assert!(frames > 1);
}

/// A client that asks for much without waiting gets all of it, or is told to wait; it is not thrown out for asking.
#[tokio::test(flavor = "multi_thread")]
async fn asking_for_many_pages_at_once_is_answered() {
    let app = TestApp::with(&[("MESSAGE_RATE_LIMIT", "0")]).await;
    let [buyer, merchant, ..] = app.everybody().await;
    let chat = buyer.talks_to(&merchant).await;
    let mut writer = merchant.socket().await;
    let text = "x".repeat(16_000);
    for number in 0..16 {
        say(&mut writer, &number.to_string(), chat, &text).await;
    }
    let mut socket = buyer.socket().await;

    for number in 0..40 {
        let mut frame = sync(chat, 0, Some(500));
        frame["id"] = json!(format!("s{number}"));
        socket.send(frame).await;
    }

    for number in 0..40 {
        let id = format!("s{number}");
        let answer = socket.next_where(&format!("the answer to {id}"), |frame| frame["id"] == *id).await;
        assert!(answer["type"] == "events" || answer["code"] == "rate_limited", "{answer}");
    }
}
