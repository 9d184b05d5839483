//! `POST /api/auth/tokens`: a storefront signs in its own customers.

use kefu::time::Timestamp;
use serde_json::{Value, json};

use crate::support::TestApp;

const PATH: &str = "/api/auth/tokens";

/// Seconds until the `expires_at` of an answer.
fn lifetime(answer: &Value) -> i64 {
    let expires: chrono::DateTime<chrono::Utc> = answer["expires_at"].as_str().unwrap().parse().unwrap();
    (expires.timestamp_millis() - Timestamp::now().millis()) / 1000
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_signs_in_a_customer() {
    let app = TestApp::start().await;
    let key = app.key().await;
    for customer in [app.buyer().await, app.merchant().await] {
        let answer = key.post(PATH, json!({"user_id": customer.id})).await.expect(200);

        assert_eq!((&answer["token_type"], &answer["user"]["id"]), (&json!("bearer"), &json!(customer.id)));
        assert!((7 * 86_400 - 60..=7 * 86_400).contains(&lifetime(&answer.json)), "{answer}");
        let token = answer["access_token"].as_str().unwrap();
        assert_eq!(app.bearing(token).get("/api/auth/verify").await.expect(200)["user"]["id"], customer.id.as_str());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lifetime_is_chosen_within_bounds() {
    let app = TestApp::start().await;
    let (key, buyer) = (app.key().await, app.buyer().await);
    let ask = async |seconds: Value| key.post(PATH, json!({"user_id": buyer.id, "expires_in": seconds})).await;

    assert!((50..=60).contains(&lifetime(&ask(json!(60)).await.expect(200).json)));
    ask(json!(7 * 86_400)).await.expect(200);
    for bad in [json!(59), json!(7 * 86_400 + 1), json!(0), json!(-1), json!(1.5), json!("60"), json!(i64::MAX)] {
        ask(bad).await.field_error("expires_in");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_keys_may_and_only_for_customers() {
    let app = TestApp::start().await;
    let (key, [buyer, merchant, agent, admin]) = (app.key().await, app.everybody().await);

    for user in [&buyer, &merchant, &agent, &admin] {
        user.post(PATH, json!({"user_id": buyer.id})).await.problem(403, "forbidden");
    }
    for staff in [&agent, &admin] {
        key.post(PATH, json!({"user_id": staff.id})).await.problem(403, "forbidden");
    }
    key.post(PATH, json!({"user_id": "nobody"})).await.problem(404, "not_found");
    admin.delete(&format!("/api/users/{}", buyer.id)).await.expect(204);
    key.post(PATH, json!({"user_id": buyer.id})).await.problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_key_is_nobodys() {
    let app = TestApp::start().await;
    let (key, admin) = (app.key().await, app.admin().await);

    // Never used before, so that no answer about it is remembered.
    app.execute(&format!("UPDATE api_keys SET revoked_at = {}", Timestamp::now().millis())).await;

    key.get("/api/users").await.problem(401, "unauthorized");
    key.post(PATH, json!({"user_id": admin.id})).await.problem(401, "unauthorized");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_visitors_conversations_move_to_the_customer() {
    let app = TestApp::with(&[("ALLOW_VISITORS", "True")]).await;
    let (key, buyer, agent) = (app.key().await, app.buyer().await, app.agent().await);
    let token = app.nobody().ask("POST", "/api/auth/visitor", None).await.expect(201);
    let token = token["access_token"].as_str().unwrap();
    let visitor = app.bearing(token);
    let chat = visitor.post("/api/conversations", json!({"kind": "support"})).await.expect(201)["id"].as_i64().unwrap();
    let said = json!({"conversation_id": chat, "kind": "text", "body": {"text": "who am I?"}});
    visitor.post("/api/messages", said).await.expect(201);

    let adopt = json!({"user_id": buyer.id, "visitor_token": token});
    key.post(PATH, adopt.clone()).await.expect(200);

    assert_eq!(buyer.conversation(chat).await["customer_id"], buyer.id.as_str());
    assert_eq!(buyer.history(chat).await[0]["sender_id"], buyer.id.as_str());
    assert_eq!(agent.conversation(chat).await["customer_id"], buyer.id.as_str());
    visitor.get("/api/auth/verify").await.problem(401, "unauthorized");
    // Again is fine.
    key.post(PATH, adopt).await.expect(200);
    for bad in [json!("x"), json!(agent.token()), json!(buyer.token())] {
        key.post(PATH, json!({"user_id": buyer.id, "visitor_token": bad})).await.field_error("visitor_token");
    }
}
