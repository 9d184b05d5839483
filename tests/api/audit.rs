//! `GET /api/audit`.

use serde_json::{Value, json};

use crate::support::{TestApp, soon};

/// The newest line with this action; lines of what only happened are written a moment later.
async fn newest(admin: &crate::support::User, action: &str) -> Value {
    let look = async {
        loop {
            let page = admin.get(&format!("/api/audit?action={action}&limit=1")).await.expect(200);
            if let Some(line) = page.items().first() {
                return line.clone();
            }
        }
    };
    soon(format!("a line {action}"), look).await
}

#[tokio::test(flavor = "multi_thread")]
async fn it_says_who_did_what_to_whom_and_from_where() {
    let app = TestApp::with(&[("TRUSTED_PROXIES", "127.0.0.1")]).await;
    let (admin, buyer, key) = (app.admin().await, app.buyer().await, app.key().await);
    let staff = json!({"id": "s:new", "username": "New", "password": "a long password", "role": "support"});
    admin.post("/api/users", staff).await.expect(201);
    let from_afar = |request: reqwest::RequestBuilder| request.header("X-Forwarded-For", "203.0.113.9");

    let change = admin.request("PATCH", "/api/users/s:new").json(&json!({"role": "admin"}));
    admin.send(from_afar(change)).await.expect(200);
    let login = json!({"username": "New", "password": "a wrong password"});
    app.nobody().post("/api/auth/login", login).await.problem(401, "unauthorized");
    key.post("/api/auth/tokens", json!({"user_id": buyer.id})).await.expect(200);

    let line = newest(&admin, "role_changed").await;
    assert_eq!(line["actor_kind"], "user");
    assert_eq!((line["actor_id"].as_str(), line["target"].as_str()), (Some(admin.id.as_str()), Some("s:new")));
    assert_eq!(
        (&line["address"], &line["details"]),
        (&json!("203.0.113.9"), &json!({"from": "support", "to": "admin"}))
    );
    let failed = newest(&admin, "sign_in_failed").await;
    assert_eq!(
        (&failed["actor_kind"], &failed["actor_id"], &failed["target"]),
        (&json!("nobody"), &json!(null), &json!("s:new"))
    );
    assert_eq!(newest(&admin, "token_issued").await["target"], json!(buyer.id));
    assert_eq!(newest(&admin, "key_used").await["actor_kind"], "key");
}

/// Catches a recall over a socket that leaves no trace: it takes another way than the one over REST.
#[tokio::test(flavor = "multi_thread")]
async fn a_recall_over_a_socket_is_there_with_its_address() {
    let app = TestApp::start().await;
    let (admin, buyer) = (app.admin().await, app.buyer().await);
    let chat = buyer.asks_support().await;
    let seq = buyer.posts(chat, "rude").await["seq"].as_i64().unwrap();
    let mut socket = admin.socket().await;

    socket.ask(json!({"type": "recall", "id": "r", "conversation_id": chat, "seq": seq})).await;

    let line = newest(&admin, "message_recalled").await;
    assert_eq!((&line["actor_id"], &line["target"]), (&json!(admin.id), &json!(format!("{chat}/{seq}"))));
    assert_eq!((&line["address"], &line["details"]["sender"]), (&json!("127.0.0.1"), &json!(buyer.id)));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_administrators_read_it_and_nobody_writes_it() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, admin] = app.everybody().await;
    for user in [&buyer, &merchant, &agent] {
        user.get("/api/audit").await.problem(403, "forbidden");
    }
    app.key().await.get("/api/audit").await.problem(403, "forbidden");
    app.nobody().get("/api/audit").await.problem(401, "unauthorized");
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        admin.send(admin.request(method, "/api/audit")).await.problem(405, "method_not_allowed");
    }
    admin.get("/api/audit?limit=0").await.field_error("limit");
    admin.get("/api/audit?cursor=x").await.problem(400, "bad_request");
    admin.get("/api/audit?actor=nobody&target=%E5%AE%A2&action=%E5%AE%A2").await.expect(200);
}
