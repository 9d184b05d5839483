//! How does somebody sign in, stay signed in and sign out?

use std::net::{IpAddr, Ipv4Addr};

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::audit::Client;
use super::users::{UserView, bad_id};
use super::{Caller, Services, accounts, visitors};
use crate::auth::{Claims, check_password, keys, neighbourhood};
use crate::domain::{Actor, AuditAction, AuditActor, AuditLine, User};
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::metrics;
use crate::protocol::CloseCode;
use crate::store::UserChange;
use crate::time::Timestamp;

/// The shortest life of a token that a storefront asks for, in seconds.
const SHORTEST_TOKEN: i64 = 60;

/// What a request says about who asks; the token wins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    /// From `Authorization: Bearer …`.
    pub bearer: Option<String>,
    /// From `X-API-Key`.
    pub api_key: Option<String>,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub caller: Caller,
    /// Where the caller is a user; at most 2 s old.
    pub user: Option<User>,
    /// When the token ends; keys do not.
    pub expires_at: Option<Timestamp>,
}

/// Who opens a socket, or gives it a new token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocketIdentity {
    pub user: User,
    pub expires_at: Timestamp,
}

/// `POST /api/auth/login`.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub struct Login {
    /// A staff account's username, in any case.
    pub username: String,
    pub password: String,
}

/// `POST /api/auth/password`.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub struct PasswordChange {
    pub current_password: String,
    /// 10–128 characters, not the username.
    #[schema(min_length = 10, max_length = 128)]
    pub new_password: String,
}

/// `POST /api/auth/tokens`.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub struct TokenRequest {
    /// A buyer or a merchant.
    #[schema(value_type = UserId)]
    pub user_id: String,
    /// Seconds: 60 to `JWT_ACCESS_TOKEN_EXPIRE_DAYS`, and that where nothing is said.
    #[schema(minimum = 60)]
    pub expires_in: Option<i64>,
    /// Of an anonymous visitor whose conversations shall become this user's.
    pub visitor_token: Option<String>,
}

/// The answer of everything that signs somebody in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SignedIn {
    pub access_token: String,
    #[schema(example = "bearer")]
    pub token_type: &'static str,
    pub expires_at: Timestamp,
    pub user: UserView,
}

/// The answer to a valid token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Verified {
    /// Always true: what is not valid is answered 401.
    pub valid: bool,
    pub expires_at: Timestamp,
    pub user: UserView,
}

/// Who asks, from `address`? `Authorization` wins over `X-API-Key`.
///
/// # Errors
/// [`Error::Unauthorized`] without valid credentials, and for disabled users; [`Error::RateLimited`] for too many keys
/// that had to be looked up.
pub async fn authenticate(
    services: &Services,
    credentials: Credentials,
    address: IpAddr,
    now: Timestamp,
) -> Result<Identity> {
    match credentials {
        Credentials { bearer: Some(token), .. } => {
            let (user, expires_at) = bearer(services, &token, now).await?;
            let caller = Caller::User(Actor { id: user.id.clone(), role: user.role });
            Ok(Identity { caller, user: Some(user), expires_at: Some(expires_at) })
        }
        Credentials { api_key: Some(key), .. } => {
            let caller = Caller::Key(key_name(services, &key, address, now).await?);
            Ok(Identity { caller, user: None, expires_at: None })
        }
        _ => Err(unauthorized("Sign in first: send a token as `Authorization: Bearer …`, or a key as `X-API-Key`.")),
    }
}

/// May this token open (or keep) a socket under `/api/ws/{user_id}`?
///
/// # Errors
/// [`Error::Unauthorized`] as [`authenticate`]; [`Error::Forbidden`] where the token is another user's.
pub async fn authenticate_socket(
    services: &Services,
    token: &str,
    user_id: &UserId,
    now: Timestamp,
) -> Result<SocketIdentity> {
    let (user, expires_at) = bearer(services, token, now).await?;
    if user.id != *user_id {
        return Err(Error::Forbidden("This token belongs to another user than the socket's address.".to_owned()));
    }
    Ok(SocketIdentity { user, expires_at })
}

