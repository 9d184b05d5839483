//! How does somebody write to the desk without an account, and take the conversations along once there is one?

use std::net::IpAddr;

use serde_json::json;

use super::audit::Client;
use super::auth::{SignedIn, sign_in};
use super::{Services, accounts};
use crate::auth::{keys, neighbourhood};
use crate::domain::{AuditAction, Role, User, UserDraft};
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::metrics::{self, Limit};
use crate::protocol::CloseCode;
use crate::store::Added;
use crate::time::Timestamp;

/// What a visitor's id begins with; 32 random hexadecimal digits follow.
const PREFIX: &str = "v:";

/// A new buyer whom nobody knows, signed in.
///
/// # Errors
/// [`Error::Forbidden`] unless `ALLOW_VISITORS=True`; [`Error::RateLimited`] for too many from one address.
pub async fn welcome(services: &Services, address: IpAddr, now: Timestamp) -> Result<SignedIn> {
    if !services.config.tuning.allow_visitors {
        return Err(Error::Forbidden(
            "This shop takes no anonymous visitors; sign in, or set ALLOW_VISITORS=True.".to_owned(),
        ));
    }
    let spent = services.auth.visitors.spend(neighbourhood(address), now);
    spent.inspect_err(|_| metrics::RATE_LIMITED.one(Limit::Visitors))?;
    let role = Role::Buyer;
    let draft = UserDraft {
        id: UserId::from(format!("{PREFIX}{}", keys::random_name())),
        role,
        username: UserDraft::default_username(role, now),
        avatar: UserDraft::default_avatar(role, rand::random()),
        description: String::new(),
        password_hash: None,
    };
    match services.store.add_user(draft, None, now, Vec::new()).await? {
        Added::User(user) => sign_in(services, &user, services.config.token_lifetime, now),
        Added::IdTaken | Added::LoginTaken => Err(Error::internal("a random id was taken")),
    }
}

/// Moves everything of the visitor with this token to `user`; the visitor is disabled afterwards.
///
/// # Errors
/// [`Error::Invalid`] on `visitor_token` where it is not a visitor's, or no longer valid. The same token again is fine
/// and changes nothing.
pub(super) async fn adopt(
    services: &Services,
    client: &Client,
    (token, user): (&str, &User),
    now: Timestamp,
) -> Result<()> {
    let invalid = |why: &str| Error::invalid("visitor_token", why);
    let claims = services.auth.tokens.read(token, now).map_err(|refused| invalid(&refused.to_string()))?;
    let visitor = services.store.user(&claims.subject).await?;
    let visitor = visitor.filter(|visitor| visitor.id.as_str().starts_with(PREFIX) && visitor.id != user.id);
    let visitor = visitor.ok_or_else(|| invalid("must be the token of an anonymous visitor"))?;
    if visitor.disabled {
        return Ok(());
    }
    if !claims.hold_for(&visitor) {
        return Err(invalid("was revoked"));
    }
    let line = client.line(now, AuditAction::VisitorMerged).on(visitor.id.as_str());
    let line = line.with(json!({"into": user.id.as_str()}));
    let moved = services.store.adopt_visitor(&visitor.id, &user.id, now, line).await;
    accounts::forget(services, &visitor.id);
    let moved = moved?;
    services.live.disconnect(&visitor.id, CloseCode::Unauthorized);
    for conversation in moved {
        services.live.conversation_changed(conversation);
    }
    Ok(())
}

#[cfg(test)]
#[path = "visitors_test.rs"]
mod tests;
