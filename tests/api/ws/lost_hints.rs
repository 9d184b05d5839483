//! What other nodes never told, or told too late: the database tells it.

use serde_json::{Value, json};

use super::of_type;
use crate::support::redis::{Redis, Stranger};
use crate::support::{TestApp, soon};

/// A node that is on the bus, and one that tells nobody what happens there: as one that dies before it does.
async fn a_silent_one(redis: &Redis) -> (TestApp, TestApp, Stranger) {
    let app = TestApp::with(&[("REDIS_URL", &redis.url())]).await;
    let silent = app.another_node(&[]).await;
    let stranger = redis.stranger().await;
    (app, silent, stranger)
}

fn look_again() -> Value {
    json!({"hint": "look_again"})
}

/// Seen to fail (it waits for ever for the new conversation) with a look that knows only what sockets follow.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_never_told_is_found() {
    let redis = Redis::start().await;
    let (app, silent, mut stranger) = a_silent_one(&redis).await;
    let [buyer, merchant, agent, _] = app.everybody().await;
    let old = buyer.talks_to(&merchant).await;
    let desk = buyer.asks_support().await;
    let (mut here, mut helper) = (merchant.socket().await, agent.socket().await);
    let there = silent.signed_in(&buyer.id).await;
    let newcomer = silent.buyer().await;

    there.posts(old, "in a conversation that the socket follows").await;
    let fresh = newcomer.talks_to(&merchant).await;
    for text in ["in one that it does not know", "and again"] {
        newcomer.posts(fresh, text).await;
    }
    let waiting = newcomer.asks_support().await;
    let elsewhere = silent.signed_in(&agent.id).await;
    elsewhere.patch(&format!("/api/conversations/{desk}"), json!({"assignee_id": agent.id})).await.expect(200);
    stranger.says(look_again()).await;

    let of = |chat: i64| move |frame: &Value| frame["type"] == "event" && frame["event"]["conversation_id"] == chat;
    let said = here.next_where("what was said", of(old)).await;
    assert_eq!(said["event"]["body"]["text"], "in a conversation that the socket follows");
    for seq in [1, 2] {
        assert_eq!(here.next_where("the new one's entries", of(fresh)).await["event"]["seq"], seq);
    }
    let shown = |chat: i64| move |frame: &Value| frame["type"] == "conversation" && frame["conversation"]["id"] == chat;
    let seen = here.next_where("the new one itself", shown(fresh)).await;
    assert_eq!(seen["conversation"]["last_seq"], 2);
    helper.next_where("a new customer", shown(waiting)).await;
    let assigned = helper.next_where("the new assignee", shown(desk)).await;
    assert_eq!(assigned["conversation"]["assignee_id"], *agent.id);
}

/// Seen to fail with a look that takes everything that moved for untold: whatever was said lately is shown anew each time.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_told_is_not_told_again() {
    let redis = Redis::start().await;
    let (app, silent, mut stranger) = a_silent_one(&redis).await;
    let other = app.another_node(&[("REDIS_URL", &redis.url())]).await;
    let [buyer, merchant, ..] = app.everybody().await;
    let mut here = merchant.socket().await;
    let chat = buyer.talks_to(&merchant).await;
    buyer.posts(chat, "one").await;
    other.signed_in(&buyer.id).await.posts(chat, "two").await;
    for text in ["one", "two"] {
        assert_eq!(here.next_event().await.text(), text);
    }

    for _ in 0..2 {
        let lost = silent.buyer().await.talks_to(&merchant).await;
        stranger.says(look_again()).await;
        let is_found = |frame: &Value| frame["type"] == "conversation" && frame["conversation"]["id"] == lost;
        here.next_where("the lost one", is_found).await;
    }

    let told = here.frames_up_to_now().await;
    assert!(of_type(&told, "event").is_empty(), "{told:?}");
    let again = of_type(&told, "conversation").iter().filter(|frame| frame["conversation"]["id"] == chat).count();
    assert!(again <= 1, "it began, and was shown once: {told:?}");
}

