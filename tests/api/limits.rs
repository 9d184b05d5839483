//! How much is too much: `rate_limited` over REST and WebSocket, for the one who floods and for nobody else.
//!
//! Clients of this machine have no limit per address, so these come through a proxy that is trusted.

use serde_json::json;
use tokio_tungstenite::tungstenite::http::Request;

use crate::support::{Answer, Asker, Socket, TestApp, User, handshake, soon};

const PROXY: (&str, &str) = ("TRUSTED_PROXIES", "127.0.0.1");

/// A request from this address.
async fn from(asker: &Asker, address: &str, method: &str, path: &str) -> Answer {
    asker.send(asker.request(method, path).header("X-Forwarded-For", address)).await
}

fn shake(app: &TestApp, user: &User, address: &str) -> Request<()> {
    let mut request = handshake(app.address, &user.id, user.token());
    request.headers_mut().insert("x-forwarded-for", address.parse().unwrap());
    request
}

/// Catches a limit that only counts messages.
#[tokio::test(flavor = "multi_thread")]
async fn frames_of_any_kind_are_limited_per_user() {
    let app = TestApp::with(&[("FRAME_RATE_LIMIT", "5")]).await;
    let [buyer, merchant, ..] = app.everybody().await;
    let chat = buyer.talks_to(&merchant).await;
    merchant.posts(chat, "hello").await;
    let (mut one, mut two) = (buyer.socket().await, buyer.socket().await);

    let mut refused = None;
    for turn in 0..40 {
        // Over both sockets, and of all kinds.
        let socket = if turn % 2 == 0 { &mut one } else { &mut two };
        let frame = match turn % 3 {
            0 => json!({"type": "ping"}),
            1 => json!({"type": "sync", "conversation_id": chat, "after_seq": 0}),
            _ => json!({"type": "read", "conversation_id": chat, "seq": 1}),
        };
        let answer = socket.ask(frame).await;
        if answer["type"] == "error" {
            refused = Some(answer);
            break;
        }
        assert!(turn < 39, "nothing was refused");
    }

    let refused = refused.unwrap();
    assert_eq!((&refused["code"], refused["retry_after"].as_u64()), (&json!("rate_limited"), Some(1)));
    let mut other = merchant.socket().await;
    assert_eq!(other.ask(json!({"type": "ping"})).await["type"], "pong");
}

/// Catches a flood that is answered for ever: each refusal costs an answer.
#[tokio::test(flavor = "multi_thread")]
async fn who_floods_on_is_sent_away() {
    let app = TestApp::with(&[("FRAME_RATE_LIMIT", "1")]).await;
    let [buyer, merchant, ..] = app.everybody().await;
    let (flood, mut calm) = (buyer.socket().await, merchant.socket().await);

    let code = soon("the close frame", flood.flood_until_closed(json!({"type": "ping"}))).await;

    assert_eq!(code, 1008);
    assert_eq!(calm.ask(json!({"type": "ping"})).await["type"], "pong");
}

