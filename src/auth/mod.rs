//! Who is asking?

mod cache;
mod key_days;
pub mod keys;
mod limits;
mod passwords;
mod places;
mod rate;
mod throttle;
mod tokens;

use std::net::IpAddr;
use std::sync::Arc;

pub use cache::Cache;
pub use key_days::KeyDays;
pub use limits::{Limits, too_much};
pub use passwords::{Passwords, Turn, check_password};
pub use places::{Place, Places};
pub use rate::Rate;
pub use throttle::{Throttle, neighbourhood};
pub use tokens::{Claims, Issued, Tokens};

use crate::config::Config;
use crate::domain::User;
use crate::error::Result;
use crate::id::UserId;

/// Everything that tells who is asking. Cheap to clone.
#[derive(Clone)]
pub struct Auth {
    pub tokens: Arc<Tokens>,
    pub passwords: Arc<Passwords>,
    /// Failed logins by address and login name (`LOGIN_RATE_LIMIT`).
    pub failed_logins: Arc<Throttle<(IpAddr, String)>>,
    /// Visitors created, by address (`VISITOR_RATE_LIMIT`).
    pub visitors: Arc<Throttle<IpAddr>>,
    /// Calls of `ensure`, by address (`ENSURE_RATE_LIMIT`).
    pub ensures: Arc<Throttle<IpAddr>>,
    /// What else is limited.
    pub limits: Limits,
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
            visitors: Arc::new(Throttle::new(config.tuning.limits.visitors_a_minute)),
            ensures: Arc::new(Throttle::new(config.tuning.limits.ensures_a_minute)),
            limits: Limits::new(config),
            users: Arc::new(Cache::default()),
            keys: Arc::new(Cache::default()),
            key_days: Arc::new(KeyDays::default()),
        })
    }
}
