//! Two nodes on one database, and a Redis server between them.

use futures_util::future::join_all;
use serde_json::json;

use super::{entry_of, send_frame};
use crate::support::redis::Redis;
use crate::support::{Socket, TestApp, User};

/// Two nodes that hear each other, and the same people at both.
async fn two_nodes(redis: &Redis) -> (TestApp, TestApp) {
    let url = redis.url();
    let app = TestApp::with(&[("REDIS_URL", &url)]).await;
    let other = app.another_node(&[("REDIS_URL", &url)]).await;
    (app, other)
}

/// Both nodes are on the bus when each hears of somebody at the other.
async fn hear_each_other(here: &mut Socket, there: &User) {
    let online = |frame: &serde_json::Value| frame["type"] == "presence" && frame["status"] == "online";
    let frame =
        here.next_where("the other one online", |frame| online(frame) && frame["user_id"] == there.id.as_str()).await;
    assert_eq!(frame["last_seen"], json!(null));
}

/// Seen to fail (it waits for ever) with the commit not told to the bus.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_at_one_node_is_heard_at_the_other() {
    let redis = Redis::start().await;
    let (app, other) = two_nodes(&redis).await;
    let [buyer, merchant, ..] = app.everybody().await;
    let chat = buyer.talks_to(&merchant).await;
    let mut here = buyer.socket().await;
    let elsewhere = other.signed_in(&merchant.id).await;
    let mut there = elsewhere.socket().await;
    hear_each_other(&mut here, &merchant).await;

    for text in ["one", "two", "three"] {
        elsewhere.posts(chat, text).await;
    }
    let mut heard = Vec::new();
    for _ in 0..3 {
        heard.push(here.next_event().await.text().to_owned());
    }
    buyer.posts(chat, "four").await;

    assert_eq!(heard, ["one", "two", "three"]);
    let mut texts = Vec::new();
    for _ in 0..4 {
        texts.push(there.next_event().await.text().to_owned());
    }
    assert_eq!(texts, ["one", "two", "three", "four"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_conversation_marks_and_typing_reach_the_other_node() {
    let redis = Redis::start().await;
    let (app, other) = two_nodes(&redis).await;
    let [buyer, merchant, ..] = app.everybody().await;
    let old = buyer.talks_to(&merchant).await;
    let elsewhere = other.signed_in(&merchant.id).await;
    let mut here = buyer.socket().await;
    let mut there = elsewhere.socket().await;
    hear_each_other(&mut here, &merchant).await;
    let agent = app.agent().await;

    let fresh = agent.talks_to(&merchant).await;
    agent.posts(fresh, "a word with you").await;
    assert_eq!(there.next_event().await.text(), "a word with you");

    elsewhere.posts(old, "hello").await;
    assert_eq!(here.next_event().await.text(), "hello");
    here.ask(json!({"type": "read", "conversation_id": old, "seq": 1})).await;
    let receipt =
        there.next_where("a receipt", |frame| frame["type"] == "receipt" && frame["conversation_id"] == old).await;
    assert_eq!((&receipt["user_id"], &receipt["read_seq"]), (&json!(buyer.id), &json!(1)));

    here.send(json!({"type": "typing", "conversation_id": old, "state": "start"})).await;
    let typing = there.next_frame_of("typing").await;
    assert_eq!(typing["user_id"], json!(buyer.id));
}

/// Ten who write at two nodes at once. What a socket said itself comes as its ack, in its place, also where the other node's
/// next word made this node read it from the database before its own commit was told. Seen to fail, in one
/// run of six, with gaps filled before that; `tests/store/group_commit.rs` catches it each time.
#[tokio::test(flavor = "multi_thread")]
async fn ones_own_words_come_as_acks_in_their_place() {
    const EACH: i64 = 40;
    let redis = Redis::start().await;
    let url = redis.url();
    let settings = [("REDIS_URL", url.as_str()), ("MESSAGE_RATE_LIMIT", "0")];
    let app = TestApp::with(&settings).await;
    let other = app.another_node(&settings).await;
    let buyer = app.buyer().await;
    let chat = buyer.asks_support().await;
    let mut sockets = Vec::new();
    for place in 0..10 {
        let agent = app.agent().await;
        agent.posts(chat, "I join").await;
        let node = if place % 2 == 0 { &app } else { &other };
        sockets.push(node.signed_in(&agent.id).await.socket().await);
    }
    let start = 20; // a joining and a message each
    let last = start + 10 * EACH;

    let talking = sockets.into_iter().enumerate().map(|(place, mut socket)| {
        tokio::spawn(async move {
            for number in 0..EACH {
                socket.send(send_frame(&format!("{place}-{number}"), chat, "hello")).await;
            }
            let mut seen = socket.hello["conversations"][0]["last_seq"].as_i64().unwrap();
            while seen < last {
                let frame = socket.next_frame().await;
                let Some(seq) = entry_of(&frame, chat) else { continue };
                assert_eq!(seq, seen + 1, "out of turn at {place}: {frame}");
                let name = frame["event"]["client_id"].as_str().unwrap_or_default();
                assert!(!name.starts_with(&format!("{place}-")), "its own word as an event: {frame}");
                seen = seq;
            }
        })
    });

    for heard in join_all(talking).await {
        heard.unwrap();
    }
}

/// Seen to fail with a line that does not look around when it is back.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_while_redis_was_away_comes_when_it_is_back() {
    let mut redis = Redis::start().await;
    let (app, other) = two_nodes(&redis).await;
    let [buyer, merchant, ..] = app.everybody().await;
    let chat = buyer.talks_to(&merchant).await;
    let elsewhere = other.signed_in(&merchant.id).await;
    let mut here = buyer.socket().await;
    let _there = elsewhere.socket().await;
    hear_each_other(&mut here, &merchant).await;

    redis.stop();
    elsewhere.posts(chat, "nobody tells you").await;
    elsewhere.posts(chat, "nor this").await;
    redis.restart().await;

    assert_eq!(here.next_event().await.text(), "nobody tells you");
    assert_eq!(here.next_event().await.text(), "nor this");
}

/// Catches two who answer the same customer at two nodes and do not see each other. Seen to fail with no hint told.
#[tokio::test(flavor = "multi_thread")]
async fn staff_at_two_nodes_see_each_other_looking() {
    let redis = Redis::start().await;
    let (app, other) = two_nodes(&redis).await;
    let [buyer, _, agent, admin] = app.everybody().await;
    let desk = buyer.asks_support().await;
    let view = |state: &str| json!({"type": "view", "conversation_id": desk, "state": state});
    let mut here = agent.socket().await;
    let mut there = other.signed_in(&admin.id).await.socket().await;

    here.send(view("start")).await;
    assert_eq!(here.next_frame_of("viewers").await["user_ids"], json!([agent.id]));
    there.send(view("start")).await;
    let both = json!([agent.id, admin.id]);
    let is_both = |frame: &serde_json::Value| frame["type"] == "viewers" && frame["user_ids"] == both;
    here.next_where("both at one node", is_both).await;
    there.next_where("both at the other", is_both).await;
    there.close().await;

    assert_eq!(here.next_frame_of("viewers").await["user_ids"], json!([agent.id]));
}
