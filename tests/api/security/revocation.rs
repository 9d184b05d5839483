//! Who is thrown out is out within five seconds (P12): on every socket, on every node.

use std::time::Duration;

use futures_util::future::join_all;
use kefu::domain::Role;
use serde_json::json;

use super::scene::PASSWORD;
use crate::auth::{hire, sign_in};
use crate::support::{Asker, Socket, TestApp, User};

const P12: Duration = Duration::from_secs(5);

async fn closes(mut socket: Socket, what: &str, code: u16) {
    let closing = tokio::time::timeout(P12, socket.expect_close(code));
    closing.await.unwrap_or_else(|_| panic!("{what}: the socket is open after 5 s"));
}

async fn staff(app: &TestApp, admin: &User, name: &str) -> (User, String) {
    let id = hire(admin, name, "support").await["id"].as_str().unwrap().to_owned();
    let token = sign_in(app, name, PASSWORD).await.expect(200)["access_token"].as_str().unwrap().to_owned();
    (User::new(&id, app.bearing(&token)), token)
}

/// Catches a node that goes on believing what another one has revoked.
#[tokio::test(flavor = "multi_thread")]
async fn every_socket_closes_on_this_node_and_on_the_other() {
    let app = TestApp::start().await;
    let other = app.another_node(&[]).await;
    let admin = app.admin().await;
    let ways = ["logout", "password", "password-by-admin", "disable", "delete", "role"];
    let mut people = Vec::new();
    for way in ways {
        let (user, token) = staff(&app, &admin, way).await;
        let sockets = [user.socket().await, Socket::open(other.address, &user.id, &token).await];
        people.push((way, user, token, sockets));
    }
    let stranger = app.user("stranger", Role::Support).await;
    let mut untouched = [stranger.socket().await, Socket::open(other.address, &stranger.id, stranger.token()).await];

    for (way, user, ..) in &people {
        revoke(&admin, user, way).await;
    }

    let mut closing = Vec::new();
    let mut tokens = Vec::new();
    for (way, _, token, sockets) in people {
        let code = if matches!(way, "disable" | "delete") { 4403 } else { 4401 };
        closing.extend(sockets.map(|socket| closes(socket, way, code)));
        tokens.push(token);
    }
    join_all(closing).await;
    for token in tokens {
        for node in [&app, &other] {
            let asker = node.bearing(&token);
            let out = async { while asker.get("/api/auth/verify").await.status != 401 {} };
            tokio::time::timeout(P12, out).await.expect("its token opens nothing after 5 s either");
        }
    }
    for socket in &mut untouched {
        assert_eq!(socket.ask(json!({"type": "ping"})).await["type"], "pong");
    }
}

async fn revoke(admin: &User, user: &User, way: &str) {
    let path = format!("/api/users/{}", user.id);
    let myself: &Asker = user;
    match way {
        "logout" => myself.post("/api/auth/logout", json!({})).await.expect(204),
        "password" => {
            let change = json!({"current_password": PASSWORD, "new_password": "another horse"});
            myself.post("/api/auth/password", change).await.expect(204)
        }
        "password-by-admin" => admin.patch(&path, json!({"password": "another horse"})).await.expect(200),
        "disable" => admin.patch(&path, json!({"disabled": true})).await.expect(200),
        "delete" => admin.delete(&path).await.expect(204),
        _ => admin.patch(&path, json!({"role": "admin"})).await.expect(200),
    };
}

/// Catches an answer about a key that is remembered for too long.
#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_key_is_out_on_both_nodes() {
    let app = TestApp::start().await;
    let other = app.another_node(&[]).await;
    let key = app.key().await;
    let elsewhere = other.with_key(key.key().unwrap());
    key.get("/api/users").await.expect(200);
    elsewhere.get("/api/users").await.expect(200);

    app.execute("UPDATE api_keys SET revoked_at = 1").await;

    let out =
        async { while key.get("/api/users").await.status != 401 || elsewhere.get("/api/users").await.status != 401 {} };
    tokio::time::timeout(P12, out).await.expect("a revoked key stops within 5 s");
}
