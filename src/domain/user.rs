//! Who takes part?

use serde::{Deserialize, Serialize};

use super::{Refusal, Role, TextRule};
use crate::id::UserId;
use crate::time::Timestamp;

/// Whether a user can be reached right now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Presence {
    Online,
    Away,
    /// No socket for 10 seconds.
    Offline,
}

/// A user as stored. What others see of it is [`PublicUser`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub role: Role,
    pub username: String,
    /// A URL, or a path below this server.
    pub avatar: String,
    pub description: String,
    pub last_seen: Option<Timestamp>,
    pub created_at: Timestamp,
    pub disabled: bool,
    /// argon2id in PHC form; only staff have one. Never leaves the server.
    pub password_hash: Option<String>,
    /// Rises with each revocation; a token carries the one it was issued under.
    pub token_generation: i64,
    /// Tokens without a generation count from here: those issued up to then are void.
    pub tokens_void_until: Timestamp,
}

impl User {
    pub fn public(&self) -> PublicUser {
        PublicUser {
            id: self.id.clone(),
            role: self.role,
            username: self.username.clone(),
            avatar: self.avatar.clone(),
            description: self.description.clone(),
        }
    }
}

/// What everybody who shares a conversation may see of a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PublicUser {
    pub id: UserId,
    pub role: Role,
    pub username: String,
    /// A URL, or a path below this server.
    pub avatar: String,
    pub description: String,
}

/// A user about to be created, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserDraft {
    pub id: UserId,
    pub role: Role,
    pub username: String,
    pub avatar: String,
    pub description: String,
    pub password_hash: Option<String>,
}

impl UserDraft {
    pub const USERNAME: TextRule = TextRule::some(64);
    pub const DESCRIPTION: TextRule = TextRule::up_to(1000);

    /// The username of one who has none: the role's name and a millisecond timestamp.
    pub fn default_username(role: Role, now: Timestamp) -> String {
        let name = match role {
            Role::Buyer => "买家",
            Role::Merchant => "商户",
            Role::Support => "客服",
            Role::Admin => "管理员",
        };
        format!("{name}{}", now.millis())
    }

    /// The avatar of one who has none: one of the two of a customer's role (`pick` decides), the role's own for staff.
    pub fn default_avatar(role: Role, pick: u32) -> String {
        let file = match role {
            Role::Buyer | Role::Merchant => format!("{}{}", role.as_str(), pick % 2 + 1),
            Role::Support | Role::Admin => role.as_str().to_owned(),
        };
        format!("/api/media/avatars/{file}.png")
    }

    /// An avatar is an `http(s)` URL or a path from `/`, at most 512 characters, without white space.
    pub fn check_avatar(field: &str, avatar: &str) -> Result<String, Refusal> {
        let avatar = TextRule::some(512).check(field, avatar)?;
        let lower = avatar.to_ascii_lowercase();
        let known = lower.starts_with("https://") || lower.starts_with("http://");
        let path = avatar.starts_with('/') && !avatar.starts_with("//");
        if (known || path) && !avatar.chars().any(|c| c.is_whitespace() || c.is_control()) {
            Ok(avatar)
        } else {
            Err(Refusal::invalid(field, "must be an http or https URL, or a path that begins with /"))
        }
    }
}