/// Catches a flood that costs nothing because each of its frames has a wrong field.
#[tokio::test(flavor = "multi_thread")]
async fn frames_with_a_wrong_field_count_too() {
    let app = TestApp::with(&[("FRAME_RATE_LIMIT", "1")]).await;
    let (buyer, other) = (app.buyer().await, app.buyer().await);
    let mut socket = buyer.socket().await;
    let wrong = json!({"type": "sync", "id": "s1", "conversation_id": 0, "after_seq": 0});
    let refused = soon("a refusal", async {
        loop {
            socket.send(wrong.clone()).await;
            let answer = socket.next_where("the answer", |frame| frame["id"] == "s1").await;
            if answer["code"] != "invalid" {
                return answer;
            }
        }
    })
    .await;

    assert_eq!(refused["code"], "rate_limited", "{refused}");
    let flood = other.socket().await;
    let code = soon("the close frame", flood.flood_until_closed(json!({"type": "ping", "id": 5}))).await;
    assert_eq!(code, 1008);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_has_so_many_sockets_and_no_more() {
    let app = TestApp::with(&[PROXY, ("CONNECTION_LIMIT_PER_ADDRESS", "2")]).await;
    let [buyer, merchant, agent, _] = app.everybody().await;
    let (first, _) = Socket::try_open(shake(&app, &buyer, "203.0.113.9")).await.unwrap();
    let _second = Socket::try_open(shake(&app, &merchant, "203.0.113.9")).await.unwrap();

    let refused = Socket::try_open(shake(&app, &agent, "203.0.113.9")).await.err().unwrap();

    assert_eq!((refused.status, &refused.json["code"]), (429, &json!("rate_limited")));
    assert_eq!(refused.retry_after.as_deref(), Some("5"));
    let _elsewhere = Socket::try_open(shake(&app, &agent, "203.0.113.10")).await.unwrap();
    // What a client says of itself counts for nothing, and this machine has no limit.
    assert!(Socket::try_open(shake(&app, &agent, "198.51.100.1, 203.0.113.9")).await.is_err());
    let _many = [agent.socket().await, agent.socket().await, agent.socket().await];
    first.close().await;
    soon("a free place", async { while Socket::try_open(shake(&app, &agent, "203.0.113.9")).await.is_err() {} }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_has_so_many_requests_a_second() {
    let app = TestApp::with(&[("REQUEST_RATE_LIMIT", "2")]).await;
    let [buyer, merchant, ..] = app.everybody().await;

    let refused = soon("a refusal", async {
        loop {
            let answer = buyer.get("/api/auth/verify").await;
            if answer.status == 429 {
                return answer;
            }
        }
    })
    .await;

    refused.problem(429, "rate_limited");
    merchant.get("/api/auth/verify").await.expect(200);
    // A storefront's backend speaks for many; an address without a limit is this machine.
    let key = app.key().await;
    for _ in 0..20 {
        key.get(&format!("/api/users/{}", buyer.id)).await.expect(200);
        app.nobody().get("/api/health/live").await.expect(200);
    }
}

/// Catches a refusal that a browser cannot read.
#[tokio::test(flavor = "multi_thread")]
async fn an_address_has_ten_times_as_many_and_pages_can_read_the_refusal() {
    let app = TestApp::with(&[PROXY, ("REQUEST_RATE_LIMIT", "1")]).await;
    let nobody = app.nobody();
    let refused = soon("a refusal", async {
        let mut served = 0;
        loop {
            let request = nobody.request("GET", "/api/health/live").header("X-Forwarded-For", "203.0.113.9");
            let answer = nobody.send(request.header("Origin", crate::support::SHOP)).await;
            if answer.status == 429 {
                assert!(served >= 20, "{served}");
                return answer;
            }
            served += 1;
        }
    })
    .await;

    assert_eq!(refused.header("access-control-allow-origin"), crate::support::SHOP);
    assert_eq!(refused.header("x-content-type-options"), "nosniff");
    refused.problem(429, "rate_limited");
    from(&nobody, "203.0.113.10", "GET", "/api/health/live").await.expect(200);
    // A wrong token is nobody's.
    let answer = from(&app.bearing("x"), "203.0.113.9", "GET", "/api/auth/verify").await;
    assert!(matches!(answer.status, 401 | 429), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_and_visitors_are_limited_per_address() {
    let app =
        TestApp::with(&[PROXY, ("ENSURE_RATE_LIMIT", "2"), ("VISITOR_RATE_LIMIT", "1"), ("ALLOW_VISITORS", "True")])
            .await;
    let key = app.key().await;
    let ensure = async |address: &'static str| {
        let request = key.request("POST", "/api/users/ensure").header("X-Forwarded-For", address);
        key.send(request.json(&json!({"users": [{"id": "n1", "role": "buyer"}]}))).await
    };

    ensure("203.0.113.9").await.expect(200);
    ensure("203.0.113.9").await.expect(200);
    ensure("203.0.113.9").await.problem(429, "rate_limited");
    ensure("203.0.113.10").await.expect(200);

    let nobody = app.nobody();
    from(&nobody, "203.0.113.9", "POST", "/api/auth/visitor").await.expect(201);
    from(&nobody, "203.0.113.9", "POST", "/api/auth/visitor").await.problem(429, "rate_limited");
    from(&nobody, "2001:db8:1:2::1", "POST", "/api/auth/visitor").await.expect(201);
    // The next address of the same subscriber.
    from(&nobody, "2001:db8:1:2::2", "POST", "/api/auth/visitor").await.problem(429, "rate_limited");
}

/// Catches a quota that a restart forgets: it is counted in the database.
#[tokio::test(flavor = "multi_thread")]
async fn uploads_are_limited_by_number_and_by_bytes() {
    let app = TestApp::with(&[("UPLOAD_RATE_LIMIT", "2")]).await;
    let (buyer, other) = (app.buyer().await, app.buyer().await);
    buyer.uploads("a.txt", b"one").await;
    buyer.uploads("b.txt", b"two").await;

    let refused = buyer.tries_to_upload("c.txt", b"three").await.problem(429, "rate_limited");

    assert!((3500..=3600).contains(&refused["retry_after"].as_u64().unwrap()), "{refused}");
    other.uploads("a.txt", b"one").await;
    let restarted = app.another_node(&[("UPLOAD_RATE_LIMIT", "2")]).await;
    restarted.signed_in(&buyer.id).await.tries_to_upload("d.txt", b"four").await.problem(429, "rate_limited");

    let bytes = app.another_node(&[("UPLOAD_BYTES_PER_DAY", "10")]).await;
    let buyer = bytes.signed_in(&buyer.id).await;
    buyer.tries_to_upload("e.txt", b"12345").await.problem(429, "rate_limited");
    buyer.uploads("f.txt", b"1234").await;
    let refused = buyer.tries_to_upload("g.txt", b"1").await.problem(429, "rate_limited");
    assert!(refused["retry_after"].as_u64() > Some(86_000), "{refused}");
    let incoming = bytes.media().join("uploads/.incoming");
    soon("no half file", async {
        while std::fs::read_dir(&incoming).unwrap().count() > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

/// Catches a disk filled with files that one user never finishes.
#[tokio::test(flavor = "multi_thread")]
async fn a_user_has_four_uploads_under_way_at_most() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    let mut hanging = Vec::new();
    for _ in 0..4 {
        hanging.push(half_an_upload(&app, &buyer).await);
    }
    // An upload in between would take one of the four places.
    let incoming = app.media().join("uploads/.incoming");
    soon("four half files", async {
        while std::fs::read_dir(&incoming).unwrap().count() < 4 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let taken = async || buyer.tries_to_upload("a.txt", b"hello").await;
    taken().await.problem(429, "rate_limited");

    drop(hanging);

    soon("a free place", async { while taken().await.status != 201 {} }).await;
}

/// A connection that began an upload and says nothing more.
async fn half_an_upload(app: &TestApp, user: &User) -> tokio::net::TcpStream {
    use tokio::io::AsyncWriteExt;
    let mut stream = tokio::net::TcpStream::connect(app.address).await.unwrap();
    let token = user.token();
    let head = format!(
        "POST /api/upload HTTP/1.1\r\nhost: kefu\r\nauthorization: Bearer {token}\r\ncontent-length: 5000\r\n\
         content-type: multipart/form-data; boundary=x\r\n\r\n--x\r\n\
         content-disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhalf"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}
