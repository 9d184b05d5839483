//! `POST /api/auth/visitor`: writing to the desk without an account.

use serde_json::json;

use crate::support::TestApp;

const PATH: &str = "/api/auth/visitor";

#[tokio::test(flavor = "multi_thread")]
async fn there_are_no_visitors_unless_the_shop_wants_them() {
    let app = TestApp::start().await;
    app.nobody().ask("POST", PATH, None).await.problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_is_a_buyer_of_its_own() {
    let app = TestApp::with(&[("ALLOW_VISITORS", "True")]).await;

    let one = app.nobody().ask("POST", PATH, None).await.expect(201);
    let two = app.nobody().post(PATH, json!({"id": "v:mine", "role": "admin"})).await.expect(201);

    for answer in [&one, &two] {
        assert!(answer["user"]["id"].as_str().unwrap().starts_with("v:"), "{answer}");
        assert_eq!((&answer["user"]["role"], &answer["token_type"]), (&json!("buyer"), &json!("bearer")));
        let visitor = app.bearing(answer["access_token"].as_str().unwrap());
        visitor.post("/api/conversations", json!({"kind": "support"})).await.expect(201);
    }
    assert!(one["user"]["id"] != two["user"]["id"] && two["user"]["id"] != "v:mine");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_cannot_make_visitors_without_end() {
    let app = TestApp::with(&[("ALLOW_VISITORS", "True")]).await;
    for number in 0.. {
        assert!(number < 200, "there is no limit");
        let answer = app.nobody().ask("POST", PATH, None).await;
        if answer.status != 201 {
            answer.problem(429, "rate_limited");
            break;
        }
    }
}
