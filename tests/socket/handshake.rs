//! Who gets no WebSocket, and what they get instead.

use crate::client::{Client, HEAD, soon};
use crate::server::{Server, limits};
use std::net::SocketAddr;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

/// Sends `request` and reads the answer to the end of the connection.
async fn ask(address: SocketAddr, request: &str) -> String {
    let mut client = Client { stream: TcpStream::connect(address).await.unwrap() };
    client.send(request.as_bytes()).await;
    let mut answer = String::new();
    soon(client.stream.read_to_string(&mut answer)).await.unwrap();
    answer
}

/// Each row catches a handshake that is let through, or one that hangs instead of being refused.
#[tokio::test]
async fn a_bad_handshake_is_refused_and_the_connection_closed() {
    let server = Server::start(limits());
    let without = |line: &str| {
        let kept: Vec<&str> = HEAD.lines().filter(|kept| !kept.starts_with(line)).collect();
        kept.join("\r\n") + "\r\n\r\n"
    };
    let whole = format!("{HEAD}\r\n");

    for (request, status, hint) in [
        (without("connection"), 400, ""),
        (without("sec-websocket-version"), 400, ""),
        (without("sec-websocket-key"), 400, ""),
        (whole.replace("dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ="), 400, ""),
        (whole.replace("version: 13", "version: 99"), 426, "sec-websocket-version: 13\r\n"),
        (whole.replace("GET", "POST"), 405, "allow: GET\r\n"),
        ("CONNECT kefu:80 HTTP/1.1\r\nhost: kefu\r\n\r\n".to_owned(), 405, "allow: GET\r\n"),
    ] {
        let answer = ask(server.address, &request).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{request}\n{answer}");
        assert!(answer.contains("\r\nconnection: close\r\n"), "{answer}");
        assert!(answer.contains("\r\ncontent-type: application/problem+json\r\n"), "{answer}");
        assert!(answer.contains(&format!("\"status\":{status}")) && answer.contains(hint), "{answer}");
    }
}

/// Catches a refusal that loses its headers or its body.
#[tokio::test]
async fn a_refusal_is_a_whole_answer() {
    let server = Server::start(limits());

    let answer = ask(server.address, &format!("{HEAD}\r\n").replace("/ws", "/full")).await;

    assert!(answer.starts_with("HTTP/1.1 429 Too Many Requests\r\n"), "{answer}");
    assert!(answer.contains("\r\nretry-after: 7\r\n"), "{answer}");
    assert!(answer.contains("\r\ncontent-length: 9\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\ncome back"), "{answer}");
}

/// Catches a 101 without the subprotocol a browser insists on.
#[tokio::test]
async fn the_subprotocol_is_answered() {
    let server = Server::start(limits());
    let mut client = Client { stream: TcpStream::connect(server.address).await.unwrap() };

    client.send(format!("{HEAD}sec-websocket-protocol: kefu.v1, bearer.x\r\n\r\n").as_bytes()).await;

    assert!(client.read_head().await.contains("\r\nsec-websocket-protocol: kefu.v1\r\n"));
}

/// Catches an upgrade hook that swallows what is no WebSocket: a server may ignore other upgrades (RFC 9110, 7.8).
#[tokio::test]
async fn other_upgrades_are_answered_as_ordinary_requests() {
    let server = Server::start(limits());
    let request = "GET / HTTP/1.1\r\nhost: kefu\r\nconnection: upgrade, http2-settings, close\r\nupgrade: h2c\r\n\
        http2-settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n";

    let answer = ask(server.address, request).await;

    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.ends_with("an ordinary answer"), "{answer}");
}

/// Catches an answer to an earlier request that is lost when the connection becomes a WebSocket.
#[tokio::test]
async fn a_connection_may_be_upgraded_after_ordinary_requests() {
    let server = Server::start(limits());
    let mut client = Client { stream: TcpStream::connect(server.address).await.unwrap() };

    client.send(format!("GET / HTTP/1.1\r\nhost: kefu\r\n\r\n{HEAD}\r\n").as_bytes()).await;

    let first = client.read_head().await;
    assert!(first.starts_with("HTTP/1.1 200 "), "{first}");
    let mut body = [0; "an ordinary answer".len()];
    client.stream.read_exact(&mut body).await.unwrap();
    assert!(client.read_head().await.starts_with("HTTP/1.1 101 "));
    client.say("hello").await;
    assert_eq!(client.next_text().await, "hello");
}

/// Catches a connection that may send its request head for ever.
#[tokio::test]
async fn a_head_that_never_ends_is_given_up() {
    let server = Server::start(limits());

    let answer = ask(server.address, "GET /ws HTTP/1.1\r\nhost: kefu\r\n").await;

    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
}
