//! `POST /api/users`: staff accounts.

use serde_json::json;

use crate::auth::{PASSWORD, sign_in};
use crate::support::TestApp;

const PATH: &str = "/api/users";

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_adds_staff() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for role in ["support", "admin"] {
        let new = json!({"id": format!("{role}-1"), "username": format!("Anna {role}"), "password": PASSWORD,
            "role": role, "description": "nights", "avatar": "/a.png",
            // Not theirs to say:
            "created_at": "1970-01-01T00:00:00.000Z", "disabled": true, "password_hash": "x", "last_seen": "x"});

        let user = admin.post(PATH, new).await.expect(201);

        let shown = json!({"id": format!("{role}-1"), "role": role, "username": format!("Anna {role}"),
            "avatar": "/a.png", "description": "nights", "status": "offline", "last_seen": null,
            "created_at": user["created_at"], "disabled": false});
        assert_eq!(user.json, shown);
        assert!(user["created_at"].as_str() > Some("2000"));
        sign_in(&app, &format!("anna {role}"), PASSWORD).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_is_made_up_where_none_is_given() {
    let app = TestApp::start().await;
    let admin = app.admin().await;

    let user = admin.post(PATH, json!({"username": "Anna", "password": PASSWORD, "role": "support"})).await.expect(201);

    assert_eq!(admin.get(&format!("{PATH}/{}", user["id"].as_str().unwrap())).await.expect(200).json, user.json);
    assert_eq!(user["avatar"], "/api/media/avatars/support.png");
    app.nobody().get("/api/media/avatars/support.png").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_may() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, _] = app.everybody().await;
    let new = json!({"username": "Anna", "password": PASSWORD, "role": "support"});
    for user in [&buyer, &merchant, &agent] {
        user.post(PATH, new.clone()).await.problem(403, "forbidden");
    }
    app.key().await.post(PATH, new.clone()).await.problem(403, "forbidden");
    app.nobody().post(PATH, new).await.problem(401, "unauthorized");
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_and_login_names_are_taken_once() {
    let app = TestApp::start().await;
    let (admin, buyer) = (app.admin().await, app.buyer().await);
    let new = |id: &str, name: &str| json!({"id": id, "username": name, "password": PASSWORD, "role": "support"});
    admin.post(PATH, new("s1", "Anna")).await.expect(201);

    admin.post(PATH, new("s1", "Berta")).await.problem(409, "conflict");
    admin.post(PATH, new(&buyer.id, "Berta")).await.problem(409, "conflict");
    admin.post(PATH, new("s2", " aNNA")).await.problem(409, "conflict");

    // A customer's username is no login name.
    let buyers_name = format!("The {}", buyer.id);
    admin.post(PATH, new("s3", &buyers_name)).await.expect(201);
}
