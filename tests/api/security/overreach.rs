//! Fields that are not the caller's to set, in every request that changes something.

use serde_json::{Value, json};

use crate::support::TestApp;

const LONG_AGO: &str = "2001-01-01T00:00:00.000Z";

/// Catches a request whose whole body is written into the row.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_caller_may_not_set_is_not_taken_from_the_body() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, _] = app.everybody().await;
    let stranger = app.buyer().await;

    let opened = json!({"kind": "support", "id": 7, "customer_id": stranger.id, "status": "closed", "assignee_id": agent.id,
        "members": [stranger.id], "last_seq": 99, "created_at": LONG_AGO});
    let opened = buyer.post("/api/conversations", opened).await.expect(201).json;
    assert_eq!(
        (&opened["customer_id"], &opened["status"], &opened["assignee_id"], &opened["last_seq"]),
        (&json!(buyer.id), &json!("open"), &Value::Null, &json!(0))
    );
    assert!(opened["id"] != 7 && opened["created_at"] != LONG_AGO, "{opened}");
    assert_eq!(opened["members"].as_array().unwrap().len(), 1);

    let chat = buyer.talks_to(&merchant).await;
    let said = json!({"conversation_id": chat, "kind": "text", "body": {"text": "hi", "from": "x"}, "sender_id": merchant.id,
        "seq": 50, "created_at": LONG_AGO, "edited_at": LONG_AGO, "recalled_at": LONG_AGO});
    let said = buyer.post("/api/messages", said).await.expect(201).json;
    assert_eq!(
        (&said["sender_id"], &said["seq"], &said["body"]),
        (&json!(buyer.id), &json!(1), &json!({"text": "hi"}))
    );
    assert!(said["created_at"] != LONG_AGO && said["edited_at"].is_null() && said["recalled_at"].is_null(), "{said}");
    let mut socket = buyer.socket().await;
    let frame = json!({"type": "send", "conversation_id": chat, "kind": "text", "body": {"text": "hi"}, "sender_id": merchant.id,
        "seq": 50, "created_at": LONG_AGO});
    assert_eq!(socket.ask(frame).await["seq"], 2);
    assert_eq!(merchant.history(chat).await[1]["sender_id"], *buyer.id);

    let changed =
        json!({"subject": "mine", "customer_id": stranger.id, "members": [], "kind": "support", "context": {"x": 1}});
    let changed = buyer.patch(&format!("/api/conversations/{chat}"), changed).await.expect(200).json;
    assert_eq!(
        (&changed["kind"], &changed["customer_id"], &changed["context"]),
        (&json!("direct"), &Value::Null, &Value::Null)
    );
    let me = json!({"description": "me", "id": "root", "created_at": LONG_AGO, "password_hash": "x", "login": "root",
        "token_generation": 9});
    let me = buyer.patch(&format!("/api/users/{}", buyer.id), me).await.expect(200).json;
    assert!(me["id"] == *buyer.id && me["role"] == "buyer" && me["created_at"] != LONG_AGO, "{me}");
    let reply = json!({"title": "t", "content": "c", "owner_id": agent.id, "id": 7, "created_at": LONG_AGO});
    let reply = merchant.post("/api/quick-replies", reply).await.expect(201).json;
    assert_eq!((&reply["owner_id"], &reply["scope"]), (&json!(merchant.id), &json!("personal")), "{reply}");
    assert!(reply["id"] != 7, "{reply}");
}
