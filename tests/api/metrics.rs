//! `GET /api/metrics`: who may read it, and does it count what happens?
//!
//! The numbers are the process's, and other tests of this program move them too: here they are seen to rise.

use serde_json::json;

use crate::support::{Answer, TestApp, soon};

/// What a sample says; 0 where it is not there.
fn value(answer: &Answer, sample: &str) -> f64 {
    let line = answer.text().lines().find_map(|line| line.strip_prefix(sample)?.strip_prefix(' '));
    line.map_or(0.0, |value| value.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_keys_and_the_machine_itself_read_it() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, admin] = app.everybody().await;

    let answer = admin.get("/api/metrics").await.expect(200);
    assert_eq!(answer.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    app.key().await.get("/api/metrics/").await.expect(200);
    app.nobody().get("/api/metrics").await.expect(200);

    for other in [&buyer, &merchant, &agent] {
        other.get("/api/metrics").await.problem(403, "forbidden");
    }
    app.bearing("x").get("/api/metrics").await.problem(401, "unauthorized");
    app.with_key("x").get("/api/metrics").await.problem(401, "unauthorized");
}

/// Catches metrics that anyone reads through a proxy on the server's machine.
#[tokio::test(flavor = "multi_thread")]
async fn what_came_through_a_proxy_is_not_the_machine_itself() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    for name in ["X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via"] {
        let request = nobody.request("GET", "/api/metrics").header(name, "127.0.0.1");
        nobody.send(request).await.problem(401, "unauthorized");
    }
    let admin = app.admin().await;
    admin.send(admin.request("GET", "/api/metrics").header("X-Forwarded-For", "203.0.113.9")).await.expect(200);
}

/// Catches a counter that nobody moves.
#[tokio::test(flavor = "multi_thread")]
async fn what_happens_is_counted() {
    let app = TestApp::start().await;
    let [buyer, _, agent, admin] = app.everybody().await;
    let chat = buyer.asks_support().await;
    let before = admin.get("/api/metrics").await.expect(200);
    let mut socket = buyer.socket().await;
    let mut watching = agent.socket().await;
    watching.ask(json!({"type": "watch", "conversation_id": chat})).await;

    let send = json!({"type": "send", "id": "m1", "conversation_id": chat, "kind": "text", "body": {"text": "hi"}});
    for _ in 0..2 {
        socket.send(send.clone()).await;
        socket.next_where("the ack", |frame| frame["type"] == "ack").await;
    }
    watching.next_event().await;
    buyer.posts(chat, "over REST").await;
    socket.send(json!({"type": "nothing"})).await;
    socket.next_where("the error", |frame| frame["type"] == "error").await;
    agent.uploads("a.txt", b"hello").await;
    app.nobody().post("/api/auth/login", json!({"username": "nobody", "password": "wrong wrong"})).await.expect(401);
    socket.close().await;

    let rose = [
        "kefu_sockets_opened_total",
        "kefu_sockets_closed_total{reason=\"client\"}",
        "kefu_frames_received_total{type=\"send\"}",
        "kefu_frames_received_total{type=\"watch\"}",
        "kefu_frames_received_total{type=\"bad\"}",
        "kefu_frame_errors_total{code=\"invalid\"}",
        "kefu_messages_total",
        "kefu_acks_total",
        "kefu_duplicates_total",
        "kefu_events_delivered_total",
        "kefu_batch_size_count",
        "kefu_commit_seconds_count",
        "kefu_delivery_seconds_count",
        "kefu_database_statement_seconds_count",
        "kefu_uploads_total",
        "kefu_uploaded_bytes_total",
        "kefu_logins_total{outcome=\"refused\"}",
        "kefu_http_errors_total{code=\"unauthorized\"}",
        "kefu_http_requests_total{method=\"POST\",route=\"/api/messages\",status=\"201\"}",
        "kefu_http_requests_total{method=\"POST\",route=\"/api/auth/login\",status=\"401\"}",
        "kefu_http_request_seconds_count{method=\"POST\",route=\"/api/upload\"}",
    ];
    // A socket is counted as closed when its last byte has left, which may be a moment after the client is gone.
    let after = soon("the counters", async {
        loop {
            let now = admin.get("/api/metrics").await.expect(200);
            if rose.iter().all(|sample| value(&now, sample) > value(&before, sample)) {
                return now;
            }
            let missing: Vec<_> = rose.iter().filter(|name| value(&now, name) <= value(&before, name)).collect();
            println!("waiting for {missing:?}");
        }
    })
    .await;
    assert!(value(&after, "kefu_sockets_open") >= 1.0);
    for there in ["kefu_lane_depth{lane=\"0\"}", "kefu_draining", "process_open_fds", "kefu_uptime_seconds"] {
        assert!(after.text().contains(&format!("\n{there} ")), "{there}");
    }
    assert!(value(&after, "process_resident_memory_bytes") > 1e6);
    assert!(after.text().contains("kefu_build_info{version=\""));
    assert!(
        value(&after, "kefu_database_connections_max{pool=\"readers\"}") > 3.5
            || after.text().contains("pool=\"mysql\"")
    );
}

/// Catches media and ids in labels, which would make a time series of each.
#[tokio::test(flavor = "multi_thread")]
async fn labels_have_few_values() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for path in ["/api/users/some-name", "/api/media/x/y.png", "/api/conversations/77", "/nowhere/else", "/api/users/"]
    {
        admin.get(path).await;
    }
    admin.ask("PROPFIND", "/api/users/x", None).await;

    let answer = admin.get("/api/metrics").await.expect(200);

    for odd in ["some-name", "y.png", "77\"", "nowhere", "PROPFIND", "route=\"/api/users/\""] {
        assert!(!answer.text().contains(odd), "{odd}");
    }
    assert!(answer.text().contains("route=\"/api/users/{id}\""));
    assert!(answer.text().contains("method=\"other\",route=\"other\""));
}
