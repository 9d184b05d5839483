//! Which settings do unit tests run with?

use std::collections::HashMap;

use super::{Config, ConfigError};

/// Settings that are right, with some other than usual; of a name that comes twice the later value counts.
pub fn settings(others: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let mut all = HashMap::from([
        ("DATABASE_URL", "sqlite://unused.db"),
        ("DEBUG_SQL", "False"),
        ("JWT_SECRET_KEY", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
        ("JWT_ALGORITHM", "HS256"),
        ("JWT_ACCESS_TOKEN_EXPIRE_DAYS", "7"),
        ("HOST", "127.0.0.1"),
        ("PORT", "0"),
        ("RELOAD", "False"),
        ("DEBUG", "False"),
        ("BASE_URL", "https://chat.example"),
        ("CORS_ORIGINS", ""),
        ("MEDIA_DIR", "media"),
        ("MAX_FILE_SIZE", "1048576"),
        ("APP_TITLE", "Test"),
        ("APP_DESCRIPTION", ""),
        ("APP_VERSION", "1"),
    ]);
    all.extend(others.iter().copied());
    Config::from_pairs(all.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())))
}
