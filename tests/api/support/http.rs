//! Requests, and answers that say what is wrong with them.

use std::fmt;
use std::net::SocketAddr;
use std::ops::Index;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

#[derive(Clone)]
pub enum Credentials {
    None,
    Bearer(String),
    Key(String),
}

/// Somebody who sends requests: without credentials, with a token or with a key.
#[derive(Clone)]
pub struct Asker {
    client: Client,
    pub address: SocketAddr,
    credentials: Credentials,
}

impl Asker {
    pub fn new(client: Client, address: SocketAddr, credentials: Credentials) -> Self {
        Self { client, address, credentials }
    }

    /// The token; empty for those who have none.
    pub fn token(&self) -> &str {
        if let Credentials::Bearer(token) = &self.credentials { token } else { "" }
    }

    /// The key, where there is one.
    pub fn key(&self) -> Option<&str> {
        if let Credentials::Key(key) = &self.credentials { Some(key) } else { None }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request("GET", path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request("POST", path).json(&body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(self.request("PATCH", path).json(&body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request("DELETE", path)).await
    }

    /// Any method, with a JSON body or none.
    pub async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let request = self.request(method, path);
        self.send(if let Some(body) = body { request.json(&body) } else { request }).await
    }

    /// A request to be completed by hand, and sent with [`Asker::send`].
    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let request = self.client.request(method, format!("http://{}{path}", self.address));
        match &self.credentials {
            Credentials::None => request,
            Credentials::Bearer(token) => request.bearer_auth(token),
            Credentials::Key(key) => request.header("X-API-Key", key),
        }
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let request = request.build().unwrap();
        let asked = format!("{} {}{}", request.method(), request.url().path(), query(request.url()));
        let answer = match self.client.execute(request).await {
            Ok(answer) => answer,
            Err(error) => panic!("{asked} got no answer: {error:?}"),
        };
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let bytes = answer.bytes().await.unwrap_or_else(|error| panic!("{asked}: the body broke off: {error:?}"));
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { asked, status, headers, bytes, json }
    }
}

fn query(url: &reqwest::Url) -> String {
    url.query().map(|query| format!("?{query}")).unwrap_or_default()
}

/// What came back. Its assertions return it, so that they chain.
#[derive(Clone)]
pub struct Answer {
    /// `GET /api/…`
    pub asked: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Bytes,
    /// Null where the body is no JSON.
    pub json: Value,
}

impl Answer {
    /// A header; empty where it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    /// The answer has this status; failures are [`Answer::problem`]s.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "\n{self}");
        self
    }

    /// The answer is a complete problem with this status and code.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.json["code"].as_str()), (status, Some(code)), "\n{self}");
        assert_eq!(self.header("content-type"), "application/problem+json", "\n{self}");
        assert_eq!(self.json["status"], status, "\n{self}");
        assert!(self.json["type"].is_string() && self.json["title"].is_string(), "\n{self}");
        let detail = self.json["detail"].as_str().unwrap_or_default();
        let ended = status == 422 || detail.ends_with(['.', '?', '!']);
        assert!(detail.len() > 5 && ended, "a sentence for a person: {detail:?}\n{self}");
        let id = self.header("x-request-id");
        assert!(!id.is_empty() && self.json["request_id"] == id, "the request's id\n{self}");
        assert_eq!(self.json["errors"].is_array(), status == 422, "a 422, and only that, names fields\n{self}");
        if matches!(status, 429 | 503) {
            let seconds = self.json["retry_after"].as_u64().unwrap_or_default();
            assert!(seconds > 0 && self.header("retry-after") == seconds.to_string(), "when to come back\n{self}");
        }
        self
    }

    /// A 422 that names this field.
    #[track_caller]
    pub fn field_error(self, field: &str) -> Self {
        let answer = self.problem(422, "invalid");
        let named = answer.fields();
        assert!(named.iter().any(|name| name == field), "expected a fault in `{field}`, not in {named:?}\n{answer}");
        answer
    }

    /// The fields that a 422 names.
    pub fn fields(&self) -> Vec<String> {
        let errors = self.json["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["field"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// The items of a list.
    #[track_caller]
    pub fn items(&self) -> &Vec<Value> {
        let Some(items) = self.json["items"].as_array() else { panic!("a list\n{self}") };
        items
    }

    /// One field of every item of a list.
    #[track_caller]
    pub fn every(&self, field: &str) -> Vec<Value> {
        self.items().iter().map(|item| item[field].clone()).collect()
    }
}

impl Index<&str> for Answer {
    type Output = Value;

    fn index(&self, field: &str) -> &Value {
        &self.json[field]
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = String::from_utf8_lossy(&self.bytes);
        let body: String = body.chars().take(2000).collect();
        write!(f, "{}\n-> {} {}\n{body}", self.asked, self.status, self.header("content-type"))
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
