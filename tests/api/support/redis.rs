//! A Redis server of one's own.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use futures_util::StreamExt;
use redis::aio::{MultiplexedConnection, PubSub};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::soon;

/// Debian's `redis-server` on a free port, without files; gone when it is dropped.
pub struct Redis {
    port: u16,
    folder: TempDir,
    server: Child,
}

impl Redis {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        loop {
            let port = free_port();
            let mut server = run(port, &folder);
            if answers(port, &mut server).await {
                return Self { port, folder, server };
            }
        }
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub fn stop(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }

    /// On the same port.
    pub async fn restart(&mut self) {
        self.server = run(self.port, &self.folder);
        assert!(answers(self.port, &mut self.server).await, "port {} was taken meanwhile", self.port);
    }

    /// It stands still: connections stay and nothing is answered, until it is resumed.
    pub fn pause(&self) {
        self.signal(Signal::STOP);
    }

    pub fn resume(&self) {
        self.signal(Signal::CONT);
    }

    fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.server.id()).unwrap();
        kill_process(Pid::from_raw(id).unwrap(), signal).unwrap();
    }

    /// Takes part as a node does, once a real one is on the bus.
    pub async fn stranger(&self) -> Stranger {
        let client = redis::Client::open(self.url()).unwrap();
        let mut mouth = soon("a connection", client.get_multiplexed_async_connection()).await.unwrap();
        let channel = soon("a node on the bus", channel(&mut mouth)).await;
        let mut ears = client.get_async_pubsub().await.unwrap();
        ears.subscribe(&channel).await.unwrap();
        Stranger { ears, mouth, channel }
    }
}

/// What a node would be that says only what the test wants.
pub struct Stranger {
    ears: PubSub,
    mouth: MultiplexedConnection,
    channel: String,
}

impl Stranger {
    const NODE: u64 = 7;

    pub async fn says(&mut self, hint: Value) {
        let letter = json!({"node": Self::NODE, "hints": [hint]}).to_string();
        let told: i64 =
            redis::cmd("PUBLISH").arg(&self.channel).arg(letter).query_async(&mut self.mouth).await.unwrap();
        assert!(told > 1, "nobody but the stranger hears it");
    }

    /// The next hint of another node that fits; others are passed over.
    pub async fn hears(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let mut heard = self.ears.on_message();
        let hearing = async {
            loop {
                let letter: Value = serde_json::from_slice(heard.next().await.unwrap().get_payload_bytes()).unwrap();
                let found = letter["hints"].as_array().unwrap().iter().find(|hint| fits(hint));
                if let Some(hint) = found.filter(|_| letter["node"] != Self::NODE) {
                    return hint.clone();
                }
            }
        };
        soon(what, hearing).await
    }
}

async fn channel(mouth: &mut MultiplexedConnection) -> String {
    loop {
        let names: Vec<String> = redis::cmd("PUBSUB").arg("CHANNELS").arg("kefu:*").query_async(mouth).await.unwrap();
        if let Some(name) = names.into_iter().next() {
            return name;
        }
        tokio::task::yield_now().await;
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Below those that the kernel gives to sockets without a wish, so that no other test gets it until it is listened on.
fn free_port() -> u16 {
    let mut ports = std::iter::repeat_with(|| rand::random_range(20_000..32_768));
    ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).unwrap()
}

fn run(port: u16, folder: &TempDir) -> Child {
    let mut command = Command::new("redis-server");
    command.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--port", &port.to_string()]);
    command.arg("--dir").arg(folder.path()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("redis-server; scripts/test.sh installs it (Debian: apt-get install redis-server)")
}

/// `false` where it ended instead: somebody else was faster at its port.
async fn answers(port: u16, server: &mut Child) -> bool {
    let ping = async {
        loop {
            if server.try_wait().unwrap().is_some() {
                return false;
            }
            if let Ok(mut line) = TcpStream::connect(("127.0.0.1", port)).await {
                line.write_all(b"PING\r\n").await.unwrap();
                let mut answer = [0; 5];
                if line.read_exact(&mut answer).await.is_ok() && &answer == b"+PONG" {
                    return true;
                }
            }
            tokio::task::yield_now().await;
        }
    };
    soon("a Redis server that answers", ping).await
}
