//! `/api/users`: who is there?

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{At, ClientAddress, Json, OptionalCaller, Query};
use crate::commands::audit::Client;
use crate::commands::page::Page;
use crate::commands::users::{
    Asker, EnsureUsers, EnsuredUsers, NewUser, UserAnswer, UserPatch, UserQuery, UserView, WithTokens,
};
use crate::commands::{Caller, Services, users};
use crate::error::Result;
use crate::id::UserId;
use crate::time::Timestamp;

/// A thousand users with descriptions: 1 MiB.
const ENSURE_LIMIT: usize = 1024 * 1024;

/// `POST /api/users/ensure`.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EnsureQuery {
    /// Whether each buyer and merchant comes with an `access_token`.
    #[serde(default)]
    #[param(required = false)]
    tokens: bool,
}

/// Make sure that users are there
///
/// All or none: one bad entry is 422 naming it. Existing users stay as they are. Only an administrator adds staff.
/// While `DEBUG=True` anyone may call it, and gets tokens of those only whom the very call creates.
#[utoipa::path(post, path = "/api/users/ensure", tag = "users", security((), ("api_key" = []), ("bearer" = [])),
    params(EnsureQuery), request_body = EnsureUsers,
    responses(
        (status = 200, description = "All of them, in the order asked", body = EnsuredUsers),
        (status = 429, description = "Too many anonymous calls"),
    ))]
pub async fn ensure(
    caller: OptionalCaller,
    address: ClientAddress,
    query: Query<EnsureQuery>,
    body: Json<EnsureUsers, ENSURE_LIMIT>,
    services: web::Data<Services>,
) -> Result<web::Json<EnsuredUsers>> {
    let asker = Asker { caller: caller.0, address: address.0 };
    let tokens = if query.0.tokens { WithTokens::Yes } else { WithTokens::No };
    Ok(web::Json(users::ensure(&services, &asker, body.0, tokens, Timestamp::now()).await?))
}

/// Find users
#[utoipa::path(get, path = "/api/users", tag = "users", security(("bearer" = []), ("api_key" = [])), params(UserQuery),
    responses((status = 200, description = "A page, by rising id", body = Page<UserView>)))]
pub async fn list(
    caller: Caller,
    query: Query<UserQuery>,
    services: web::Data<Services>,
) -> Result<web::Json<Page<UserView>>> {
    Ok(web::Json(users::list(&services, &caller, query.0).await?))
}

/// Add a member of staff
#[utoipa::path(post, path = "/api/users", tag = "users", request_body = NewUser,
    responses(
        (status = 201, description = "Added", body = UserView),
        (status = 409, description = "The id or the name is taken"),
    ))]
pub async fn create(client: Client, body: Json<NewUser>, services: web::Data<Services>) -> Result<HttpResponse> {
    let user = users::create(&services, &client, body.0, Timestamp::now()).await?;
    Ok(HttpResponse::Created().json(user))
}

/// Look at a user
///
/// All of it for oneself and staff, the public fields for those who share a conversation.
#[utoipa::path(get, path = "/api/users/{id}", tag = "users", security(("bearer" = []), ("api_key" = [])),
    params(("id" = UserId, Path)), responses((status = 200, description = "The user", body = UserAnswer)))]
pub async fn read(caller: Caller, id: At<UserId>, services: web::Data<Services>) -> Result<web::Json<UserAnswer>> {
    Ok(web::Json(users::read(&services, &caller, &id.0).await?))
}

/// Change a user
///
/// A new role, a new password or disabling voids the user's tokens and closes its sockets.
#[utoipa::path(patch, path = "/api/users/{id}", tag = "users", params(("id" = UserId, Path)), request_body = UserPatch,
    responses(
        (status = 200, description = "As it is now", body = UserView),
        (status = 409, description = "The name is taken, or nobody would be left to administer"),
    ))]
pub async fn update(
    client: Client,
    id: At<UserId>,
    body: Json<UserPatch>,
    services: web::Data<Services>,
) -> Result<web::Json<UserView>> {
    Ok(web::Json(users::update(&services, &client, &id.0, body.0, Timestamp::now()).await?))
}

/// Disable a user
///
/// `PATCH` with `disabled: false` undoes it.
#[utoipa::path(delete, path = "/api/users/{id}", tag = "users", params(("id" = UserId, Path)),
    responses(
        (status = 204, description = "Disabled"),
        (status = 409, description = "Nobody would be left to administer"),
    ))]
pub async fn remove(client: Client, id: At<UserId>, services: web::Data<Services>) -> Result<HttpResponse> {
    users::remove(&services, &client, &id.0, Timestamp::now()).await?;
    Ok(HttpResponse::NoContent().finish())
}
