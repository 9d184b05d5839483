//! A WebSocket as a well-behaved client holds it.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::ops::Deref;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::Request;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::soon;

/// An open socket that was greeted. Pings are answered while it is read.
pub struct Socket {
    pub hello: Value,
    stream: WebSocketStream<TcpStream>,
    /// Frames that were read while another one was waited for.
    passed: VecDeque<Value>,
    asked: u64,
}

/// A message as an `event` frame brings it.
#[derive(Debug, Clone, PartialEq)]
pub struct Event(pub Value);

impl Event {
    /// What a text message says.
    pub fn text(&self) -> &str {
        self.0["body"]["text"].as_str().unwrap_or_default()
    }

    pub fn seq(&self) -> i64 {
        self.0["seq"].as_i64().unwrap()
    }
}

impl Deref for Event {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.0
    }
}

/// A handshake with the token as a header; to be changed, and tried with [`Socket::try_open`].
pub fn handshake(address: SocketAddr, user: &str, token: &str) -> Request<()> {
    let mut request = format!("ws://{address}/api/ws/{user}").into_client_request().unwrap();
    if !token.is_empty() {
        request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
    }
    request
}

/// Why there is no socket: status and body.
#[derive(Debug)]
pub struct Refused {
    pub status: u16,
    pub retry_after: Option<String>,
    pub json: Value,
}

impl Socket {
    pub async fn open(address: SocketAddr, user: &str, token: &str) -> Self {
        match Self::try_open(handshake(address, user, token)).await {
            Ok((socket, _)) => socket,
            Err(refused) => panic!("the socket was refused: {refused:?}"),
        }
    }

    /// Tries a handshake; the socket with the subprotocol it was given, or the refusal.
    pub async fn try_open(request: Request<()>) -> Result<(Self, Option<String>), Refused> {
        let address: String = request.uri().authority().unwrap().to_string();
        let stream = TcpStream::connect(&address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (stream, response) = match soon("a handshake", client_async(request, stream)).await {
            Ok(opened) => opened,
            Err(tungstenite::Error::Http(response)) => return Err(refused(&response)),
            Err(error) => panic!("the handshake failed: {error}"),
        };
        let protocol = response.headers().get("sec-websocket-protocol").map(|it| it.to_str().unwrap().to_owned());
        let mut socket = Self { hello: Value::Null, stream, passed: VecDeque::new(), asked: 0 };
        socket.hello = socket.read_frame().await;
        assert_eq!(socket.hello["type"], "hello", "the first frame is hello: {}", socket.hello);
        Ok((socket, protocol))
    }

    /// Sends a frame.
    pub async fn send(&mut self, frame: Value) {
        self.send_raw(Message::text(frame.to_string())).await;
    }

    /// Sends whatever it is.
    pub async fn send_raw(&mut self, message: Message) {
        soon("room to send", self.stream.send(message)).await.unwrap();
    }

    /// Sends a frame under a new id and waits for its one answer; other frames wait for their turn.
    pub async fn ask(&mut self, mut frame: Value) -> Value {
        self.asked += 1;
        let id = format!("ask-{}", self.asked);
        frame["id"] = json!(id);
        self.send(frame).await;
        self.next_where(&format!("the answer to {id}"), |frame| frame["id"] == *id).await
    }

    /// Says something over the socket; the `ack` or the `error`.
    pub async fn says(&mut self, conversation: i64, text: &str) -> Value {
        self.ask(json!({"type": "send", "conversation_id": conversation, "kind": "text", "body": {"text": text}})).await
    }

    /// Watches a conversation from here on.
    pub async fn watching(mut self, conversation: i64) -> Self {
        let answer = self.ask(json!({"type": "watch", "conversation_id": conversation})).await;
        assert_eq!(answer["type"], "ack", "{answer}");
        self
    }

    /// The next frame, of whatever type.
    pub async fn next_frame(&mut self) -> Value {
        if let Some(frame) = self.passed.pop_front() { frame } else { self.read_frame().await }
    }

    /// The next frame of this type; those of other types wait for their turn.
    pub async fn next_frame_of(&mut self, kind: &str) -> Value {
        self.next_where(&format!("a frame of type {kind}"), |frame| frame["type"] == kind).await
    }

    /// The next frame that fits; the others wait for their turn.
    pub async fn next_where(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(place) = self.passed.iter().position(&fits) {
            return self.passed.remove(place).unwrap();
        }
        let reading = async {
            loop {
                let frame = read(&mut self.stream).await;
                if fits(&frame) {
                    return frame;
                }
                self.passed.push_back(frame);
            }
        };
        let found = tokio::time::timeout(super::PATIENCE, reading).await;
        found.unwrap_or_else(|_| panic!("waited in vain for {what}; meanwhile came {:?}", self.passed))
    }

    /// The next event that somebody's message makes.
    pub async fn next_event(&mut self) -> Event {
        Event(self.next_frame_of("event").await["event"].take())
    }

    /// Everything that the server had to say up to the answer of a ping sent now.
    pub async fn frames_up_to_now(&mut self) -> Vec<Value> {
        self.ask(json!({"type": "ping"})).await;
        self.passed.drain(..).collect()
    }

    /// The server closes with this code; frames before that are passed over.
    pub async fn expect_close(&mut self, code: u16) {
        let closing = async {
            loop {
                match self.stream.next().await {
                    Some(Ok(Message::Close(Some(close)))) => return u16::from(close.code),
                    Some(Ok(Message::Close(None))) => return 1005,
                    Some(Ok(_)) => {}
                    other => panic!("the stream ended without a close frame: {other:?}"),
                }
            }
        };
        assert_eq!(soon(format!("close {code}"), closing).await, code);
    }

    /// Sends the same frame for ever, reading the answers, until the server closes; its code.
    pub async fn flood_until_closed(self, frame: Value) -> u16 {
        let (mut sink, mut source) = self.stream.split();
        let pouring = async {
            while sink.send(Message::text(frame.to_string())).await.is_ok() {}
            std::future::pending::<u16>().await
        };
        let reading = async {
            loop {
                match source.next().await {
                    Some(Ok(Message::Close(close))) => return close.map_or(1005, |close| close.code.into()),
                    Some(Ok(_)) => {}
                    other => panic!("the stream ended without a close frame: {other:?}"),
                }
            }
        };
        tokio::select! {
            code = pouring => code,
            code = reading => code,
        }
    }

    /// Closes, and waits until the server has closed too.
    pub async fn close(mut self) {
        self.stream.close(None).await.unwrap();
        soon("the end of the stream", async { while let Some(Ok(_)) = self.stream.next().await {} }).await;
    }

    /// The stream below, to misbehave with.
    pub fn into_stream(self) -> WebSocketStream<TcpStream> {
        self.stream
    }

    async fn read_frame(&mut self) -> Value {
        soon("a frame", read(&mut self.stream)).await
    }
}

async fn read(stream: &mut WebSocketStream<TcpStream>) -> Value {
    loop {
        match stream.next().await {
            Some(Ok(Message::Text(text))) => return serde_json::from_str(text.as_str()).unwrap(),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            other => panic!("expected a text frame, not {other:?}"),
        }
    }
}

fn refused(response: &tungstenite::http::Response<Option<Vec<u8>>>) -> Refused {
    let body = response.body().as_deref().unwrap_or_default();
    let retry_after = response.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
    Refused {
        status: response.status().as_u16(),
        retry_after,
        json: serde_json::from_slice(body).unwrap_or(Value::Null),
    }
}
