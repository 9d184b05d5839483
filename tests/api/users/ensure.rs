//! `POST /api/users/ensure`: a storefront says who its people are.

use serde_json::{Value, json};

use crate::support::{Answer, Asker, TestApp};

const PATH: &str = "/api/users/ensure";

async fn ensure(asker: &Asker, users: Value) -> Answer {
    asker.post(PATH, json!({"users": users})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn new_users_are_created_in_the_order_asked() {
    let app = TestApp::start().await;
    let key = app.key().await;

    let answer = ensure(
        &key,
        json!([
            {"id": "z9", "role": "buyer", "username": " Zoë ", "avatar": "https://shop.example/z.png", "description": "tea"},
            {"id": "shop:42", "role": "merchant"},
            {"id": "A.b_c@d-e", "role": "buyer"},
        ]),
    )
    .await
    .expect(200);

    assert_eq!(answer.every("id"), ["z9", "shop:42", "A.b_c@d-e"]);
    assert_eq!(answer.every("created"), [true, true, true]);
    let [zoe, shop, other] = answer.items().as_slice() else { panic!("{answer}") };
    let known = json!({"id": "z9", "role": "buyer", "username": "Zoë", "avatar": "https://shop.example/z.png",
        "description": "tea", "status": "offline", "last_seen": null, "created_at": zoe["created_at"],
        "disabled": false, "created": true});
    assert_eq!(*zoe, known);
    assert_eq!((&other["role"], &shop["role"]), (&json!("buyer"), &json!("merchant")));
}

#[tokio::test(flavor = "multi_thread")]
async fn names_and_avatars_are_made_up_where_they_are_missing() {
    let app = TestApp::start().await;
    let entries: Vec<Value> = (0..40)
        .map(|number| json!({"id": format!("u{number}"), "role": if number % 2 == 0 { "buyer" } else { "merchant" }}))
        .collect();

    let answer = ensure(&app.key().await, json!(entries)).await.expect(200);

    let mut avatars = std::collections::BTreeSet::new();
    for (number, user) in answer.items().iter().enumerate() {
        let (name, role) = if number % 2 == 0 { ("买家", "buyer") } else { ("商户", "merchant") };
        let stamp = user["username"].as_str().unwrap().strip_prefix(name).expect("the name of the role");
        assert!(stamp.len() == 13 && stamp.parse::<i64>().is_ok(), "{stamp}");
        let avatar = user["avatar"].as_str().unwrap();
        assert!(["1", "2"].iter().any(|pick| avatar == format!("/api/media/avatars/{role}{pick}.png")), "{avatar}");
        avatars.insert(avatar.to_owned());
    }
    // One in 2^39 runs picks the same one always.
    assert_eq!(avatars.len(), 4, "both of each role are used");
    for avatar in avatars {
        app.nobody().get(&avatar).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_there_already_is_left_alone() {
    let app = TestApp::start().await;
    let (key, admin) = (app.key().await, app.admin().await);
    let first = ensure(&key, json!([{"id": "b1", "role": "buyer", "username": "Ann"}])).await.expect(200);

    let second = ensure(&key, json!([{"id": "b1", "role": "merchant", "username": "Eve", "avatar": "/e.png"}])).await;

    let second = second.expect(200);
    assert_eq!(second.items()[0]["created"], false);
    for field in ["role", "username", "avatar", "created_at"] {
        assert_eq!(second.items()[0][field], first.items()[0][field], "{field}");
    }
    assert_eq!(admin.get("/api/users/b1").await.expect(200)["username"], "Ann");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_twice_is_one_user() {
    let app = TestApp::start().await;
    let twice = json!([{"id": "b1", "role": "buyer", "username": "Ann"}, {"id": "b1", "role": "merchant"}]);

    let answer = ensure(&app.key().await, twice).await.expect(200);

    assert_eq!(answer.every("created"), [true, false]);
    assert_eq!(answer.every("role"), ["buyer", "buyer"]);
    assert_eq!(answer.every("username"), ["Ann", "Ann"]);
}

/// Catches a case-insensitive database that takes two ids for one.
#[tokio::test(flavor = "multi_thread")]
async fn ids_differ_by_case() {
    let app = TestApp::start().await;

    let answer =
        ensure(&app.key().await, json!([{"id": "b1", "role": "buyer"}, {"id": "B1", "role": "merchant"}])).await;

    assert_eq!(answer.expect(200).every("created"), [true, true]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bad_entry_is_named_and_nothing_is_created() {
    let app = TestApp::start().await;
    let (key, admin) = (app.key().await, app.admin().await);
    let (long, longer) = ("x".repeat(65), "x".repeat(1001));
    for (bad, field) in [
        (json!({"id": "b2", "role": "king"}), "users[1].role"),
        (json!({"id": "b2"}), "users[1].role"),
        (json!({"id": "b2", "role": 5}), "users[1].role"),
        (json!({"role": "buyer"}), "users[1].id"),
        (json!({"id": 5, "role": "buyer"}), "users[1].id"),
        (json!({"id": "a b", "role": "buyer"}), "users[1].id"),
        (json!({"id": "", "role": "buyer"}), "users[1].id"),
        (json!({"id": "客", "role": "buyer"}), "users[1].id"),
        (json!({"id": long, "role": "buyer"}), "users[1].id"),
        (json!({"id": "b2", "role": "buyer", "username": long}), "users[1].username"),
        (json!({"id": "b2", "role": "buyer", "username": "  "}), "users[1].username"),
        (json!({"id": "b2", "role": "buyer", "username": 5}), "users[1].username"),
        (json!({"id": "b2", "role": "buyer", "avatar": "javascript:alert(1)"}), "users[1].avatar"),
        (json!({"id": "b2", "role": "buyer", "avatar": format!("/{}", "x".repeat(512))}), "users[1].avatar"),
        (json!({"id": "b2", "role": "buyer", "description": longer}), "users[1].description"),
        (json!(5), "users[1]"),
    ] {
        let users = json!([{"id": "b1", "role": "buyer"}, bad, {"id": "b3", "role": "buyer"}]);
        ensure(&key, users).await.field_error(field);
    }
    assert_eq!(admin.get("/api/users?role=buyer").await.expect(200).items().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_entry_is_named() {
    let app = TestApp::start().await;
    let users = json!([{"id": "a b", "role": "buyer"}, {"id": "b", "role": "buyer"}, {"id": "c", "role": "x"}]);

    let answer = ensure(&app.key().await, users).await.field_error("users[0].id");

    assert_eq!(answer.fields(), ["users[0].id", "users[2].role"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_at_once_and_no_more() {
    let app = TestApp::start().await;
    let key = app.key().await;
    let many =
        |count: usize| -> Value { (0..count).map(|id| json!({"id": format!("u{id}"), "role": "buyer"})).collect() };

    ensure(&key, json!([])).await.field_error("users");
    ensure(&key, many(1001)).await.field_error("users");
    let answer = ensure(&key, many(1000)).await.expect(200);

    assert_eq!(answer.items().len(), 1000);
    assert_eq!(answer.items()[999]["id"], "u999");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_admin_adds_staff() {
    let app = TestApp::start().await;
    let (key, admin) = (app.key().await, app.admin().await);
    for role in ["support", "admin"] {
        let users = json!([{"id": "b1", "role": "buyer"}, {"id": format!("{role}9"), "role": role}]);
        ensure(&key, users.clone()).await.problem(403, "forbidden");
        admin.get("/api/users/b1").await.problem(404, "not_found");
    }

    let answer =
        ensure(&admin, json!([{"id": "s9", "role": "support"}, {"id": "b1", "role": "buyer"}])).await.expect(200);

    assert_eq!(answer.every("created"), [true, true]);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_debug_it_takes_a_key_or_an_admin() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, admin] = app.everybody().await;
    let users = json!([{"id": "b1", "role": "buyer"}]);

    ensure(&app.nobody(), users.clone()).await.problem(401, "unauthorized");
    for user in [buyer, merchant, agent] {
        ensure(&user, users.clone()).await.problem(403, "forbidden");
    }
    ensure(&admin, users.clone()).await.expect(200);
    ensure(&app.key().await, users).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_come_only_where_they_are_asked_for() {
    let app = TestApp::start().await;
    let (key, admin) = (app.key().await, app.admin().await);
    let body = json!({"users": [{"id": "b1", "role": "buyer"}, {"id": "s9", "role": "support"}]});

    let without = admin.post(PATH, body.clone()).await.expect(200);
    let with = admin.post(&format!("{PATH}?tokens=true"), body).await.expect(200);

    assert!(!without.text().contains("access_token"), "{without}");
    assert!(with.items()[1].get("access_token").is_none(), "staff have passwords: {with}");
    let token = with.items()[0]["access_token"].as_str().unwrap();
    assert_eq!(app.bearing(token).get("/api/auth/verify").await.expect(200)["user"]["id"], "b1");
    // A disabled customer stays out.
    admin.delete("/api/users/b1").await.expect(204);
    let body = json!({"users": [{"id": "b1", "role": "buyer"}]});
    let disabled = key.post(&format!("{PATH}?tokens=true"), body.clone()).await.expect(200);
    assert!(disabled.items()[0].get("access_token").is_none(), "{disabled}");
    key.post(&format!("{PATH}?tokens=maybe"), body).await.field_error("tokens");
}

/// Catches a debug mode in which anybody signs in as anybody.
#[tokio::test(flavor = "multi_thread")]
async fn with_debug_anyone_gets_tokens_of_those_whom_the_call_creates() {
    let app = TestApp::with(&[("DEBUG", "True")]).await;
    let (nobody, buyer) = (app.nobody(), app.buyer().await);
    let path = format!("{PATH}?tokens=true");
    let both = json!({"users": [{"id": buyer.id, "role": "buyer"}, {"id": "new", "role": "merchant"}]});

    let answer = nobody.post(&path, both.clone()).await.expect(200);

    assert!(answer.items()[0].get("access_token").is_none(), "{answer}");
    let token = answer.items()[1]["access_token"].as_str().unwrap();
    app.bearing(token).get("/api/auth/verify").await.expect(200);
    assert!(!nobody.post(&path, both).await.expect(200).text().contains("access_token"));
    ensure(&nobody, json!([{"id": "s9", "role": "support"}])).await.problem(403, "forbidden");
    app.bearing("x").post(PATH, json!({"users": [{"id": "b", "role": "buyer"}]})).await.problem(401, "unauthorized");
}

/// Catches a race between two backends that ensure the same people: one creates each, none fails.
#[tokio::test(flavor = "multi_thread")]
async fn many_backends_at_once_create_each_user_once() {
    let app = TestApp::start().await;
    let key = app.key().await;
    let users: Value = (0..20).map(|id| json!({"id": format!("u{id}"), "role": "buyer"})).collect();

    let answers = futures_util::future::join_all((0..6).map(|_| ensure(&key, users.clone()))).await;

    let mut created = vec![0; 20];
    for answer in answers {
        for (place, made) in answer.expect(200).every("created").iter().enumerate() {
            created[place] += i32::from(*made == true);
        }
    }
    assert_eq!(created, vec![1; 20]);
}
