//! Is this node well?

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::Lifecycle;
use super::edge::Spoken;
use crate::commands::Services;
use crate::error::UNAVAILABLE_RETRY_AFTER;

/// How the node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Wellbeing {
    Ok,
    /// It finishes what it has, and takes nothing new.
    Draining,
    /// The database is away.
    Unavailable,
}

/// Whether the database answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Database {
    Ok,
    Unavailable,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    status: Wellbeing,
    /// `APP_TITLE`.
    title: String,
    /// `APP_VERSION`.
    version: String,
    database: Database,
    /// Since the node started.
    #[schema(minimum = 0)]
    uptime_seconds: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Probe {
    status: Wellbeing,
}

/// How the service is
#[utoipa::path(get, path = "/api/health", tag = "health", security(()),
    responses((status = 200, description = "Well", body = Health), (status = 503, description = "Not well", body = Health)))]
pub async fn health(services: web::Data<Services>, lifecycle: web::Data<Lifecycle>) -> HttpResponse {
    let (database, status) = look(&services, &lifecycle).await;
    let health = Health {
        status,
        title: services.config.app_title.clone(),
        version: services.config.app_version.clone(),
        database,
        uptime_seconds: lifecycle.uptime_seconds(),
    };
    answer(database == Database::Ok, &health)
}

/// Is the process alive?
#[utoipa::path(get, path = "/api/health/live", tag = "health", security(()),
    responses((status = 200, description = "Alive", body = Probe)))]
pub async fn live() -> HttpResponse {
    answer(true, &Probe { status: Wellbeing::Ok })
}

/// Should it get requests?
#[utoipa::path(get, path = "/api/health/ready", tag = "health", security(()),
    responses((status = 200, description = "Ready", body = Probe), (status = 503, description = "Not now", body = Probe)))]
pub async fn ready(services: web::Data<Services>, lifecycle: web::Data<Lifecycle>) -> HttpResponse {
    let status = if lifecycle.is_draining() { Wellbeing::Draining } else { look(&services, &lifecycle).await.1 };
    answer(status == Wellbeing::Ok, &Probe { status })
}

async fn look(services: &Services, lifecycle: &Lifecycle) -> (Database, Wellbeing) {
    match services.store.ready().await {
        Ok(()) if lifecycle.is_draining() => (Database::Ok, Wellbeing::Draining),
        Ok(()) => (Database::Ok, Wellbeing::Ok),
        Err(error) => {
            tracing::warn!(target: "kefu::http", %error, "the database does not answer");
            (Database::Unavailable, Wellbeing::Unavailable)
        }
    }
}

/// 200, or 503 with the same body: here it is the body, not a problem, that says what is wrong.
fn answer(is_well: bool, body: &impl Serialize) -> HttpResponse {
    if is_well {
        return HttpResponse::Ok().json(body);
    }
    let mut response = HttpResponse::build(StatusCode::SERVICE_UNAVAILABLE)
        .insert_header((header::RETRY_AFTER, UNAVAILABLE_RETRY_AFTER))
        .json(body);
    response.extensions_mut().insert(Spoken);
    response
}
