//! `/api/quick-replies`: what does somebody answer often?

use actix_web::{HttpResponse, web};

use super::{At, Json, Query};
use crate::commands::page::Page;
use crate::commands::quick_replies::{NewQuickReply, QuickReplyChange, QuickReplyQuery};
use crate::commands::{Caller, Services, quick_replies};
use crate::domain::QuickReply;
use crate::error::Result;
use crate::id::QuickReplyId;
use crate::time::Timestamp;

/// List quick replies
///
/// One's own, for staff the shared ones too, for an administrator all.
#[utoipa::path(get, path = "/api/quick-replies", tag = "quick replies", params(QuickReplyQuery),
    responses((status = 200, description = "A page, by rising id", body = Page<QuickReply>)))]
pub async fn list(
    caller: Caller,
    query: Query<QuickReplyQuery>,
    services: web::Data<Services>,
) -> Result<web::Json<Page<QuickReply>>> {
    Ok(web::Json(quick_replies::list(&services, &caller, query.0).await?))
}

/// Add a quick reply
#[utoipa::path(post, path = "/api/quick-replies", tag = "quick replies", request_body = NewQuickReply,
    responses((status = 201, description = "Added", body = QuickReply)))]
pub async fn create(caller: Caller, body: Json<NewQuickReply>, services: web::Data<Services>) -> Result<HttpResponse> {
    let reply = quick_replies::create(&services, &caller, body.0, Timestamp::now()).await?;
    Ok(HttpResponse::Created().json(reply))
}

/// Read a quick reply
#[utoipa::path(get, path = "/api/quick-replies/{id}", tag = "quick replies", params(("id" = QuickReplyId, Path)),
    responses((status = 200, description = "The quick reply", body = QuickReply)))]
pub async fn read(
    caller: Caller,
    id: At<QuickReplyId>,
    services: web::Data<Services>,
) -> Result<web::Json<QuickReply>> {
    Ok(web::Json(quick_replies::read(&services, &caller, id.0).await?))
}

/// Change a quick reply
#[utoipa::path(patch, path = "/api/quick-replies/{id}", tag = "quick replies", params(("id" = QuickReplyId, Path)),
    request_body = QuickReplyChange, responses((status = 200, description = "As it is now", body = QuickReply)))]
pub async fn update(
    caller: Caller,
    id: At<QuickReplyId>,
    body: Json<QuickReplyChange>,
    services: web::Data<Services>,
) -> Result<web::Json<QuickReply>> {
    Ok(web::Json(quick_replies::update(&services, &caller, id.0, body.0, Timestamp::now()).await?))
}

/// Delete a quick reply
#[utoipa::path(delete, path = "/api/quick-replies/{id}", tag = "quick replies", params(("id" = QuickReplyId, Path)),
    responses((status = 204, description = "Gone")))]
pub async fn remove(caller: Caller, id: At<QuickReplyId>, services: web::Data<Services>) -> Result<HttpResponse> {
    quick_replies::remove(&services, &caller, id.0).await?;
    Ok(HttpResponse::NoContent().finish())
}
