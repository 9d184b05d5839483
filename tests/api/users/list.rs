//! `GET /api/users`

use serde_json::json;

use crate::support::{Answer, TestApp};
use kefu::domain::Role;

/// The next page's path.
fn next(answer: &Answer, path: &str) -> String {
    format!("{path}&cursor={}", answer["next_cursor"].as_str().expect("there is more"))
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_and_backends_may_list() {
    let app = TestApp::start().await;
    let (key, [buyer, merchant, agent, admin]) = (app.key().await, app.everybody().await);

    for customer in [&buyer, &merchant] {
        customer.get("/api/users").await.problem(403, "forbidden");
    }
    for answer in [agent.get("/api/users").await, admin.get("/api/users").await, key.get("/api/users").await] {
        let mut ids = vec![buyer.id.clone(), merchant.id.clone(), agent.id.clone(), admin.id.clone()];
        ids.sort();
        assert_eq!(answer.clone().expect(200).every("id"), ids);
        assert_eq!(answer["next_cursor"], json!(null));
        assert!(!answer.text().contains("password"), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_can_be_narrowed() {
    let app = TestApp::start().await;
    let (agent, key) = (app.agent().await, app.key().await);
    let users = json!([
        {"id": "tea-1", "role": "buyer", "username": "Ann 50%"},
        {"id": "TEA-2", "role": "merchant", "username": "Bob_by"},
        {"id": "x3", "role": "buyer", "username": "小明 Tea"},
    ]);
    key.post("/api/users/ensure", json!({"users": users})).await.expect(200);
    let ids = async |query: &str| agent.get(&format!("/api/users?{query}")).await.expect(200).every("id");

    assert_eq!(ids("role=buyer").await, ["tea-1", "x3"]);
    assert_eq!(ids("role=merchant").await, ["TEA-2"]);
    assert_eq!(ids("q=tea").await, ["TEA-2", "tea-1", "x3"]);
    assert_eq!(ids("q=tea&role=buyer").await, ["tea-1", "x3"]);
    assert_eq!(ids("q=%E5%B0%8F%E6%98%8E").await, ["x3"]);
    // The wildcards of LIKE are ordinary characters here.
    assert_eq!(ids("q=50%25").await, ["tea-1"]);
    assert_eq!(ids("q=b_b").await, ["TEA-2"]);
    for nothing in ["n_b", "%F0%9F%A7%8B", "%5C", "!", "'"] {
        assert_eq!(ids(&format!("q={nothing}")).await, Vec::<String>::new(), "{nothing}");
    }
    assert_eq!(ids("q=").await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_stay_right_while_people_arrive() {
    let app = TestApp::start().await;
    let agent = app.user("zz", Role::Support).await;
    for number in 10..17 {
        app.user(&format!("b{number}"), Role::Buyer).await;
    }
    let path = "/api/users?role=buyer&limit=3";

    let one = agent.get(path).await.expect(200);
    app.user("b00", Role::Buyer).await;
    app.user("b125", Role::Buyer).await;
    app.user("b99", Role::Buyer).await;
    let two = agent.get(&next(&one, path)).await.expect(200);
    let three = agent.get(&next(&two, path)).await.expect(200);

    assert_eq!(one.every("id"), ["b10", "b11", "b12"]);
    assert_eq!(two.every("id"), ["b125", "b13", "b14"]);
    assert_eq!(three.every("id"), ["b15", "b16", "b99"]);
    assert_eq!(three["next_cursor"], json!(null));
}
