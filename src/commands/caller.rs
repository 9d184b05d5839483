//! Who asks for it?

use crate::domain::{Actor, Role};
use crate::error::{Error, Result};

/// The one behind a request: a signed-in user, or a storefront's backend with its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    User(Actor),
    /// The name of the API key.
    Key(String),
}

impl Caller {
    /// The user; a key is none, and may do only what names it (403).
    pub fn user(&self) -> Result<&Actor> {
        match self {
            Self::User(actor) => Ok(actor),
            Self::Key(_) => Err(Error::Forbidden("An API key cannot do this; use a user's token.".to_owned())),
        }
    }

    /// The role, where the caller is a user.
    pub fn role(&self) -> Option<Role> {
        match self {
            Self::User(actor) => Some(actor.role),
            Self::Key(_) => None,
        }
    }
}
