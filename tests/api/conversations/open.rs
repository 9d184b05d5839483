//! `POST /api/conversations`

use serde_json::{Value, json};

use crate::support::{Answer, TestApp, User};

const PATH: &str = "/api/conversations";

async fn direct(one: &User, other: &User) -> Answer {
    one.post(PATH, json!({"kind": "direct", "participants": [other.id]})).await
}

async fn support(user: &User) -> Answer {
    user.post(PATH, json!({"kind": "support"})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_has_its_whole_shape_from_the_start() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    let new = json!({"kind": "support", "subject": " Where is it? ", "context": {"order": 7, "nested": {"a": [1.50]}},
        // Not theirs to say:
        "id": 5, "status": "closed", "customer_id": "x", "assignee_id": "x", "created_at": "x", "last_seq": 9});

    let chat = buyer.post(PATH, new).await.expect(201).json;

    let me = buyer.get(&format!("/api/users/{}", buyer.id)).await.expect(200).json;
    let me = json!({"id": me["id"], "role": "buyer", "username": me["username"], "avatar": me["avatar"],
        "description": me["description"]});
    let member = json!({"user": me, "joined_at": chat["created_at"], "delivered_seq": 0, "read_seq": 0});
    let shown = json!({"id": chat["id"], "kind": "support", "subject": "Where is it?", "status": "open",
        "assignee_id": null, "customer_id": buyer.id, "context": {"order": 7, "nested": {"a": [1.5]}},
        "members": [member], "last_seq": 0, "last_message": null, "last_activity_at": chat["created_at"],
        "unread": 0, "read_seq": 0, "created_at": chat["created_at"], "closed_at": null});
    assert_eq!(chat, shown);
    let id = chat["id"].as_i64().unwrap();
    assert!((1..1 << 53).contains(&id), "{id}");
    assert_eq!(buyer.conversation(id).await, chat);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_has_one_direct_conversation_for_ever() {
    let app = TestApp::start().await;
    let (buyer, merchant, other) = (app.buyer().await, app.merchant().await, app.merchant().await);

    let chat = direct(&buyer, &merchant).await.expect(201);
    let id = chat["id"].as_i64().unwrap();

    assert_eq!(chat["members"].as_array().unwrap().len(), 2);
    assert_eq!((&chat["customer_id"], &chat["assignee_id"]), (&json!(null), &json!(null)));
    assert_eq!(direct(&merchant, &buyer).await.expect(200)["id"], id);
    buyer.patch(&format!("{PATH}/{id}"), json!({"status": "closed"})).await.expect(200);
    assert_eq!(direct(&buyer, &merchant).await.expect(200)["id"], id);
    assert_ne!(direct(&buyer, &other).await.expect(201)["id"], id);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_talk_with_whom_directly() {
    let app = TestApp::start().await;
    let ones = app.everybody().await;
    let others = app.everybody().await;
    // Rows: buyer, merchant, support, admin; columns the same.
    let expected = [[403, 201, 403, 403], [201, 403, 403, 403], [201, 201, 201, 201], [201, 201, 201, 201]];

    for (one, row) in ones.iter().zip(expected) {
        for (other, status) in others.iter().zip(row) {
            let answer = direct(one, other).await;
            assert_eq!(answer.status, status, "{} with {}: {answer}", one.id, other.id);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_must_be_somebody_and_somebody_else() {
    let app = TestApp::start().await;
    let (key, [buyer, merchant, agent, admin]) = (app.key().await, app.everybody().await);

    direct(&buyer, &buyer).await.field_error("participants");
    buyer.post(PATH, json!({"kind": "direct"})).await.field_error("participants");
    buyer.post(PATH, json!({"kind": "direct", "participants": []})).await.field_error("participants");
    let two = json!({"kind": "direct", "participants": [merchant.id, agent.id]});
    buyer.post(PATH, two.clone()).await.field_error("participants");
    buyer.post(PATH, json!({"kind": "direct", "participants": ["nobody"]})).await.problem(404, "not_found");
    // Oneself may be in the list, and twice the same is one.
    let named = json!({"kind": "direct", "participants": [merchant.id, buyer.id, merchant.id]});
    buyer.post(PATH, named).await.expect(201);
    let gone = app.merchant().await;
    admin.delete(&format!("/api/users/{}", gone.id)).await.expect(204);
    direct(&buyer, &gone).await.problem(404, "not_found");
    key.post(PATH, two.clone()).await.problem(403, "forbidden");
    app.nobody().post(PATH, two).await.problem(401, "unauthorized");
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_open_support_conversations_for_customers() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, admin] = app.everybody().await;
    let open = async |user: &User, customer: &User| {
        user.post(PATH, json!({"kind": "support", "participants": [customer.id]})).await
    };

    let chat = open(&agent, &buyer).await.expect(201);
    assert_eq!(chat["customer_id"], buyer.id.as_str());
    assert_eq!(support(&buyer).await.expect(200)["id"], chat["id"]);
    assert_eq!(open(&admin, &merchant).await.expect(201)["customer_id"], merchant.id.as_str());

    open(&agent, &admin).await.field_error("participants");
    support(&agent).await.field_error("participants");
    support(&admin).await.field_error("participants");
    open(&buyer, &merchant).await.problem(403, "forbidden");
    open(&merchant, &buyer).await.problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_has_one_support_conversation_that_is_not_closed() {
    let app = TestApp::start().await;
    let (buyer, agent) = (app.buyer().await, app.agent().await);
    let first = support(&buyer).await.expect(201)["id"].as_i64().unwrap();
    let path = format!("{PATH}/{first}");

    assert_eq!(support(&buyer).await.expect(200)["id"], first);
    agent.patch(&path, json!({"status": "snoozed"})).await.expect(200);
    assert_eq!(support(&buyer).await.expect(200)["id"], first);
    buyer.patch(&path, json!({"status": "closed"})).await.expect(200);
    let second = support(&buyer).await.expect(201)["id"].as_i64().unwrap();

    assert_ne!(second, first);
    for answer in [
        buyer.says(first, "hello?").await,
        buyer.patch(&path, json!({"status": "open"})).await,
        agent.says(first, "hello?").await,
        agent.patch(&path, json!({"status": "snoozed"})).await,
    ] {
        let conflict = answer.problem(409, "conflict");
        assert!(
            conflict["detail"].as_str().unwrap().contains(&second.to_string()),
            "it names the newer one: {conflict}"
        );
    }
    buyer.patch(&format!("{PATH}/{second}"), json!({"status": "closed"})).await.expect(200);
    buyer.posts(first, "hello?").await;
    assert_eq!(buyer.conversation(first).await["status"], "open");
}

/// Catches a look and a write that are not one: several tabs that open the chat at the same moment.
#[tokio::test(flavor = "multi_thread")]
async fn many_tabs_at_once_open_one_conversation() {
    let app = TestApp::start().await;
    let (buyer, merchant) = (app.buyer().await, app.merchant().await);
    let pair = json!({"kind": "direct", "participants": [merchant.id]});
    for body in [json!({"kind": "support"}), pair] {
        let answers = futures_util::future::join_all((0..8).map(|_| buyer.post(PATH, body.clone()))).await;

        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 200, 200, 200, 200, 200, 200, 201]);
        let ids: Vec<&Value> = answers.iter().map(|answer| &answer["id"]).collect();
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    }
}
