//! Problems, ids, methods, CORS, compression, health.

use serde_json::{Value, json};

use super::bench::{Bench, SHOP, header, problem};

#[actix_web::test]
async fn every_failure_is_a_problem() {
    let bench = Bench::start().await;
    let json =
        |body: &'static str| bench.post("/api/auth/login").header("Content-Type", "application/json").body(body).send();

    problem(bench.get("/api/nothing").send().await.unwrap(), 404, "not_found").await;
    problem(bench.get("/elsewhere").send().await.unwrap(), 404, "not_found").await;
    problem(bench.get("/api/users/b1").send().await.unwrap(), 401, "unauthorized").await;
    problem(bench.post("/api/auth/login").body("{}").send().await.unwrap(), 415, "unsupported_media_type").await;
    problem(json("{").await.unwrap(), 400, "bad_request").await;
    problem(bench.post("/api/auth/login").json(&"x".repeat(300_000)).send().await.unwrap(), 413, "payload_too_large")
        .await;
    let wrong = problem(json(r#"{"username":"a","password":5}"#).await.unwrap(), 422, "invalid").await;
    assert_eq!(wrong["errors"][0]["field"], "password");
    let missing = problem(json("{}").await.unwrap(), 422, "invalid").await;
    assert_eq!(missing["errors"], json!([{"field": "username", "message": "is required"}]));
}

/// Catches a body that is cut by its declared length only: one sent in chunks has none.
#[actix_web::test]
async fn a_body_without_a_length_is_bounded_too() {
    let bench = Bench::start().await;
    let piece = vec![b' '; 64 * 1024];
    let pieces = futures_util::stream::iter((0..8).map(move |_| Ok::<_, std::io::Error>(piece.clone())));

    let request = bench.post("/api/auth/login").header("Content-Type", "application/json");
    let answer = request.body(reqwest::Body::wrap_stream(pieces)).send().await.unwrap();

    problem(answer, 413, "payload_too_large").await;
}

#[actix_web::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let bench = Bench::start().await;
    for (method, path, allowed) in [
        ("PUT", "/api/auth/login", "POST"),
        ("DELETE", "/api/conversations", "GET, HEAD, POST"),
        ("POST", "/api/users/b1/", "GET, HEAD, PATCH, DELETE"),
        ("OPTIONS", "/api/media/avatars/buyer1.png", "GET, HEAD"),
        ("TRACE", "/api/health", "GET, HEAD"),
    ] {
        let answer = bench.request(method, path).send().await.unwrap();
        assert_eq!(sorted(header(&answer, "allow")), sorted(allowed), "{method} {path}");
        problem(answer, 405, "method_not_allowed").await;
    }
}

fn sorted(list: &str) -> Vec<&str> {
    let mut list: Vec<&str> = list.split(", ").collect();
    list.sort_unstable();
    list
}

#[actix_web::test]
async fn a_slash_at_the_end_makes_no_difference() {
    let bench = Bench::start().await;
    let token = bench.token("b1", "buyer").await;
    for path in ["/api/health", "/api/health/live/", "/api/docs", "/api/docs/", "/api/users/b1", "/api/users/b1/"] {
        let answer = bench.get(path).bearer_auth(&token).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
    }
}

#[actix_web::test]
async fn ids_in_paths_that_are_none_are_not_found() {
    let bench = Bench::start().await;
    let token = bench.token("b1", "buyer").await;
    for path in
        ["/api/conversations/x", "/api/conversations/0", "/api/users/a%20b", "/api/users/a%2Fb", "/api/users/%FF"]
    {
        let answer = bench.get(path).bearer_auth(&token).send().await.unwrap();
        problem(answer, 404, "not_found").await;
    }
}

#[actix_web::test]
async fn a_request_keeps_the_id_it_came_with() {
    let bench = Bench::start().await;

    let answer = bench.get("/api/health/live").header("X-Request-Id", "checkout-7").send().await.unwrap();
    assert_eq!(header(&answer, "x-request-id"), "checkout-7");

    let answer = bench.get("/api/nothing").header("X-Request-Id", "a b\"").send().await.unwrap();
    assert_eq!(problem(answer, 404, "not_found").await["request_id"].as_str().unwrap().len(), 32);
}

#[actix_web::test]
async fn every_answer_tells_browsers_what_not_to_do() {
    let bench = Bench::start().await;
    for path in ["/api/health", "/api/nothing", "/api/openapi.json"] {
        let answer = bench.get(path).send().await.unwrap();
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header(&answer, "referrer-policy"), "no-referrer", "{path}");
        assert!(header(&answer, "content-security-policy").contains("default-src 'none'"), "{path}");
    }
    assert_eq!(header(&bench.get("/api/health").send().await.unwrap(), "cache-control"), "no-store");
}

