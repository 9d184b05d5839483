//! When does the server close, and with which code?

use chrono::TimeDelta;
use kefu::time::Timestamp;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use crate::support::{Socket, TestApp, User, handshake};

/// The socket closes with this code, and its token opens no other one.
async fn is_shut_out(app: &TestApp, user: &User, mut socket: Socket, code: u16) {
    socket.expect_close(code).await;
    let refused = Socket::try_open(handshake(app.address, &user.id, user.token())).await.err().expect("a refusal");
    assert!(matches!(refused.status, 401 | 403), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_token_ends_its_socket_and_a_new_one_keeps_it() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    let other = app.merchant().await;
    let brief = app.token(&buyer.id, TimeDelta::seconds(2), Timestamp::now()).await;
    let mut doomed = Socket::open(app.address, &buyer.id, &brief).await;
    let mut kept = Socket::open(app.address, &buyer.id, &brief).await;

    for (token, code) in [(other.token(), "forbidden"), ("x", "unauthorized"), ("", "unauthorized")] {
        let refused = kept.ask(json!({"type": "token", "access_token": token})).await;
        assert_eq!(refused["code"], code, "{refused}");
    }
    let fresh = buyer.post("/api/auth/refresh", json!({})).await.expect(200);
    let taken = kept.ask(json!({"type": "token", "access_token": fresh["access_token"]})).await;
    assert_eq!(taken["type"], "ack", "{taken}");

    doomed.expect_close(4401).await;
    assert_eq!(kept.ask(json!({"type": "ping"})).await["type"], "pong", "it lives as long as its new token");
}

#[tokio::test(flavor = "multi_thread")]
async fn logging_out_closes_every_socket_of_the_user_and_no_other() {
    let app = TestApp::start().await;
    let [buyer, merchant, ..] = app.everybody().await;
    let (one, two, mut other) = (buyer.socket().await, buyer.socket().await, merchant.socket().await);

    buyer.post("/api/auth/logout", json!({})).await.expect(204);

    for socket in [one, two] {
        is_shut_out(&app, &buyer, socket, 4401).await;
    }
    assert_eq!(other.ask(json!({"type": "ping"})).await["type"], "pong");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_and_a_new_role_close_with_4401() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let account = json!({"id": "kim", "username": "kim", "password": "correct horse battery", "role": "support"});
    admin.post("/api/users", account).await.expect(201);
    let kim = app.signed_in("kim").await;
    let socket = kim.socket().await;

    let change = json!({"current_password": "correct horse battery", "new_password": "staple staple staple"});
    kim.post("/api/auth/password", change).await.expect(204);

    is_shut_out(&app, &kim, socket, 4401).await;
    let kim = app.signed_in("kim").await;
    let socket = kim.socket().await;
    admin.patch("/api/users/kim", json!({"role": "admin"})).await.expect(200);
    is_shut_out(&app, &kim, socket, 4401).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn disabling_closes_with_4403() {
    let app = TestApp::start().await;
    let [buyer, merchant, _, admin] = app.everybody().await;
    let (one, other) = (buyer.socket().await, merchant.socket().await);

    admin.patch(&format!("/api/users/{}", buyer.id), json!({"disabled": true})).await.expect(200);
    admin.delete(&format!("/api/users/{}", merchant.id)).await.expect(204);

    is_shut_out(&app, &buyer, one, 4403).await;
    is_shut_out(&app, &merchant, other, 4403).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_binary_frame_is_a_bad_one_and_the_socket_stays() {
    let app = TestApp::start().await;
    let mut socket = app.buyer().await.socket().await;

    socket.send_raw(Message::binary(&b"{\"type\":\"ping\"}"[..])).await;

    let refused = socket.next_frame_of("error").await;
    assert_eq!((&refused["code"], refused.get("id")), (&json!("bad_request"), None), "{refused}");
    assert_eq!(socket.ask(json!({"type": "ping"})).await["type"], "pong");
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_bad_frames_are_borne_and_one_more_is_not() {
    let app = TestApp::start().await;
    let mut socket = app.buyer().await.socket().await;

    for _ in 0..20 {
        socket.send_raw(Message::text("no JSON")).await;
        assert_eq!(socket.next_frame_of("error").await["code"], "bad_request");
    }
    assert_eq!(socket.ask(json!({"type": "ping"})).await["type"], "pong");
    socket.send_raw(Message::text("no JSON")).await;

    socket.expect_close(1008).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_that_are_no_frames_close_with_their_codes() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    let chat = buyer.asks_support().await;
    let text = |bytes: Vec<u8>| Message::Frame(Frame::message(bytes, OpCode::Data(Data::Text), true));
    let reserved = |bytes: Vec<u8>| Message::Frame(Frame::message(bytes, OpCode::Data(Data::Reserved(3)), true));

    for (message, code) in
        [(text(vec![b'x'; 65_537]), 1009), (text(vec![b'"', 0xff, 0xfe, b'"']), 1007), (reserved(b"{}".to_vec()), 1002)]
    {
        let mut socket = buyer.socket().await;
        socket.send_raw(message).await;
        socket.expect_close(code).await;
    }
    // The largest that is allowed is only too long as a text, which is an answer.
    let mut socket = buyer.socket().await;
    let mut frame = super::send_frame("big", chat, "");
    let room = 65_536 - frame.to_string().len();
    frame["body"]["text"] = json!("x".repeat(room));
    assert_eq!(frame.to_string().len(), 65_536);
    socket.send(frame).await;
    assert_eq!(socket.next_frame_of("error").await["code"], "invalid");
}
