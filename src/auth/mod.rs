//! Who is asking?

mod cache;
mod key_days;
pub mod keys;
mod passwords;
mod throttle;
mod tokens;

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

pub use cache::Cache;
pub use key_days::KeyDays;
pub use passwords::{Passwords, Turn, check_password};
pub use throttle::{Throttle, neighbourhood};
pub use tokens::{Claims, Issued, Tokens};

use crate::config::Config;
use crate::domain::User;
use crate::error::Result;
use crate::id::UserId;

/// New visitors a minute from one address: a shop's own network hides many people behind one.
const VISITORS_A_MINUTE: Option<NonZeroU32> = NonZeroU32::new(30);
/// Anonymous `ensure` calls a minute from one address, possible only while `DEBUG=True`.
const ANONYMOUS_ENSURES_A_MINUTE: Option<NonZeroU32> = NonZeroU32::new(600);

/// Everything that tells who is asking. Cheap to clone.
#[derive(Clone)]
pub struct Auth {
    pub tokens: Arc<Tokens>,
    pub passwords: Arc<Passwords>,
    /// Failed logins by address and login name (`LOGIN_RATE_LIMIT`).
    pub failed_logins: Arc<Throttle<(IpAddr, String)>>,
    /// Visitors created, by address.
    pub visitors: Arc<Throttle<IpAddr>>,
    /// Anonymous `ensure` calls, by address.
    pub anonymous_ensures: Arc<Throttle<IpAddr>>,
    /// Users as they were at most 2 s ago.
    pub users: Arc<Cache<UserId, User>>,
    /// API keys as they were at most 2 s ago: from the hash to the name.
    pub keys: Arc<Cache<String, String>>,
    /// Whose use the audit log has today.
    pub key_days: Arc<KeyDays>,
}

impl Auth {
    /// # Errors
    /// Where the operating system has no random numbers.
    pub fn new(config: &Config) -> Result<Self> {
        Ok(Self {
            tokens: Arc::new(Tokens::new(&config.jwt_secret, config.jwt_algorithm)),
            passwords: Arc::new(Passwords::new()?),
            failed_logins: Arc::new(Throttle::new(config.tuning.login_rate_limit)),
            visitors: Arc::new(Throttle::new(VISITORS_A_MINUTE)),
            anonymous_ensures: Arc::new(Throttle::new(ANONYMOUS_ENSURES_A_MINUTE)),
            users: Arc::new(Cache::default()),
            keys: Arc::new(Cache::default()),
            key_days: Arc::new(KeyDays::default()),
        })
    }
}
