//! `/api/quick-replies`: what does somebody answer often?

use serde_json::{Value, json};

use crate::support::{TestApp, User};

const PATH: &str = "/api/quick-replies";

async fn keeps(user: &User, title: &str, scope: &str) -> i64 {
    let new = json!({"title": title, "content": format!("{title}!"), "scope": scope});
    user.post(PATH, new).await.expect(201)["id"].as_i64().unwrap()
}

async fn titles(user: &User, query: &str) -> Vec<Value> {
    user.get(&format!("{PATH}?{query}")).await.expect(200).every("title")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quick_reply_is_kept_changed_and_thrown_away() {
    let app = TestApp::start().await;
    let merchant = app.merchant().await;
    let new = json!({"title": " Hours ", "content": "9–17\n", "shortcut": "hours", "category": "shop",
        // Not theirs to say:
        "id": 5, "owner_id": "x", "created_at": "x", "updated_at": "x"});

    let reply = merchant.post(PATH, new).await.expect(201).json;

    let shown = json!({"id": reply["id"], "owner_id": merchant.id, "scope": "personal", "title": "Hours",
        "content": "9–17", "shortcut": "hours", "category": "shop", "created_at": reply["created_at"],
        "updated_at": reply["created_at"]});
    assert_eq!(reply, shown);
    let path = format!("{PATH}/{}", reply["id"]);
    assert_eq!(merchant.get(&path).await.expect(200).json, reply);
    let changed = merchant.patch(&path, json!({"title": "Time", "shortcut": null})).await.expect(200);
    assert_eq!((&changed["title"], &changed["shortcut"]), (&json!("Time"), &json!(null)));
    assert_eq!((&changed["content"], &changed["category"]), (&json!("9–17"), &json!("shop")));
    assert_eq!(merchant.get(&path).await.expect(200).json, changed.json);
    merchant.delete(&path).await.expect(204);
    merchant.get(&path).await.problem(404, "not_found");
    merchant.delete(&path).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_do_what() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, admin] = app.everybody().await;
    let (other_merchant, other_agent) = (app.merchant().await, app.agent().await);
    let shared = keeps(&admin, "shared", "shared").await;
    let merchants = keeps(&merchant, "merchant's", "personal").await;
    let agents = keeps(&agent, "agent's", "personal").await;
    let admins = keeps(&admin, "admin's", "personal").await;

    // Reading and changing: 200, 403 (seen, not theirs to change), 404 (hidden).
    for (user, id, read, change) in [
        (&merchant, merchants, 200, 200),
        (&other_merchant, merchants, 404, 404),
        (&agent, merchants, 404, 404),
        (&admin, merchants, 200, 200),
        (&agent, agents, 200, 200),
        (&other_agent, agents, 404, 404),
        (&merchant, agents, 404, 404),
        (&admin, agents, 200, 200),
        (&merchant, shared, 404, 404),
        (&agent, shared, 200, 403),
        (&admin, shared, 200, 200),
        (&agent, admins, 404, 404),
        (&buyer, shared, 403, 403),
        (&buyer, merchants, 403, 403),
    ] {
        let path = format!("{PATH}/{id}");
        assert_eq!(user.get(&path).await.status, read, "{} reads {id}", user.id);
        let answer = user.patch(&path, json!({"category": "x"})).await;
        assert_eq!(answer.status, change, "{} changes {id}: {answer}", user.id);
        if change != 200 {
            assert_eq!(user.delete(&path).await.status, change, "{} deletes {id}", user.id);
        }
    }
    for (asker, status, code) in [(app.nobody(), 401, "unauthorized"), (app.key().await, 403, "forbidden")] {
        asker.get(PATH).await.problem(status, code);
        asker.get(&format!("{PATH}/{shared}")).await.problem(status, code);
        asker.post(PATH, json!({"title": "a", "content": "b"})).await.problem(status, code);
        asker.patch(&format!("{PATH}/{shared}"), json!({})).await.problem(status, code);
        asker.delete(&format!("{PATH}/{shared}")).await.problem(status, code);
    }
    for id in [shared, merchants, agents] {
        admin.delete(&format!("{PATH}/{id}")).await.expect(204);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sharing_is_an_admins() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, admin] = app.everybody().await;
    let new = |scope: &str| json!({"title": "a", "content": "b", "scope": scope});

    for user in [&merchant, &agent] {
        user.post(PATH, new("shared")).await.problem(403, "forbidden");
        let own = keeps(user, "own", "personal").await;
        user.patch(&format!("{PATH}/{own}"), json!({"scope": "shared"})).await.problem(403, "forbidden");
        assert_eq!(user.get(&format!("{PATH}/{own}")).await.expect(200)["scope"], "personal");
        admin.patch(&format!("{PATH}/{own}"), json!({"scope": "shared"})).await.expect(200);
    }
    buyer.post(PATH, new("personal")).await.problem(403, "forbidden");
    buyer.get(PATH).await.problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_show_what_one_may_use() {
    let app = TestApp::start().await;
    let [_, merchant, agent, admin] = app.everybody().await;
    keeps(&admin, "Shared tea", "shared").await;
    keeps(&merchant, "Merchant 100%", "personal").await;
    keeps(&agent, "Agent", "personal").await;
    let with_category = json!({"title": "Hours", "content": "9–17", "shortcut": "open", "category": "shop"});
    agent.post(PATH, with_category).await.expect(201);

    assert_eq!(titles(&merchant, "").await, ["Merchant 100%"]);
    assert_eq!(titles(&agent, "").await, ["Shared tea", "Agent", "Hours"]);
    assert_eq!(titles(&admin, "").await, ["Shared tea", "Merchant 100%", "Agent", "Hours"]);
    assert_eq!(titles(&agent, "scope=shared").await, ["Shared tea"]);
    assert_eq!(titles(&agent, "scope=personal").await, ["Agent", "Hours"]);
    assert_eq!(titles(&agent, "category=shop").await, ["Hours"]);
    assert_eq!(titles(&agent, "q=TEA").await, ["Shared tea"]);
    assert_eq!(titles(&agent, "q=open").await, ["Hours"]);
    assert_eq!(titles(&admin, "q=100%25").await, ["Merchant 100%"]);
    for nothing in ["q=1_0", "q=%E8%8C%B6%F0%9F%A7%8B", "category=%E8%8C%B6", "q='", "q=!!"] {
        assert_eq!(titles(&admin, nothing).await, Vec::<Value>::new(), "{nothing}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_stay_right_while_replies_come_and_go() {
    let app = TestApp::start().await;
    let agent = app.agent().await;
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(keeps(&agent, &format!("{number}"), "personal").await);
    }

    let one = agent.get(&format!("{PATH}?limit=2")).await.expect(200);
    agent.delete(&format!("{PATH}/{}", ids[0])).await.expect(204);
    agent.delete(&format!("{PATH}/{}", ids[1])).await.expect(204);
    keeps(&agent, "new", "personal").await;
    let cursor = one["next_cursor"].as_str().unwrap();
    let two = agent.get(&format!("{PATH}?limit=100&cursor={cursor}")).await.expect(200);

    assert_eq!(one.every("title"), ["0", "1"]);
    assert_eq!(two.every("title"), ["2", "3", "4", "new"]);
    assert_eq!(two["next_cursor"], json!(null));
    agent.get(&format!("/api/conversations?cursor={cursor}")).await.problem(400, "bad_request");
}
