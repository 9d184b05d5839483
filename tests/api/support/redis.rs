//! A Redis server of one's own.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

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
