//! One example of every frame, as `docs/protocol.md` shows them: `tests/api/ws/frames.snap` is what the server really said.

use serde_json::{Value, json};

use crate::support::{Socket, TestApp, User};

/// The examples, with what changes from run to run written as in the contract.
struct Examples {
    frames: Vec<Value>,
    people: Vec<(String, &'static str)>,
    chats: Vec<(i64, i64)>,
}

impl Examples {
    fn client(&mut self, title: &str, frame: &Value) {
        self.note("client", title, frame);
    }

    fn server(&mut self, title: &str, frame: &Value) {
        self.note("server", title, frame);
    }

    fn note(&mut self, from: &str, title: &str, frame: &Value) {
        let frame = self.steady("", frame);
        self.frames.push(json!({"from": from, "title": title, "frame": frame}));
    }

    /// Ids, times and tokens as they stand in the docs.
    fn steady(&self, field: &str, value: &Value) -> Value {
        match value {
            Value::Object(fields) => {
                fields.iter().map(|(name, value)| (name.clone(), self.steady(name, value))).collect()
            }
            Value::Array(items) => items.iter().map(|item| self.steady(field, item)).collect(),
            Value::String(_) if field == "session_id" => json!("s1a2b3c4d"),
            Value::String(_) if field == "access_token" => json!("eyJhbGciOiJIUzI1NiJ9.…"),
            Value::String(text) if chrono::DateTime::parse_from_rfc3339(text).is_ok() => {
                json!("2026-11-22T18:00:00.123Z")
            }
            Value::String(text) => {
                let id = self.people.iter().find(|(id, _)| id == text).map(|(_, name)| *name);
                let named = self.people.iter().find(|(id, _)| *text == format!("The {id}")).map(|(_, name)| *name);
                json!(id.map(str::to_owned).or(named.map(|name| format!("The {name}"))).unwrap_or_else(|| text.clone()))
            }
            Value::Number(number) => {
                let chat = self.chats.iter().find(|(id, _)| number.as_i64() == Some(*id)).map(|(_, steady)| *steady);
                chat.map_or_else(|| value.clone(), |steady| json!(steady))
            }
            other => other.clone(),
        }
    }

    /// Sends a frame and notes it with its answer.
    async fn ask(&mut self, socket: &mut Socket, title: &str, frame: Value) {
        let id = frame["id"].as_str().unwrap().to_owned();
        socket.send(frame.clone()).await;
        let answer = socket.next_where(&format!("the answer to {id}"), |answer| answer["id"] == *id).await;
        self.client(title, &frame);
        self.server(&format!("the answer to {title}"), &answer);
    }

    /// Notes what a socket is told next of this type.
    async fn heard(&mut self, socket: &mut Socket, title: &str, kind: &str) {
        let frame = socket.next_frame_of(kind).await;
        self.server(title, &frame);
    }
}

/// What buyer and merchant say to each other.
async fn talk(examples: &mut Examples, (buyer, merchant): (&User, &User), chat: i64) {
    let mut here = buyer.socket().await;
    let mut there = merchant.socket().await;
    examples.server("hello", &here.hello.clone());
    examples.heard(&mut there, "presence", "presence").await;
    let send = json!({"type": "send", "id": "c1", "conversation_id": chat, "kind": "text", "body": {"text": "Is the green tea back?"}, "reply_to": null});
    examples.ask(&mut here, "send", send.clone()).await;
    examples.heard(&mut there, "event", "event").await;
    examples.ask(&mut here, "send, once more", send).await;
    examples.client("typing", &json!({"type": "typing", "conversation_id": chat, "state": "start"}));
    there.send(json!({"type": "typing", "conversation_id": chat, "state": "start"})).await;
    examples.heard(&mut here, "typing, as others see it", "typing").await;
    let edit = json!({"type": "edit", "id": "e1", "conversation_id": chat, "seq": 1, "body": {"text": "Is the green tea back in stock?"}});
    examples.ask(&mut here, "edit", edit).await;
    examples.heard(&mut there, "event of an edit", "event").await;
    let delivered = json!({"type": "delivered", "id": "d1", "conversation_id": chat, "seq": 2});
    examples.ask(&mut there, "delivered", delivered).await;
    examples.heard(&mut here, "receipt", "receipt").await;
    examples.ask(&mut there, "read", json!({"type": "read", "id": "r1", "conversation_id": chat, "seq": 2})).await;
    examples.heard(&mut here, "receipt, read", "receipt").await;
    examples.ask(&mut here, "recall", json!({"type": "recall", "id": "x1", "conversation_id": chat, "seq": 1})).await;
    examples.heard(&mut there, "event of a recall", "event").await;
    let sync = json!({"type": "sync", "id": "s1", "conversation_id": chat, "after_seq": 0, "limit": 2});
    examples.ask(&mut there, "sync", sync).await;
    let wrong = json!({"type": "send", "id": "c2", "conversation_id": chat, "kind": "text", "body": {"text": " "}});
    examples.ask(&mut here, "send, with an error", wrong).await;
    let token = json!({"type": "token", "id": "t1", "access_token": buyer.token()});
    examples.ask(&mut here, "token", token).await;
    examples.ask(&mut here, "presence", json!({"type": "presence", "id": "p1", "status": "away"})).await;
    examples.ask(&mut here, "ping", json!({"type": "ping", "id": "p2"})).await;
}

/// What the support desk sees of a customer's request.
async fn help(examples: &mut Examples, (buyer, agent): (&User, &User), desk: i64) {
    let mut helper = agent.socket().await;
    let mut customer = buyer.socket().await;
    examples.ask(&mut helper, "watch", json!({"type": "watch", "id": "w1", "conversation_id": desk})).await;
    examples.client("view", &json!({"type": "view", "conversation_id": desk, "state": "start"}));
    helper.send(json!({"type": "view", "conversation_id": desk, "state": "start"})).await;
    examples.heard(&mut helper, "viewers", "viewers").await;
    customer.says(desk, "My order has not come.").await;
    helper.next_frame_of("event").await;
    // Told a second time, a second later at most, with the message in it, which says more.
    let said = helper.next_where("it waits", |frame| frame["conversation"]["last_seq"] == 1).await;
    examples.server("conversation", &said);
    let send =
        json!({"type": "send", "id": "c3", "conversation_id": desk, "kind": "text", "body": {"text": "Let me look."}});
    helper.send(send).await;
    examples.heard(&mut customer, "event of the server's own", "event").await;
    examples.ask(&mut helper, "unwatch", json!({"type": "unwatch", "id": "w2", "conversation_id": desk})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_frame_has_an_example() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, _] = app.everybody().await;
    let (chat, desk) = (buyer.talks_to(&merchant).await, buyer.asks_support().await);
    let people = vec![(buyer.id.clone(), "b1"), (merchant.id.clone(), "m1"), (agent.id.clone(), "s1")];
    let mut examples = Examples { frames: Vec::new(), people, chats: vec![(chat, 42), (desk, 43)] };

    talk(&mut examples, (&buyer, &merchant), chat).await;
    help(&mut examples, (&buyer, &agent), desk).await;
    let mut last = buyer.socket().await;
    let stopper = app.stopper.clone();
    let drain = tokio::spawn(async move { stopper.drain().await });
    examples.heard(&mut last, "bye", "bye").await;
    last.expect_close(1001).await;
    drain.await.unwrap();

    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(".");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_json_snapshot!("frames", examples.frames));
}
