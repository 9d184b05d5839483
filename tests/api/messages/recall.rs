//! `DELETE /api/messages/{conversation_id}/{seq}`

use serde_json::json;

use crate::support::{Answer, TestApp, User};

async fn recall(user: &User, chat: i64, seq: i64) -> Answer {
    user.delete(&format!("/api/messages/{chat}/{seq}")).await
}

/// Makes every message of the database older by more than the window.
async fn let_time_pass(app: &TestApp) {
    app.execute("UPDATE messages SET created_at = created_at - 121000").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sender_takes_it_back() {
    let app = TestApp::start().await;
    let (buyer, merchant) = (app.buyer().await, app.merchant().await);
    let chat = buyer.talks_to(&merchant).await;
    buyer.posts(chat, "oops").await;

    let entry = recall(&buyer, chat, 1).await.expect(200).json;

    assert_eq!(
        (&entry["kind"], &entry["seq"], &entry["body"]),
        (&json!("recall"), &json!(2), &json!({"target_seq": 1}))
    );
    let message = &merchant.history(chat).await[0];
    assert!(message["body"].is_null() && message["recalled_at"].is_string(), "{message}");
    assert_eq!(recall(&buyer, chat, 1).await.expect(200).json, entry);
    assert_eq!(buyer.conversation(chat).await["last_seq"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_may_but_an_admin() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, admin] = app.everybody().await;
    let (direct, asked) = (buyer.talks_to(&merchant).await, buyer.asks_support().await);
    buyer.posts(direct, "mine").await;
    buyer.posts(asked, "mine").await;

    recall(&merchant, direct, 1).await.problem(403, "forbidden");
    recall(&agent, asked, 1).await.problem(403, "forbidden");
    recall(&agent, direct, 1).await.problem(404, "not_found");
    recall(&app.buyer().await, direct, 1).await.problem(404, "not_found");
    recall(&buyer, direct, 2).await.problem(404, "not_found");
    recall(&admin, direct, 1).await.expect(200);
    recall(&admin, asked, 1).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn there_are_two_minutes_for_it() {
    let app = TestApp::start().await;
    let [buyer, merchant, _, admin] = app.everybody().await;
    let chat = buyer.talks_to(&merchant).await;
    buyer.posts(chat, "early").await;
    buyer.posts(chat, "late").await;
    let first = recall(&buyer, chat, 1).await.expect(200).json;

    let_time_pass(&app).await;

    recall(&buyer, chat, 2).await.problem(403, "forbidden");
    // One that was recalled in time stays so.
    let again = recall(&buyer, chat, 1).await.expect(200).json;
    assert_eq!(again["seq"], first["seq"]);
    recall(&admin, chat, 2).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_is_a_setting() {
    let app = TestApp::with(&[("RECALL_WINDOW_SECONDS", "3600")]).await;
    let (buyer, merchant) = (app.buyer().await, app.merchant().await);
    let chat = buyer.talks_to(&merchant).await;
    buyer.posts(chat, "hello").await;

    let_time_pass(&app).await;

    recall(&buyer, chat, 1).await.expect(200);
}

/// Catches a resend (a lost answer, an offline queue) that brings a recalled text back.
#[tokio::test(flavor = "multi_thread")]
async fn a_resend_does_not_bring_it_back() {
    let app = TestApp::start().await;
    let (buyer, merchant) = (app.buyer().await, app.merchant().await);
    let chat = buyer.talks_to(&merchant).await;
    let named = json!({"conversation_id": chat, "client_id": "c1", "kind": "text", "body": {"text": "oops"}});
    buyer.post("/api/messages", named.clone()).await.expect(201);
    recall(&buyer, chat, 1).await.expect(200);

    let again = buyer.post("/api/messages", named).await.expect(200);

    assert_eq!((&again["seq"], &again["body"]), (&json!(1), &json!(null)));
    assert_eq!(buyer.conversation(chat).await["last_seq"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_wrote_stays() {
    let app = TestApp::start().await;
    let (buyer, admin) = (app.buyer().await, app.admin().await);
    let chat = buyer.asks_support().await;
    buyer.patch(&format!("/api/conversations/{chat}"), json!({"subject": "x"})).await.expect(200);
    buyer.posts(chat, "oops").await;
    recall(&buyer, chat, 2).await.expect(200);

    recall(&buyer, chat, 1).await.problem(403, "forbidden");
    recall(&admin, chat, 1).await.problem(422, "invalid");
    recall(&admin, chat, 3).await.problem(422, "invalid");
}
