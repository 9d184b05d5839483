//! `GET`, `PATCH /api/conversations/{id}`

use serde_json::{Value, json};

use crate::support::{TestApp, User};

async fn change(user: &User, id: i64, patch: Value) -> crate::support::Answer {
    user.patch(&format!("/api/conversations/{id}"), patch).await
}

/// What the server wrote into the log, less the ids of who did it.
async fn system_events(user: &User, id: i64) -> Vec<Value> {
    let entries = user.history(id).await;
    entries.into_iter().filter(|entry| entry["kind"] == "system").map(|entry| entry["body"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_yours_does_not_exist() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, admin] = app.everybody().await;
    let (other_buyer, other_merchant) = (app.buyer().await, app.merchant().await);
    let (asked, direct) = (buyer.asks_support().await, buyer.talks_to(&merchant).await);

    for (chat, seen_by, hidden_from) in [
        (asked, vec![&buyer, &agent, &admin], vec![&merchant, &other_buyer, &other_merchant]),
        (direct, vec![&buyer, &merchant, &admin], vec![&agent, &other_buyer, &other_merchant]),
    ] {
        let (path, said) = (format!("/api/conversations/{chat}"), buyer.posts(chat, "hello").await);
        let message = format!("/api/messages/{chat}/{}", said["seq"]);
        for user in seen_by {
            user.get(&path).await.expect(200);
            user.get(&format!("/api/messages?conversation_id={chat}")).await.expect(200);
        }
        for user in hidden_from {
            for answer in [
                user.get(&path).await,
                user.patch(&path, json!({"status": "closed"})).await,
                user.patch(&path, json!({"assignee_id": user.id})).await,
                user.patch(&path, json!({"subject": "x"})).await,
                user.post(&format!("{path}/read"), json!({"seq": 1})).await,
                user.get(&format!("/api/messages?conversation_id={chat}")).await,
                user.says(chat, "hello").await,
                user.patch(&message, json!({"body": {"text": "x"}})).await,
                user.delete(&message).await,
            ] {
                answer.problem(404, "not_found");
            }
        }
        for (asker, status, code) in [(app.nobody(), 401, "unauthorized"), (app.key().await, 403, "forbidden")] {
            asker.get(&path).await.problem(status, code);
            asker.patch(&path, json!({})).await.problem(status, code);
            asker.post(&format!("{path}/read"), json!({"seq": 1})).await.problem(status, code);
            asker.get(&format!("/api/messages?conversation_id={chat}")).await.problem(status, code);
            asker.patch(&message, json!({"body": {"text": "x"}})).await.problem(status, code);
            asker.delete(&message).await.problem(status, code);
        }
    }
    buyer.get("/api/conversations/9007199254740991").await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subject_comes_and_goes() {
    let app = TestApp::start().await;
    let (buyer, agent) = (app.buyer().await, app.agent().await);
    let chat = buyer.asks_support().await;

    assert_eq!(change(&buyer, chat, json!({"subject": " 茶 "})).await.expect(200)["subject"], "茶");
    assert_eq!(change(&agent, chat, json!({"subject": "x".repeat(200)})).await.expect(200)["subject"], "x".repeat(200));
    let cleared = change(&buyer, chat, json!({"subject": null})).await.expect(200);
    assert_eq!(cleared["subject"], json!(null));
    // The same again, or nothing, is no change.
    let same = change(&buyer, chat, json!({"subject": null})).await.expect(200);
    let nothing = change(&buyer, chat, json!({"id": 5, "unknown": 1, "customer_id": "x"})).await.expect(200);

    assert_eq!((&same.json, &nothing.json), (&cleared.json, &cleared.json));
    let events = system_events(&buyer, chat).await;
    assert_eq!(events.len(), 3);
    assert_eq!(events[0], json!({"event": "subject", "subject": "茶", "by": buyer.id}));
}

#[tokio::test(flavor = "multi_thread")]
async fn members_close_and_reopen() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, admin] = app.everybody().await;
    let (asked, direct) = (buyer.asks_support().await, buyer.talks_to(&merchant).await);

    for (chat, users) in [(asked, [&buyer, &agent, &admin]), (direct, [&buyer, &merchant, &admin])] {
        for user in users {
            let closed = change(user, chat, json!({"status": "closed"})).await.expect(200);
            assert!(closed["status"] == "closed" && closed["closed_at"].is_string(), "{closed}");
            let open = change(user, chat, json!({"status": "open"})).await.expect(200);
            assert!(open["status"] == "open" && open["closed_at"].is_null(), "{open}");
        }
    }
    let events = system_events(&buyer, asked).await;
    assert_eq!(events[0], json!({"event": "status", "status": "closed", "by": buyer.id}));
    assert_eq!(events.len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_staff_snooze_and_the_customer_wakes() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, _] = app.everybody().await;
    let (chat, direct) = (buyer.asks_support().await, buyer.talks_to(&merchant).await);
    change(&buyer, chat, json!({"status": "snoozed"})).await.problem(403, "forbidden");
    change(&merchant, direct, json!({"status": "snoozed"})).await.problem(403, "forbidden");

    assert_eq!(change(&agent, chat, json!({"status": "snoozed"})).await.expect(200)["status"], "snoozed");
    agent.posts(chat, "later").await;
    assert_eq!(buyer.conversation(chat).await["status"], "snoozed");
    buyer.posts(chat, "now").await;

    assert_eq!(buyer.conversation(chat).await["status"], "open");
}

