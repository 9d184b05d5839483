//! What does this node count, for those who may know?

use std::net::IpAddr;

use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::{HttpRequest, HttpResponse, web};

use super::caller::{credentials, identify};
use super::{Lifecycle, measured};
use crate::commands::auth::Credentials;
use crate::commands::{Caller, Services};
use crate::domain::Role;
use crate::error::{Error, Result};
use crate::metrics::{self, CONTENT_TYPE, Kind, Text};

/// What a proxy adds. A request with one of these comes from elsewhere, whatever its peer is.
const OF_PROXIES: [HeaderName; 6] = [
    header::FORWARDED,
    header::VIA,
    header::X_FORWARDED_FOR,
    header::X_FORWARDED_HOST,
    header::X_FORWARDED_PROTO,
    HeaderName::from_static("x-real-ip"),
];

/// What this node counts
///
/// In the text format of Prometheus. For administrators, API keys, and programs on the server's own machine that do not
/// come through a proxy.
#[utoipa::path(get, path = "/api/metrics", tag = "health", security((), ("api_key" = []), ("bearer" = [])),
    responses((status = 200, description = "Counters, gauges and histograms", body = String, content_type = "text/plain")))]
pub async fn read(
    request: HttpRequest,
    services: web::Data<Services>,
    lifecycle: web::Data<Lifecycle>,
) -> Result<HttpResponse> {
    check(&request).await?;
    let mut text = metrics::exposition();
    measured::write(&mut text);
    vitals(&mut text, &services);
    text.head("kefu_uptime_seconds", Kind::Gauge, "Seconds since this node began.");
    text.sample("kefu_uptime_seconds", &[], lifecycle.uptime_seconds());
    text.head("kefu_draining", Kind::Gauge, "1 while the node finishes what it has and takes nothing new.");
    text.sample("kefu_draining", &[], u8::from(lifecycle.is_draining()));
    Ok(HttpResponse::Ok().content_type(CONTENT_TYPE).body(text.into_string()))
}

async fn check(request: &HttpRequest) -> Result<()> {
    if credentials(request.headers()) == Credentials::default() {
        let peer = request.peer_addr().map(|peer| peer.ip());
        return if is_local(peer, request.headers()) {
            Ok(())
        } else {
            Err(Error::Unauthorized("Send an API key as `X-API-Key`, or an administrator's token.".to_owned()))
        };
    }
    match identify(request).await?.caller {
        Caller::Key(_) => Ok(()),
        Caller::User(actor) if actor.role == Role::Admin => Ok(()),
        Caller::User(_) => Err(Error::Forbidden("Only administrators and API keys read the metrics.".to_owned())),
    }
}

fn is_local(peer: Option<IpAddr>, headers: &HeaderMap) -> bool {
    let loopback = peer.is_some_and(|peer| peer.to_canonical().is_loopback());
    loopback && !OF_PROXIES.iter().any(|name| headers.contains_key(name))
}

/// What the store knows only when it is asked.
fn vitals(text: &mut Text, services: &Services) {
    let vitals = services.store.vitals();
    text.head("kefu_lane_depth", Kind::Gauge, "Wishes that wait in a lane of the log.");
    for (lane, depth) in vitals.lanes.iter().enumerate() {
        text.sample("kefu_lane_depth", &[("lane", &lane.to_string())], depth);
    }
    text.head("kefu_database_connections", Kind::Gauge, "Connections to the database, by what they do.");
    for pool in &vitals.pools {
        for (state, count) in [("busy", pool.busy), ("idle", pool.idle)] {
            text.sample("kefu_database_connections", &[("pool", pool.pool), ("state", state)], count);
        }
    }
    text.head("kefu_database_connections_max", Kind::Gauge, "Connections a pool may have.");
    for pool in &vitals.pools {
        text.sample("kefu_database_connections_max", &[("pool", pool.pool)], pool.most);
    }
    text.head("kefu_database_waiting", Kind::Gauge, "Queries that wait for a connection.");
    for pool in &vitals.pools {
        text.sample("kefu_database_waiting", &[("pool", pool.pool)], pool.waiting);
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    /// Catches metrics open to the world through a proxy on the same machine.
    #[test]
    fn local_is_a_peer_on_this_machine_that_nobody_sent() {
        let plain = HeaderMap::new();
        for (peer, local) in [
            ("127.0.0.1", true),
            ("::1", true),
            ("::ffff:127.0.0.1", true),
            ("10.0.0.1", false),
            ("203.0.113.9", false),
        ] {
            assert_eq!(is_local(peer.parse().ok(), &plain), local, "{peer}");
        }
        assert!(!is_local(None, &plain));
        for name in OF_PROXIES {
            let headers = HeaderMap::from_iter([(name.clone(), HeaderValue::from_static(""))]);
            assert!(!is_local("127.0.0.1".parse().ok(), &headers), "{name}");
        }
    }
}
