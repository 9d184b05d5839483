//! `/api/conversations`: who talks with whom?

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

use super::{At, Json, Query, present};
use crate::commands::page::Page;
use crate::commands::{Caller, Services, conversations};
use crate::domain::{Conversation, Kind, Patch, Status};
use crate::error::Result;
use crate::id::{ConversationId, Seq, UserId};
use crate::time::Timestamp;

/// `POST /api/conversations`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewConversation {
    kind: Kind,
    /// With `direct` the other user; with `support` the customer, where staff open it.
    participants: Option<Vec<UserId>>,
    #[schema(max_length = 200)]
    subject: Option<String>,
    /// What the storefront wants to say about it: at most 8 KiB of JSON.
    #[schema(value_type = Option<Object>)]
    context: Option<Box<RawValue>>,
}

/// `GET /api/conversations`.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ConversationQuery {
    #[param(inline)]
    status: Option<Status>,
    #[param(inline)]
    kind: Option<Kind>,
    /// A user's id, `me`, or `none` for those that nobody has.
    #[param(pattern = "^[A-Za-z0-9_.:@-]{1,64}$", example = "me")]
    assignee: Option<String>,
    /// A user's id: only the support conversations of this customer, and the direct ones that it is in.
    #[param(pattern = "^[A-Za-z0-9_.:@-]{1,64}$", example = "b1")]
    customer: Option<String>,
    /// Only those with (`true`) or without (`false`) unread messages.
    unread: Option<bool>,
    /// Part of the subject, or of a member's name or id.
    #[param(max_length = 200)]
    q: Option<String>,
    cursor: Option<String>,
    /// 50 where nothing is said.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

/// `PATCH /api/conversations/{id}`: what is missing stays.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
pub struct ConversationPatch {
    /// Null takes it away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, required = false, max_length = 200)]
    subject: Option<Option<String>>,
    status: Option<Status>,
    /// Staff only; null puts the conversation back in the queue.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<UserId>, required = false)]
    assignee_id: Option<Option<UserId>>,
}

/// `POST /api/conversations/{id}/read`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ReadMark {
    /// The newest entry that was read.
    #[schema(value_type = i64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    seq: Seq,
}

/// Open a conversation
///
/// A pair has one `direct` conversation for ever, a customer one `support` conversation that is not closed.
#[utoipa::path(post, path = "/api/conversations", tag = "conversations", request_body = NewConversation,
    responses(
        (status = 201, description = "It began", body = Conversation),
        (status = 200, description = "The one there is", body = Conversation),
        (status = 404, description = "There is no such user"),
    ))]
pub async fn open(caller: Caller, body: Json<NewConversation>, services: web::Data<Services>) -> Result<HttpResponse> {
    let NewConversation { kind, participants, subject, context } = body.0;
    let participants = participants.unwrap_or_default();
    let new = conversations::NewConversation { kind, participants, subject, context };
    let opened = conversations::open(&services, &caller, new, Timestamp::now()).await?;
    let mut response = if opened.created { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(response.json(opened.conversation))
}

/// List conversations
///
/// One's own, for support the desk's too, for an administrator all; newest activity first.
#[utoipa::path(get, path = "/api/conversations", tag = "conversations", params(ConversationQuery),
    responses((status = 200, description = "A page", body = Page<Conversation>)))]
pub async fn list(
    caller: Caller,
    query: Query<ConversationQuery>,
    services: web::Data<Services>,
) -> Result<web::Json<Page<Conversation>>> {
    let ConversationQuery { status, kind, assignee, customer, unread, q, cursor, limit } = query.0;
    let query = conversations::Query { status, kind, assignee, customer, unread, q, cursor, limit };
    Ok(web::Json(conversations::list(&services, &caller, query).await?))
}

/// Look at a conversation
#[utoipa::path(get, path = "/api/conversations/{id}", tag = "conversations", params(("id" = ConversationId, Path)),
    responses((status = 200, description = "As the caller sees it", body = Conversation)))]
pub async fn read(
    caller: Caller,
    id: At<ConversationId>,
    services: web::Data<Services>,
) -> Result<web::Json<Conversation>> {
    Ok(web::Json(conversations::read(&services, &caller, id.0).await?))
}

/// Change a conversation
#[utoipa::path(patch, path = "/api/conversations/{id}", tag = "conversations", params(("id" = ConversationId, Path)),
    request_body = ConversationPatch,
    responses(
        (status = 200, description = "As it is now", body = Conversation),
        (status = 409, description = "The customer has a newer open conversation"),
    ))]
pub async fn update(
    caller: Caller,
    id: At<ConversationId>,
    body: Json<ConversationPatch>,
    services: web::Data<Services>,
) -> Result<web::Json<Conversation>> {
    let ConversationPatch { subject, status, assignee_id } = body.0;
    let patch = Patch { subject, status, assignee_id };
    Ok(web::Json(conversations::update(&services, &caller, id.0, patch).await?))
}

/// Mark as read
#[utoipa::path(post, path = "/api/conversations/{id}/read", tag = "conversations",
    params(("id" = ConversationId, Path)), request_body = ReadMark, responses((status = 204, description = "Noted")))]
pub async fn mark_read(
    caller: Caller,
    id: At<ConversationId>,
    body: Json<ReadMark>,
    services: web::Data<Services>,
) -> Result<HttpResponse> {
    conversations::mark_read(&services, &caller, id.0, body.0.seq).await?;
    Ok(HttpResponse::NoContent().finish())
}
