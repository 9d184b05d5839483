//! `/api/ws/{user_id}`: the WebSocket. Each frame of the contract over a real socket.

mod catching_up;
mod changes;
mod closing;
mod draining;
mod errors;
mod frames;
mod handshake;
mod hello;
mod lost_hints;
mod marks;
mod messages;
mod nodes;
mod order;
mod presence;
mod slow;
mod viewing;
mod watching;

use serde_json::{Value, json};

use crate::support::Socket;

/// A `send` frame under a name of the test's choice.
fn send_frame(id: &str, chat: i64, text: &str) -> Value {
    json!({"type": "send", "id": id, "conversation_id": chat, "kind": "text", "body": {"text": text}})
}

/// Says something under a name of the test's choice; the answer.
async fn say(socket: &mut Socket, id: &str, chat: i64, text: &str) -> Value {
    socket.send(send_frame(id, chat, text)).await;
    socket.next_where(&format!("the answer to {id}"), |frame| frame["id"] == *id).await
}

/// Everything this socket was told until now. What it says in `own`, a conversation that nobody else is in, passes
/// through the chat server behind everything that was told before, so nothing is on its way any more.
async fn told_so_far(socket: &mut Socket, own: i64) -> Vec<Value> {
    let ack = socket.says(own, "so far").await;
    assert_eq!(ack["type"], "ack", "{ack}");
    socket.frames_up_to_now().await
}

/// The frames of one type.
fn of_type<'a>(frames: &'a [Value], kind: &str) -> Vec<&'a Value> {
    frames.iter().filter(|frame| frame["type"] == kind).collect()
}

/// The number of the entry of a conversation that this frame is about: an event's, or an ack's.
fn entry_of(frame: &Value, chat: i64) -> Option<i64> {
    let about = if frame["type"] == "event" { &frame["event"] } else { frame };
    let counts = matches!(frame["type"].as_str(), Some("event" | "ack")) && about["conversation_id"] == chat;
    counts.then(|| about["seq"].as_i64()).flatten()
}
