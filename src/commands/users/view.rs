//! What does one see of a user?

use serde::Serialize;

use crate::commands::Services;
use crate::domain::{Presence, PublicUser, Role, User};
use crate::id::UserId;
use crate::time::Timestamp;

/// A user as it and staff see it; others see [`crate::domain::PublicUser`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct UserView {
    pub id: UserId,
    pub role: Role,
    pub username: String,
    /// A URL, or a path below this server.
    pub avatar: String,
    pub description: String,
    pub status: Presence,
    pub last_seen: Option<Timestamp>,
    pub created_at: Timestamp,
    pub disabled: bool,
}

impl UserView {
    pub fn of(services: &Services, user: &User) -> Self {
        Self {
            id: user.id.clone(),
            role: user.role,
            username: user.username.clone(),
            avatar: user.avatar.clone(),
            description: user.description.clone(),
            status: services.live.presence(&user.id),
            last_seen: user.last_seen,
            created_at: user.created_at,
            disabled: user.disabled,
        }
    }
}

/// A user as the caller may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum UserAnswer {
    /// To oneself, to staff and to a storefront's backend.
    Whole(UserView),
    /// To those who share a conversation.
    Public(PublicUser),
}