#[actix_web::test]
async fn listed_pages_may_call_and_no_others() {
    let bench = Bench::start().await;
    let preflight = |origin: &'static str, asked: &'static str| {
        bench
            .request("OPTIONS", "/api/messages")
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", asked)
            .send()
    };

    let allowed = preflight(SHOP, "authorization,x-api-key,content-type,idempotency-key").await.unwrap();
    assert_eq!((allowed.status().as_u16(), header(&allowed, "access-control-allow-origin")), (200, SHOP));

    for origin in ["https://evil.example", "http://shop.example", "https://shop.example.evil.example", "null"] {
        let refused = preflight(origin, "authorization").await.unwrap();
        assert_eq!(header(&refused, "access-control-allow-origin"), "", "{origin}");
        let read = bench.get("/api/health/live").header("Origin", origin).send().await.unwrap();
        assert_eq!((read.status().as_u16(), header(&read, "access-control-allow-origin")), (200, ""), "{origin}");
    }

    let failed = bench.get("/api/users").header("Origin", SHOP).send().await.unwrap();
    assert_eq!(header(&failed, "access-control-allow-origin"), SHOP);
    assert!(sorted(header(&failed, "access-control-expose-headers")).contains(&"x-request-id"));
    problem(failed, 401, "unauthorized").await;
}

#[actix_web::test]
async fn json_is_compressed_for_those_who_ask() {
    let bench = Bench::start().await;
    let plain = bench.get("/api/openapi.json").send().await.unwrap();
    assert_eq!(header(&plain, "content-encoding"), "");

    let small = bench.get("/api/openapi.json").header("Accept-Encoding", "gzip").send().await.unwrap();

    assert_eq!(header(&small, "content-encoding"), "gzip");
    assert!(small.bytes().await.unwrap().len() * 3 < plain.bytes().await.unwrap().len());
    let nothing = bench.get("/api/health").header("Accept-Encoding", "identity;q=0, x").send().await.unwrap();
    problem(nothing, 406, "not_acceptable").await;
}

#[actix_web::test]
async fn health_says_how_the_node_is() {
    let bench = Bench::start().await;
    let read = async |path: &str| -> (u16, Value) {
        let answer = bench.get(path).send().await.unwrap();
        assert_eq!(header(&answer, "content-type"), "application/json");
        (answer.status().as_u16(), answer.json().await.unwrap())
    };

    let (status, health) = read("/api/health").await;
    assert_eq!((status, &health["status"], &health["database"]), (200, &json!("ok"), &json!("ok")));
    assert_eq!((&health["version"], &health["title"]), (&json!("1.2.3"), &json!("Tea & Co")));
    assert!(health["uptime_seconds"].is_u64());
    assert_eq!(read("/api/health/ready").await, (200, json!({"status": "ok"})));

    bench.lifecycle.drain();
    assert_eq!(read("/api/health/ready").await, (503, json!({"status": "draining"})));
    assert_eq!(read("/api/health/live").await, (200, json!({"status": "ok"})));
    assert_eq!(read("/api/health").await.0, 200);
}

#[actix_web::test]
async fn a_socket_that_is_not_asked_for_is_explained() {
    let bench = Bench::start().await;

    let answer = bench.get("/api/ws/b1").send().await.unwrap();

    assert_eq!(header(&answer, "upgrade"), "websocket");
    problem(answer, 426, "upgrade_required").await;
    problem(bench.get("/api/ws/a%20b").send().await.unwrap(), 404, "not_found").await;
}

#[actix_web::test]
async fn a_message_is_sent_once_under_one_name() {
    let bench = Bench::start().await;
    let (buyer, _) = (bench.token("b1", "buyer").await, bench.token("m1", "merchant").await);
    let open = json!({"kind": "direct", "participants": ["m1"]});
    let opened = bench.post("/api/conversations").bearer_auth(&buyer).json(&open).send().await.unwrap();
    let id = opened.json::<Value>().await.unwrap()["id"].clone();
    let send = |key: &'static str, client_id: Option<&'static str>| {
        let text = json!({"conversation_id": id, "kind": "text", "body": {"text": "hi"}, "client_id": client_id});
        bench.post("/api/messages").bearer_auth(&buyer).header("Idempotency-Key", key).json(&text).send()
    };

    assert_eq!(send("k1", None).await.unwrap().status(), 201);
    assert_eq!(send("k1", Some("k1")).await.unwrap().status(), 200);
    problem(send("k1", Some("k2")).await.unwrap(), 422, "invalid").await;
}
