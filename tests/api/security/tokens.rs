//! Forged tokens, at every door that takes one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kefu::time::Timestamp;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::support::{SECRET, Socket, TestApp, handshake};

/// Header and claims as they are, signed with HMAC-SHA256 and the server's own secret.
fn signed(head: &str, claims: &str) -> String {
    let text = format!("{}.{}", URL_SAFE_NO_PAD.encode(head), URL_SAFE_NO_PAD.encode(claims));
    let pad = |with: u8| SECRET.bytes().map(|byte| byte ^ with).collect::<Vec<u8>>();
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(&text).finalize();
    let signature = Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize();
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

const HS256: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

/// Each is signed well, and wrong in one thing.
fn forged(id: &str) -> Vec<(&'static str, String)> {
    let now = Timestamp::now().millis() / 1000;
    let good = json!({"sub": id, "iat": now - 1, "exp": now + 600});
    let with = |name: &str, value: serde_json::Value| {
        let mut claims = good.clone();
        claims[name] = value;
        signed(HS256, &claims.to_string())
    };
    let without = |name: &str| {
        let mut claims = good.clone();
        claims.as_object_mut().unwrap().remove(name);
        signed(HS256, &claims.to_string())
    };
    let headed = |head: &str| signed(head, &good.to_string());
    let whole = headed(HS256);
    let (text, signature) = whole.rsplit_once('.').unwrap();
    let twice = format!(r#"{{"sub":"{id}","sub":"{id}","iat":{now},"exp":{}}}"#, now + 600);
    vec![
        ("alg none, unsigned", format!("{}.", headed(r#"{"alg":"none","typ":"JWT"}"#).rsplit_once('.').unwrap().0)),
        ("alg none, signed", headed(r#"{"alg":"none","typ":"JWT"}"#)),
        ("alg None", headed(r#"{"alg":"None","typ":"JWT"}"#)),
        ("alg HS384", headed(r#"{"alg":"HS384","typ":"JWT"}"#)),
        ("alg HS512", headed(r#"{"alg":"HS512","typ":"JWT"}"#)),
        ("alg RS256", headed(r#"{"alg":"RS256","typ":"JWT"}"#)),
        ("alg ES256", headed(r#"{"alg":"ES256","typ":"JWT"}"#)),
        ("alg EdDSA", headed(r#"{"alg":"EdDSA","typ":"JWT"}"#)),
        ("alg twice", headed(r#"{"alg":"none","alg":"HS256"}"#)),
        ("no alg", headed(r#"{"typ":"JWT"}"#)),
        ("typ of another purpose", headed(r#"{"alg":"HS256","typ":"at+jwt"}"#)),
        ("critical header", headed(r#"{"alg":"HS256","typ":"JWT","crit":["b64"],"b64":false}"#)),
        ("no signature", format!("{text}.")),
        ("cut signature", format!("{text}.{}", &signature[..20])),
        ("signature of something else", format!("{}.{signature}", with("sub", json!("0")).rsplit_once('.').unwrap().0)),
        ("no exp", without("exp")),
        ("no sub", without("sub")),
        ("no iat", without("iat")),
        ("expired", with("exp", json!(now - 61))),
        ("expires now", with("exp", json!(now))),
        ("exp is a text", with("exp", json!((now + 600).to_string()))),
        ("exp beyond all dates", with("exp", json!(1e300))),
        ("iat in the future", with("iat", json!(now + 300))),
        ("nbf in the future", with("nbf", json!(now + 300))),
        ("sub is a number", with("sub", json!(7))),
        ("sub is a list", with("sub", json!([id]))),
        ("sub is null", with("sub", json!(null))),
        ("sub twice", signed(HS256, &twice)),
        ("another audience", with("aud", json!("shop"))),
        ("an audience of no type", with("aud", json!({"x": 1}))),
        ("another generation", with("gen", json!(5))),
        ("huge", with("pad", json!("x".repeat(5000)))),
        ("claims are no object", signed(HS256, "[]")),
        ("claims are no JSON", signed(HS256, "x")),
    ]
}

/// Catches a token that is taken though one of the rules is broken; at the header, the socket and the `token` frame.
#[tokio::test(flavor = "multi_thread")]
async fn forged_tokens_open_no_door() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    let key = app.key().await;
    let mut socket = buyer.socket().await;

    for (what, token) in forged(&buyer.id) {
        let verified = app.bearing(&token).get("/api/auth/verify").await;
        assert_eq!(verified.status, 401, "{what}: {verified}");
        verified.problem(401, "unauthorized");
        let opened = Socket::try_open(handshake(app.address, &buyer.id, &token)).await;
        assert_eq!(opened.err().map(|refused| refused.status), Some(401), "{what}");
        let taken = socket.ask(json!({"type": "token", "access_token": token})).await;
        assert_eq!(taken["code"], "unauthorized", "{what}: {taken}");
        let adopted = key.post("/api/auth/tokens", json!({"user_id": buyer.id, "visitor_token": token})).await;
        adopted.field_error("visitor_token");
    }
    // The way it is made is right: an honest one opens them.
    let now = Timestamp::now().millis() / 1000;
    let honest = signed(HS256, &json!({"sub": buyer.id, "iat": now - 1, "exp": now + 600, "name": "客"}).to_string());
    app.bearing(&honest).get("/api/auth/verify").await.expect(200);
    assert_eq!(socket.ask(json!({"type": "token", "access_token": honest})).await["type"], "ack");
}

/// Catches more than a minute of leeway for clocks that differ, and none at all.
#[tokio::test(flavor = "multi_thread")]
async fn clocks_may_differ_by_seconds_only() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    let now = Timestamp::now().millis() / 1000;
    let issued = |at: i64| signed(HS256, &json!({"sub": buyer.id, "iat": at, "exp": now + 600}).to_string());

    app.bearing(&issued(now + 20)).get("/api/auth/verify").await.expect(200);
    app.bearing(&issued(now + 90)).get("/api/auth/verify").await.problem(401, "unauthorized");
}
