//! What is the same at every address.

use serde_json::{Value, json};

use crate::support::{Asker, SHOP, TestApp};

const ALLOW: &str = "access-control-allow-origin";

/// Every row that takes credentials.
pub const ROWS: [(&str, &str); 27] = [
    ("GET", "/api/auth/verify"),
    ("POST", "/api/auth/logout"),
    ("POST", "/api/auth/refresh"),
    ("POST", "/api/auth/password"),
    ("POST", "/api/auth/tokens"),
    ("POST", "/api/users/ensure"),
    ("GET", "/api/users"),
    ("POST", "/api/users"),
    ("GET", "/api/users/b1"),
    ("PATCH", "/api/users/b1"),
    ("DELETE", "/api/users/b1"),
    ("POST", "/api/conversations"),
    ("GET", "/api/conversations"),
    ("GET", "/api/conversations/1"),
    ("PATCH", "/api/conversations/1"),
    ("POST", "/api/conversations/1/read"),
    ("GET", "/api/messages"),
    ("POST", "/api/messages"),
    ("PATCH", "/api/messages/1/1"),
    ("DELETE", "/api/messages/1/1"),
    ("GET", "/api/quick-replies"),
    ("POST", "/api/quick-replies"),
    ("GET", "/api/quick-replies/1"),
    ("PATCH", "/api/quick-replies/1"),
    ("DELETE", "/api/quick-replies/1"),
    ("POST", "/api/upload"),
    ("GET", "/api/ws/b1"),
];

/// Rows that take JSON.
fn json_rows() -> impl Iterator<Item = (&'static str, String)> {
    let bare = ["/api/auth/logout", "/api/auth/refresh", "/api/upload"];
    let rows =
        ROWS.into_iter().filter(move |(method, path)| matches!(*method, "POST" | "PATCH") && !bare.contains(path));
    rows.chain([("POST", "/api/auth/login")]).map(|(method, path)| (method, path.to_owned()))
}

fn body_of(method: &str) -> Option<Value> {
    matches!(method, "POST" | "PATCH").then(|| json!({}))
}

#[tokio::test(flavor = "multi_thread")]
async fn without_credentials_nothing_but_the_open_rows() {
    let app = TestApp::start().await;
    let bad = [app.nobody(), app.bearing("x"), app.with_key("x")];
    for (method, path) in ROWS.into_iter().filter(|(_, path)| !path.starts_with("/api/ws")) {
        for asker in &bad {
            for spelling in [path.to_owned(), format!("{path}/")] {
                asker.ask(method, &spelling, body_of(method)).await.problem(401, "unauthorized");
            }
        }
    }
}

