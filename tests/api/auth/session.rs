//! `GET /api/auth/verify`, `POST /api/auth/refresh`, `POST /api/auth/logout`

use chrono::TimeDelta;
use kefu::time::Timestamp;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_valid_token_says_whose_it_is() {
    let app = TestApp::start().await;
    for user in app.everybody().await {
        let answer = user.get("/api/auth/verify").await.expect(200);

        assert_eq!(answer["valid"], true);
        assert_eq!(answer["user"]["id"], user.id.as_str());
        assert!(answer["expires_at"].is_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_that_do_not_count_are_refused_everywhere() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    let (hour, now) = (TimeDelta::hours(1), Timestamp::now());
    let expired = app.token(&buyer.id, hour, now.plus(-hour)).await;
    let early = app.token(&buyer.id, hour, now.plus(hour)).await;
    let (head, rest) = buyer.token().split_once('.').unwrap();
    let claims = rest.split_once('.').unwrap().0;
    // {"alg":"none","typ":"JWT"}
    let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{claims}.");
    let forged = format!("{head}.{claims}.{}", "A".repeat(43));

    for token in [expired.as_str(), &early, &unsigned, &forged, "x", "", "a.b.c", head] {
        app.bearing(token).get("/api/auth/verify").await.problem(401, "unauthorized");
        app.bearing(token).post("/api/messages", json!({})).await.problem(401, "unauthorized");
    }
    app.with_key("kefu_0000").get("/api/users").await.problem(401, "unauthorized");
    let basic = app.nobody().request("GET", "/api/auth/verify").header("Authorization", "Basic YTpi");
    app.nobody().send(basic).await.problem(401, "unauthorized");
}

/// Catches credentials that are tried one after the other: a bad token must not fall back to a good key.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_wins_over_a_key() {
    let app = TestApp::start().await;
    let (buyer, key) = (app.buyer().await, app.key().await);

    let both = key.request("GET", "/api/auth/verify").bearer_auth(buyer.token());
    let bad = key.request("GET", "/api/users").bearer_auth("x");

    assert_eq!(key.send(both).await.expect(200)["user"]["id"], buyer.id.as_str());
    key.send(bad).await.problem(401, "unauthorized");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_no_token() {
    let app = TestApp::start().await;
    let key = app.key().await;

    key.get("/api/auth/verify").await.problem(403, "forbidden");
    key.post("/api/auth/refresh", json!({})).await.problem(403, "forbidden");
    key.post("/api/auth/logout", json!({})).await.problem(403, "forbidden");
    let change = json!({"current_password": "x", "new_password": "0123456789"});
    key.post("/api/auth/password", change).await.problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refreshed_token_lives_longer() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    let before = buyer.get("/api/auth/verify").await.expect(200);

    let fresh = buyer.ask("POST", "/api/auth/refresh", None).await.expect(200);

    assert!(fresh["expires_at"].as_str() > before["expires_at"].as_str());
    assert_eq!((&fresh["token_type"], &fresh["user"]["id"]), (&json!("bearer"), &json!(buyer.id)));
    app.bearing(fresh["access_token"].as_str().unwrap()).get("/api/auth/verify").await.expect(200);
    buyer.get("/api/auth/verify").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_logout_no_token_issued_so_far_works() {
    let app = TestApp::start().await;
    let (buyer, other) = (app.buyer().await, app.buyer().await);
    let elsewhere = app.signed_in(&buyer.id).await;
    elsewhere.get("/api/auth/verify").await.expect(200);

    buyer.ask("POST", "/api/auth/logout", None).await.expect(204);

    for token in [&buyer, &elsewhere] {
        token.get("/api/auth/verify").await.problem(401, "unauthorized");
        token.ask("POST", "/api/auth/refresh", None).await.problem(401, "unauthorized");
        token.ask("POST", "/api/auth/logout", None).await.problem(401, "unauthorized");
    }
    app.signed_in(&buyer.id).await.get("/api/auth/verify").await.expect(200);
    other.get("/api/auth/verify").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_user_is_out_and_comes_back_with_a_new_token() {
    let app = TestApp::start().await;
    let (buyer, admin) = (app.buyer().await, app.admin().await);
    let path = format!("/api/users/{}", buyer.id);

    admin.delete(&path).await.expect(204);
    buyer.get("/api/auth/verify").await.problem(401, "unauthorized");
    app.signed_in(&buyer.id).await.get("/api/auth/verify").await.problem(401, "unauthorized");
    admin.patch(&path, json!({"disabled": false})).await.expect(200);

    buyer.get("/api/auth/verify").await.problem(401, "unauthorized");
    app.signed_in(&buyer.id).await.get("/api/auth/verify").await.expect(200);
}
