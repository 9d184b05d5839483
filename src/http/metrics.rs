//! What does this node count, for those who may know?

use actix_web::{HttpRequest, HttpResponse, web};

use super::caller::{credentials, identify};
use super::client_address::is_local;
use super::{Lifecycle, measured};
use crate::commands::auth::Credentials;
use crate::commands::{Caller, Services};
use crate::domain::Role;
use crate::error::{Error, Result};
use crate::metrics::{self, CONTENT_TYPE, Kind, Text};

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
    // Counting the open files takes long where there are many.
    let mut text = web::block(metrics::exposition).await.map_err(Error::internal)?;
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
        return if is_local(request) {
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
