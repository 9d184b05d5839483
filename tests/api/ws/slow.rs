//! A reader who stops reading (P6): it costs a bounded amount, it is sent away, and the others do not notice.

use std::time::Duration;

use futures_util::StreamExt;
use serde_json::Value;
use tokio_tungstenite::tungstenite::Message;

use super::{entry_of, say};
use crate::support::{Socket, TestApp, handshake};

/// P6: closed within this time, however the socket is stuck.
const PROMISE: Duration = Duration::from_secs(35);

/// What it costs meanwhile is measured in `tests/socket/jammed.rs`; here a stuck reader meets a whole server.
#[tokio::test(flavor = "multi_thread")]
async fn who_stops_reading_is_sent_away_and_the_others_go_on() {
    const MESSAGES: i64 = 400;
    let app = TestApp::with(&[("MESSAGE_RATE_LIMIT", "0"), ("CONNECTION_LIMIT_PER_USER", "1")]).await;
    let [buyer, merchant, ..] = app.everybody().await;
    let watcher = app.admin().await;
    let chat = buyer.talks_to(&merchant).await;
    let stuck = buyer.socket().await.into_stream();
    socket2::SockRef::from(stuck.get_ref()).set_recv_buffer_size(64 * 1024).unwrap();
    let mut inbox = watcher.socket().await.watching(chat).await;
    let mut writer = merchant.socket().await;
    let text = "x".repeat(16_000);

    let writing = tokio::spawn(async move {
        for number in 0..MESSAGES {
            assert_eq!(say(&mut writer, &number.to_string(), chat, &text).await["type"], "ack");
        }
    });
    for seq in 1..=MESSAGES {
        assert_eq!(inbox.next_event().await.seq(), seq, "the others hear everything");
    }
    writing.await.unwrap();

    // There is room for one socket of this user: the next one is let in when the stuck one is gone.
    let back = async {
        loop {
            if let Ok((socket, _)) = Socket::try_open(handshake(app.address, &buyer.id, buyer.token())).await {
                return socket;
            }
        }
    };
    let mut back = tokio::time::timeout(PROMISE, back).await.expect("the stuck socket is gone in time");
    let heard: Vec<Message> =
        stuck.take_while(|frame| std::future::ready(frame.is_ok())).map(Result::unwrap).collect().await;
    let mut seen = 0;
    for frame in heard.iter().filter_map(|frame| frame.to_text().ok()) {
        let Ok(frame) = serde_json::from_str::<Value>(frame) else { continue };
        if let Some(seq) = entry_of(&frame, chat) {
            assert_eq!(seq, seen + 1, "what it got is in order");
            seen = seq;
        }
    }
    assert!(seen < MESSAGES, "it was not all kept for it");
    if let Some(Message::Close(close)) = heard.last() {
        assert_eq!(close.as_ref().map(|close| u16::from(close.code)), Some(1013));
    }
    // Coming back, it catches up.
    let page =
        back.ask(serde_json::json!({"type": "sync", "conversation_id": chat, "after_seq": seen, "limit": 1})).await;
    assert_eq!((&page["events"][0]["seq"], &page["head"]), (&(seen + 1).into(), &MESSAGES.into()));
}

/// A reader who is merely behind keeps its socket, and what it missed comes in order from the store.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_only_late_gets_everything() {
    const MESSAGES: i64 = 600;
    let app = TestApp::with(&[("MESSAGE_RATE_LIMIT", "0"), ("WS_QUEUE_FRAMES", "16")]).await;
    let [buyer, merchant, ..] = app.everybody().await;
    let chat = buyer.talks_to(&merchant).await;
    let mut late = buyer.socket().await;
    let writers = (0..4).map(|writer| {
        let merchant = merchant.clone();
        tokio::spawn(async move {
            let mut socket = merchant.socket().await;
            for number in 0..MESSAGES / 4 {
                assert_eq!(
                    say(&mut socket, &format!("{writer}-{number}"), chat, &"x".repeat(2000)).await["type"],
                    "ack"
                );
            }
        })
    });

    let writers: Vec<_> = writers.collect();
    for seq in 1..=MESSAGES {
        assert_eq!(late.next_event().await.seq(), seq);
    }
    for writer in writers {
        writer.await.unwrap();
    }
}
