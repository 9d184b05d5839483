//! What can be done with the keys of storefront backends? From the shell only: whoever may run it is trusted.

use super::Services;
use crate::auth::keys;
use crate::domain::TextRule;
use crate::error::{Error, Result};
use crate::store::ApiKey;
use crate::time::Timestamp;

/// A new key: to be shown once, for only its hash is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApiKey {
    pub name: String,
    pub key: String,
}

/// Makes a key. Names have 1–64 characters.
///
/// # Errors
/// [`Error::Conflict`] where the name is taken, also by a revoked key.
pub async fn create(services: &Services, name: &str, now: Timestamp) -> Result<NewApiKey> {
    let name = TextRule::some(64).check("name", name)?;
    let key = keys::generate();
    let hash = keys::fingerprint(&key).ok_or_else(|| Error::internal("a new key is no key"))?;
    if services.store.add_api_key(name.clone(), hash, now).await? {
        Ok(NewApiKey { name, key })
    } else {
        Err(Error::Conflict(format!("There is, or was, an API key named {name}; choose another name.")))
    }
}

/// All keys by name, revoked ones too.
pub async fn list(services: &Services) -> Result<Vec<ApiKey>> {
    services.store.api_keys().await
}

/// Revokes a key: it stops here at once, on other nodes within 2 s.
///
/// # Errors
/// [`Error::NotFound`] where there is no such key, or it was revoked before.
pub async fn revoke(services: &Services, name: &str, now: Timestamp) -> Result<()> {
    let revoked = services.store.revoke_api_key(name.trim().to_owned(), now).await?;
    services.auth.keys.forget_all();
    if revoked {
        Ok(())
    } else {
        Err(Error::NotFound(format!("There is no API key named {name} that is not revoked.")))
    }
}
