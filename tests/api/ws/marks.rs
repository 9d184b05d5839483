//! `read`, `delivered`, and the receipts that others see.

use serde_json::{Value, json};

use super::{of_type, say, told_so_far};
use crate::support::TestApp;

fn receipt(chat: i64, user: &str, delivered: i64, read: i64) -> Value {
    json!({"type": "receipt", "conversation_id": chat, "user_id": user, "delivered_seq": delivered, "read_seq": read})
}

#[tokio::test(flavor = "multi_thread")]
async fn receipts_rise_and_reach_the_members() {
    let app = TestApp::start().await;
    let [buyer, merchant, ..] = app.everybody().await;
    let (chat, own) = (buyer.talks_to(&merchant).await, merchant.asks_support().await);
    let (mut reader, mut second, mut writer) = (buyer.socket().await, buyer.socket().await, merchant.socket().await);
    for number in 0..4 {
        say(&mut writer, &number.to_string(), chat, "hello").await;
    }
    let mark = |kind: &str, seq: i64| json!({"type": kind, "conversation_id": chat, "seq": seq});

    // (what, its ack's seq, the receipt that follows, if any)
    let steps = [
        (mark("delivered", 2), 2, Some((2, 0))),
        (mark("read", 1), 1, Some((2, 1))),
        (mark("read", 3), 3, Some((3, 3))),
        (mark("read", 2), 3, None),
        (mark("delivered", 1), 3, None),
        (mark("read", 3), 3, None),
        (mark("delivered", 4), 4, Some((4, 3))),
    ];
    let mut expected = Vec::new();
    for (frame, seq, after) in steps {
        let ack = reader.ask(frame.clone()).await;
        assert_eq!(
            (&ack["type"], &ack["seq"], &ack["conversation_id"]),
            (&json!("ack"), &json!(seq), &json!(chat)),
            "{frame}: {ack}"
        );
        expected.extend(after.map(|(delivered, read)| receipt(chat, &buyer.id, delivered, read)));
    }
    reader.send(mark("read", 4)).await; // without an id: no answer
    expected.push(receipt(chat, &buyer.id, 4, 4));

    for socket in [&mut writer, &mut second, &mut reader] {
        for receipt in &expected {
            assert_eq!(socket.next_frame_of("receipt").await, *receipt);
        }
    }
    let rest = told_so_far(&mut writer, own).await;
    assert!(of_type(&rest, "receipt").is_empty(), "{rest:?}");
    let rest = reader.frames_up_to_now().await;
    assert!(of_type(&rest, "ack").is_empty(), "what carried no id has no answer: {rest:?}");
    let members = buyer.conversation(chat).await;
    assert_eq!((&members["read_seq"], &members["unread"]), (&json!(4), &json!(0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_marks_what_is_not_there_or_not_theirs() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, admin] = app.everybody().await;
    let (chat, desk) = (buyer.talks_to(&merchant).await, buyer.asks_support().await);
    buyer.posts(chat, "one").await;
    buyer.posts(desk, "help").await;
    let mark = |kind: &str, at: i64, seq: i64| json!({"type": kind, "conversation_id": at, "seq": seq});
    let mut stranger = app.buyer().await.socket().await;
    let (mut mine, mut helper, mut boss) = (buyer.socket().await, agent.socket().await, admin.socket().await);

    for kind in ["read", "delivered"] {
        assert_eq!(mine.ask(mark(kind, chat, 2)).await["code"], "invalid");
        assert_eq!(stranger.ask(mark(kind, chat, 1)).await["code"], "not_found");
        assert_eq!(helper.ask(mark(kind, chat, 1)).await["code"], "not_found");
        assert_eq!(helper.ask(mark(kind, desk, 1)).await["code"], "forbidden");
        assert_eq!(boss.ask(mark(kind, chat, 1)).await["code"], "forbidden");
    }
    let ack = helper.says(desk, "hello").await;
    assert_eq!(
        helper.ask(mark("read", desk, ack["seq"].as_i64().unwrap())).await["type"],
        "ack",
        "who sent has joined"
    );
}
