//! `/api/audit`: who did what to whom, when and from where?

use actix_web::web;

use super::Query;
use crate::commands::audit::AuditQuery;
use crate::commands::page::Page;
use crate::commands::{Caller, Services, audit};
use crate::domain::AuditEntry;
use crate::error::Result;

/// Read the audit log
///
/// Sign-ins, changes of users and their rights, recalls of others' messages, API keys and what they did, and commands on
/// the server; newest first. Nothing can change or remove a line.
#[utoipa::path(get, path = "/api/audit", tag = "audit", params(AuditQuery),
    responses((status = 200, description = "A page, newest first", body = Page<AuditEntry>)))]
pub async fn list(
    caller: Caller,
    query: Query<AuditQuery>,
    services: web::Data<Services>,
) -> Result<web::Json<Page<AuditEntry>>> {
    Ok(web::Json(audit::list(&services, &caller, query.0).await?))
}
