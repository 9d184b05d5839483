//! Both sides' ways out, and what the other side learns.

use std::time::Duration;

use crate::client::{CLOSE, Client, FIN, masked};
use crate::server::{Server, limits};
use kefu::actors::socket::{Ending, Refused, SocketLimits, text_frame};
use kefu::protocol::CloseCode;
use tokio::io::AsyncWriteExt;

/// Catches an answer with a code of the server's choosing.
#[tokio::test]
async fn a_close_is_answered_with_its_own_code() {
    let mut server = Server::start(limits());

    for (sent, code) in [(vec![], None), (vec![3, 232], Some(1000)), (vec![15, 160, b'b', b'y', b'e'], Some(4000))] {
        let mut client = Client::open(server.address).await;
        client.say("last words").await;
        client.send(&masked(FIN | CLOSE, &sent)).await;

        assert_eq!(client.next_text().await, "last words");
        assert_eq!(client.close_code().await, code.unwrap_or(1005));
        assert_eq!(client.next().await, None);
        assert_eq!(server.stopped().await, Some(Ending::Client(code)));
    }
}

/// Catches a half-close behind the close frame that is taken for a broken connection.
#[tokio::test]
async fn a_client_that_shuts_down_behind_its_close_still_gets_everything() {
    let mut server = Server::start(limits());
    let mut client = Client::open(server.address).await;

    client.say("last words").await;
    client.send(&masked(FIN | CLOSE, &[3, 232])).await;
    client.stream.shutdown().await.unwrap();

    assert_eq!(client.next_text().await, "last words");
    assert_eq!(client.close_code().await, 1000);
    assert_eq!(server.stopped().await, Some(Ending::Client(Some(1000))));
}

/// Catches a restart that throws away what was queued, and frames behind the close frame.
#[tokio::test]
async fn what_is_queued_leaves_before_the_close_frame() {
    let mut server = Server::start(limits());
    let mut client = Client::open_narrow(server.address).await;
    let outbox = server.opened().await;

    for n in 0..50 {
        outbox.push(text_frame(format!("{n:04000}"))).unwrap();
    }
    outbox.close(CloseCode::GoingAway);

    assert_eq!(outbox.push(text_frame("too late")), Err(Refused::Closed));
    assert_eq!(server.stopped().await, Some(Ending::Server(CloseCode::GoingAway)));
    for n in 0..50 {
        assert_eq!(client.next_text().await, format!("{n:04000}"));
    }
    assert_eq!(client.close_code().await, 1001);
}

/// Catches an overflow that keeps its queue, breaks the frame under way, or does not tell the client why.
#[tokio::test]
async fn a_full_outbox_closes_with_1013_which_the_client_reads_later() {
    let mut server = Server::start(limits());
    let mut client = Client::open_narrow(server.address).await;
    let outbox = server.opened().await;
    let frame = text_frame("x".repeat(60_000));

    outbox.extend(&[frame.clone(), frame.clone(), frame.clone()]).unwrap();
    while outbox.push(frame.clone()).is_ok() {}
    assert!(outbox.queued().bytes <= limits().queue.bytes);
    outbox.close(CloseCode::TryAgainLater);

    assert_eq!(server.stopped().await, Some(Ending::Server(CloseCode::TryAgainLater)));
    assert!(outbox.queued().bytes < 2 * frame.len(), "only the frame under way and the close frame are left");
    assert_eq!(client.close_code().await, 1013);
}

/// Catches a socket that waits for ever for a client that does not answer the close frame.
#[tokio::test]
async fn a_client_that_ignores_the_close_frame_is_dropped() {
    let close_timeout = Duration::from_millis(100);
    let mut server = Server::start(SocketLimits { close_timeout, ..limits() });
    let mut client = Client::open(server.address).await;

    server.opened().await.close(CloseCode::Unauthorized);

    assert_eq!(client.close_code().await, 4401);
    client.until_gone().await;
}

/// Catches an actor that hears frames after its socket was closed for a revoked token.
#[tokio::test]
async fn frames_behind_a_servers_close_are_not_answered() {
    let mut server = Server::start(limits());
    let mut client = Client::open(server.address).await;

    server.opened().await.close(CloseCode::Disabled);
    assert_eq!(client.close_code().await, 4403);
    client.say("ignored").await;
    client.send(&masked(FIN | CLOSE, &[17, 51])).await;

    assert_eq!(client.next().await, None);
    assert_eq!(server.stopped().await, Some(Ending::Server(CloseCode::Disabled)));
}

/// Catches a task that outlives its actor.
#[tokio::test]
async fn an_actor_that_stops_closes_with_1000() {
    let mut server = Server::start(limits());
    let mut client = Client::open(server.address).await;

    client.say("stop").await;

    assert_eq!(client.close_code().await, 1000);
    client.send(&masked(FIN | CLOSE, &[3, 232])).await;
    assert_eq!(client.next().await, None);
    server.stopped().await;
}

/// Catches an actor that outlives its connection, whether it ended (FIN) or broke (RST).
#[tokio::test]
async fn a_client_that_vanishes_stops_its_actor() {
    let mut server = Server::start(limits());

    drop(Client::open(server.address).await);
    assert_eq!(server.stopped().await, Some(Ending::Lost));

    Client::open(server.address).await.reset();
    assert_eq!(server.stopped().await, Some(Ending::Lost));
}

/// Catches a panic in one actor that ends its thread, and with it everybody else's socket.
#[tokio::test]
async fn a_panic_ends_only_its_own_socket() {
    let mut server = Server::start(limits());
    let mut bystander = Client::open(server.address).await;
    server.opened().await;
    let mut client = Client::open(server.address).await;
    let outbox = server.opened().await;

    client.say("panic").await;

    // Catches a session that vanishes without a word: the client would wait for its own heartbeat.
    assert_eq!(client.close_code().await, 1011);
    assert!(outbox.is_closed());
    assert_eq!(server.stopped().await, Some(Ending::Server(CloseCode::Internal)));
    bystander.say("still here").await;
    assert_eq!(bystander.next_text().await, "still here");
}
