//! SIGTERM, from where `main` hands it on (P8): what was acked is stored, everybody hears `bye`, then 1001.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use kefu::id::{ConversationId, Seq};
use kefu::store::Bounds;
use serde_json::Value;
use tokio_tungstenite::tungstenite::Message;

use futures_util::{SinkExt, StreamExt};

use crate::support::{Socket, TestApp, handshake, soon};

/// P8: the server is gone within this time.
const PROMISE: Duration = Duration::from_secs(10);

/// Talks, one message after the other, until the server closes; what was acked, whether `bye` came, and the code.
async fn talks_to_the_end(
    socket: Socket,
    place: usize,
    chat: i64,
    draining: Arc<AtomicBool>,
) -> (Vec<(String, i64)>, bool, u16) {
    let mut stream = socket.into_stream();
    let (mut acked, mut bye) = (Vec::new(), false);
    let say = |number: usize| Message::text(super::send_frame(&format!("{place}-{number}"), chat, "hello").to_string());
    stream.send(say(0)).await.unwrap();
    loop {
        match stream.next().await {
            Some(Ok(Message::Text(text))) => {
                let frame: Value = serde_json::from_str(text.as_str()).unwrap();
                match frame["type"].as_str().unwrap() {
                    "ack" => {
                        acked.push((frame["id"].as_str().unwrap().to_owned(), frame["seq"].as_i64().unwrap()));
                        // It goes on through the drain: where this fails, the close frame is on its way.
                        let _ = stream.send(say(acked.len())).await;
                    }
                    "bye" => {
                        assert!(draining.load(Ordering::SeqCst));
                        assert!(frame["reason"].is_string() && frame["reconnect_after_ms"].as_u64().is_some());
                        bye = true;
                    }
                    _ => {}
                }
            }
            Some(Ok(Message::Close(Some(close)))) => return (acked, bye, u16::from(close.code)),
            Some(Ok(_)) => {}
            other => panic!("ended without a close frame: {other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drain_keeps_what_was_acked_and_says_goodbye() {
    let app = TestApp::with(&[("MESSAGE_RATE_LIMIT", "0")]).await;
    let [buyer, ..] = app.everybody().await;
    let other = app.buyer().await;
    let chat = buyer.asks_support().await;
    // One who is slow to answer the close frame keeps the server draining for a while.
    let lingering = other.socket().await;
    let draining = Arc::new(AtomicBool::new(false));
    let mut talkers = Vec::new();
    for place in 0..4 {
        let socket = buyer.socket().await;
        talkers.push(tokio::spawn(talks_to_the_end(socket, place, chat, draining.clone())));
    }
    soon("some messages", async {
        while app.store.history(ConversationId(chat), Bounds::Newest, 1).await.unwrap().head < Seq(50) {}
    })
    .await;

    draining.store(true, Ordering::SeqCst);
    let (since, stopper) = (Instant::now(), app.stopper.clone());
    let drain = tokio::spawn(async move { stopper.drain().await });
    soon("not ready any more", async { while app.nobody().get("/api/health/ready").await.status == 200 {} }).await;
    let ready = app.nobody().get("/api/health/ready").await;
    assert_eq!(ready.status, 503, "{ready}");
    assert_eq!(app.nobody().get("/api/health/live").await.status, 200);
    let refused =
        Socket::try_open(handshake(app.address, &buyer.id, buyer.token())).await.err().expect("no new sockets");
    assert_eq!((refused.status, refused.json["code"].as_str()), (503, Some("unavailable")), "{refused:?}");

    let mut acked = Vec::new();
    for talker in talkers {
        let (names, bye, code) = talker.await.unwrap();
        assert!(bye, "everybody hears bye");
        assert_eq!(code, 1001);
        acked.extend(names);
    }
    drop(lingering);
    drain.await.unwrap();
    assert!(since.elapsed() < PROMISE, "the drain took {:?}", since.elapsed());
    assert!(acked.len() >= 50, "{}", acked.len());
    for (name, seq) in acked {
        let stored =
            app.store.message(ConversationId(chat), Seq(seq)).await.unwrap().expect("what was acked is stored");
        assert_eq!(stored.client_id.unwrap().as_str(), name);
    }
}

/// A reader who is behind gets what waits for it, `bye` and 1001, if it reads on. Seen to fail while the drain waited for
/// the sessions only: the server ended with the frames of slower readers in its memory.
#[tokio::test(flavor = "multi_thread")]
async fn a_drain_waits_for_readers_who_are_behind() {
    const MESSAGES: i64 = 55;
    let app = TestApp::with(&[("MESSAGE_RATE_LIMIT", "0")]).await;
    let [buyer, merchant, ..] = app.everybody().await;
    let chat = buyer.talks_to(&merchant).await;
    let mut behind = buyer.socket().await.into_stream();
    socket2::SockRef::from(behind.get_ref()).set_recv_buffer_size(64 * 1024).unwrap();
    let mut writer = merchant.socket().await;
    for number in 0..MESSAGES {
        super::say(&mut writer, &number.to_string(), chat, &"x".repeat(16_000)).await;
    }
    writer.close().await;

    let stopper = app.stopper.clone();
    let drain = tokio::spawn(async move { stopper.drain().await });
    soon("not ready any more", async { while app.nobody().get("/api/health/ready").await.status == 200 {} }).await;

    let (mut seen, mut bye) = (0, false);
    let code = loop {
        match soon("the next frame", behind.next()).await {
            Some(Ok(Message::Text(text))) => {
                let frame: Value = serde_json::from_str(text.as_str()).unwrap();
                bye |= frame["type"] == "bye";
                seen = super::entry_of(&frame, chat).unwrap_or(seen);
            }
            Some(Ok(Message::Close(Some(close)))) => break u16::from(close.code),
            Some(Ok(_)) => {}
            other => panic!("after {seen} events, without a close frame: {other:?}"),
        }
    };
    assert_eq!((seen, bye, code), (MESSAGES, true, 1001));
    drain.await.unwrap();
}
