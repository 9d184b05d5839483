//! From which address does a request come?

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderMap, HeaderName, X_FORWARDED_FOR};
use actix_web::{FromRequest, HttpRequest, web};

use crate::commands::Services;
use crate::config::TrustedProxies;

/// The client's address, for limits and the log: the peer's own, or what proxies that are trusted say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// Of this request, by `TRUSTED_PROXIES`. A peer without an address (there is none over TCP) is `0.0.0.0`.
    pub fn of(request: &HttpRequest, proxies: &TrustedProxies) -> Self {
        Self::seen(request.peer_addr(), request.headers(), proxies)
    }

    /// The same, of a request that is no actix-web request yet.
    pub(super) fn seen(peer: Option<SocketAddr>, headers: &HeaderMap, proxies: &TrustedProxies) -> Self {
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
        Self(behind(peer, headers, proxies))
    }
}

impl FromRequest for ClientAddress {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let none = TrustedProxies::default();
        let services = request.app_data::<web::Data<Services>>();
        let proxies = services.map_or(&none, |services| &services.config.tuning.trusted_proxies);
        ready(Ok(Self::of(request, proxies)))
    }
}

/// What a proxy adds. A request with one of these comes from elsewhere, whatever its peer is.
const OF_PROXIES: [HeaderName; 6] = [
    header::FORWARDED,
    header::VIA,
    header::X_FORWARDED_FOR,
    header::X_FORWARDED_HOST,
    header::X_FORWARDED_PROTO,
    HeaderName::from_static("x-real-ip"),
];

/// Does it come from a program on this machine, past no proxy?
pub(super) fn is_local(request: &HttpRequest) -> bool {
    let is_near = request.peer_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    is_near && !OF_PROXIES.iter().any(|name| request.headers().contains_key(name))
}

/// Goes from the peer through `X-Forwarded-For`, newest entry first, as long as who wrote the entry is trusted.
fn behind(peer: IpAddr, headers: &HeaderMap, proxies: &TrustedProxies) -> IpAddr {
    // A line that is no text is one that cannot be read: what stands before it counts for nothing.
    let lines: Vec<&str> = headers.get_all(X_FORWARDED_FOR).map(|line| line.to_str().unwrap_or("?")).collect();
    let mut entries = lines.iter().rev().flat_map(|line| line.rsplit(','));
    let mut address = peer.to_canonical();
    while proxies.trust(address) {
        match entries.next().and_then(read) {
            Some(before) => address = before,
            None => break,
        }
    }
    address
}

/// `203.0.113.7`, `203.0.113.7:1234`, `2001:db8::1` or `[2001:db8::1]:1234`.
fn read(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    let address = entry.parse::<IpAddr>().ok();
    let with_port = || entry.parse::<std::net::SocketAddr>().ok().map(|socket| socket.ip());
    let in_brackets = || entry.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    address.or_else(with_port).or_else(in_brackets).map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
#[path = "client_address_test.rs"]
mod tests;
