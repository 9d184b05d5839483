//! `/demo/session`

use kefu::domain::Role;

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn the_demos_people_can_be_played_from_this_machine() {
    let app = TestApp::with(&[("DEBUG", "True"), ("BASE_URL", "https://chat.example/")]).await;
    let nobody = app.nobody();
    nobody.get("/demo/session?as=buyer").await.problem(404, "not_found");
    for (id, role) in [("demo-b1", Role::Buyer), ("demo-m1", Role::Merchant), ("demo-s1", Role::Support)] {
        app.user(id, role).await;
        let session = nobody.get(&format!("/demo/session?as={}", role.as_str())).await.expect(200);
        assert_eq!((&session["user"]["id"], &session["user"]["role"]), (&id.into(), &role.as_str().into()));
        assert_eq!((&session["token_type"], &session["server"]), (&"bearer".into(), &"https://chat.example".into()));
        let token = session["access_token"].as_str().unwrap();
        assert_eq!(app.bearing(token).get("/api/auth/verify").await.expect(200)["user"]["id"], id);
    }
    nobody.get("/demo/session?as=admin").await.problem(422, "invalid");
    nobody.get("/demo/session").await.problem(422, "invalid");
    nobody.ask("POST", "/demo/session?as=buyer", None).await.problem(405, "method_not_allowed");
}

/// Catches a demo behind a proxy, or a page elsewhere whose name leads to this machine: each would make anybody an agent.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_can() {
    let app = TestApp::with(&[("DEBUG", "True")]).await;
    app.user("demo-s1", Role::Support).await;
    let nobody = app.nobody();
    for (name, value) in [
        ("x-forwarded-for", "203.0.113.7"),
        ("forwarded", "for=203.0.113.7"),
        ("x-real-ip", "127.0.0.1"),
        ("via", "1.1 proxy"),
        ("x-forwarded-host", "localhost"),
        ("x-forwarded-proto", "https"),
        ("host", "evil.example"),
        ("host", "127.0.0.1.evil.example:80"),
    ] {
        let request = nobody.request("GET", "/demo/session?as=support").header(name, value);
        nobody.send(request).await.problem(403, "forbidden");
    }
    for host in ["localhost:8700", "chat.example", "[::1]:80"] {
        let request = nobody.request("GET", "/demo/session?as=support").header("host", host);
        nobody.send(request).await.expect(200);
    }
    // Without CORS headers, no page of another origin can read it.
    let request = nobody.request("GET", "/demo/session?as=support").header("origin", "https://any.example");
    assert_eq!(nobody.send(request).await.header("access-control-allow-origin"), "");
}

/// Catches a merchant or buyer who takes the name of the demo's agent.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_alone_is_not_enough() {
    let app = TestApp::with(&[("DEBUG", "True")]).await;
    app.user("demo-s1", Role::Buyer).await;
    app.nobody().get("/demo/session?as=support").await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_debug_there_is_no_demo() {
    let app = TestApp::start().await;
    app.user("demo-b1", Role::Buyer).await;
    for query in ["?as=buyer", "", "?as=x"] {
        app.nobody().get(&format!("/demo/session{query}")).await.problem(404, "not_found");
    }
}
