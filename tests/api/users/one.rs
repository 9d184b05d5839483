//! `GET`, `PATCH`, `DELETE /api/users/{id}`

use serde_json::{Value, json};

use crate::auth::{PASSWORD, hire, sign_in};
use crate::support::{TestApp, User};

fn path(user: &User) -> String {
    format!("/api/users/{}", user.id)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sees_of_others_what_is_ones_own() {
    let app = TestApp::start().await;
    let (key, [buyer, merchant, agent, admin]) = (app.key().await, app.everybody().await);
    let stranger = app.buyer().await;
    buyer.talks_to(&merchant).await;
    let whole = buyer.get(&path(&buyer)).await.expect(200).json;

    let fields: Vec<&String> = whole.as_object().unwrap().keys().collect();
    let mut expected =
        ["id", "role", "username", "avatar", "description", "status", "last_seen", "created_at", "disabled"];
    expected.sort_unstable();
    assert_eq!(fields, expected);
    for answer in [agent.get(&path(&buyer)).await, admin.get(&path(&buyer)).await, key.get(&path(&buyer)).await] {
        assert_eq!(answer.expect(200).json, whole);
    }
    let public = merchant.get(&path(&buyer)).await.expect(200).json;
    let some: Value = ["id", "role", "username", "avatar", "description"]
        .iter()
        .map(|field| ((*field).to_owned(), whole[*field].clone()))
        .collect::<serde_json::Map<_, _>>()
        .into();
    assert_eq!(public, some);
    stranger.get(&path(&buyer)).await.problem(404, "not_found");
    stranger.get(&path(&agent)).await.problem(404, "not_found");
    stranger.get("/api/users/nobody").await.problem(404, "not_found");
    agent.get("/api/users/nobody").await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn oneself_can_be_changed() {
    let app = TestApp::start().await;
    for user in app.everybody().await {
        let new = json!({"username": " New ", "avatar": "https://shop.example/n.png", "description": "tea", "id": "x",
            "created_at": "x", "unknown": 1});

        let answer = user.patch(&path(&user), new).await.expect(200);

        assert_eq!((&answer["username"], &answer["description"]), (&json!("New"), &json!("tea")));
        assert_eq!(answer["avatar"], "https://shop.example/n.png");
        assert_eq!(answer["id"], user.id.as_str());
        assert_eq!(user.get(&path(&user)).await.expect(200).json, answer.json);
        let emptied = user.patch(&path(&user), json!({"description": "", "username": null})).await.expect(200);
        assert_eq!((&emptied["username"], &emptied["description"]), (&json!("New"), &json!("")));
        assert_eq!(user.patch(&path(&user), json!({})).await.expect(200).json, emptied.json);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn others_cannot_be_changed() {
    let app = TestApp::start().await;
    let (key, [buyer, merchant, agent, admin]) = (app.key().await, app.everybody().await);
    buyer.talks_to(&merchant).await;
    let (stranger, new) = (app.buyer().await, json!({"username": "Eve"}));

    stranger.patch(&path(&buyer), new.clone()).await.problem(404, "not_found");
    merchant.patch(&path(&buyer), new.clone()).await.problem(403, "forbidden");
    agent.patch(&path(&buyer), new.clone()).await.problem(403, "forbidden");
    key.patch(&path(&buyer), new.clone()).await.problem(403, "forbidden");
    app.nobody().patch(&path(&buyer), new.clone()).await.problem(401, "unauthorized");
    admin.patch("/api/users/nobody", new.clone()).await.problem(404, "not_found");
    admin.patch(&path(&buyer), new).await.expect(200);
}

/// Catches a promotion by one's own word.
#[tokio::test(flavor = "multi_thread")]
async fn roles_and_rights_are_an_admins_to_change() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, _] = app.everybody().await;
    for user in [buyer, merchant, agent] {
        let before = user.get(&path(&user)).await.expect(200).json;
        for new in [json!({"role": "admin"}), json!({"disabled": true}), json!({"password": "0123456789"})] {
            user.patch(&path(&user), new).await.problem(403, "forbidden");
        }
        assert_eq!(user.get(&path(&user)).await.expect(200).json, before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_role_takes_a_new_token() {
    let app = TestApp::start().await;
    let (buyer, admin) = (app.buyer().await, app.admin().await);

    let answer = admin.patch(&path(&buyer), json!({"role": "support"})).await.expect(200);

    assert_eq!(answer["role"], "support");
    buyer.get(&path(&buyer)).await.problem(401, "unauthorized");
    app.signed_in(&buyer.id).await.get("/api/users").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_sets_passwords_of_staff_only() {
    let app = TestApp::start().await;
    let (buyer, admin) = (app.buyer().await, app.admin().await);
    let anna = hire(&admin, "anna", "support").await;
    let anna = format!("/api/users/{}", anna["id"].as_str().unwrap());

    admin.patch(&anna, json!({"password": "another horse"})).await.expect(200);
    sign_in(&app, "anna", PASSWORD).await.problem(401, "unauthorized");
    sign_in(&app, "anna", "another horse").await.expect(200);

    admin.patch(&anna, json!({"password": "short"})).await.field_error("password");
    admin.patch(&anna, json!({"username": "another horse", "password": "another horse"})).await.field_error("password");
    admin.patch(&path(&buyer), json!({"password": "another horse"})).await.field_error("password");
    admin.patch(&anna, json!({"username": "Berta"})).await.expect(200);
    sign_in(&app, "anna", "another horse").await.problem(401, "unauthorized");
    sign_in(&app, "berta", "another horse").await.expect(200);
    hire(&admin, "carla", "support").await;
    admin.patch(&anna, json!({"username": "CARLA"})).await.problem(409, "conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn disabling_is_an_admins_and_can_be_undone() {
    let app = TestApp::start().await;
    let (key, [buyer, merchant, agent, admin]) = (app.key().await, app.everybody().await);
    buyer.talks_to(&merchant).await;

    app.nobody().delete(&path(&buyer)).await.problem(401, "unauthorized");
    buyer.delete(&path(&buyer)).await.problem(403, "forbidden");
    merchant.delete(&path(&buyer)).await.problem(403, "forbidden");
    agent.delete(&path(&buyer)).await.problem(403, "forbidden");
    key.delete(&path(&buyer)).await.problem(403, "forbidden");
    app.merchant().await.delete(&path(&buyer)).await.problem(404, "not_found");
    admin.delete("/api/users/nobody").await.problem(404, "not_found");

    admin.delete(&path(&buyer)).await.expect(204);
    assert_eq!(admin.get(&path(&buyer)).await.expect(200)["disabled"], true);
    admin.delete(&path(&buyer)).await.expect(204);
    assert_eq!(admin.patch(&path(&buyer), json!({"disabled": false})).await.expect(200)["disabled"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_admin_stays() {
    let app = TestApp::start().await;
    let (one, two) = (app.admin().await, app.admin().await);
    one.delete(&path(&two)).await.expect(204);

    one.delete(&path(&one)).await.problem(409, "conflict");
    one.patch(&path(&one), json!({"role": "support"})).await.problem(409, "conflict");
    one.patch(&path(&one), json!({"disabled": true})).await.problem(409, "conflict");

    // A refusal revokes nothing.
    one.patch(&path(&two), json!({"disabled": false})).await.expect(200);
    one.delete(&path(&one)).await.expect(204);
}

/// Catches a check and a write that are not one: two administrators who remove each other at the same moment.
#[tokio::test(flavor = "multi_thread")]
async fn two_admins_cannot_remove_each_other_at_once() {
    let app = TestApp::start().await;
    let (one, two) = (app.admin().await, app.admin().await);

    let (_, _) = (one.get(&path(&one)).await.expect(200), two.get(&path(&two)).await.expect(200));
    let (first, second) = (path(&one), path(&two));
    let (ended, other) = tokio::join!(one.delete(&second), two.delete(&first));

    let mut statuses = [ended.status, other.status];
    statuses.sort_unstable();
    assert!(matches!(statuses, [204, 401 | 409]), "{statuses:?}");
}
