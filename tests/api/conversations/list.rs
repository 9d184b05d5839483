//! `GET /api/conversations`

use serde_json::{Value, json};

use crate::support::{TestApp, User};

const PATH: &str = "/api/conversations";

async fn ids(user: &User, query: &str) -> Vec<i64> {
    let answer = user.get(&format!("{PATH}?{query}")).await.expect(200);
    answer.every("id").iter().map(|id| id.as_i64().unwrap()).collect()
}

async fn sorted(user: &User, query: &str) -> Vec<i64> {
    let mut ids = ids(user, query).await;
    ids.sort_unstable();
    ids
}

fn rising(mut ids: Vec<i64>) -> Vec<i64> {
    ids.sort_unstable();
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_what_is_theirs() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, admin] = app.everybody().await;
    let (asked, direct) = (buyer.asks_support().await, buyer.talks_to(&merchant).await);
    let (own, of_the_desk) = (agent.talks_to(&merchant).await, merchant.asks_support().await);
    app.buyer().await;

    assert_eq!(sorted(&buyer, "").await, rising(vec![asked, direct]));
    assert_eq!(sorted(&merchant, "").await, rising(vec![direct, own, of_the_desk]));
    assert_eq!(sorted(&agent, "").await, rising(vec![asked, of_the_desk, own]));
    assert_eq!(sorted(&admin, "").await, rising(vec![asked, direct, own, of_the_desk]));
    assert_eq!(ids(&app.buyer().await, "").await, Vec::<i64>::new());
    app.key().await.get(PATH).await.problem(403, "forbidden");
    app.nobody().get(PATH).await.problem(401, "unauthorized");
}

