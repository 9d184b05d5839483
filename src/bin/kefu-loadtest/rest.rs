//! How does the REST side answer, over one kept connection?

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::failure::{Failure, Result};
use crate::response::{self, Body};
use crate::target::Target;

/// One kept HTTP/1.1 connection, one request at a time.
pub struct Rest<'a> {
    target: &'a Target,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
}

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub enum Caller<'a> {
    Nobody,
    Key(&'a str),
    Token(&'a str),
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Answer {
    /// The body, if it was granted.
    ///
    /// # Errors
    /// The server's own words, if not.
    pub fn granted(self, what: &'static str) -> Result<Vec<u8>> {
        if (200..300).contains(&self.status) {
            return Ok(self.body);
        }
        Err(Failure::Refused { what, status: self.status, detail: response::problem_detail(&self.body) })
    }
}

impl<'a> Rest<'a> {
    pub const fn new(target: &'a Target) -> Self {
        Self { target, stream: None, buffer: Vec::new() }
    }

    /// The bytes of a request; made once where the same is asked again and again.
    pub fn request(&self, method: &str, path: &str, caller: Caller<'_>, body: &[u8]) -> Vec<u8> {
        let host = &self.target.host;
        let caller = match caller {
            Caller::Nobody => String::new(),
            Caller::Key(key) => format!("X-API-Key: {key}\r\n"),
            Caller::Token(token) => format!("Authorization: Bearer {token}\r\n"),
        };
        let content = match body.len() {
            0 => String::new(),
            length => format!("Content-Type: application/json\r\nContent-Length: {length}\r\n"),
        };
        let mut bytes = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{caller}{content}\r\n").into_bytes();
        bytes.extend_from_slice(body);
        bytes
    }

    /// Asks and reads the whole answer. A kept connection that the server had closed meanwhile is opened anew once.
    pub async fn ask(&mut self, request: &[u8]) -> Result<Answer> {
        let kept = self.stream.is_some();
        match self.exchange(request).await {
            Err(Failure::Io { .. }) if kept && self.buffer.is_empty() => self.exchange(request).await,
            answer => answer,
        }
    }

    async fn exchange(&mut self, request: &[u8]) -> Result<Answer> {
        self.buffer.clear();
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => self.target.connect().await?,
        };
        stream.write_all(request).await.map_err(Failure::io("asking"))?;
        loop {
            if let Some((answer, keep_alive)) = self.whole_answer()? {
                self.stream = keep_alive.then_some(stream);
                return Ok(answer);
            }
            let read = stream.read_buf(&mut self.buffer).await.map_err(Failure::io("reading an answer"))?;
            if read == 0 {
                let source = std::io::ErrorKind::UnexpectedEof.into();
                return Err(Failure::Io { what: "reading an answer", source });
            }
        }
    }

    fn whole_answer(&self) -> Result<Option<(Answer, bool)>> {
        let Some(head) = response::head(&self.buffer)? else { return Ok(None) };
        let rest = self.buffer.get(head.length..).unwrap_or_default();
        let body = match head.body {
            Body::Length(length) => rest.get(..length).map(<[u8]>::to_vec),
            Body::Chunked => response::dechunk(rest)?.map(|(content, _)| content),
        };
        Ok(body.map(|body| (Answer { status: head.status, body }, head.keep_alive)))
    }
}
