//! `POST /api/auth/password`

use serde_json::json;

use super::{PASSWORD, hire, sign_in};
use crate::support::TestApp;

const PATH: &str = "/api/auth/password";

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_voids_the_old_one_and_every_token() {
    let app = TestApp::start().await;
    hire(&app.admin().await, "anna", "support").await;
    let token = sign_in(&app, "anna", PASSWORD).await.expect(200)["access_token"].as_str().unwrap().to_owned();
    let anna = app.bearing(&token);

    anna.post(PATH, json!({"current_password": PASSWORD, "new_password": "another horse"})).await.expect(204);

    anna.get("/api/auth/verify").await.problem(401, "unauthorized");
    sign_in(&app, "anna", PASSWORD).await.problem(401, "unauthorized");
    sign_in(&app, "anna", "another horse").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_current_password_changes_nothing() {
    let app = TestApp::start().await;
    hire(&app.admin().await, "anna", "support").await;
    let token = sign_in(&app, "anna", PASSWORD).await.expect(200)["access_token"].as_str().unwrap().to_owned();
    let anna = app.bearing(&token);

    let change = |current: &str| json!({"current_password": current, "new_password": "another horse"});
    anna.post(PATH, change("wrong horse 12")).await.problem(403, "forbidden");
    anna.post(PATH, change("")).await.problem(403, "forbidden");
    // Customers have no password to be right about.
    app.buyer().await.post(PATH, change(PASSWORD)).await.problem(403, "forbidden");

    anna.get("/api/auth/verify").await.expect(200);
    sign_in(&app, "anna", PASSWORD).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_passwords_are_refused() {
    let app = TestApp::start().await;
    let anna = app.user("anna", kefu::domain::Role::Support).await;
    for bad in ["012345678", &"x".repeat(129), "The anna", ""] {
        let change = json!({"current_password": PASSWORD, "new_password": bad});
        anna.post(PATH, change).await.field_error("new_password");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_the_current_password_is_limited() {
    let app = TestApp::with(&[("LOGIN_RATE_LIMIT", "2")]).await;
    let agent = app.agent().await;
    for guess in 0.. {
        assert!(guess <= 10, "there is no limit");
        let change = json!({"current_password": "wrong horse 12", "new_password": "another horse"});
        let answer = agent.post(PATH, change).await;
        if answer.status != 403 {
            answer.problem(429, "rate_limited");
            break;
        }
    }
}

/// Catches a burst of guesses that all pass the limit before the first of them is counted.
#[tokio::test(flavor = "multi_thread")]
async fn a_burst_of_guesses_is_limited_too() {
    let app = TestApp::with(&[("LOGIN_RATE_LIMIT", "2")]).await;
    let agent = app.agent().await;
    let guess = json!({"current_password": "wrong horse 12", "new_password": "another horse"});

    let answers = futures_util::future::join_all((0..60).map(|_| agent.post(PATH, guess.clone()))).await;

    let guessed = answers.iter().filter(|answer| answer.status == 403).count();
    assert!((2..15).contains(&guessed), "{guessed} guesses were tried");
    assert!(
        answers.into_iter().all(|answer| answer.status == 403 || answer.problem(429, "rate_limited").status == 429)
    );
}
