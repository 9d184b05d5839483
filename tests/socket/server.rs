//! A server whose only actor tells the test what happens to it.

use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use crate::client::soon;
use actix::fut::wrap_future;
use actix::{Actor, ActorContext, AsyncContext, StreamHandler};
use actix_http::Request;
use actix_http::header::HeaderValue;
use actix_server::ServerHandle;
use actix_web::{App, HttpResponse, web};
use actix_web_actors::ws::{Message, ProtocolError, WebsocketContext};
use kefu::actors::socket::{self, Ending, Handle, Load, Outbox, SocketLimits};
use kefu::http::listener::{self, Accept, Accepting, ListenerSettings};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Limits so short that a test need not wait, yet long enough for a busy machine.
pub fn limits() -> SocketLimits {
    SocketLimits {
        queue: Load { frames: 256, bytes: 256 * 1024 },
        drain_timeout: Duration::from_secs(2),
        close_timeout: Duration::from_secs(2),
        send_buffer_bytes: 16 * 1024,
        ..SocketLimits::default()
    }
}

/// What happened to a session.
pub enum Seen {
    Opened(Arc<Outbox>),
    Stopped(Option<Ending>),
    /// The endless answer of `/endless` was given up.
    GivenUp,
}

pub struct Server {
    pub address: SocketAddr,
    handle: ServerHandle,
    seen: UnboundedReceiver<Seen>,
}

impl Server {
    /// Serves on a port and a thread of its own until dropped.
    pub fn start(limits: SocketLimits) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = port.local_addr().unwrap();
        let (tell, seen) = unbounded_channel();
        let (give, take) = mpsc::channel();
        std::thread::spawn(move || {
            actix_rt::System::new().block_on(async move {
                let settings = ListenerSettings {
                    workers: 1,
                    request_timeout: Duration::from_millis(300),
                    jam_timeout: Duration::from_millis(500),
                    ..ListenerSettings::default()
                };
                let watched = tell.clone();
                let app = move || {
                    let watched = watched.clone();
                    App::new()
                        .route("/endless", web::get().to(move || endless(watched.clone())))
                        .default_service(web::to(|| async { "an ordinary answer" }))
                };
                let server = listener::serve(port, &settings, app, Doorman { limits, tell }).unwrap();
                give.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        Self { address, handle: take.recv().unwrap(), seen }
    }

    /// The queue of the next socket that opened.
    pub async fn opened(&mut self) -> Arc<Outbox> {
        match soon(self.seen.recv()).await.unwrap() {
            Seen::Opened(outbox) => outbox,
            Seen::Stopped(ending) => panic!("stopped: {ending:?}"),
            Seen::GivenUp => panic!("given up"),
        }
    }

    /// An endless answer was given up.
    pub async fn given_up(&mut self) {
        while !matches!(soon(self.seen.recv()).await.unwrap(), Seen::GivenUp) {}
    }

    /// Why the next session that stopped did so.
    pub async fn stopped(&mut self) -> Option<Ending> {
        loop {
            if let Seen::Stopped(ending) = soon(self.seen.recv()).await.unwrap() {
                return ending;
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

/// An answer without an end, that tells when it is dropped.
#[expect(clippy::unused_async, reason = "handlers are")]
async fn endless(tell: UnboundedSender<Seen>) -> HttpResponse {
    struct Guard(UnboundedSender<Seen>);
    impl Drop for Guard {
        fn drop(&mut self) {
            let _ = self.0.send(Seen::GivenUp);
        }
    }
    let guard = Guard(tell);
    let pieces = futures_util::stream::repeat_with(move || {
        let _held = &guard;
        Ok::<_, std::io::Error>(web::Bytes::from_static(&[b'x'; 16 * 1024]))
    });
    HttpResponse::Ok().streaming(pieces)
}

#[derive(Clone)]
struct Doorman {
    limits: SocketLimits,
    tell: UnboundedSender<Seen>,
}

impl Accepting for Doorman {
    async fn accept(&self, request: &Request) -> Result<Accept, HttpResponse> {
        if request.path() == "/full" {
            return Err(HttpResponse::TooManyRequests().insert_header(("retry-after", "7")).body("come back"));
        }
        let (limits, tell) = (self.limits, self.tell.clone());
        let protocol =
            request.head().headers().get("sec-websocket-protocol").map(|_| HeaderValue::from_static("kefu.v1"));
        let start = Box::new(move |stream, early| {
            socket::spawn(stream, early, limits, |_, handle| Session { handle, tell });
        });
        Ok(Accept { protocol, start })
    }
}

/// Echoes, except for a few words.
struct Session {
    handle: Handle,
    tell: UnboundedSender<Seen>,
}

impl Actor for Session {
    type Context = WebsocketContext<Self>;

    fn started(&mut self, _: &mut Self::Context) {
        let _ = self.tell.send(Seen::Opened(Arc::clone(self.handle.outbox())));
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        let _ = self.tell.send(Seen::Stopped(self.handle.ending()));
    }
}

impl StreamHandler<Result<Message, ProtocolError>> for Session {
    fn handle(&mut self, message: Result<Message, ProtocolError>, context: &mut Self::Context) {
        match message.unwrap() {
            Message::Text(text) if text == "stop" => context.stop(),
            Message::Text(text) if text == "wait" => {
                context.wait(wrap_future(tokio::time::sleep(Duration::from_millis(1))));
            }
            Message::Text(text) if text == "panic" => panic!("as the test asked"),
            message => context.write_raw(message),
        }
    }
}
