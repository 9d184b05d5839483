//! How does a user change?

use serde::Deserialize;
use serde_json::json;

use super::list::visible;
use super::{UserView, read_role};
use crate::auth::check_password;
use crate::commands::audit::Client;
use crate::commands::{Services, accounts};
use crate::domain::{AuditAction, AuditLine, Role, User, UserDraft, may};
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
    client: &Client,
    id: &UserId,
    patch: UserPatch,
    now: Timestamp,
) -> Result<UserView> {
    let actor = client.user()?;
    let user = visible(services, client, id).await?;
    if actor.id != *id || patch.role.is_some() || patch.disabled.is_some() || patch.password.is_some() {
        may::administer_users(actor.role)?;
    }
    let mut change = planned(services, &user, patch, now).await?;
    let close = change.void_tokens.map(|_| close_code(&change));
    if change == UserChange::default() {
        return Ok(UserView::of(services, &user));
    }
    change.audit = told(client, &user, &change, now);
    let user = accounts::change(services, id, change, close).await?;
    Ok(UserView::of(services, &user))
}

/// Disables a user; `PATCH` with `disabled: false` undoes it. Repeated, it changes nothing.
pub async fn remove(services: &Services, client: &Client, id: &UserId, now: Timestamp) -> Result<()> {
    let patch = UserPatch { disabled: Some(true), ..UserPatch::default() };
    update(services, client, id, patch, now).await.map(drop)
}

/// What the audit log says of a change: rights always, the rest where it is somebody else's.
fn told(client: &Client, user: &User, change: &UserChange, now: Timestamp) -> Vec<AuditLine> {
    let line = |action| client.line(now, action).on(user.id.as_str());
    let mut lines = Vec::new();
    if let Some(role) = change.role {
        lines.push(line(AuditAction::RoleChanged).with(json!({"from": user.role.as_str(), "to": role.as_str()})));
    }
    match change.disabled {
        Some(true) => lines.push(line(AuditAction::UserDisabled)),
        Some(false) => lines.push(line(AuditAction::UserEnabled)),
        None => {}
    }
    if matches!(change.password_hash, Some(Some(_))) {
        lines.push(line(AuditAction::PasswordReset));
    }
    let profile = [
        ("username", change.username.is_some()),
        ("avatar", change.avatar.is_some()),
        ("description", change.description.is_some()),
    ];
    let fields: Vec<&str> = profile.into_iter().filter_map(|(name, changed)| changed.then_some(name)).collect();
    let own = client.user().is_ok_and(|actor| actor.id == user.id);
    if !fields.is_empty() && !own {
        lines.push(line(AuditAction::UserChanged).with(json!({"fields": fields})));
    }
    lines
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
