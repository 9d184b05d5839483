//! `/api/auth`: who signs in and out?

use actix_web::{HttpResponse, web};

use super::{ClientAddress, Json};
use crate::commands::auth::{Identity, Login, PasswordChange, SignedIn, Verified};
use crate::commands::{Caller, Services, auth};
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
pub async fn logout(caller: Caller, services: web::Data<Services>) -> Result<HttpResponse> {
    auth::logout(&services, &caller, Timestamp::now()).await?;
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
    caller: Caller,
    address: ClientAddress,
    body: Json<PasswordChange>,
    services: web::Data<Services>,
) -> Result<HttpResponse> {
    auth::change_password(&services, &caller, address.0, body.0, Timestamp::now()).await?;
    Ok(HttpResponse::NoContent().finish())
}
