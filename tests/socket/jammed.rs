//! Clients that do not read, read too slowly, or do not answer.

use std::time::Duration;

use crate::client::{BINARY, CLOSE, Client, FIN, PING, PONG, masked, soon};
use crate::server::{Server, limits};
use kefu::actors::socket::{Ending, Load, SocketLimits, text_frame};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const SOON: Duration = Duration::from_millis(400);

/// Catches a session that lives as long as its jammed reader wants.
#[tokio::test]
async fn a_reader_that_never_reads_is_gone() {
    let mut server = Server::start(SocketLimits { write_timeout: SOON, ..limits() });
    let client = Client::open_narrow(server.address).await;
    let outbox = server.opened().await;

    while outbox.push(text_frame("x".repeat(4000))).is_ok() {}

    assert_eq!(server.stopped().await, Some(Ending::Jammed));
    assert!(outbox.is_closed());
    drop(client);
}

/// Catches a deadline that any progress renews: this client takes a little all the time and would need many seconds for
/// what waits.
#[tokio::test]
async fn a_trickle_reader_is_gone_too() {
    let queue = Load { frames: 1000, bytes: 1024 * 1024 };
    let mut server = Server::start(SocketLimits { write_timeout: SOON, queue, ..limits() });
    let mut client = Client::open_narrow(server.address).await;
    let outbox = server.opened().await;
    while outbox.push(text_frame("x".repeat(4000))).is_ok() {}

    let trickle = async {
        let mut pace = tokio::time::interval(Duration::from_millis(20));
        let mut scratch = [0; 4096];
        let mut taken = 0;
        while soon(client.stream.read(&mut scratch)).await.is_ok_and(|read| read > 0) {
            taken += 1;
            pace.tick().await;
        }
        taken
    };
    let (taken, ending) = tokio::join!(trickle, server.stopped());

    assert_eq!(ending, Some(Ending::Jammed));
    assert!(taken > 1, "it did read");
}

/// Catches a client that is found dead only when something is sent to it.
#[tokio::test]
async fn a_silent_client_is_gone_and_told_why() {
    let mut server = Server::start(SocketLimits { heartbeat: SOON / 4, pong_timeout: SOON / 4, ..limits() });
    let mut client = Client::open(server.address).await;

    assert_eq!(server.stopped().await, Some(Ending::Silent));
    assert_eq!(client.next().await.unwrap().opcode, PING);
    assert_eq!(client.close_code().await, 1013);
}

/// Catches a heartbeat that any pong satisfies: this client answers without having read.
#[tokio::test]
async fn a_pong_that_matches_no_ping_does_not_count() {
    let mut server = Server::start(SocketLimits { heartbeat: SOON / 4, pong_timeout: SOON / 4, ..limits() });
    let mut client = Client::open(server.address).await;

    let mut stopped = std::pin::pin!(server.stopped());
    let ending = loop {
        let pong = masked(FIN | PONG, b"guessing");
        let guess = async { client.stream.write_all(&pong).await };
        tokio::select! {
            biased;
            ending = &mut stopped => break ending,
            _ = guess => tokio::task::yield_now().await,
        }
    };

    assert_eq!(ending, Some(Ending::Silent));
}

/// Catches a heartbeat that kills who answers, or that stops after the first ping.
#[tokio::test]
async fn a_client_that_answers_each_ping_stays() {
    let mut server = Server::start(SocketLimits { heartbeat: SOON / 20, pong_timeout: SOON * 10, ..limits() });
    let mut client = Client::open(server.address).await;
    let mut payloads = Vec::new();

    for _ in 0..5 {
        let ping = client.next().await.unwrap();
        assert_eq!(ping.opcode, PING);
        client.send(&masked(FIN | PONG, &ping.payload)).await;
        payloads.push(ping.payload);
    }
    client.send(&masked(FIN | CLOSE, &[3, 232])).await;

    assert_eq!(server.stopped().await, Some(Ending::Client(Some(1000))));
    payloads.sort();
    payloads.dedup();
    assert_eq!(payloads.len(), 5, "each ping has a payload of its own");
}

/// Catches answers that pile up behind a client that pings and never reads; and one that is not answered at last.
#[tokio::test]
async fn pings_without_reading_do_not_grow_the_queue() {
    let mut server = Server::start(limits());
    let mut client = Client::open_narrow(server.address).await;
    let outbox = server.opened().await;
    let pings: Vec<u8> = (0..1000).flat_map(|_| masked(FIN | PING, &[b'x'; 125])).collect();

    // More than the kernel's buffers hold, so that the server must have read nearly all of it.
    for _ in 0..150 {
        client.send(&pings).await;
        assert!(outbox.queued().bytes <= limits().queue.bytes);
    }
    client.send(&masked(FIN | PING, b"the last")).await;

    loop {
        let pong = client.next().await.unwrap();
        assert_eq!(pong.opcode, PONG);
        if pong.payload == b"the last" {
            break;
        }
    }
}

/// Catches a server that goes on hearing a client that does not read the answers.
#[tokio::test]
async fn messages_without_reading_do_not_grow_the_queue() {
    let mut server = Server::start(SocketLimits { write_timeout: SOON, ..limits() });
    let mut client = Client::open_narrow(server.address).await;
    let outbox = server.opened().await;
    let message = masked(FIN | BINARY, &[b'x'; 1000]);

    while soon(client.stream.write_all(&message)).await.is_ok() {
        assert!(outbox.queued().bytes <= limits().queue.bytes);
    }

    assert_eq!(server.stopped().await, Some(Ending::Jammed));
}

/// Catches an answer over HTTP that waits for ever for a client that takes no bytes. Seen to fail without the kernel's
/// time limit.
#[tokio::test]
async fn a_client_that_takes_no_answer_loses_its_connection() {
    let mut server = Server::start(limits());
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4 * 1024).unwrap();
    let mut stream = socket.connect(server.address).await.unwrap();
    stream.write_all(b"GET /endless HTTP/1.1\r\nhost: kefu\r\n\r\n").await.unwrap();

    server.given_up().await;

    drop(stream);
}