#[tokio::test(flavor = "multi_thread")]
async fn items_are_what_the_conversation_itself_shows() {
    let app = TestApp::start().await;
    let (buyer, agent) = (app.buyer().await, app.agent().await);
    let chat = buyer.asks_support().await;
    buyer.posts(chat, "one").await;
    agent.posts(chat, "two").await;
    agent.posts(chat, "three").await;

    for (user, unread) in [(&buyer, 2), (&agent, 1)] {
        let listed = user.get(PATH).await.expect(200).items()[0].clone();
        assert_eq!(listed, user.conversation(chat).await);
        assert_eq!((&listed["unread"], &listed["last_message"]["body"]["text"]), (&json!(unread), &json!("three")));
        assert_eq!(listed["last_message"]["sender_id"], agent.id.as_str());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_activity_comes_first() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    let mut chats = Vec::new();
    for _ in 0..3 {
        let chat = buyer.talks_to(&app.merchant().await).await;
        buyer.posts(chat, "hello").await;
        chats.push(chat);
    }

    buyer.posts(chats[0], "again").await;

    assert_eq!(ids(&buyer, "").await, [chats[0], chats[2], chats[1]]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_can_be_narrowed() {
    let app = TestApp::start().await;
    let (one, two, three) = (app.buyer().await, app.buyer().await, app.buyer().await);
    let (merchant, agent, other) = (app.merchant().await, app.agent().await, app.agent().await);
    let (a, b, c) = (one.asks_support().await, two.asks_support().await, three.asks_support().await);
    let direct = agent.talks_to(&merchant).await;
    agent.patch(&format!("{PATH}/{a}"), json!({"assignee_id": agent.id, "subject": "Green 茶 50%"})).await.expect(200);
    agent.patch(&format!("{PATH}/{b}"), json!({"assignee_id": other.id, "status": "snoozed"})).await.expect(200);
    three.patch(&format!("{PATH}/{c}"), json!({"status": "closed"})).await.expect(200);
    merchant.posts(direct, "hello").await;

    assert_eq!(sorted(&agent, "status=open").await, rising(vec![a, direct]));
    assert_eq!(ids(&agent, "status=snoozed").await, [b]);
    assert_eq!(ids(&agent, "status=closed").await, [c]);
    assert_eq!(sorted(&agent, "kind=support").await, rising(vec![a, b, c]));
    assert_eq!(ids(&agent, "kind=direct").await, [direct]);
    assert_eq!(ids(&agent, "assignee=me").await, [a]);
    assert_eq!(ids(&agent, &format!("assignee={}", other.id)).await, [b]);
    assert_eq!(ids(&agent, "assignee=none&kind=support").await, [c]);
    assert_eq!(ids(&agent, "assignee=none&kind=support&status=open").await, Vec::<i64>::new());
    assert_eq!(ids(&agent, "unread=true").await, [direct]);
    assert_eq!(sorted(&agent, "unread=false").await, rising(vec![a, b, c]));
    assert_eq!(ids(&agent, "q=green").await, [a]);
    assert_eq!(ids(&agent, "q=%E8%8C%B6").await, [a]);
    assert_eq!(ids(&agent, "q=50%25").await, [a]);
    for nothing in ["n%25", "%F0%9F%A7%8B", "%5C", "!", "'"] {
        assert_eq!(ids(&agent, &format!("q={nothing}")).await, Vec::<i64>::new(), "{nothing}");
    }
    assert_eq!(ids(&agent, &format!("q={}", three.id.to_uppercase())).await, [c]);
    assert_eq!(ids(&agent, &format!("q={}", three.id)).await, [c]);
    assert_eq!(ids(&agent, &format!("q=the%20{}&kind=support", two.id)).await, [b]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customers_conversations_are_those_about_it() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, admin] = app.everybody().await;
    let other = app.buyer().await;
    let (desk, direct) = (buyer.asks_support().await, buyer.talks_to(&merchant).await);
    let (of_the_merchant, elsewhere) = (merchant.asks_support().await, other.talks_to(&merchant).await);
    let with_staff = agent.talks_to(&buyer).await;
    agent.posts(of_the_merchant, "hello").await;
    let of = |user: &User| format!("customer={}", user.id);

    assert_eq!(sorted(&admin, &of(&buyer)).await, rising(vec![desk, direct, with_staff]));
    assert_eq!(sorted(&admin, &of(&merchant)).await, rising(vec![of_the_merchant, direct, elsewhere]));
    assert_eq!(sorted(&agent, &of(&buyer)).await, rising(vec![desk, with_staff]), "only what the desk sees");
    assert_eq!(sorted(&merchant, &of(&buyer)).await, [direct]);
    assert_eq!(ids(&buyer, &of(&other)).await, Vec::<i64>::new());
    assert_eq!(ids(&agent, &of(&agent)).await, [with_staff], "a member of the desk's is no customer");
    assert_eq!(ids(&admin, &format!("{}&kind=support&status=open", of(&buyer))).await, [desk]);
    assert_eq!(ids(&admin, "customer=nobody").await, Vec::<i64>::new());
    let wrong = admin.get(&format!("{PATH}?customer=a%20b")).await.problem(422, "invalid");
    assert_eq!(wrong["errors"][0]["field"], "customer");
}

/// Catches pages counted by number: what arrives meanwhile would push items from one page to the next.
#[tokio::test(flavor = "multi_thread")]
async fn pages_stay_right_while_conversations_arrive() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    let mut chats = Vec::new();
    for _ in 0..6 {
        chats.push(buyer.talks_to(&app.merchant().await).await);
        buyer.posts(chats[chats.len() - 1], "hello").await;
    }
    let page = async |cursor: &Value| -> (Vec<i64>, Value) {
        let cursor = cursor.as_str().map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
        let answer = buyer.get(&format!("{PATH}?limit=2{cursor}")).await.expect(200);
        (answer.every("id").iter().map(|id| id.as_i64().unwrap()).collect(), answer["next_cursor"].clone())
    };

    let (one, cursor) = page(&Value::Null).await;
    let new = buyer.talks_to(&app.merchant().await).await;
    buyer.posts(new, "hello").await;
    let (two, cursor) = page(&cursor).await;
    // One that was not shown yet moves to the top, where it is found by who looks there.
    buyer.posts(chats[0], "again").await;
    let (three, cursor) = page(&cursor).await;

    assert_eq!((one, two, three), (vec![chats[5], chats[4]], vec![chats[3], chats[2]], vec![chats[1]]));
    assert_eq!(cursor, Value::Null);
    assert_eq!(page(&Value::Null).await.0, [chats[0], new]);
}

/// Catches an order by time alone: several that moved in the same millisecond would be skipped or shown twice.
#[tokio::test(flavor = "multi_thread")]
async fn pages_stay_right_where_times_are_the_same() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    let mut chats = Vec::new();
    for _ in 0..5 {
        chats.push(buyer.talks_to(&app.merchant().await).await);
    }
    app.execute("UPDATE conversations SET last_activity_at = 1795370400123").await;

    let (mut seen, mut path) = (Vec::new(), format!("{PATH}?limit=2"));
    loop {
        let answer = buyer.get(&path).await.expect(200);
        seen.extend(answer.every("id").iter().map(|id| id.as_i64().unwrap()));
        let Some(cursor) = answer["next_cursor"].as_str() else { break };
        path = format!("{PATH}?limit=2&cursor={cursor}");
    }

    assert_eq!(rising(seen), rising(chats));
}
