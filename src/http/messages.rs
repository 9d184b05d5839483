//! `/api/messages`: what is said?

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

use super::idempotency::{self, IdempotencyKey};
use super::{At, Json, Query};
use crate::commands::audit::Client;
use crate::commands::page::checked_limit;
use crate::commands::{Caller, Services, messages};
use crate::domain::{Card, Message, MessageKind};
use crate::error::{Error, Result};
use crate::id::{ConversationId, MAX_SAFE_INTEGER, Seq};
use crate::store::Bounds;

/// `POST /api/messages`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewMessage {
    #[schema(value_type = i64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    conversation_id: ConversationId,
    /// The sender's own name for it: sent again under the same name, it is stored once.
    #[schema(min_length = 1, max_length = 64)]
    client_id: Option<String>,
    #[schema(value_type = SentKind)]
    kind: MessageKind,
    #[schema(value_type = SentBody)]
    body: Box<RawValue>,
    /// The message that this one answers.
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    reply_to: Option<Seq>,
}

/// What people send; the other kinds are the server's.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "says in the docs which kinds can be sent")]
pub enum SentKind {
    Text,
    Image,
    File,
    Card,
}

/// The body of a message, by its kind.
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "bodies are kept as they came; this says in the docs what they look like")]
pub enum SentBody {
    /// With `text`.
    Text {
        /// 1–16,384 bytes of UTF-8 after trimming.
        #[schema(min_length = 1, max_length = 16384, pattern = "\\S")]
        text: String,
    },
    /// With `image` and `file`.
    Attachment {
        /// The `url` that an upload of the sender's answered.
        upload_url: String,
    },
    /// With `card`.
    Card(Card),
}

/// `PATCH /api/messages/{conversation_id}/{seq}`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MessageEdit {
    #[schema(value_type = SentBody)]
    body: Box<RawValue>,
}

/// `GET /api/messages`. Without bounds: the newest page; with both: 422.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HistoryQuery {
    #[param(value_type = i64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    conversation_id: ConversationId,
    /// The newest entries below this one.
    #[param(minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    before_seq: Option<i64>,
    /// The oldest entries above this one.
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    after_seq: Option<i64>,
    /// 50 where nothing is said.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

impl HistoryQuery {
    fn bounds(&self) -> Result<Bounds> {
        let within = |name: &str, seq: i64, least: i64| {
            let whole = (least..=MAX_SAFE_INTEGER).contains(&seq);
            if whole { Ok(Seq(seq)) } else { Err(Error::invalid(name, format!("must be from {least} to 2^53 − 1"))) }
        };
        match (self.before_seq, self.after_seq) {
            (None, None) => Ok(Bounds::Newest),
            (Some(seq), None) => Ok(Bounds::Before(within("before_seq", seq, 1)?)),
            (None, Some(seq)) => Ok(Bounds::After(within("after_seq", seq, 0)?)),
            (Some(_), Some(_)) => Err(Error::invalid("after_seq", "cannot be combined with before_seq")),
        }
    }
}

/// A page of a conversation's log: the shape of [`crate::store::History`].
#[derive(ToSchema)]
#[expect(dead_code, reason = "says in the docs what a page looks like")]
pub struct MessagePage {
    /// In rising `seq`.
    items: Vec<Message>,
    /// The newest entry there is.
    head: Seq,
}

/// Read the log
#[utoipa::path(get, path = "/api/messages", tag = "messages", params(HistoryQuery),
    responses(
        (status = 200, description = "A page, in rising `seq`", body = MessagePage),
        (status = 404, description = "There is no such conversation, or it is not the caller's to see"),
    ))]
pub async fn list(caller: Caller, query: Query<HistoryQuery>, services: web::Data<Services>) -> Result<HttpResponse> {
    let (id, bounds, limit) = (query.0.conversation_id, query.0.bounds()?, checked_limit(query.0.limit)?);
    if bounds == Bounds::Newest {
        let page = messages::newest_page(&services, &caller, id, limit).await?;
        return Ok(HttpResponse::Ok().content_type(header::ContentType::json()).body(page));
    }
    Ok(HttpResponse::Ok().json(messages::history(&services, &caller, id, bounds, limit).await?))
}

/// Say something
///
/// Sent again with the same `client_id` (or `Idempotency-Key`), it is stored once and answered 200.
#[utoipa::path(post, path = "/api/messages", tag = "messages", request_body = NewMessage, params(IdempotencyKey),
    responses(
        (status = 201, description = "Stored", body = Message),
        (status = 200, description = "It was stored before", body = Message),
        (status = 404, description = "There is no such conversation or upload, or it is not the caller's"),
        (status = 409, description = "Another message has this `client_id`, or the customer has a newer conversation"),
        (status = 429, description = "Too many messages"),
    ))]
pub async fn send(
    caller: Caller,
    request: HttpRequest,
    body: Json<NewMessage>,
    services: web::Data<Services>,
) -> Result<HttpResponse> {
    let NewMessage { conversation_id, client_id, kind, body, reply_to } = body.0;
    let client_id = idempotency::client_id(request.headers(), client_id)?;
    let new = messages::NewMessage { conversation_id, client_id, kind, body, reply_to };
    let sent = messages::send(&services, &caller, new).await?;
    let mut response = if sent.duplicate { HttpResponse::Ok() } else { HttpResponse::Created() };
    Ok(response.json(sent.message))
}

/// Say it differently
#[utoipa::path(patch, path = "/api/messages/{conversation_id}/{seq}", tag = "messages", request_body = MessageEdit,
    params(("conversation_id" = ConversationId, Path), ("seq" = Seq, Path)),
    responses(
        (status = 200, description = "The message as it stands now", body = Message),
        (status = 409, description = "The message was recalled"),
        (status = 429, description = "Too many messages"),
    ))]
pub async fn edit(
    caller: Caller,
    place: At<(ConversationId, Seq)>,
    body: Json<MessageEdit>,
    services: web::Data<Services>,
) -> Result<web::Json<Message>> {
    Ok(web::Json(messages::edit(&services, &caller, place.0, body.0.body).await?))
}

/// Take it back
///
/// The text and the file are gone for everyone. A second recall answers as the first.
#[utoipa::path(delete, path = "/api/messages/{conversation_id}/{seq}", tag = "messages",
    params(("conversation_id" = ConversationId, Path), ("seq" = Seq, Path)),
    responses((status = 200, description = "The entry that recalls it", body = Message)))]
pub async fn recall(
    client: Client,
    place: At<(ConversationId, Seq)>,
    services: web::Data<Services>,
) -> Result<web::Json<Message>> {
    let (conversation, seq) = place.0;
    Ok(web::Json(messages::recall(&services, &client, conversation, seq).await?))
}
