//! Who gets a socket, and what the others are told (contract, 4).

use chrono::TimeDelta;
use kefu::time::Timestamp;
use tokio_tungstenite::tungstenite::http::Request;

use crate::support::{BASE_URL, Refused, SHOP, Socket, TestApp, handshake, soon};

fn with(mut request: Request<()>, header: &'static str, value: &str) -> Request<()> {
    request.headers_mut().insert(header, value.parse().unwrap());
    request
}

fn at(app: &TestApp, path: &str) -> Request<()> {
    let mut request = handshake(app.address, "x", "");
    *request.uri_mut() = format!("ws://{}{path}", app.address).parse().unwrap();
    request
}

async fn refusal(request: Request<()>) -> Refused {
    match Socket::try_open(request).await {
        Ok((socket, _)) => panic!("a socket was opened: {}", socket.hello),
        Err(refused) => refused,
    }
}

/// The refusal is a whole problem with this status and code.
#[track_caller]
fn assert_problem(refused: &Refused, status: u16, code: &str) {
    let body = &refused.json;
    assert_eq!((refused.status, body["code"].as_str()), (status, Some(code)), "{refused:?}");
    assert_eq!(body["status"], status, "{refused:?}");
    for field in ["type", "title", "detail", "request_id"] {
        assert!(body[field].as_str().is_some_and(|text| !text.is_empty()), "{field}: {refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_comes_as_header_as_parameter_or_as_subprotocol() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    let (id, token) = (&buyer.id, buyer.token());

    let ways = [
        (handshake(app.address, id, token), None),
        (at(&app, &format!("/api/ws/{id}?token={token}")), None),
        (at(&app, &format!("/api/ws/{id}/?token={token}")), None),
        (
            with(at(&app, &format!("/api/ws/{id}")), "sec-websocket-protocol", &format!("kefu.v1, bearer.{token}")),
            Some("kefu.v1"),
        ),
        (
            with(at(&app, &format!("/api/ws/{id}/")), "sec-websocket-protocol", &format!("kefu.v1,bearer.{token}")),
            Some("kefu.v1"),
        ),
        (with(handshake(app.address, id, token), "sec-websocket-protocol", "kefu.v1"), Some("kefu.v1")),
    ];
    for (request, expected) in ways {
        let uri = request.uri().to_string();
        let (socket, protocol) = Socket::try_open(request).await.unwrap_or_else(|no| panic!("{uri}: {no:?}"));

        assert_eq!(protocol.as_deref(), expected, "{uri}");
        assert_eq!(socket.hello["user"]["id"], **id);
        socket.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_of_the_storefronts_is_found_however_its_url_writes_it() {
    let app = TestApp::start().await;
    let id = "shop:4.2@x_-";
    let user = app.user(id, kefu::domain::Role::Buyer).await;

    for path in ["/api/ws/shop:4.2@x_-", "/api/ws/shop%3A4.2%40x_%2D/"] {
        let request = with(at(&app, path), "authorization", &format!("Bearer {}", user.token()));
        let (socket, _) = Socket::try_open(request).await.unwrap();
        assert_eq!(socket.hello["user"]["id"], id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_good_token_there_is_no_socket() {
    let app = TestApp::start().await;
    let [buyer, other, ..] = app.everybody().await;
    let now = Timestamp::now();
    let expired = app.token(&buyer.id, TimeDelta::minutes(1), now.plus(TimeDelta::minutes(-2))).await;
    let half: String = buyer.token().chars().take(80).collect();

    for bad in ["", "x", "a.b.c", expired.as_str(), half.as_str()] {
        let refused = refusal(handshake(app.address, &buyer.id, bad)).await;
        assert_problem(&refused, 401, "unauthorized");
        let refused = refusal(at(&app, &format!("/api/ws/{}?token={bad}", buyer.id))).await;
        assert_problem(&refused, 401, "unauthorized");
    }
    assert_problem(&refusal(handshake(app.address, &other.id, buyer.token())).await, 403, "forbidden");
    assert_problem(&refusal(handshake(app.address, "nobody", buyer.token())).await, 403, "forbidden");
    for path in ["/api/ws/a%20b", "/api/ws/", "/api/ws/a/b", "/api/elsewhere"] {
        let request = with(at(&app, path), "authorization", &format!("Bearer {}", buyer.token()));
        assert_problem(&refusal(request).await, 404, "not_found");
    }
    let with_key = with(at(&app, &format!("/api/ws/{}", buyer.id)), "x-api-key", "kefu_abc");
    assert_problem(&refusal(with_key).await, 401, "unauthorized");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_strangers_get_no_socket() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    let from = |origin: &str| with(handshake(app.address, &buyer.id, buyer.token()), "origin", origin);

    for good in [SHOP, BASE_URL] {
        assert!(Socket::try_open(from(good)).await.is_ok(), "{good}");
    }
    for bad in [
        "https://evil.example",
        "https://shop.example.evil.example",
        "http://shop.example",
        "null",
        "https://shop.example:8443",
    ] {
        assert_problem(&refusal(from(bad)).await, 403, "forbidden");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_has_so_many_sockets_and_no_more() {
    let app = TestApp::with(&[("CONNECTION_LIMIT_PER_USER", "2")]).await;
    let [buyer, merchant, ..] = app.everybody().await;
    let first = buyer.socket().await;
    let _second = buyer.socket().await;

    let refused = refusal(handshake(app.address, &buyer.id, buyer.token())).await;

    assert_problem(&refused, 429, "rate_limited");
    assert_eq!(refused.retry_after, Some(refused.json["retry_after"].to_string()));
    let _others_do_not_notice = merchant.socket().await;
    first.close().await;
    soon("a free place", async {
        while Socket::try_open(handshake(app.address, &buyer.id, buyer.token())).await.is_err() {}
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_handshake_is_told_how_to_do_it() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;

    let answer = buyer.get(&format!("/api/ws/{}", buyer.id)).await.expect(426);

    assert_eq!(answer.header("upgrade"), "websocket");
    let bad_version = with(handshake(app.address, &buyer.id, buyer.token()), "sec-websocket-version", "12");
    let refused = refusal(bad_version).await;
    assert_problem(&refused, 426, "upgrade_required");
}
