//! How do users change so that everybody notices? The one place that writes a user and forgets the cached one.

use super::Services;
use crate::domain::User;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::protocol::CloseCode;
use crate::store::{Changed, UserChange};
use crate::time::Timestamp;

/// What staff sign in with: the username in lower case.
pub(super) fn login_name(username: &str) -> String {
    username.trim().to_lowercase()
}

/// The user as it was at most 2 s ago.
pub(super) async fn recent(services: &Services, id: &UserId, now: Timestamp) -> Result<Option<User>> {
    let cache = &services.auth.users;
    if let Some(user) = cache.find(id, now) {
        return Ok(Some(user));
    }
    let epoch = cache.epoch();
    let user = services.store.user(id).await?;
    if let Some(user) = &user {
        cache.keep(id.clone(), user.clone(), epoch, now);
    }
    Ok(user)
}

/// The user as it is.
pub(super) async fn present(services: &Services, id: &UserId) -> Result<User> {
    services.store.user(id).await?.ok_or_else(|| Error::missing("user"))
}

/// Changes a user, here and in the cache, and closes its sockets where that is asked for.
///
/// # Errors
/// [`Error::Conflict`] where the login name is taken or the last administrator would go.
pub(super) async fn change(
    services: &Services,
    id: &UserId,
    change: UserChange,
    close: Option<CloseCode>,
) -> Result<User> {
    let changed = services.store.change_user(id, change).await;
    // Also after a failure: nobody knows whether it was committed.
    forget(services, id);
    match changed? {
        Changed::User(user) => {
            if let Some(code) = close {
                services.live.disconnect(id, code);
            }
            Ok(*user)
        }
        Changed::Missing => Err(Error::missing("user")),
        Changed::LoginTaken => Err(login_taken()),
        Changed::LastAdmin => {
            Err(Error::Conflict("This is the last administrator; make somebody else one first.".to_owned()))
        }
    }
}

/// Makes the next request ask the database who this is.
pub(super) fn forget(services: &Services, id: &UserId) {
    services.auth.users.forget(id);
}

pub(super) fn login_taken() -> Error {
    Error::Conflict("Another member of staff signs in with this username; choose another.".to_owned())
}
