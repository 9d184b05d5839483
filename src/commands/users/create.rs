//! How does a member of staff come to be?

use serde::Deserialize;
use serde_json::json;

use super::{UserView, bad_id, read_role};
use crate::auth::{check_password, keys};
use crate::commands::audit::Client;
use crate::commands::{Services, accounts};
use crate::domain::{AuditAction, AuditLine, Role, User, UserDraft, may};
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::store::Added;
use crate::time::Timestamp;

/// `POST /api/users`.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub struct NewUser {
    /// Made up where it is missing.
    #[schema(value_type = Option<UserId>)]
    pub id: Option<String>,
    /// 1–64 characters; what they sign in with, in any case.
    #[schema(min_length = 1, max_length = 64)]
    pub username: String,
    /// 10–128 characters, not the username.
    #[schema(min_length = 10, max_length = 128)]
    pub password: String,
    /// `support` or `admin`.
    #[schema(value_type = Role)]
    pub role: String,
    #[schema(max_length = 512)]
    pub avatar: Option<String>,
    #[schema(max_length = 1000)]
    pub description: Option<String>,
}

/// An administrator made from the shell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAdmin {
    pub user: User,
    /// The password, where it was made up here: to be shown once.
    pub generated: Option<String>,
}

/// Adds a member of staff; an administrator's right.
///
/// # Errors
/// [`Error::Conflict`] where the id, or the name to sign in with, is taken.
pub async fn create(services: &Services, client: &Client, input: NewUser, now: Timestamp) -> Result<UserView> {
    may::administer_users(client.user()?.role)?;
    let user = add_staff(services, input, client.line(now, AuditAction::UserCreated)).await?;
    Ok(UserView::of(services, &user))
}

/// Adds an administrator without asking who wants it: for the command line. Makes up a password where none is given.
///
/// # Errors
/// [`Error::Conflict`] where somebody signs in with this name already.
pub async fn create_admin(
    services: &Services,
    username: String,
    password: Option<String>,
    now: Timestamp,
) -> Result<NewAdmin> {
    let generated = password.is_none().then(keys::random_name);
    let input = NewUser {
        id: None,
        username,
        password: password.or_else(|| generated.clone()).unwrap_or_default(),
        role: Role::Admin.as_str().to_owned(),
        avatar: None,
        description: None,
    };
    let user = add_staff(services, input, AuditLine::by_cli(now, AuditAction::UserCreated)).await?;
    Ok(NewAdmin { user, generated })
}

async fn add_staff(services: &Services, input: NewUser, line: AuditLine) -> Result<User> {
    let role = read_role("role", &input.role)?;
    if !role.is_staff() {
        return Err(Error::invalid(
            "role",
            "must be support or admin; POST /api/users/ensure adds buyers and merchants",
        ));
    }
    let id = match input.id {
        Some(text) => UserId::parse(&text).ok_or_else(|| bad_id("id"))?,
        None => UserId::from(format!("s:{}", keys::random_name())),
    };
    let username = UserDraft::USERNAME.check("username", &input.username)?;
    check_password("password", &input.password, &username)?;
    let avatar = input.avatar.map(|text| UserDraft::check_avatar("avatar", &text)).transpose()?;
    let draft = UserDraft {
        id,
        role,
        avatar: avatar.unwrap_or_else(|| UserDraft::default_avatar(role, 0)),
        description: UserDraft::DESCRIPTION.check("description", input.description.as_deref().unwrap_or_default())?,
        password_hash: Some(services.auth.passwords.hash(input.password).await?),
        username,
    };
    let login = accounts::login_name(&draft.username);
    let now = line.at;
    let line = line.on(draft.id.as_str()).with(json!({"role": role.as_str()}));
    match services.store.add_user(draft, Some(login), now, vec![line]).await? {
        Added::User(user) => Ok(*user),
        Added::IdTaken => Err(Error::Conflict("There is a user with this id already; choose another.".to_owned())),
        Added::LoginTaken => Err(accounts::login_taken()),
    }
}