/// Seen to fail (it waits in vain) with a line that looks around only once it stands.
#[tokio::test(flavor = "multi_thread")]
async fn without_redis_other_nodes_are_heard_late() {
    let mut redis = Redis::start().await;
    let (app, silent, _) = a_silent_one(&redis).await;
    let [buyer, merchant, ..] = app.everybody().await;
    let chat = buyer.talks_to(&merchant).await;
    let mut here = merchant.socket().await;

    redis.stop();
    silent.signed_in(&buyer.id).await.posts(chat, "hello").await;

    assert_eq!(here.next_event().await.text(), "hello");
}

/// Seen to fail while what had queued was told once Redis was back: somebody seemed to type who had long stopped.
#[tokio::test(flavor = "multi_thread")]
async fn after_an_outage_marks_are_told_and_typing_is_not() {
    let mut redis = Redis::start().await;
    let url = redis.url();
    let app = TestApp::with(&[("REDIS_URL", &url)]).await;
    let other = app.another_node(&[("REDIS_URL", &url)]).await;
    let [buyer, merchant, ..] = app.everybody().await;
    let chat = buyer.talks_to(&merchant).await;
    merchant.posts(chat, "hello").await;
    let (mut typist, mut beside) = (buyer.socket().await, merchant.socket().await);
    let mut far = other.signed_in(&merchant.id).await.socket().await;

    redis.stop();
    typist.send(json!({"type": "typing", "conversation_id": chat, "state": "start"})).await;
    beside.next_frame_of("typing").await;
    typist.ask(json!({"type": "read", "conversation_id": chat, "seq": 1})).await;
    redis.restart().await;

    let receipt = far.next_frame_of("receipt").await;
    assert_eq!((&receipt["user_id"], &receipt["read_seq"]), (&json!(buyer.id), &json!(1)));
    buyer.posts(chat, "still there?").await;
    assert_eq!(far.next_event().await.text(), "still there?");
    let told = far.frames_up_to_now().await;
    assert!(of_type(&told, "typing").is_empty(), "{told:?}");
}

/// Catches a roll call without those whose last socket went a moment ago: other nodes took them for offline, and did not
/// hear of it when they came back. Seen to fail that way.
#[tokio::test(flavor = "multi_thread")]
async fn who_lingers_is_named_in_the_roll_call() {
    let redis = Redis::start().await;
    let app = TestApp::with(&[("REDIS_URL", &redis.url())]).await;
    let mut stranger = redis.stranger().await;
    let [buyer, _, agent, _] = app.everybody().await;
    buyer.socket().await.close().await;
    let _later = agent.socket().await;

    stranger.says(look_again()).await;

    let named = |hint: &Value, id: &str| {
        let users = hint["users"].as_array().into_iter().flatten();
        hint["everybody"] == true && users.into_iter().any(|user| user[0] == id && user[1] == "online")
    };
    let roll = stranger.hears("a roll call", |hint| named(hint, &agent.id)).await;
    assert!(named(&roll, &buyer.id), "{roll}");
}

/// What was acked last is told before the node ends, even where Redis is slow. Without the flush it mostly passes too: the
/// node's end takes a moment, and Redis is faster. It keeps watch over a drain that hangs on Redis or drops the bus first.
#[tokio::test(flavor = "multi_thread")]
async fn a_drain_tells_the_others_the_last_of_it() {
    let redis = Redis::start().await;
    let app = TestApp::with(&[("REDIS_URL", &redis.url())]).await;
    let mut stranger = redis.stranger().await;
    let [buyer, merchant, ..] = app.everybody().await;
    let chat = buyer.talks_to(&merchant).await;
    let mut socket = buyer.socket().await;

    redis.pause();
    // The first waits for the answer of Redis, and the second behind it.
    for text in ["one", "two"] {
        assert_eq!(socket.says(chat, text).await["type"], "ack");
    }
    let stopper = app.stopper.clone();
    let drain = tokio::spawn(async move { stopper.drain().await });
    socket.expect_close(1001).await;
    for _ in 0..20 {
        // It would answer no more if it had not waited for Redis.
        assert_eq!(app.nobody().get("/api/health/live").await.status, 200);
    }
    redis.resume();

    let told = |hint: &Value| {
        let heads = hint["conversations"].as_array().into_iter().flatten();
        heads.into_iter().any(|head| head["last"] == 2)
    };
    stranger.hears("the last message", |hint| hint["hint"] == "committed" && told(hint)).await;
    soon("the end of the drain", drain).await.unwrap();
}
