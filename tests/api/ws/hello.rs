//! The first frame: who one is, and where one's conversations stand.

use kefu::id::UserId;
use kefu::store::{Opening, Parties};
use kefu::time::Timestamp;
use serde_json::json;

use super::entry_of;
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn hello_says_who_and_where_things_stand() {
    let settings = [("WS_HEARTBEAT_SECONDS", "20"), ("RECALL_WINDOW_SECONDS", "90"), ("MAX_FILE_SIZE", "4096")];
    let app = TestApp::with(&settings).await;
    let [buyer, merchant, agent, _] = app.everybody().await;
    let (shop, desk) = (buyer.talks_to(&merchant).await, buyer.asks_support().await);
    merchant.posts(shop, "one").await;
    merchant.posts(shop, "two").await;
    agent.posts(desk, "how can I help?").await;
    buyer.post(&format!("/api/conversations/{shop}/read"), json!({"seq": 1})).await.expect(204);
    buyer.patch(&format!("/api/conversations/{desk}"), json!({"status": "closed"})).await.expect(200);

    let hello = buyer.socket().await.hello;

    assert_eq!(
        (&hello["protocol"], &hello["heartbeat_ms"], &hello["max_frame_bytes"]),
        (&json!(1), &json!(20000), &json!(65536))
    );
    let limits = json!({"recall_window_seconds": 90, "max_text_bytes": 16384, "max_upload_bytes": 4096});
    assert_eq!(hello["limits"], limits);
    assert!(hello["session_id"].as_str().is_some_and(|id| !id.is_empty()));
    assert!(chrono::DateTime::parse_from_rfc3339(hello["server_time"].as_str().unwrap()).is_ok());
    let user = buyer.get(&format!("/api/users/{}", buyer.id)).await.expect(200).json;
    for field in ["id", "role", "username", "avatar", "description", "created_at", "disabled"] {
        assert_eq!(hello["user"][field], user[field], "{field}");
    }
    assert_eq!(hello["user"]["status"], "online");
    assert!(hello["user"].get("last_seen").is_some() && hello["user"].get("password_hash").is_none());
    // joined, the words, closed: three entries, of which one is a message.
    let expected = json!([
        {"id": desk, "last_seq": 3, "read_seq": 0, "unread": 1, "status": "closed"},
        {"id": shop, "last_seq": 2, "read_seq": 1, "unread": 1, "status": "open"},
    ]);
    assert_eq!((&hello["conversations"], &hello["more"]), (&expected, &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn hello_lists_the_newest_two_hundred_and_events_come_of_all() {
    let app = TestApp::start().await;
    let [buyer, merchant, ..] = app.everybody().await;
    let oldest = buyer.talks_to(&merchant).await;
    let me = UserId::parse(&buyer.id).unwrap();
    for number in 0..200 {
        let parties = Parties::Pair(me.clone(), UserId::parse(&format!("x{number}")).unwrap());
        let opening = Opening { parties, subject: None, context: None };
        app.store.open_conversation(&opening, Timestamp::now()).await.unwrap();
    }

    let mut socket = buyer.socket().await;

    let listed = socket.hello["conversations"].as_array().unwrap();
    assert_eq!((listed.len(), &socket.hello["more"]), (200, &json!(true)));
    assert!(listed.iter().all(|conversation| conversation["id"] != oldest));
    merchant.posts(oldest, "still there?").await;
    assert_eq!(socket.next_event().await.text(), "still there?");
}

/// Sockets that open while somebody writes: `hello` comes first and events go on right where it says (P5). The harness
/// refuses any other first frame; seen with sockets that were told of entries before they were greeted.
#[tokio::test(flavor = "multi_thread")]
async fn events_go_on_where_hello_ends() {
    const LAST: i64 = 150;
    let app = TestApp::with(&[("MESSAGE_RATE_LIMIT", "0"), ("CONNECTION_LIMIT_PER_USER", "0")]).await;
    let [buyer, merchant, ..] = app.everybody().await;
    let chat = buyer.talks_to(&merchant).await;

    let mut writer = merchant.socket().await;
    let writing = tokio::spawn(async move {
        for number in 0..LAST {
            assert_eq!(writer.says(chat, &number.to_string()).await["type"], "ack");
        }
    });
    let listeners = (0..20).map(|_| {
        let buyer = buyer.clone();
        tokio::spawn(async move {
            let mut socket = buyer.socket().await;
            let mut seen = socket.hello["conversations"][0]["last_seq"].as_i64().unwrap();
            while seen < LAST {
                let frame = socket.next_frame().await;
                let Some(seq) = entry_of(&frame, chat) else { continue };
                assert_eq!(seq, seen + 1, "{frame}");
                seen = seq;
            }
        })
    });
    for listener in listeners.collect::<Vec<_>>() {
        listener.await.unwrap();
    }
    writing.await.unwrap();
}
