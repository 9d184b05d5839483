//! What does one see of a user?

use serde::Serialize;

use crate::commands::Services;
use crate::domain::{PublicUser, User};
pub use crate::protocol::UserView;

impl UserView {
    pub fn of(services: &Services, user: &User) -> Self {
        Self::new(user, services.live.presence(&user.id))
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
