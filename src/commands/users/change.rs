//! How does a user change?

use serde::Deserialize;

use super::list::visible;
use super::{UserView, read_role};
use crate::auth::check_password;
use crate::commands::{Caller, Services, accounts};
use crate::domain::{Role, User, UserDraft, may};
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::protocol::CloseCode;
use crate::store::UserChange;
use crate::time::Timestamp;

/// `PATCH /api/users/{id}`: what is missing or null stays. The last three are an administrator's.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct UserPatch {
    /// 1–64 characters; the name that staff sign in with.
    #[schema(min_length = 1, max_length = 64)]
    pub username: Option<String>,
    /// A URL or a path, at most 512 characters.
    #[schema(max_length = 512)]
    pub avatar: Option<String>,
    #[schema(max_length = 1000)]
    pub description: Option<String>,
    #[schema(value_type = Option<Role>)]
    pub role: Option<String>,
    pub disabled: Option<bool>,
    /// Staff only: 10–128 characters, not the username.
    #[schema(min_length = 10, max_length = 128)]
    pub password: Option<String>,
}

/// Changes oneself or, as an administrator, anybody. A new role, a new password or disabling voids the user's tokens
/// and closes its sockets.
pub async fn update(
    services: &Services,
    caller: &Caller,
    id: &UserId,
    patch: UserPatch,
    now: Timestamp,
) -> Result<UserView> {
    let actor = caller.user()?;
    let user = visible(services, caller, id).await?;
    if actor.id != *id || patch.role.is_some() || patch.disabled.is_some() || patch.password.is_some() {
        may::administer_users(actor.role)?;
    }
    let change = planned(services, &user, patch, now).await?;
    let close = change.void_tokens.map(|_| close_code(&change));
    if change == UserChange::default() {
        return Ok(UserView::of(services, &user));
    }
    let user = accounts::change(services, id, change, close).await?;
    Ok(UserView::of(services, &user))
}

/// Disables a user; `PATCH` with `disabled: false` undoes it. Repeated, it changes nothing.
pub async fn remove(services: &Services, caller: &Caller, id: &UserId, now: Timestamp) -> Result<()> {
    let patch = UserPatch { disabled: Some(true), ..UserPatch::default() };
    update(services, caller, id, patch, now).await.map(drop)
}

const fn close_code(change: &UserChange) -> CloseCode {
    match change.disabled {
        Some(true) => CloseCode::Disabled,
        _ => CloseCode::Unauthorized,
    }
}

/// The patch, checked, less what is so already.
async fn planned(services: &Services, user: &User, patch: UserPatch, now: Timestamp) -> Result<UserChange> {
    let username = patch.username.map(|text| UserDraft::USERNAME.check("username", &text)).transpose()?;
    let role = patch.role.map(|text| read_role("role", &text)).transpose()?.filter(|role| *role != user.role);
    let disabled = patch.disabled.filter(|disabled| *disabled != user.disabled);
    let mut change = UserChange {
        avatar: patch.avatar.map(|text| UserDraft::check_avatar("avatar", &text)).transpose()?,
        description: patch.description.map(|text| UserDraft::DESCRIPTION.check("description", &text)).transpose()?,
        role,
        disabled,
        ..UserChange::default()
    };
    let name = username.as_deref().unwrap_or(&user.username);
    let new_role = role.unwrap_or(user.role);
    if let Some(password) = patch.password {
        if !new_role.is_staff() {
            return Err(Error::invalid("password", "only staff have one; a storefront signs in its own customers"));
        }
        check_password("password", &password, name)?;
        change.password_hash = Some(Some(services.auth.passwords.hash(password).await?));
        change.login = Some(Some(accounts::login_name(name)));
    } else if user.password_hash.is_some() && !new_role.is_staff() {
        change.password_hash = Some(None);
        change.login = Some(None);
    } else if user.password_hash.is_some() && username.is_some() {
        change.login = Some(Some(accounts::login_name(name)));
    }
    change.username = username;
    let revokes = role.is_some() || disabled == Some(true) || matches!(change.password_hash, Some(Some(_)));
    change.void_tokens = revokes.then_some(now);
    Ok(change)
}
