//! `GET /api/messages`

use serde_json::{Value, json};

use crate::support::{Answer, TestApp, User};

async fn page(user: &User, chat: i64, query: &str) -> Answer {
    user.get(&format!("/api/messages?conversation_id={chat}{query}")).await
}

fn seqs(answer: &Answer) -> Vec<i64> {
    answer.every("seq").iter().map(|seq| seq.as_i64().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_the_log_rise_and_know_the_head() {
    let app = TestApp::with(&[("MESSAGE_RATE_LIMIT", "0")]).await;
    let (buyer, merchant) = (app.buyer().await, app.merchant().await);
    let chat = buyer.talks_to(&merchant).await;
    let empty = page(&buyer, chat, "").await.expect(200);
    assert_eq!((empty.items().len(), &empty["head"]), (0, &json!(0)));
    for number in 1..=60 {
        buyer.posts(chat, &format!("{number}")).await;
    }

    for (query, expected) in [
        ("", 11..=60),
        ("&limit=3", 58..=60),
        ("&before_seq=11", 1..=10),
        ("&before_seq=11&limit=4", 7..=10),
        ("&before_seq=1000", 11..=60),
        ("&after_seq=0", 1..=50),
        ("&after_seq=50", 51..=60),
        ("&after_seq=50&limit=4", 51..=54),
        ("&limit=100", 1..=60),
    ] {
        let answer = page(&merchant, chat, query).await.expect(200);
        assert_eq!(seqs(&answer), expected.collect::<Vec<_>>(), "{query}");
        assert_eq!(answer["head"], 60, "{query}");
        assert_eq!(answer.items()[0]["body"]["text"], answer.items()[0]["seq"].to_string(), "{query}");
    }
    for nothing in ["&before_seq=1", "&after_seq=60", "&after_seq=1000"] {
        let answer = page(&merchant, chat, nothing).await.expect(200);
        assert_eq!((answer.items().len(), &answer["head"]), (0, &json!(60)), "{nothing}");
    }
    page(&merchant, chat, "&before_seq=5&after_seq=1").await.problem(422, "invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_shows_what_was_edited_recalled_and_done() {
    let app = TestApp::start().await;
    let (buyer, agent) = (app.buyer().await, app.agent().await);
    let chat = buyer.asks_support().await;
    buyer.posts(chat, "tee?").await;
    buyer.posts(chat, "oops").await;
    agent.posts(chat, "yes").await;
    buyer.patch(&format!("/api/messages/{chat}/1"), json!({"body": {"text": "tea?"}})).await.expect(200);
    buyer.delete(&format!("/api/messages/{chat}/2")).await.expect(200);

    let log = page(&buyer, chat, "").await.expect(200);

    let kinds: Vec<Value> = log.every("kind");
    assert_eq!(kinds, ["text", "text", "system", "text", "edit", "recall"]);
    let entries = log.items();
    assert_eq!(entries[0]["body"]["text"], "tea?");
    assert!(entries[0]["edited_at"].is_string() && entries[0]["recalled_at"].is_null());
    assert!(entries[1]["body"].is_null() && entries[1]["recalled_at"].is_string());
    assert_eq!(entries[2]["sender_id"], json!(null));
    assert_eq!(entries[4]["body"], json!({"target_seq": 1, "body": {"text": "tea?"}}));
    assert_eq!(entries[5]["body"], json!({"target_seq": 2}));
    assert_eq!((&entries[4]["sender_id"], &entries[5]["sender_id"]), (&json!(buyer.id), &json!(buyer.id)));
}

/// Catches a page of the log that is built from what was said first: an edit must not leave the old text readable.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_recalled_text_is_left() {
    let app = TestApp::start().await;
    let (buyer, merchant) = (app.buyer().await, app.merchant().await);
    let chat = buyer.talks_to(&merchant).await;
    buyer.posts(chat, "first secret").await;
    buyer.patch(&format!("/api/messages/{chat}/1"), json!({"body": {"text": "second secret"}})).await.expect(200);
    buyer.delete(&format!("/api/messages/{chat}/1")).await.expect(200);

    for user in [&buyer, &merchant, &app.admin().await] {
        assert!(!page(user, chat, "").await.expect(200).text().contains("secret"), "the log of {}", user.id);
        assert!(!user.get("/api/conversations").await.expect(200).text().contains("secret"), "the list of {}", user.id);
    }
}
