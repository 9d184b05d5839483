//! A wire to the database that can be cut.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Passes bytes on to a server, until it is told not to.
pub struct Proxy {
    pub address: SocketAddr,
    wire: watch::Sender<Wire>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wire {
    Whole,
    /// Connections end at once, the present ones and new ones.
    Cut,
}

impl Proxy {
    pub async fn to(server: String) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (wire, state) = watch::channel(Wire::Whole);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(pass(stream, server.clone(), state.clone()));
            }
        });
        Self { address, wire }
    }

    pub fn cut(&self) {
        self.wire.send_replace(Wire::Cut);
    }

    pub fn mend(&self) {
        self.wire.send_replace(Wire::Whole);
    }
}

async fn pass(mut client: TcpStream, server: String, mut state: watch::Receiver<Wire>) {
    if *state.borrow() == Wire::Cut {
        return;
    }
    let Ok(mut upstream) = TcpStream::connect(server).await else { return };
    tokio::select! {
        _ = copy_bidirectional(&mut client, &mut upstream) => {}
        _ = state.wait_for(|wire| *wire == Wire::Cut) => {}
    }
}
