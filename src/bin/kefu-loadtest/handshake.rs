//! How does a TCP connection become a WebSocket?

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::failure::{Failure, Result, UPGRADE};
use crate::response;
use crate::target::Target;

/// The nonce of every handshake of this program; it proves that a WebSocket server answers, and guards nothing.
const KEY: &str = "a2VmdS1sb2FkdGVzdC0xIQ==";

/// What no answer to an upgrade exceeds.
const MAX_HEAD: usize = 64 * 1024;

/// An open WebSocket: the stream, and what came behind the server's answer already.
pub type Opened = (TcpStream, Vec<u8>);

/// Connects and asks for the WebSocket of `user`.
///
/// # Errors
/// No connection, or another answer than 101.
pub async fn open(target: &Target, user: &str, token: &str) -> Result<Opened> {
    let mut stream = target.connect().await?;
    let host = &target.host;
    let request = format!(
        "GET /api/ws/{user} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.map_err(Failure::io(UPGRADE))?;
    let mut answer = Vec::with_capacity(2048);
    loop {
        if stream.read_buf(&mut answer).await.map_err(Failure::io(UPGRADE))? == 0 {
            return Err(Failure::Protocol("it closed instead of answering an upgrade"));
        }
        if answer.len() > MAX_HEAD {
            return Err(Failure::Protocol("an answer to an upgrade without an end"));
        }
        if let Some(head) = response::head(&answer)? {
            accept(&head, &answer)?;
            return Ok((stream, answer.split_off(head.length)));
        }
    }
}

fn accept(head: &response::Head, answer: &[u8]) -> Result<()> {
    if head.status != 101 {
        let detail = response::problem_detail(answer.get(head.length..).unwrap_or_default());
        return Err(Failure::Refused { what: UPGRADE, status: head.status, detail });
    }
    let expected = derive_accept_key(KEY.as_bytes());
    let given = answer.get(..head.length).and_then(|head| response::header(head, "sec-websocket-accept"));
    if given == Some(expected.as_bytes()) { Ok(()) } else { Err(Failure::Protocol("a wrong Sec-WebSocket-Accept")) }
}
