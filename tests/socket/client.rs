//! A client that can do everything wrong: frames by hand over a TCP stream.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

pub const HEAD: &str = "GET /ws HTTP/1.1\r\nhost: kefu\r\nupgrade: websocket\r\nconnection: Upgrade\r\n\
    sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

pub const FIN: u8 = 0x80;
pub const CONTINUATION: u8 = 0x0;
pub const TEXT: u8 = 0x1;
pub const BINARY: u8 = 0x2;
pub const CLOSE: u8 = 0x8;
pub const PING: u8 = 0x9;
pub const PONG: u8 = 0xa;

/// A test that waits in vain fails after this long instead of hanging; no test depends on it otherwise.
const PATIENCE: Duration = Duration::from_secs(20);

pub async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.expect("waited in vain")
}

pub const MASKED: u8 = 0x80;

pub struct Client {
    pub stream: TcpStream,
}

/// A frame of the server's, which must be whole and unmasked.
#[derive(Debug, PartialEq, Eq)]
pub struct Frame {
    pub opcode: u8,
    pub payload: Vec<u8>,
}

/// One masked frame; `first` is the first byte as it goes over the wire.
pub fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
    let mask = [0x37, 0xfa, 0x21, 0x3d];
    let mut frame = vec![first];
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(short @ ..126), _) => frame.push(MASKED | short),
        (_, Ok(medium)) => {
            frame.push(MASKED | 0x7e);
            frame.extend_from_slice(&medium.to_be_bytes());
        }
        _ => {
            frame.push(MASKED | 0x7f);
            frame.extend_from_slice(&(payload.len() as u64).to_be_bytes());
        }
    }
    frame.extend_from_slice(&mask);
    frame.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

impl Client {
    /// Opens a WebSocket.
    pub async fn open(address: SocketAddr) -> Self {
        let mut client = Self { stream: TcpStream::connect(address).await.unwrap() };
        client.shake_hands(&[]).await;
        client
    }

    /// Opens one whose kernel takes next to nothing in advance.
    pub async fn open_narrow(address: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4 * 1024).unwrap();
        let mut client = Self { stream: socket.connect(address).await.unwrap() };
        client.shake_hands(&[]).await;
        client
    }

    /// Sends the request head and `early` in one write, and reads the 101.
    pub async fn shake_hands(&mut self, early: &[u8]) -> String {
        self.send(&[HEAD.as_bytes(), b"\r\n", early].concat()).await;
        let head = self.read_head().await;
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
        assert!(head.contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"), "{head}");
        head
    }

    pub async fn read_head(&mut self) -> String {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(soon(self.stream.read_u8()).await.unwrap());
        }
        String::from_utf8(head).unwrap()
    }

    pub async fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    pub async fn say(&mut self, text: &str) {
        self.send(&masked(FIN | TEXT, text.as_bytes())).await;
    }

    /// The next frame; `None` at the clean end of the stream. A reset is no clean end.
    pub async fn next(&mut self) -> Option<Frame> {
        soon(self.read_frame()).await
    }

    async fn read_frame(&mut self) -> Option<Frame> {
        let first = match self.stream.read_u8().await {
            Ok(first) => first,
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return None,
            Err(error) => panic!("{error}"),
        };
        let short = self.stream.read_u8().await.unwrap();
        let length = match short {
            126 => u64::from(self.stream.read_u16().await.unwrap()),
            127 => self.stream.read_u64().await.unwrap(),
            short => u64::from(short),
        };
        let mut payload = vec![0; usize::try_from(length).unwrap()];
        self.stream.read_exact(&mut payload).await.unwrap();
        assert_eq!(first & 0xf0, FIN, "a whole frame without reserved bits");
        Some(Frame { opcode: first & 0x0f, payload })
    }

    /// The next frame, which must be a text.
    pub async fn next_text(&mut self) -> String {
        let frame = self.next().await.unwrap();
        assert_eq!(frame.opcode, TEXT, "{frame:?}");
        String::from_utf8(frame.payload).unwrap()
    }

    /// Reads up to the close frame and returns its code; 1005 stands for none.
    pub async fn close_code(&mut self) -> u16 {
        loop {
            let frame = self.next().await.expect("a close frame before the end");
            if frame.opcode == CLOSE {
                return frame.payload.first_chunk().map_or(1005, |code| u16::from_be_bytes(*code));
            }
        }
    }

    /// Reads whatever comes until the server is gone, by FIN or reset.
    pub async fn until_gone(&mut self) {
        let mut scratch = [0; 4096];
        while soon(self.stream.read(&mut scratch)).await.is_ok_and(|read| read > 0) {}
    }

    /// Goes away with a reset.
    pub fn reset(self) {
        socket2::SockRef::from(&self.stream).set_linger(Some(Duration::ZERO)).unwrap();
    }
}
