//! Which settings do the unit tests of this layer run with?

use std::collections::HashMap;

use crate::config::Config;

/// Settings that are right, with some other than usual.
pub fn settings(others: &[(&str, &str)]) -> Config {
    let secret = "s".repeat(64);
    let mut all = HashMap::from([
        ("DATABASE_URL", "sqlite://unused.db"),
        ("DEBUG_SQL", "False"),
        ("JWT_SECRET_KEY", &secret),
        ("JWT_ALGORITHM", "HS256"),
        ("JWT_ACCESS_TOKEN_EXPIRE_DAYS", "7"),
        ("HOST", "127.0.0.1"),
        ("PORT", "0"),
        ("RELOAD", "False"),
        ("DEBUG", "False"),
        ("BASE_URL", "https://chat.example/kefu"),
        ("CORS_ORIGINS", ""),
        ("MEDIA_DIR", "media"),
        ("MAX_FILE_SIZE", "1000"),
        ("APP_TITLE", "Tea & Co"),
        ("APP_DESCRIPTION", ""),
        ("APP_VERSION", "1.2.3"),
    ]);
    all.extend(others.iter().copied());
    Config::from_pairs(all.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()))).unwrap()
}