/// With which code must a socket close that `user` opened earlier? [`None`] while nothing has revoked its token. Costs at
/// most one query in 2 s for each user: asked every 2 s or so, it finds what another node revoked within the 5 s of P12.
pub async fn revoked_since(services: &Services, user: &User, now: Timestamp) -> Result<Option<CloseCode>> {
    let present = accounts::recent(services, &user.id, now).await?;
    Ok(match present {
        None => Some(CloseCode::Unauthorized),
        Some(present) if present.disabled => Some(CloseCode::Disabled),
        Some(present) => (present.token_generation != user.token_generation).then_some(CloseCode::Unauthorized),
    })
}

/// Staff sign in with name and password. `address` is where from, for the limit of failures.
///
/// # Errors
/// One and the same [`Error::Unauthorized`] for an unknown name, a wrong password and a disabled account.
pub async fn login(services: &Services, address: IpAddr, input: Login, now: Timestamp) -> Result<SignedIn> {
    let login = accounts::login_name(&input.username);
    let failures = &services.auth.failed_logins;
    let key = (neighbourhood(address), login.chars().take(64).collect());
    failures.check(&key, now).inspect_err(count_refusal)?;
    let user = services.store.user_by_login(login).await?;
    let turn = services.auth.passwords.turn().await?;
    // Again, for those who were let in together: at most as many guesses as there are turns slip through.
    failures.check(&key, now).inspect_err(count_refusal)?;
    let stored = user.as_ref().and_then(|user| user.password_hash.clone());
    let right = turn.verify(input.password, stored).await?;
    match user {
        Some(user) if right && !user.disabled => {
            failures.clear(&key);
            metrics::LOGINS.one(metrics::Login::Granted);
            let actor = AuditActor::User(user.id.clone());
            services.store.note(AuditLine::new(now, actor, AuditAction::SignIn).from(Some(address)));
            sign_in(services, &user, services.config.token_lifetime, now)
        }
        user => {
            failures.count(key, now);
            metrics::LOGINS.one(metrics::Login::Refused);
            services.store.note(failed_sign_in(user.as_ref(), address, now));
            Err(unauthorized("The username or the password is wrong."))
        }
    }
}

/// A name that nobody has is not kept: it may be a password in the wrong field.
fn failed_sign_in(user: Option<&User>, address: IpAddr, now: Timestamp) -> AuditLine {
    let line = AuditLine::new(now, AuditActor::Nobody, AuditAction::SignInFailed).from(Some(address));
    match user {
        Some(user) if user.disabled => line.on(user.id.as_str()).with(json!({"why": "disabled"})),
        Some(user) => line.on(user.id.as_str()).with(json!({"why": "wrong password"})),
        None => line.with(json!({"why": "unknown name"})),
    }
}

/// The token is valid: until when, and whose?
pub fn verify(services: &Services, identity: &Identity) -> Result<Verified> {
    let (Some(user), Some(expires_at)) = (&identity.user, identity.expires_at) else {
        return Err(Error::Forbidden("An API key is no token; send one as `Authorization: Bearer …`.".to_owned()));
    };
    Ok(Verified { valid: true, expires_at, user: UserView::of(services, user) })
}

/// Voids every token of the caller and closes its sockets.
pub async fn logout(services: &Services, client: &Client, now: Timestamp) -> Result<()> {
    let user = &client.user()?.id;
    let audit = vec![client.line(now, AuditAction::SignOut)];
    let change = UserChange { void_tokens: Some(now), audit, ..UserChange::default() };
    accounts::change(services, user, change, Some(CloseCode::Unauthorized)).await?;
    Ok(())
}

/// A new token with a whole lifetime.
pub async fn refresh(services: &Services, caller: &Caller, now: Timestamp) -> Result<SignedIn> {
    let user = accounts::present(services, &caller.user()?.id).await?;
    sign_in(services, &user, services.config.token_lifetime, now)
}

/// Another password; all tokens issued so far are void, and the sockets close.
///
/// # Errors
/// [`Error::Forbidden`] for a wrong `current_password`; [`Error::RateLimited`] after too many of them.
pub async fn change_password(
    services: &Services,
    client: &Client,
    input: PasswordChange,
    now: Timestamp,
) -> Result<()> {
    let user = accounts::present(services, &client.user()?.id).await?;
    check_password("new_password", &input.new_password, &user.username)?;
    let address = client.address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let key = (neighbourhood(address), user.id.as_str().to_owned());
    let failures = &services.auth.failed_logins;
    failures.check(&key, now).inspect_err(count_refusal)?;
    let turn = services.auth.passwords.turn().await?;
    // Again, as in `login`.
    failures.check(&key, now).inspect_err(count_refusal)?;
    if !turn.verify(input.current_password, user.password_hash).await? {
        failures.count(key, now);
        return Err(Error::Forbidden("The current password is wrong.".to_owned()));
    }
    let hash = services.auth.passwords.hash(input.new_password).await?;
    let audit = vec![client.line(now, AuditAction::PasswordChanged)];
    let change = UserChange { password_hash: Some(Some(hash)), void_tokens: Some(now), audit, ..UserChange::default() };
    accounts::change(services, &user.id, change, Some(CloseCode::Unauthorized)).await?;
    Ok(())
}