/// Catches an order of checks in which a revoked token still learns whether its request is well formed.
#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_token_is_refused_before_the_body_is_looked_at() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    buyer.ask("POST", "/api/auth/logout", None).await.expect(204);
    for (method, path) in ROWS.into_iter().filter(|(_, path)| !path.starts_with("/api/ws")) {
        buyer.ask(method, path, body_of(method)).await.problem(401, "unauthorized");
        let nonsense = buyer.request(method, path).body("nonsense");
        buyer.send(nonsense).await.problem(401, "unauthorized");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slash_at_the_end_makes_no_difference() {
    let app = TestApp::start().await;
    let [buyer, _, agent, admin] = app.everybody().await;
    let chat = buyer.asks_support().await;
    buyer.posts(chat, "hello").await;
    let reply =
        agent.post("/api/quick-replies/", json!({"title": "a", "content": "b"})).await.expect(201)["id"].clone();

    for path in [
        "/api/auth/verify".to_owned(),
        "/api/users".to_owned(),
        format!("/api/users/{}", buyer.id),
        "/api/conversations".to_owned(),
        format!("/api/conversations/{chat}"),
        "/api/quick-replies".to_owned(),
        format!("/api/quick-replies/{reply}"),
        "/api/health/live".to_owned(),
        "/api/openapi.json".to_owned(),
        "/api/media/avatars/buyer1.png".to_owned(),
    ] {
        let (one, other) = (agent.get(&path).await, agent.get(&format!("{path}/")).await);
        assert_eq!((one.status, &one.bytes), (200, &other.bytes), "{path}: {other}");
    }
    let query = format!("conversation_id={chat}");
    let (one, other) = (format!("/api/messages?{query}"), format!("/api/messages/?{query}"));
    assert_eq!(agent.get(&one).await.expect(200).json, agent.get(&other).await.expect(200).json);
    // The other methods are at both addresses too.
    for (method, path, body, status) in [
        ("POST", "/api/auth/login/".to_owned(), Some(json!({"username": "x", "password": "x"})), 401),
        ("POST", "/api/users/".to_owned(), Some(json!({})), 422),
        ("POST", "/api/users/ensure/".to_owned(), Some(json!({"users": [{"id": "n", "role": "buyer"}]})), 200),
        ("PATCH", format!("/api/users/{}/", buyer.id), Some(json!({"description": "x"})), 200),
        ("POST", "/api/conversations/".to_owned(), Some(json!({"kind": "support", "participants": [buyer.id]})), 200),
        ("PATCH", format!("/api/conversations/{chat}/"), Some(json!({})), 200),
        ("POST", format!("/api/conversations/{chat}/read/"), Some(json!({"seq": 1})), 403),
        ("PATCH", format!("/api/messages/{chat}/1/"), Some(json!({"body": {"text": "x"}})), 403),
        ("DELETE", format!("/api/messages/{chat}/1/"), None, 200),
        ("DELETE", format!("/api/quick-replies/{reply}/"), None, 204),
        ("DELETE", format!("/api/users/{}/", buyer.id), None, 204),
        ("POST", "/api/upload/".to_owned(), None, 415),
        ("POST", "/api/auth/refresh/".to_owned(), None, 200),
        ("POST", "/api/auth/logout/".to_owned(), None, 204),
    ] {
        let answer = admin.ask(method, &path, body).await;
        assert_eq!(answer.status, status, "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_and_what_cannot_be_done() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for path in
        ["/", "/api", "/api/", "/api/nothing", "/users", "/api/users/b1/x", "/api/auth", "/api//users", "/API/users"]
    {
        admin.get(path).await.problem(404, "not_found");
    }
    for (method, path, allowed) in [
        ("PUT", "/api/users/b1", vec!["DELETE", "GET", "HEAD", "PATCH"]),
        ("DELETE", "/api/conversations/1", vec!["GET", "HEAD", "PATCH"]),
        ("GET", "/api/messages/1/1", vec!["DELETE", "PATCH"]),
        ("GET", "/api/auth/login", vec!["POST"]),
        ("PUT", "/api/upload/", vec!["POST"]),
    ] {
        let answer = admin.ask(method, path, None).await.problem(405, "method_not_allowed");
        let mut named: Vec<&str> = answer.header("allow").split(',').map(str::trim).collect();
        named.sort_unstable();
        assert_eq!(named, allowed, "{method} {path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_in_paths_that_are_no_ids_are_not_found() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let numbers = ["0", "-1", "x", "1.5", "1e3", "+1", "9007199254740992", "99999999999999999999999", "%31x", "%00"];
    for id in numbers {
        for (method, path) in [
            ("GET", format!("/api/conversations/{id}")),
            ("PATCH", format!("/api/conversations/{id}")),
            ("POST", format!("/api/conversations/{id}/read")),
            ("PATCH", format!("/api/messages/{id}/1")),
            ("DELETE", format!("/api/messages/1/{id}")),
            ("GET", format!("/api/quick-replies/{id}")),
            ("PATCH", format!("/api/quick-replies/{id}")),
            ("DELETE", format!("/api/quick-replies/{id}")),
        ] {
            let body = match method {
                "PATCH" => Some(json!({"body": {"text": "x"}})),
                "POST" => Some(json!({"seq": 1})),
                _ => None,
            };
            admin.ask(method, &path, body).await.problem(404, "not_found");
        }
    }
    for id in ["a%20b", "%E5%AE%A2", "a%2Fb", "%FF", "a%00", &"x".repeat(65)] {
        for method in ["GET", "PATCH", "DELETE"] {
            admin.ask(method, &format!("/api/users/{id}"), body_of(method)).await.problem(404, "not_found");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_must_be_json_and_say_so() {
    let app = TestApp::start().await;
    let (admin, key) = (app.admin().await, app.key().await);
    let send = async |asker: &Asker, method: &str, path: &str, kind: &'static str, body: String| {
        let request = asker.request(method, path).body(body);
        asker.send(if kind.is_empty() { request } else { request.header("Content-Type", kind) }).await
    };
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    for (method, path) in json_rows() {
        // Whoever may get as far as the body.
        let asker: &Asker = if path == "/api/auth/tokens" { &key } else { &admin };
        for kind in ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
            send(asker, method, &path, kind, "{}".to_owned()).await.problem(415, "unsupported_media_type");
        }
        let json = "application/json; charset=utf-8";
        for broken in ["", "{", "{\"a\":}", "{} {}", "nul", "{\"a\": \"\u{1}\"}", "\u{feff}{}"] {
            let answer = send(asker, method, &path, json, broken.to_owned()).await;
            assert!(answer.status == 400, "{broken:?}: {answer}");
            answer.problem(400, "bad_request");
        }
        let nested = format!("{{\"x\": {}}}", deep(100_000));
        send(asker, method, &path, json, nested).await.problem(400, "bad_request");
        let large = format!("{{\"x\": \"{}\"}}", "x".repeat(2 << 20));
        send(asker, method, &path, json, large).await.problem(413, "payload_too_large");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_the_id_of_its_request() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    let with_id = |id: &str| nobody.send(nobody.request("GET", "/api/users/b1").header("X-Request-Id", id));

    assert_eq!(with_id("cart-7.a_B").await.problem(401, "unauthorized")["request_id"], "cart-7.a_B");
    let mut made = std::collections::BTreeSet::new();
    for bad in ["", "a b", "<script>", &"x".repeat(65)] {
        let answer = with_id(bad).await.problem(401, "unauthorized");
        assert_ne!(answer["request_id"], bad);
        made.insert(answer["request_id"].as_str().unwrap().to_owned());
    }
    assert_eq!(made.len(), 4);
    assert!(!nobody.get("/api/health/live").await.expect(200).header("x-request-id").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn exactly_the_listed_pages_may_call() {
    let app = TestApp::with(&[("CORS_ORIGINS", "https://shop.example,http://localhost:5173")]).await;
    let nobody = app.nobody();
    let from = |method: &str, origin: &str| {
        nobody
            .request(method, "/api/messages")
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "authorization,content-type,idempotency-key,x-api-key")
    };

    for known in [SHOP, "http://localhost:5173"] {
        let preflight = nobody.send(from("OPTIONS", known)).await.expect(200);
        assert_eq!(preflight.header(ALLOW), known);
        assert!(preflight.header("vary").to_lowercase().contains("origin"), "{}", preflight.header("vary"));
        let failed = nobody.send(from("GET", known)).await.problem(401, "unauthorized");
        assert_eq!(failed.header(ALLOW), known);
    }
    for other in [
        "https://evil.example",
        "http://shop.example",
        "https://shop.example:8443",
        "https://shop.example.evil.example",
        "https://sub.shop.example",
        "http://localhost:5174",
        "null",
    ] {
        let preflight = nobody.send(from("OPTIONS", other)).await;
        assert_eq!(
            (preflight.header(ALLOW), preflight.header("access-control-allow-credentials")),
            ("", ""),
            "{other}"
        );
        assert_eq!(nobody.send(from("GET", other)).await.header(ALLOW), "", "{other}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_list_of_pages_lets_none_call() {
    let app = TestApp::with(&[("CORS_ORIGINS", "")]).await;
    let nobody = app.nobody();
    for origin in [SHOP, "null"] {
        let answer = nobody.send(nobody.request("GET", "/api/health").header("Origin", origin)).await.expect(200);
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
}
