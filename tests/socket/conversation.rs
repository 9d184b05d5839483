//! What a well-behaved client says and hears.

use crate::client::{BINARY, CONTINUATION, Client, FIN, Frame, PING, PONG, TEXT, masked, soon};
use crate::server::{Server, limits};
use kefu::actors::socket::{Ending, Load, Refused, text_frame};
use tokio::net::TcpStream;

/// Catches a server that answers each fragment, or that cannot hear a ping between two of them.
#[tokio::test]
async fn fragments_are_joined_and_pings_answered_between_them() {
    let server = Server::start(limits());
    let mut client = Client::open(server.address).await;

    client.send(&masked(TEXT, "客".as_bytes())).await;
    client.send(&masked(CONTINUATION, &"服".as_bytes()[..1])).await;
    client.send(&masked(FIN | PING, b"there?")).await;
    client.send(&masked(FIN | CONTINUATION, &"服".as_bytes()[1..])).await;

    assert_eq!(client.next().await, Some(Frame { opcode: PONG, payload: b"there?".to_vec() }));
    assert_eq!(client.next_text().await, "客服");
}

/// Catches the loss of bytes that arrived together with the request head.
#[tokio::test]
async fn a_frame_right_behind_the_request_head_is_heard() {
    let server = Server::start(limits());
    let mut client = Client { stream: TcpStream::connect(server.address).await.unwrap() };

    client.shake_hands(&masked(FIN | TEXT, b"early")).await;

    assert_eq!(client.next_text().await, "early");
}

/// Catches a header or a mask that is lost when reads cut a frame anywhere.
#[tokio::test]
async fn a_frame_may_come_byte_by_byte() {
    let server = Server::start(limits());
    let mut client = Client::open(server.address).await;
    client.stream.set_nodelay(true).unwrap();
    let payload: Vec<u8> = (0..=255).collect();

    for byte in masked(FIN | BINARY, &payload) {
        client.send(&[byte]).await;
    }

    assert_eq!(client.next().await, Some(Frame { opcode: BINARY, payload }));
}

/// Catches frames lost, doubled or swapped where one read holds many, or the actor rests in the middle of them.
#[tokio::test]
async fn a_thousand_frames_in_one_write_come_back_in_order() {
    let server = Server::start(limits());
    let mut client = Client::open(server.address).await;
    let frames: Vec<u8> = (0..1000).flat_map(|n| masked(FIN | TEXT, format!("message {n}").as_bytes())).collect();

    client.send(&frames).await;

    for n in 0..1000 {
        assert_eq!(client.next_text().await, format!("message {n}"));
    }
}

/// Catches a socket that forgets to read on after its actor was busy.
#[tokio::test]
async fn what_comes_while_the_actor_waits_is_heard_afterwards() {
    let server = Server::start(limits());
    let mut client = Client::open(server.address).await;

    client.send(&[masked(FIN | TEXT, b"wait"), masked(FIN | TEXT, b"one")].concat()).await;
    assert_eq!(client.next_text().await, "one");
    client.say("two").await;

    assert_eq!(client.next_text().await, "two");
}

/// Catches a size limit that is off by one.
#[tokio::test]
async fn a_message_of_exactly_the_limit_passes() {
    let server = Server::start(limits());
    let mut client = Client::open(server.address).await;
    let payload = vec![b'x'; limits().max_message_bytes];

    client.send(&masked(FIN | BINARY, &payload)).await;
    assert_eq!(client.next().await.unwrap().payload.len(), payload.len());

    client.send(&masked(BINARY, &payload[1..])).await;
    client.send(&masked(FIN | CONTINUATION, b"x")).await;
    assert_eq!(client.next().await.unwrap().payload.len(), payload.len());
}

/// Catches an outbox whose pushes do not wake the socket, and a pair that is torn apart.
#[tokio::test]
async fn frames_pushed_from_another_thread_arrive_in_order() {
    let mut server = Server::start(limits());
    let mut client = Client::open(server.address).await;
    let outbox = server.opened().await;

    outbox.push(text_frame("one")).unwrap();
    assert_eq!(client.next_text().await, "one");
    outbox.extend(&[text_frame("two"), text_frame("three")]).unwrap();

    assert_eq!(client.next_text().await, "two");
    assert_eq!(client.next_text().await, "three");
    soon(outbox.drained()).await;
}

/// Catches a queue that goes on taking frames for a socket that is gone.
#[tokio::test]
async fn nothing_is_queued_for_a_socket_that_is_gone() {
    let mut server = Server::start(limits());
    let client = Client::open(server.address).await;
    let outbox = server.opened().await;

    drop(client);

    assert_eq!(server.stopped().await, Some(Ending::Lost));
    assert_eq!(outbox.push(text_frame("anybody?")), Err(Refused::Closed));
    assert_eq!(outbox.queued(), Load::default());
}
