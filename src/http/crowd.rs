//! How many connections does one peer have?

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use actix_service::{Service, ServiceFactory, apply_fn_factory};
use futures_util::future::Either;
use socket2::SockRef;
use tokio::net::TcpStream;

use crate::auth::{Limits, Place};
use crate::config::TrustedProxies;

/// Who may connect. Peers without a limit: this machine, and the proxies that speak for others.
#[derive(Clone)]
pub struct Crowd {
    limits: Limits,
    proxies: TrustedProxies,
}

impl Crowd {
    pub fn new(limits: Limits, proxies: TrustedProxies) -> Self {
        Self { limits, proxies }
    }

    /// A place until it is dropped; `Err` where the peer has all it may have.
    fn admit(&self, peer: Option<SocketAddr>) -> Result<Option<Place<IpAddr>>, ()> {
        let peer = peer.map(|peer| peer.ip().to_canonical()).filter(|peer| !self.proxies.trust(*peer));
        peer.map_or(Ok(None), |peer| self.limits.connection(peer).map_err(drop))
    }
}

/// Serves the connections that `crowd` admits. The kernel gives up those whose peer takes no bytes for `jam`.
pub(super) fn guarded<S>(
    service: S,
    crowd: Option<Crowd>,
    jam: Duration,
) -> impl ServiceFactory<TcpStream, Config = S::Config, Response = (), Error = S::Error, InitError = S::InitError>
where
    S: ServiceFactory<TcpStream, Response = ()>,
{
    apply_fn_factory(service, move |stream: TcpStream, service: &S::Service| {
        let admitted = crowd.as_ref().map_or(Ok(None), |crowd| crowd.admit(stream.peer_addr().ok()));
        let Ok(place) = admitted else {
            // Closed without a word: to wait until it can be written to would cost what is to be spared.
            return Either::Right(async { Ok(()) });
        };
        bound(&stream, jam);
        let served = service.call(stream);
        Either::Left(async move {
            let done = served.await;
            drop(place);
            done
        })
    })
}

/// Where the system refuses, a peer that does not read costs a connection for longer.
fn bound(stream: &TcpStream, jam: Duration) {
    #[cfg(target_os = "linux")]
    if let Err(error) = SockRef::from(stream).set_tcp_user_timeout(Some(jam)) {
        tracing::debug!(%error, "a connection's time limit was refused");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::testing::settings;

    fn crowd(proxies: &str) -> Crowd {
        let config = settings(&[("TRUSTED_PROXIES", proxies), ("CONNECTION_LIMIT_PER_ADDRESS", "1")]);
        Crowd::new(Limits::new(&config), config.tuning.trusted_proxies)
    }

    #[expect(clippy::unnecessary_wraps, reason = "as the listener gives it")]
    fn peer(address: &str) -> Option<SocketAddr> {
        Some(SocketAddr::new(address.parse().unwrap(), 1234))
    }

    /// Catches a proxy that is cut off because everybody comes through it.
    #[test]
    fn a_peer_has_its_places_and_proxies_have_any_number() {
        let crowd = crowd("10.0.0.0/8");
        let first = crowd.admit(peer("203.0.113.9")).unwrap();
        assert!(crowd.admit(peer("203.0.113.9")).is_err());
        assert!(crowd.admit(peer("203.0.113.10")).is_ok());
        drop(first);
        assert!(crowd.admit(peer("203.0.113.9")).is_ok());

        for many in ["10.1.2.3", "::ffff:10.1.2.3", "127.0.0.1"] {
            let all: Vec<_> = (0..5).map(|_| crowd.admit(peer(many))).collect();
            assert!(all.iter().all(Result::is_ok), "{many}");
        }
    }
}
