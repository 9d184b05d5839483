//! Guessing passwords: how often, from where, and whose word about "where" is believed?

use serde_json::json;

use super::scene::PASSWORD;
use crate::auth::hire;
use crate::support::{Answer, TestApp};

async fn guess(app: &TestApp, name: &str, password: &str, forwarded: &[&str]) -> Answer {
    let nobody = app.nobody();
    let body = json!({"username": name, "password": password});
    let mut request = nobody.request("POST", "/api/auth/login").json(&body);
    for line in forwarded {
        request = request.header("X-Forwarded-For", *line);
    }
    nobody.send(request).await
}

/// Catches a limit that anybody escapes by writing a new address into a header.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_trusted_proxy_the_header_changes_nothing() {
    let app = TestApp::with(&[("LOGIN_RATE_LIMIT", "2")]).await;
    hire(&app.admin().await, "anna", "support").await;

    guess(&app, "anna", "wrong horse 1", &["203.0.113.1"]).await.problem(401, "unauthorized");
    guess(&app, "anna", "wrong horse 2", &["203.0.113.2"]).await.problem(401, "unauthorized");

    guess(&app, "anna", "wrong horse 3", &["203.0.113.3"]).await.problem(429, "rate_limited");
    guess(&app, "anna", PASSWORD, &[]).await.problem(429, "rate_limited");
}

/// Catches a server behind a proxy that locks everybody out when one guesses, or believes what the guesser wrote itself.
#[tokio::test(flavor = "multi_thread")]
async fn behind_a_trusted_proxy_the_last_foreign_address_counts() {
    let app = TestApp::with(&[("LOGIN_RATE_LIMIT", "2"), ("TRUSTED_PROXIES", "127.0.0.0/8, 10.0.0.0/8")]).await;
    hire(&app.admin().await, "anna", "support").await;

    guess(&app, "anna", "wrong horse 1", &["1.1.1.1, 203.0.113.1"]).await.problem(401, "unauthorized");
    guess(&app, "anna", "wrong horse 2", &["2.2.2.2", "203.0.113.1, 10.0.0.7"]).await.problem(401, "unauthorized");

    guess(&app, "anna", PASSWORD, &["3.3.3.3, 203.0.113.1"]).await.problem(429, "rate_limited");
    guess(&app, "anna", PASSWORD, &["203.0.113.1, 203.0.113.9"]).await.expect(200);
}

/// Catches a limit of IPv6 that is one address, of which everybody has 2^64.
#[tokio::test(flavor = "multi_thread")]
async fn a_network_of_ipv6_is_one_address() {
    let app = TestApp::with(&[("LOGIN_RATE_LIMIT", "1"), ("TRUSTED_PROXIES", "127.0.0.1")]).await;
    hire(&app.admin().await, "anna", "support").await;

    guess(&app, "anna", "wrong horse 1", &["2001:db8::1"]).await.problem(401, "unauthorized");

    guess(&app, "anna", PASSWORD, &["2001:db8::ffff:2"]).await.problem(429, "rate_limited");
    guess(&app, "anna", PASSWORD, &["2001:db8:0:1::1"]).await.expect(200);
}