/// Signs in a storefront's own customer; with an API key only.
///
/// # Errors
/// [`Error::Forbidden`] for staff, who have passwords, and for disabled users.
pub async fn issue(services: &Services, client: &Client, input: TokenRequest, now: Timestamp) -> Result<SignedIn> {
    if !matches!(client.caller, Caller::Key(_)) {
        return Err(Error::Forbidden("Only an API key can sign in somebody else.".to_owned()));
    }
    let lifetime = lifetime(input.expires_in, services.config.token_lifetime)?;
    let id = UserId::parse(&input.user_id).ok_or_else(|| bad_id("user_id"))?;
    let user = accounts::present(services, &id).await?;
    if !user.role.is_customer() {
        return Err(Error::Forbidden("Staff sign in with their own password.".to_owned()));
    }
    if user.disabled {
        return Err(Error::Forbidden("This account is disabled.".to_owned()));
    }
    if let Some(token) = &input.visitor_token {
        visitors::adopt(services, client, (token, &user), now).await?;
    }
    services.store.note(client.line(now, AuditAction::TokenIssued).on(user.id.as_str()));
    sign_in(services, &user, lifetime, now)
}

/// A token for `user` that lives for `lifetime`.
pub(super) fn sign_in(services: &Services, user: &User, lifetime: TimeDelta, now: Timestamp) -> Result<SignedIn> {
    let issued = services.auth.tokens.issue(user, lifetime, now)?;
    Ok(SignedIn {
        access_token: issued.token,
        token_type: "bearer",
        expires_at: issued.expires_at,
        user: UserView::of(services, user),
    })
}

fn lifetime(asked: Option<i64>, longest: TimeDelta) -> Result<TimeDelta> {
    let seconds = asked.unwrap_or(longest.num_seconds());
    let most = longest.num_seconds();
    if (SHORTEST_TOKEN..=most).contains(&seconds) {
        return Ok(TimeDelta::seconds(seconds));
    }
    Err(Error::invalid("expires_in", format!("must be a whole number of seconds from {SHORTEST_TOKEN} to {most}")))
}

async fn bearer(services: &Services, token: &str, now: Timestamp) -> Result<(User, Timestamp)> {
    let claims: Claims = services.auth.tokens.read(token, now)?;
    let user = accounts::recent(services, &claims.subject, now).await?;
    let user = user.filter(|user| claims.hold_for(user) && !user.disabled);
    let user =
        user.ok_or_else(|| unauthorized("This token was revoked, or its account is disabled; sign in again."))?;
    Ok((user, claims.expires_at))
}

async fn key_name(services: &Services, key: &str, address: IpAddr, now: Timestamp) -> Result<String> {
    let unknown = || unauthorized("This API key is unknown or was revoked; create one with `kefu api-key create`.");
    let hash = keys::fingerprint(key).ok_or_else(unknown)?;
    let cache = &services.auth.keys;
    if let Some(name) = cache.find(hash.as_str(), now) {
        return Ok(name);
    }
    // A key that nobody has costs a query: as many as its address may have requests.
    services.auth.limits.request_from(address)?;
    let epoch = cache.epoch();
    let name = services.store.api_key(hash.clone()).await?.ok_or_else(unknown)?;
    cache.keep(hash, name.clone(), epoch, now);
    if services.auth.key_days.is_first(&name, now) {
        let actor = AuditActor::Key(name.clone());
        services.store.note(AuditLine::new(now, actor, AuditAction::KeyUsed).from(Some(address)));
    }
    Ok(name)
}

fn count_refusal(_: &Error) {
    metrics::RATE_LIMITED.one(metrics::Limit::Logins);
}

fn unauthorized(why: &str) -> Error {
    Error::Unauthorized(why.to_owned())
}

#[cfg(test)]
#[path = "auth_test.rs"]
mod tests;
