//! `view` and `viewers`: who of the staff is looking at a conversation.

use serde_json::{Value, json};

use super::of_type;
use crate::support::{Socket, TestApp};

fn view(chat: i64, state: &str) -> Value {
    json!({"type": "view", "conversation_id": chat, "state": state})
}

async fn viewers(socket: &mut Socket) -> Value {
    let frame = socket.next_frame_of("viewers").await;
    assert!(frame["conversation_id"].is_i64(), "{frame}");
    frame["user_ids"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_see_who_else_is_looking() {
    let app = TestApp::start().await;
    let [buyer, _, agent, admin] = app.everybody().await;
    let desk = buyer.asks_support().await;
    let (mut one, mut two) = (agent.socket().await, admin.socket().await);

    one.send(view(desk, "start")).await;
    assert_eq!(viewers(&mut one).await, json!([agent.id]));
    two.send(view(desk, "start")).await;
    assert_eq!(viewers(&mut two).await, json!([agent.id, admin.id]));
    assert_eq!(viewers(&mut one).await, json!([agent.id, admin.id]));
    one.send(view(desk, "stop")).await;
    assert_eq!(viewers(&mut two).await, json!([admin.id]));

    // Nobody else hears of it, the customer least of all.
    let mut customer = buyer.socket().await;
    one.send(view(desk, "start")).await;
    assert_eq!(viewers(&mut one).await, json!([admin.id, agent.id]));
    for socket in [&mut customer, &mut one] {
        let told = socket.frames_up_to_now().await;
        assert!(of_type(&told, "viewers").is_empty() && of_type(&told, "ack").is_empty(), "{told:?}");
    }
}

/// Catches a list that counts sockets: a second window of the same agent is no other agent.
#[tokio::test(flavor = "multi_thread")]
async fn a_user_with_two_windows_is_one_and_a_socket_that_ends_stops() {
    let app = TestApp::start().await;
    let [buyer, _, agent, admin] = app.everybody().await;
    let desk = buyer.asks_support().await;
    let mut other = admin.socket().await;
    other.send(view(desk, "start")).await;
    assert_eq!(viewers(&mut other).await, json!([admin.id]));
    let (mut one, mut two) = (agent.socket().await, agent.socket().await);

    one.send(view(desk, "start")).await;
    assert_eq!(viewers(&mut one).await, json!([admin.id, agent.id]));
    two.send(view(desk, "start")).await;
    two.send(view(desk, "start")).await;
    assert_eq!(viewers(&mut two).await, json!([admin.id, agent.id]), "the socket that comes gets the list");
    assert!(of_type(&two.frames_up_to_now().await, "viewers").is_empty(), "and once");
    one.close().await;
    drop(two);

    assert_eq!(viewers(&mut other).await, json!([admin.id, agent.id]));
    assert_eq!(viewers(&mut other).await, json!([admin.id]), "told once for both windows");
}

/// Catches a start whose permission is looked up while its stop passes by: the list would show somebody who left.
#[tokio::test(flavor = "multi_thread")]
async fn a_quick_stop_does_not_overtake_its_start() {
    let app = TestApp::start().await;
    let [buyer, _, agent, admin] = app.everybody().await;
    let desk = buyer.asks_support().await;
    let (mut quick, mut other) = (agent.socket().await, admin.socket().await);
    for _ in 0..20 {
        quick.send(view(desk, "start")).await;
        quick.send(view(desk, "stop")).await;
    }
    quick.frames_up_to_now().await;

    other.send(view(desk, "start")).await;

    assert_eq!(viewers(&mut other).await, json!([admin.id]));
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_is_for_staff_who_see_it() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, admin] = app.everybody().await;
    let (chat, desk) = (buyer.talks_to(&merchant).await, buyer.asks_support().await);
    let (mut customer, mut helper, mut boss) = (buyer.socket().await, agent.socket().await, admin.socket().await);

    for state in ["start", "stop"] {
        assert_eq!(customer.ask(view(desk, state)).await["code"], "forbidden", "{state}");
        assert_eq!(customer.ask(view(4, state)).await["code"], "not_found", "{state}");
        assert_eq!(helper.ask(view(chat, state)).await["code"], "not_found", "{state}");
    }
    boss.send(view(chat, "start")).await;
    assert_eq!(viewers(&mut boss).await, json!([admin.id]));
}
