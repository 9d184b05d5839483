//! An echo server on the socket layer, for compliance suites: every text and binary message comes back.
//!
//! `ws_echo [--port PORT] [--max-message BYTES]`; prints `listening on 127.0.0.1:PORT` once it does.

use std::io::{self, Write};
use std::net::TcpListener;

use actix::{Actor, StreamHandler};
use actix_http::Request;
use actix_web::{App, HttpResponse};
use actix_web_actors::ws::{Message, ProtocolError, WebsocketContext};
use clap::Parser;
use kefu::actors::socket::{self, SocketLimits};
use kefu::http::listener::{self, Accept, Accepting, ListenerSettings};

#[derive(Parser)]
struct Options {
    /// The port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The most bytes of a message.
    #[arg(long, default_value_t = 16 * 1024 * 1024)]
    max_message: usize,
}

struct Echo;

impl Actor for Echo {
    type Context = WebsocketContext<Self>;
}

impl StreamHandler<Result<Message, ProtocolError>> for Echo {
    fn handle(&mut self, message: Result<Message, ProtocolError>, context: &mut Self::Context) {
        if let Ok(message) = message {
            context.write_raw(message);
        }
    }
}

#[derive(Clone)]
struct Anybody(SocketLimits);

impl Accepting for Anybody {
    async fn accept(&self, _: &Request) -> Result<Accept, HttpResponse> {
        let limits = self.0;
        let start = Box::new(move |stream, early| drop(socket::spawn(stream, early, limits, |_, _| Echo)));
        Ok(Accept { protocol: None, start })
    }
}

#[actix_web::main]
async fn main() -> io::Result<()> {
    let options = Options::parse();
    let limits = SocketLimits { max_message_bytes: options.max_message, ..SocketLimits::default() };
    let port = TcpListener::bind(("127.0.0.1", options.port))?;
    writeln!(io::stdout(), "listening on {}", port.local_addr()?)?;

    listener::serve(port, &ListenerSettings::default(), App::new, Anybody(limits))?.await
}
