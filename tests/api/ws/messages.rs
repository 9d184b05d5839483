//! `send`, `edit`, `recall`: who is answered, who is told.

use serde_json::{Value, json};

use super::{entry_of, of_type, say, send_frame, told_so_far};
use crate::support::{TestApp, User};

/// A conversation that this user is alone in with the desk: nobody listens there.
async fn alone(user: &User) -> i64 {
    user.asks_support().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sender_is_acked_and_everybody_else_gets_the_event() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, admin] = app.everybody().await;
    let stranger = app.buyer().await;
    let chat = buyer.talks_to(&merchant).await;
    let (own, strangers) = (alone(&buyer).await, alone(&stranger).await);
    let mut here = buyer.socket().await;
    let mut there = buyer.socket().await;
    let mut other = merchant.socket().await;
    let (mut desk, mut boss) = (agent.socket().await, admin.socket().await);
    let mut outside = stranger.socket().await;

    let ack = say(&mut here, "c1", chat, "  hello 你好  ").await;

    let created = ack["created_at"].clone();
    let expected = json!({"type": "ack", "id": "c1", "conversation_id": chat, "seq": 1, "created_at": created, "duplicate": false});
    assert_eq!(ack, expected);
    let message = json!({"conversation_id": chat, "seq": 1, "sender_id": buyer.id, "client_id": "c1", "kind": "text",
        "body": {"text": "hello 你好"}, "reply_to": null, "created_at": created, "edited_at": null, "recalled_at": null});
    for socket in [&mut there, &mut other] {
        assert_eq!(socket.next_frame_of("event").await, json!({"type": "event", "event": message}));
    }
    assert_eq!(buyer.history(chat).await, [message]);
    assert!(of_type(&told_so_far(&mut here, own).await, "event").is_empty(), "the sender has its ack");
    assert!(of_type(&told_so_far(&mut outside, strangers).await, "event").is_empty());
    for socket in [&mut desk, &mut boss] {
        // An ack of `watch` passes through the chat server too.
        socket.ask(json!({"type": "watch", "conversation_id": own})).await;
        let told = socket.frames_up_to_now().await;
        assert!(told.iter().all(|frame| entry_of(frame, chat).is_none()), "nobody told the desk: {told:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_name_is_the_same_message_over_either_path() {
    let app = TestApp::start().await;
    let [buyer, merchant, ..] = app.everybody().await;
    let (chat, own) = (buyer.talks_to(&merchant).await, alone(&merchant).await);
    let (mut here, mut there) = (buyer.socket().await, buyer.socket().await);
    let mut other = merchant.socket().await;
    let first = say(&mut here, "n1", chat, "hello").await;

    let again = say(&mut here, "n1", chat, " hello ").await;
    let elsewhere = say(&mut there, "n1", chat, "hello").await;
    let body = json!({"conversation_id": chat, "client_id": "n1", "kind": "text", "body": {"text": "hello"}});
    let by_rest = buyer.post("/api/messages", body.clone()).await.expect(200);

    for repeat in [again, elsewhere] {
        assert_eq!((&repeat["seq"], &repeat["duplicate"]), (&json!(1), &json!(true)), "{repeat}");
        assert_eq!(repeat["created_at"], first["created_at"]);
    }
    assert_eq!(by_rest["seq"], 1);
    let conflict = say(&mut here, "n1", chat, "something else").await;
    assert_eq!((&conflict["type"], &conflict["code"]), (&json!("error"), &json!("conflict")), "{conflict}");
    // The other way round: first by REST, then over the socket.
    let mut body = body;
    body["client_id"] = json!("n2");
    buyer.post("/api/messages", body).await.expect(201);
    let repeat = say(&mut there, "n2", chat, "hello").await;
    assert_eq!((&repeat["seq"], &repeat["duplicate"]), (&json!(2), &json!(true)));
    assert_eq!(of_type(&told_so_far(&mut other, own).await, "event").len(), 2, "each message is told once");
    assert_eq!(buyer.history(chat).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_names_what_it_answers_and_a_card_shows_a_product() {
    let app = TestApp::start().await;
    let [buyer, merchant, ..] = app.everybody().await;
    let chat = buyer.talks_to(&merchant).await;
    let (mut socket, mut other) = (buyer.socket().await, merchant.socket().await);
    say(&mut socket, "q", chat, "which one?").await;
    let card = json!({"type": "product", "title": "Tea", "url": "https://shop.example/tea", "price": "9.90", "currency": "EUR"});

    let answer =
        other.ask(json!({"type": "send", "conversation_id": chat, "kind": "card", "body": card, "reply_to": 1})).await;

    assert_eq!(answer["seq"], 2, "{answer}");
    let event = socket.next_event().await;
    assert_eq!(
        (&event["kind"], &event["reply_to"], &event["body"]["title"]),
        (&json!("card"), &json!(1), &json!("Tea"))
    );
    let too_far = other
        .ask(json!({"type": "send", "conversation_id": chat, "kind": "text", "body": {"text": "x"}, "reply_to": 3}))
        .await;
    assert_eq!(too_far["code"], "invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_sent_by_its_uploader_and_in_its_turn() {
    let app = TestApp::start().await;
    let [buyer, merchant, ..] = app.everybody().await;
    let chat = buyer.talks_to(&merchant).await;
    let upload = buyer.uploads("notes.txt", b"plain words").await;
    let body = json!({"upload_url": upload["url"]});
    let file = |id: &str| json!({"type": "send", "id": id, "conversation_id": chat, "kind": "file", "body": body});
    let (mut socket, mut other) = (buyer.socket().await, merchant.socket().await);

    // The upload is looked up in the database; the text behind it must not overtake it.
    socket.send(file("f")).await;
    socket.send(send_frame("t", chat, "there it is")).await;

    assert_eq!(
        (socket.next_frame_of("ack").await["id"].take(), socket.next_frame_of("ack").await["id"].take()),
        (json!("f"), json!("t"))
    );
    let event = other.next_event().await;
    assert_eq!(
        (&event["seq"], &event["body"]["name"], &event["body"]["upload_url"]),
        (&json!(1), &json!("notes.txt"), &upload["url"])
    );
    other.send(file("mine?")).await;
    let refused = other.next_where("the refusal", |frame| frame["id"] == "mine?").await;
    assert_eq!((&refused["type"], &refused["code"]), (&json!("error"), &json!("not_found")));
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_and_recalls_are_entries_of_their_own() {
    let app = TestApp::start().await;
    let [buyer, merchant, ..] = app.everybody().await;
    let chat = buyer.talks_to(&merchant).await;
    let (mut socket, mut second, mut other) = (buyer.socket().await, buyer.socket().await, merchant.socket().await);
    say(&mut socket, "c1", chat, "helo").await;

    let edited =
        socket.ask(json!({"type": "edit", "conversation_id": chat, "seq": 1, "body": {"text": " hello "}})).await;
    let recalled = socket.ask(json!({"type": "recall", "conversation_id": chat, "seq": 1})).await;
    let again = socket.ask(json!({"type": "recall", "conversation_id": chat, "seq": 1})).await;

    assert_eq!(
        (&edited["type"], &edited["seq"], &edited["duplicate"]),
        (&json!("ack"), &json!(2), &json!(false)),
        "{edited}"
    );
    assert_eq!(
        (&recalled["type"], &recalled["seq"], &recalled["duplicate"]),
        (&json!("ack"), &json!(3), &json!(false))
    );
    assert_eq!(
        (&again["seq"], &again["duplicate"], &again["created_at"]),
        (&json!(3), &json!(true), &recalled["created_at"])
    );
    for listener in [&mut second, &mut other] {
        assert_eq!(listener.next_event().await.text(), "helo");
        let edit = listener.next_event().await;
        assert_eq!((&edit["kind"], &edit["sender_id"]), (&json!("edit"), &json!(buyer.id)));
        assert_eq!(edit["body"], json!({"target_seq": 1, "body": {"text": "hello"}}));
        let recall = listener.next_event().await;
        assert_eq!((&recall["kind"], &recall["body"]), (&json!("recall"), &json!({"target_seq": 1})));
    }
    let late_edit = socket.ask(json!({"type": "edit", "conversation_id": chat, "seq": 1, "body": {"text": "x"}})).await;
    assert_eq!(late_edit["code"], "conflict", "{late_edit}");
    let resent = say(&mut socket, "c1", chat, "helo").await;
    assert_eq!((&resent["seq"], &resent["duplicate"]), (&json!(1), &json!(true)), "a resend of a recalled message");
    let stored = &buyer.history(chat).await[0];
    assert_eq!((&stored["body"], stored["recalled_at"].is_string()), (&Value::Null, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_its_sender_edits_and_recalls_in_time_and_an_admin_recalls_always() {
    let app = TestApp::with(&[("RECALL_WINDOW_SECONDS", "0")]).await;
    let [buyer, merchant, _, admin] = app.everybody().await;
    let chat = buyer.talks_to(&merchant).await;
    buyer.posts(chat, "mine").await;
    let edit = json!({"type": "edit", "conversation_id": chat, "seq": 1, "body": {"text": "x"}});
    let recall = json!({"type": "recall", "conversation_id": chat, "seq": 1});
    let (mut mine, mut theirs, mut boss) = (buyer.socket().await, merchant.socket().await, admin.socket().await);

    for (socket, frame) in [(&mut theirs, &edit), (&mut boss, &edit)] {
        assert_eq!(socket.ask(frame.clone()).await["code"], "forbidden", "{frame}");
    }
    assert_eq!(theirs.ask(recall.clone()).await["code"], "forbidden");
    assert_eq!(mine.ask(recall.clone()).await["code"], "forbidden", "the window is over");
    assert_eq!(mine.ask(edit).await["type"], "ack");
    assert_eq!(boss.ask(recall).await["seq"], 3);
    let members = buyer.conversation(chat).await["members"].as_array().unwrap().len();
    assert_eq!(members, 2, "recalling is no joining");
}

/// Who is answered in a conversation that it does not listen to hears no more of it than its answer. Seen to fail
/// with an answer that gave its socket a place in the log: the next one brought everything said in between.
#[tokio::test(flavor = "multi_thread")]
async fn an_admin_who_recalls_is_told_nothing_else() {
    let app = TestApp::start().await;
    let [buyer, merchant, _, admin] = app.everybody().await;
    let chat = buyer.talks_to(&merchant).await;
    for number in 0..3 {
        buyer.posts(chat, &number.to_string()).await;
    }
    let mut boss = admin.socket().await;

    assert_eq!(boss.ask(json!({"type": "recall", "conversation_id": chat, "seq": 1})).await["seq"], 4);
    for number in 3..6 {
        buyer.posts(chat, &number.to_string()).await;
    }
    assert_eq!(boss.ask(json!({"type": "recall", "conversation_id": chat, "seq": 2})).await["seq"], 8);

    let told = boss.frames_up_to_now().await;
    assert!(of_type(&told, "event").is_empty(), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_messages_are_limited_for_their_sender_alone() {
    let app = TestApp::with(&[("MESSAGE_RATE_LIMIT", "1")]).await;
    let [buyer, merchant, ..] = app.everybody().await;
    let chat = buyer.talks_to(&merchant).await;
    let mut socket = buyer.socket().await;

    let mut answers = Vec::new();
    for number in 0..6 {
        answers.push(say(&mut socket, &number.to_string(), chat, "hurry").await);
    }

    let limited = answers.iter().find(|answer| answer["type"] == "error").expect("a limit");
    assert_eq!(limited["code"], "rate_limited");
    assert!(limited["retry_after"].as_u64().is_some_and(|seconds| seconds > 0), "{limited}");
    assert_eq!(merchant.socket().await.says(chat, "calm").await["type"], "ack");
    assert_eq!(socket.ask(json!({"type": "ping"})).await["type"], "pong", "the socket stays");
}
