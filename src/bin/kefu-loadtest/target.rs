//! Which server is tested, and from which addresses?

use std::cell::Cell;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs};

use tokio::net::{TcpSocket, TcpStream};
use url::Url;

use crate::failure::{Failure, Result};

/// The server under test, and the addresses that connections come from.
#[derive(Debug)]
pub struct Target {
    pub address: SocketAddr,
    /// For the `Host` header.
    pub host: String,
    sources: u8,
    opened: Cell<usize>,
}

/// May a server that is not on this machine be loaded?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    Loopback,
    Anywhere,
}

impl Target {
    /// # Errors
    /// A URL that is not plain `http`, a name without an address, a foreign server without leave.
    pub fn new(url: &str, sources: u8, reach: Reach) -> Result<Self> {
        let bad = |why: &str| Failure::Unusable(format!("--url {url}: {why}"));
        let parsed = Url::parse(url).map_err(|error| bad(&error.to_string()))?;
        if parsed.scheme() != "http" {
            return Err(bad("only http:// is spoken; measure in front of a TLS proxy with a tool that speaks TLS"));
        }
        let name = parsed.host_str().ok_or_else(|| bad("it names no host"))?;
        let port = parsed.port_or_known_default().unwrap_or(80);
        let plain_name = name.trim_start_matches('[').trim_end_matches(']');
        let address = (plain_name, port)
            .to_socket_addrs()
            .map_err(|error| bad(&error.to_string()))?
            .min_by_key(SocketAddr::is_ipv6)
            .ok_or_else(|| bad("the name has no address"))?;
        if reach == Reach::Loopback && !address.ip().is_loopback() {
            return Err(bad("not on this machine. If it is yours to load, say --yes-this-is-my-server"));
        }
        if sources > 1 && !(address.ip().is_loopback() && address.is_ipv4()) {
            return Err(bad("--sources works towards 127.0.0.1 only"));
        }
        Ok(Self { address, host: format!("{name}:{port}"), sources, opened: Cell::new(0) })
    }

    /// Opens one TCP connection, from the next source address in turn.
    pub async fn connect(&self) -> Result<TcpStream> {
        let turn = self.opened.get();
        self.opened.set(turn.wrapping_add(1));
        let socket = if self.address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() };
        let socket = socket.map_err(Failure::io("making a socket"))?;
        if self.sources > 1 {
            let last = u8::try_from(turn % usize::from(self.sources)).unwrap_or(0) + 1;
            let source = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, 0, 0, last)), 0);
            socket.bind(source).map_err(Failure::io("binding a source address"))?;
        }
        let stream = socket.connect(self.address).await.map_err(Failure::io("connecting"))?;
        stream.set_nodelay(true).map_err(Failure::io("setting TCP_NODELAY"))?;
        Ok(stream)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(url: &str, sources: u8) -> String {
        Target::new(url, sources, Reach::Loopback).unwrap_err().to_string()
    }

    #[test]
    fn loopback_is_taken_in_all_its_spellings() {
        for url in ["http://127.0.0.1:8700", "http://localhost:8700/", "http://[::1]:8700"] {
            let target = Target::new(url, 1, Reach::Loopback).unwrap();
            assert_eq!(target.address.port(), 8700, "{url}");
        }
        assert_eq!(Target::new("http://[::1]:8700", 1, Reach::Loopback).unwrap().host, "[::1]:8700");
    }

    #[test]
    fn a_foreign_server_needs_leave() {
        assert!(refusal("http://192.0.2.1:80", 1).contains("--yes-this-is-my-server"));
        assert!(Target::new("http://192.0.2.1:80", 1, Reach::Anywhere).is_ok());
        assert!(Target::new("http://192.0.2.1:80", 2, Reach::Anywhere).is_err());
    }

    #[test]
    fn what_is_not_plain_http_is_refused() {
        assert!(refusal("https://127.0.0.1", 1).contains("only http://"));
        assert!(refusal("127.0.0.1:8700", 1).contains("--url"));
    }
}
