//! `/api/ws/{user_id}`, for those who do not ask for a WebSocket.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};

use crate::error::{Error, Result};
use crate::id::UserId;

/// Open a WebSocket
///
/// The token comes as `Authorization: Bearer …`, as `?token=…`, or as the subprotocol pair `kefu.v1, bearer.<token>`,
/// answered with `kefu.v1`. The id must be the token's own. Text frames, one JSON object each.
#[utoipa::path(get, path = "/api/ws/{user_id}", tag = "socket", security(("bearer" = []), ("token" = [])),
    params(("user_id" = UserId, Path, description = "the token's own user")),
    responses(
        (status = 101, description = "The connection is a WebSocket now"),
        (status = 401, description = "No token, or one that is wrong, expired or revoked"),
        (status = 403, description = "The token is another user's, or the page's origin may not call"),
        (status = 404, description = "The path's id is no user id"),
        (status = 426, description = "The request asks for no WebSocket"),
        (status = 429, description = "The user or its address has too many sockets open, or sends too many requests"),
    ))]
pub async fn no_upgrade(request: HttpRequest) -> Result<HttpResponse> {
    request.match_info().get("user_id").and_then(UserId::parse).ok_or_else(|| Error::missing("user"))?;
    let mut response = HttpResponse::new(StatusCode::UPGRADE_REQUIRED);
    response.headers_mut().insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    Ok(response)
}
