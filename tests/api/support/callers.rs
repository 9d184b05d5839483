//! People: signed-in users who talk.

use std::ops::Deref;

use serde_json::{Value, json};

use super::http::{Answer, Asker};
use super::socket::Socket;

/// A signed-in user of any role; sends requests as an [`Asker`] does.
#[derive(Clone)]
pub struct User {
    pub id: String,
    asker: Asker,
}

impl Deref for User {
    type Target = Asker;

    fn deref(&self) -> &Asker {
        &self.asker
    }
}

impl User {
    pub fn new(id: &str, asker: Asker) -> Self {
        Self { id: id.to_owned(), asker }
    }

    /// Opens a conversation with the support desk, or finds the one there is.
    pub async fn asks_support(&self) -> i64 {
        self.opens(json!({"kind": "support"})).await
    }

    /// Opens a direct conversation, or finds the one there is.
    pub async fn talks_to(&self, other: &User) -> i64 {
        self.opens(json!({"kind": "direct", "participants": [other.id]})).await
    }

    async fn opens(&self, body: Value) -> i64 {
        let answer = self.post("/api/conversations", body).await;
        assert!(matches!(answer.status, 200 | 201), "{answer}");
        answer["id"].as_i64().unwrap()
    }

    /// Says something, which must succeed; the message.
    pub async fn posts(&self, conversation: i64, text: &str) -> Value {
        self.says(conversation, text).await.expect(201).json
    }

    /// Says something, with any outcome.
    pub async fn says(&self, conversation: i64, text: &str) -> Answer {
        let body = json!({"conversation_id": conversation, "kind": "text", "body": {"text": text}});
        self.post("/api/messages", body).await
    }

    /// The conversation as this user sees it.
    pub async fn conversation(&self, id: i64) -> Value {
        self.get(&format!("/api/conversations/{id}")).await.expect(200).json
    }

    /// All that was said, as far as one page holds it.
    pub async fn history(&self, conversation: i64) -> Vec<Value> {
        let answer = self.get(&format!("/api/messages?conversation_id={conversation}&limit=100")).await.expect(200);
        answer.items().clone()
    }

    /// Uploads a file; the answer of a success.
    pub async fn uploads(&self, name: &str, content: &[u8]) -> Value {
        self.tries_to_upload(name, content).await.expect(201).json
    }

    pub async fn tries_to_upload(&self, name: &str, content: &[u8]) -> Answer {
        let part = reqwest::multipart::Part::bytes(content.to_vec()).file_name(name.to_owned());
        let form = reqwest::multipart::Form::new().part("file", part);
        self.send(self.request("POST", "/api/upload").multipart(form)).await
    }

    /// A WebSocket, open and greeted.
    pub async fn socket(&self) -> Socket {
        Socket::open(self.address, &self.id, self.token()).await
    }
}
