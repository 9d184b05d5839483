//! `POST /api/conversations/{id}/read`

use serde_json::json;

use crate::support::{Answer, TestApp, User};

async fn read(user: &User, chat: i64, seq: i64) -> Answer {
    user.post(&format!("/api/conversations/{chat}/read"), json!({"seq": seq})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_moves_the_mark_and_never_back() {
    let app = TestApp::start().await;
    let (buyer, merchant) = (app.buyer().await, app.merchant().await);
    let chat = buyer.talks_to(&merchant).await;
    for number in 1..=3 {
        buyer.posts(chat, &format!("{number}")).await;
    }
    assert_eq!(merchant.conversation(chat).await["unread"], 3);

    read(&merchant, chat, 2).await.expect(204);
    let now = merchant.conversation(chat).await;
    assert_eq!((&now["unread"], &now["read_seq"]), (&json!(1), &json!(2)));
    read(&merchant, chat, 1).await.expect(204);
    assert_eq!(merchant.conversation(chat).await, now);

    let members = buyer.conversation(chat).await["members"].clone();
    let marks = members.as_array().unwrap().iter().find(|member| member["user"]["id"] == merchant.id.as_str()).unwrap();
    assert_eq!((&marks["read_seq"], &marks["delivered_seq"]), (&json!(2), &json!(2)));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reads_what_is_not_there() {
    let app = TestApp::start().await;
    let (buyer, merchant) = (app.buyer().await, app.merchant().await);
    let chat = buyer.talks_to(&merchant).await;
    read(&merchant, chat, 1).await.field_error("seq");
    buyer.posts(chat, "hello").await;

    read(&merchant, chat, 2).await.field_error("seq");
    read(&merchant, chat, 0).await.field_error("seq");
    read(&merchant, chat, -1).await.field_error("seq");

    assert_eq!(merchant.conversation(chat).await["unread"], 1);
    read(&merchant, chat, 1).await.expect(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_have_marks_once_they_joined() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, admin] = app.everybody().await;
    let (asked, direct) = (buyer.asks_support().await, buyer.talks_to(&merchant).await);
    buyer.posts(asked, "hello").await;
    buyer.posts(direct, "hello").await;

    read(&agent, asked, 1).await.problem(403, "forbidden");
    read(&admin, asked, 1).await.problem(403, "forbidden");
    read(&admin, direct, 1).await.problem(403, "forbidden");
    agent.posts(asked, "hello").await;
    read(&agent, asked, 1).await.expect(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_messages_of_others_are_unread() {
    let app = TestApp::start().await;
    let (buyer, merchant) = (app.buyer().await, app.merchant().await);
    let chat = buyer.talks_to(&merchant).await;
    let said = buyer.posts(chat, "hello").await["seq"].as_i64().unwrap();
    merchant.posts(chat, "hello").await;
    buyer.patch(&format!("/api/messages/{chat}/{said}"), json!({"body": {"text": "hi"}})).await.expect(200);
    merchant.patch(&format!("/api/conversations/{chat}"), json!({"subject": "x"})).await.expect(200);
    buyer.posts(chat, "there?").await;
    let last = buyer.posts(chat, "sorry").await["seq"].as_i64().unwrap();
    buyer.delete(&format!("/api/messages/{chat}/{last}")).await.expect(200);

    // "hello" and "there?", and "sorry" as long as a recalled message counts as one of others.
    let unread = merchant.conversation(chat).await["unread"].as_i64().unwrap();
    assert!((2..=3).contains(&unread), "{unread}");
    assert_eq!(buyer.conversation(chat).await["unread"], 1);
}
