//! `POST /api/auth/login`

use serde_json::json;

use super::{PASSWORD, hire, sign_in};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn staff_sign_in_with_name_and_password() {
    let app = TestApp::start().await;
    let agent = hire(&app.admin().await, "Anna", "support").await;

    let answer = sign_in(&app, "aNNa", PASSWORD).await.expect(200);

    assert_eq!(answer["token_type"], "bearer");
    assert_eq!(answer["user"], agent);
    assert!(answer["expires_at"].as_str().unwrap().ends_with('Z'));
    let verified = app.bearing(answer["access_token"].as_str().unwrap()).get("/api/auth/verify").await.expect(200);
    assert_eq!(verified["user"]["id"], agent["id"]);
    assert!(!answer.text().contains("argon2"), "{answer}");
}

/// Catches an answer that tells which names exist.
#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_name_and_a_wrong_password_are_answered_alike() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    hire(&admin, "anna", "support").await;
    let gone = hire(&admin, "gone", "support").await;
    admin.delete(&format!("/api/users/{}", gone["id"].as_str().unwrap())).await.expect(204);
    let buyer = app.buyer().await;

    let mut bodies = Vec::new();
    for (name, password) in [
        ("anna", "wrong horse 12"),
        ("nobody", PASSWORD),
        ("gone", PASSWORD),
        ("anna", ""),
        (buyer.id.as_str(), PASSWORD),
        (&"x".repeat(10_000), PASSWORD),
        ("anna", &"x".repeat(10_000)),
    ] {
        let mut answer = sign_in(&app, name, password).await.problem(401, "unauthorized");
        answer.json["request_id"] = json!(null);
        bodies.push(answer.json);
    }

    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_limited_for_each_name() {
    let app = TestApp::with(&[("LOGIN_RATE_LIMIT", "3")]).await;
    let admin = app.admin().await;
    hire(&admin, "anna", "support").await;
    hire(&admin, "berta", "support").await;

    let mut guesses = 0;
    let refused = loop {
        let answer = sign_in(&app, "anna", "wrong horse 12").await;
        if answer.status != 401 {
            break answer;
        }
        guesses += 1;
        assert!(guesses <= 10, "there is no limit");
    };

    refused.problem(429, "rate_limited");
    assert!(guesses >= 3, "only {guesses} guesses were let through");
    sign_in(&app, "ANNA ", PASSWORD).await.problem(429, "rate_limited");
    sign_in(&app, "berta", PASSWORD).await.expect(200);
}
