//! What a frame that fails is answered: its `id`, a code, a sentence; and the socket stays.

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Socket, TestApp};

/// Sends the frame under an id of its own; its answer is an error with this code, or an ack where `code` is "ack".
async fn assert_answer(socket: &mut Socket, place: usize, frame: &Value, code: &str) {
    let id = format!("row-{place}");
    let mut sent = frame.clone();
    sent["id"] = json!(id);
    socket.send(sent).await;
    let answer = socket.next_where(&format!("the answer to {frame}"), |answer| answer["id"] == *id).await;
    if code == "ack" {
        assert_eq!(answer["type"], "ack", "{frame}: {answer}");
        return;
    }
    assert_eq!((&answer["type"], &answer["code"]), (&json!("error"), &json!(code)), "{frame}: {answer}");
    let detail = answer["detail"].as_str().unwrap_or_default();
    assert!(detail.len() > 5, "a sentence for a person: {answer}");
    assert_eq!(answer.as_object().unwrap().len(), 4, "type, id, code, detail: {answer}");
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "a table")]
async fn every_frame_is_refused_with_its_code() {
    let app = TestApp::with(&[("MESSAGE_RATE_LIMIT", "0")]).await;
    let [buyer, merchant, ..] = app.everybody().await;
    let other = app.buyer().await;
    let (chat, foreign) = (buyer.talks_to(&merchant).await, other.talks_to(&merchant).await);
    merchant.posts(chat, "theirs").await;
    buyer.posts(chat, "mine").await;
    other.posts(foreign, "secret").await;
    let long = "x".repeat(16_385);
    let send = |change: Value| {
        let mut frame = json!({"type": "send", "conversation_id": chat, "kind": "text", "body": {"text": "x"}});
        for (field, value) in change.as_object().unwrap() {
            frame[field] = value.clone();
        }
        frame
    };
    let without = |mut frame: Value, field: &str| {
        frame.as_object_mut().unwrap().remove(field);
        frame
    };
    let at = |kind: &str, id: Value, seq: Value| json!({"type": kind, "conversation_id": id, "seq": seq, "body": {"text": "x"}});
    let typing = |id: Value, state: Value| json!({"type": "typing", "conversation_id": id, "state": state});
    let sync = |id: Value, after: Value, limit: Value| json!({"type": "sync", "conversation_id": id, "after_seq": after, "limit": limit});
    let mut rows = vec![
        // send
        (send(json!({"conversation_id": "1"})), "invalid"),
        (send(json!({"conversation_id": 1.5})), "invalid"),
        (send(json!({"conversation_id": 0})), "invalid"),
        (send(json!({"conversation_id": 9_007_199_254_740_992_i64})), "invalid"),
        (send(json!({"kind": 7})), "invalid"),
        (send(json!({"kind": "song"})), "invalid"),
        (send(json!({"kind": "system", "body": {"event": "joined"}})), "invalid"),
        (send(json!({"body": "hello"})), "invalid"),
        (send(json!({"body": null})), "invalid"),
        (send(json!({"body": {"text": 7}})), "invalid"),
        (send(json!({"body": {"text": "   "}})), "invalid"),
        (send(json!({"body": {"text": long}})), "invalid"),
        (send(json!({"kind": "card", "body": {"type": "product"}})), "invalid"),
        (
            send(json!({"kind": "card", "body": {"type": "product", "title": "x", "url": "javascript:alert(1)"}})),
            "invalid",
        ),
        (send(json!({"kind": "image", "body": {}})), "invalid"),
        (
            send(json!({"kind": "image", "body": {"upload_url": "https://chat.example/api/media/nothing.png"}})),
            "not_found",
        ),
        (send(json!({"kind": "file", "body": {"upload_url": "https://evil.example/x"}})), "not_found"),
        (send(json!({"reply_to": "1"})), "invalid"),
        (send(json!({"reply_to": 999})), "invalid"),
        (send(json!({"conversation_id": foreign})), "not_found"),
        (send(json!({"conversation_id": 4})), "not_found"),
        (without(send(json!({})), "conversation_id"), "invalid"),
        (without(send(json!({})), "kind"), "invalid"),
        (without(send(json!({})), "body"), "invalid"),
        // edit, recall
        (without(at("edit", json!(chat), json!(2)), "body"), "invalid"),
        (json!({"type": "edit", "conversation_id": chat, "seq": 2, "body": {"text": long}}), "invalid"),
        (json!({"type": "edit", "conversation_id": chat, "seq": 2, "body": 7}), "invalid"),
        (at("edit", json!(chat), json!(1)), "forbidden"),
        (at("recall", json!(chat), json!(1)), "forbidden"),
        (at("edit", json!(chat), json!(999)), "not_found"),
        (at("recall", json!(chat), json!(999)), "not_found"),
        // read, delivered
        (at("read", json!(chat), json!(3)), "invalid"),
        (at("delivered", json!(chat), json!(3)), "invalid"),
        // typing
        (typing(json!(chat), json!("maybe")), "invalid"),
        (typing(json!(chat), json!(true)), "invalid"),
        (typing(json!(foreign), json!("start")), "not_found"),
        (typing(json!("x"), json!("start")), "invalid"),
        (without(typing(json!(chat), json!(1)), "state"), "invalid"),
        // sync
        (sync(json!(chat), json!(-1), json!(1)), "invalid"),
        (sync(json!(chat), json!("0"), json!(1)), "invalid"),
        (sync(json!(chat), json!(0), json!(0)), "invalid"),
        (sync(json!(chat), json!(0), json!(501)), "invalid"),
        (sync(json!(chat), json!(0), json!("1")), "invalid"),
        (sync(json!(foreign), json!(0), json!(1)), "not_found"),
        (without(sync(json!(chat), json!(0), json!(1)), "after_seq"), "invalid"),
        (without(sync(json!(chat), json!(0), json!(1)), "conversation_id"), "invalid"),
        // watch, unwatch
        (at("watch", json!(chat), json!(1)), "forbidden"),
        (at("watch", json!(foreign), json!(1)), "not_found"),
        (at("unwatch", json!(chat), json!(1)), "forbidden"),
        (at("watch", json!([]), json!(1)), "invalid"),
        (at("unwatch", json!({}), json!(1)), "invalid"),
        (json!({"type": "watch"}), "invalid"),
        // token
        (json!({"type": "token", "access_token": 7}), "invalid"),
        (json!({"type": "token"}), "invalid"),
        (json!({"type": "token", "access_token": "x".repeat(10_000)}), "unauthorized"),
        (json!({"type": "token", "access_token": other.token()}), "forbidden"),
        // presence
        (json!({"type": "presence", "status": "asleep"}), "invalid"),
        (json!({"type": "presence"}), "invalid"),
        // no such frame; these two count as bad ones
        (json!({"type": "shout"}), "invalid"),
        (json!({"type": 7}), "invalid"),
    ];
    for kind in ["edit", "recall", "read", "delivered"] {
        rows.extend([
            (at(kind, json!("x"), json!(1)), "invalid"),
            (at(kind, json!(chat), json!("1")), "invalid"),
            (at(kind, json!(chat), json!(0)), "invalid"),
            (at(kind, json!(chat), json!(-1)), "invalid"),
            (at(kind, json!(foreign), json!(1)), "not_found"),
            (without(at(kind, json!(chat), json!(1)), "seq"), "invalid"),
            (without(at(kind, json!(chat), json!(1)), "conversation_id"), "invalid"),
        ]);
    }
    // Good ones in between: unknown fields are ignored, and nothing that a caller may not set is believed.
    rows.push((
        send(json!({"sender_id": merchant.id, "seq": 77, "created_at": "2001-01-01T00:00:00.000Z", "extra": [1]})),
        "ack",
    ));
    rows.push((at("recall", json!(chat), json!(2)), "ack"));
    let mut socket = buyer.socket().await;

    for (place, (frame, code)) in rows.iter().enumerate() {
        assert_answer(&mut socket, place, frame, code).await;
    }

    let entries = buyer.history(chat).await;
    assert_eq!(entries.len(), 4, "two by REST, two by good frames: {entries:?}");
    assert_eq!((&entries[2]["sender_id"], &entries[2]["seq"]), (&json!(buyer.id), &json!(3)));
    assert_eq!(other.history(foreign).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_object_is_a_bad_request_without_an_id() {
    let app = TestApp::start().await;
    let mut socket = app.buyer().await.socket().await;

    for bad in
        ["", "x", "{", "[]", "[\"ping\", \"a\"]", "null", "7", "\"ping\"", "{\"type\":\"ping\"}{}", "{'type':'ping'}"]
    {
        socket.send_raw(Message::text(bad)).await;
        let answer = socket.next_frame_of("error").await;
        assert_eq!((&answer["code"], answer.get("id")), (&json!("bad_request"), None), "{bad:?}: {answer}");
    }
    assert_eq!(socket.ask(json!({"type": "ping"})).await["type"], "pong");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_is_a_text_of_1_to_64_characters_and_where_it_must_be() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    let chat = buyer.asks_support().await;
    let mut socket = buyer.socket().await;

    for bad in [json!(""), json!(7), json!("客".repeat(65)), json!({}), json!(true)] {
        socket.send(json!({"type": "ping", "id": bad})).await;
        let answer = socket.next_frame_of("error").await;
        assert_eq!((&answer["code"], answer.get("id")), (&json!("invalid"), None), "{bad}: {answer}");
    }
    for missing in [super::send_frame("", chat, "x"), json!({"type": "sync", "conversation_id": chat, "after_seq": 0})]
    {
        let mut missing = missing;
        missing.as_object_mut().unwrap().remove("id");
        socket.send(missing).await;
        assert_eq!(socket.next_frame_of("error").await["code"], "invalid");
    }
    let longest = "客".repeat(64);
    socket.send(super::send_frame(&longest, chat, "x")).await;
    assert_eq!(socket.next_frame_of("ack").await["id"], longest);
    socket.send(json!({"type": "ping"})).await;
    assert_eq!(socket.next_frame_of("pong").await.get("id"), None, "what carried no id gets none");
}
