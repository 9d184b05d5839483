//! What can be done with users?

mod change;
mod create;
mod ensure;
mod list;
mod view;

#[cfg(test)]
mod tests;

pub use change::{UserPatch, remove, update};
pub use create::{NewAdmin, NewUser, create, create_admin};
pub use ensure::{Asker, EnsureEntry, EnsureUsers, EnsuredUser, EnsuredUsers, WithTokens, ensure};
pub use list::{UserQuery, list, read};
pub use view::{UserAnswer, UserView};

use crate::domain::Role;
use crate::error::{Error, Result};

/// A 422 about a text that is no user id.
pub(super) fn bad_id(field: &str) -> Error {
    Error::invalid(field, "must be 1–64 of A–Z a–z 0–9 _ . : @ -")
}

/// A role as a client writes it.
fn read_role(field: &str, text: &str) -> Result<Role> {
    Role::parse(text).ok_or_else(|| Error::invalid(field, "must be buyer, merchant, support or admin"))
}
