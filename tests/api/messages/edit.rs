//! `PATCH /api/messages/{conversation_id}/{seq}`

use serde_json::json;

use crate::support::{Answer, TestApp, User, picture};

async fn edit(user: &User, chat: i64, seq: i64, text: &str) -> Answer {
    user.patch(&format!("/api/messages/{chat}/{seq}"), json!({"body": {"text": text}})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sender_says_it_differently() {
    let app = TestApp::start().await;
    let (buyer, merchant) = (app.buyer().await, app.merchant().await);
    let chat = buyer.talks_to(&merchant).await;
    let said = buyer.posts(chat, "tee").await;

    let edited = edit(&buyer, chat, 1, " tea ").await.expect(200);

    assert_eq!((&edited["seq"], &edited["body"]["text"], &edited["kind"]), (&json!(1), &json!("tea"), &json!("text")));
    assert!(edited["edited_at"].is_string());
    assert_eq!(edited["created_at"], said["created_at"]);
    assert_eq!(merchant.history(chat).await[0], edited.json);
    let shown = merchant.conversation(chat).await;
    assert_eq!((&shown["last_message"], &shown["last_seq"]), (&edited.json, &json!(2)));
    let card = json!({"conversation_id": chat, "kind": "card", "body": {"type": "order", "title": "7"}});
    let card = buyer.post("/api/messages", card).await.expect(201)["seq"].clone();
    let new = json!({"body": {"type": "order", "title": "8"}});
    assert_eq!(buyer.patch(&format!("/api/messages/{chat}/{card}"), new).await.expect(200)["body"]["title"], "8");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_may_not_even_an_admin() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, admin] = app.everybody().await;
    let (direct, asked) = (buyer.talks_to(&merchant).await, buyer.asks_support().await);
    buyer.posts(direct, "mine").await;
    buyer.posts(asked, "mine").await;

    edit(&merchant, direct, 1, "x").await.problem(403, "forbidden");
    edit(&admin, direct, 1, "x").await.problem(403, "forbidden");
    edit(&agent, asked, 1, "x").await.problem(403, "forbidden");
    edit(&agent, direct, 1, "x").await.problem(404, "not_found");
    edit(&app.buyer().await, direct, 1, "x").await.problem(404, "not_found");
    edit(&buyer, direct, 2, "x").await.problem(404, "not_found");

    assert_eq!(buyer.history(direct).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_edited() {
    let app = TestApp::start().await;
    let (buyer, merchant) = (app.buyer().await, app.merchant().await);
    let chat = buyer.talks_to(&merchant).await;
    buyer.posts(chat, "gone").await;
    buyer.delete(&format!("/api/messages/{chat}/1")).await.expect(200);
    let upload = buyer.uploads("tea.png", &picture(8, 8)).await;
    let image = json!({"conversation_id": chat, "kind": "image", "body": {"upload_url": upload["url"]}});
    buyer.post("/api/messages", image).await.expect(201);

    edit(&buyer, chat, 1, "back").await.problem(409, "conflict");
    edit(&buyer, chat, 2, "a recall").await.problem(422, "invalid");
    edit(&buyer, chat, 3, "an image").await.problem(422, "invalid");
    edit(&buyer, chat, 3, "").await.problem(422, "invalid");
    assert_eq!(buyer.conversation(chat).await["last_seq"], 3);
}