#[tokio::test(flavor = "multi_thread")]
async fn writing_into_a_closed_conversation_reopens_it() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, _] = app.everybody().await;
    for (chat, writer) in [(buyer.asks_support().await, &agent), (buyer.talks_to(&merchant).await, &merchant)] {
        change(&buyer, chat, json!({"status": "closed"})).await.expect(200);

        writer.posts(chat, "one more thing").await;

        let now = buyer.conversation(chat).await;
        assert!(now["status"] == "open" && now["closed_at"].is_null(), "{now}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_assign_take_and_hand_back() {
    let app = TestApp::start().await;
    let [buyer, _, agent, admin] = app.everybody().await;
    let chat = buyer.asks_support().await;

    let taken = change(&agent, chat, json!({"assignee_id": agent.id})).await.expect(200);
    assert_eq!(taken["assignee_id"], agent.id.as_str());
    assert_eq!(
        change(&admin, chat, json!({"assignee_id": admin.id})).await.expect(200)["assignee_id"],
        admin.id.as_str()
    );
    assert_eq!(change(&agent, chat, json!({"assignee_id": null})).await.expect(200)["assignee_id"], json!(null));

    let events = system_events(&buyer, chat).await;
    assert!(events.contains(&json!({"event": "assigned", "assignee_id": agent.id, "by": agent.id})), "{events:?}");
    assert!(events.contains(&json!({"event": "assigned", "assignee_id": null, "by": agent.id})), "{events:?}");
    // What the server writes is nobody's unread message.
    assert_eq!(buyer.conversation(chat).await["unread"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_staff_assign_only_to_staff_and_only_at_the_desk() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, admin] = app.everybody().await;
    let (chat, direct) = (buyer.asks_support().await, agent.talks_to(&merchant).await);

    change(&buyer, chat, json!({"assignee_id": agent.id})).await.problem(403, "forbidden");
    change(&buyer, chat, json!({"assignee_id": null})).await.problem(403, "forbidden");
    for nobody in [buyer.id.as_str(), &merchant.id, "nobody"] {
        change(&agent, chat, json!({"assignee_id": nobody})).await.field_error("assignee_id");
    }
    change(&agent, direct, json!({"assignee_id": agent.id})).await.field_error("assignee_id");
    let gone = app.agent().await;
    admin.delete(&format!("/api/users/{}", gone.id)).await.expect(204);
    change(&agent, chat, json!({"assignee_id": gone.id})).await.field_error("assignee_id");
    assert_eq!(system_events(&buyer, chat).await, Vec::<Value>::new());
}

/// Catches a patch that is applied by halves.
#[tokio::test(flavor = "multi_thread")]
async fn a_patch_is_all_or_nothing() {
    let app = TestApp::start().await;
    let (buyer, agent) = (app.buyer().await, app.agent().await);
    let chat = buyer.asks_support().await;
    let before = buyer.conversation(chat).await;

    change(&buyer, chat, json!({"subject": "x", "status": "snoozed"})).await.problem(403, "forbidden");
    change(&buyer, chat, json!({"subject": "x", "status": "closed", "assignee_id": agent.id}))
        .await
        .problem(403, "forbidden");
    change(&agent, chat, json!({"subject": "x", "status": "closed", "assignee_id": buyer.id}))
        .await
        .problem(422, "invalid");
    assert_eq!(buyer.conversation(chat).await, before);

    let all = json!({"subject": "x", "status": "snoozed", "assignee_id": agent.id});
    let after = change(&agent, chat, all).await.expect(200);
    assert_eq!((&after["subject"], &after["status"]), (&json!("x"), &json!("snoozed")));
    assert_eq!(after["assignee_id"], agent.id.as_str());
}
