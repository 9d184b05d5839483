//! `/api/auth`: who signs in and out?

use actix_web::{HttpResponse, web};

use super::{ClientAddress, Json};
use crate::commands::audit::Client;
use crate::commands::auth::{Identity, Login, PasswordChange, SignedIn, TokenRequest, Verified};
use crate::commands::{Caller, Services, auth, visitors};
use crate::error::Result;
use crate::time::Timestamp;

/// Sign in
///
/// Staff sign in with their name and password. A wrong name and a wrong password are answered alike.
#[utoipa::path(post, path = "/api/auth/login", tag = "auth", security(()), request_body = Login,
    responses(
        (status = 200, description = "Signed in", body = SignedIn),
        (status = 401, description = "The name or the password is wrong"),
        (status = 429, description = "Too many failed logins"),
    ))]
pub async fn login(
    address: ClientAddress,
    body: Json<Login>,
    services: web::Data<Services>,
) -> Result<web::Json<SignedIn>> {
    Ok(web::Json(auth::login(&services, address.0, body.0, Timestamp::now()).await?))
}

/// Is this token valid?
#[utoipa::path(get, path = "/api/auth/verify", tag = "auth",
    responses((status = 200, description = "Valid", body = Verified)))]
pub async fn verify(identity: Identity, services: web::Data<Services>) -> Result<web::Json<Verified>> {
    Ok(web::Json(auth::verify(&services, &identity)?))
}

/// Sign out everywhere
///
/// Every token of this user issued so far stops working, and its sockets close with 4401.
#[utoipa::path(post, path = "/api/auth/logout", tag = "auth", responses((status = 204, description = "Signed out")))]
pub async fn logout(client: Client, services: web::Data<Services>) -> Result<HttpResponse> {
    auth::logout(&services, &client, Timestamp::now()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A new token with a whole lifetime
///
/// An open socket takes it by the frame `token`.
#[utoipa::path(post, path = "/api/auth/refresh", tag = "auth",
    responses((status = 200, description = "A new token", body = SignedIn)))]
pub async fn refresh(caller: Caller, services: web::Data<Services>) -> Result<web::Json<SignedIn>> {
    Ok(web::Json(auth::refresh(&services, &caller, Timestamp::now()).await?))
}

/// Change one's password
///
/// All tokens issued so far stop working. A wrong `current_password` is 403.
#[utoipa::path(post, path = "/api/auth/password", tag = "auth", request_body = PasswordChange,
    responses(
        (status = 204, description = "Changed"),
        (status = 429, description = "Too many wrong passwords"),
    ))]
pub async fn password(
    client: Client,
    body: Json<PasswordChange>,
    services: web::Data<Services>,
) -> Result<HttpResponse> {
    auth::change_password(&services, &client, body.0, Timestamp::now()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Sign in a storefront's own customer
///
/// For a buyer or a merchant. With `visitor_token` the anonymous visitor's conversations move to that user.
#[utoipa::path(post, path = "/api/auth/tokens", tag = "auth", security(("api_key" = [])), request_body = TokenRequest,
    responses(
        (status = 200, description = "Signed in", body = SignedIn),
        (status = 404, description = "There is no such user"),
        (status = 409, description = "The visitor's conversations cannot move"),
    ))]
pub async fn tokens(
    client: Client,
    body: Json<TokenRequest>,
    services: web::Data<Services>,
) -> Result<web::Json<SignedIn>> {
    Ok(web::Json(auth::issue(&services, &client, body.0, Timestamp::now()).await?))
}

/// Begin as an anonymous visitor
///
/// A new buyer whose id begins with `v:`; while `ALLOW_VISITORS=True`.
#[utoipa::path(post, path = "/api/auth/visitor", tag = "auth", security(()),
    responses(
        (status = 201, description = "Signed in", body = SignedIn),
        (status = 403, description = "This shop takes no anonymous visitors"),
        (status = 429, description = "Too many visitors from this address"),
    ))]
pub async fn visitor(address: ClientAddress, services: web::Data<Services>) -> Result<HttpResponse> {
    let signed_in = visitors::welcome(&services, address.0, Timestamp::now()).await?;
    Ok(HttpResponse::Created().json(signed_in))
}
