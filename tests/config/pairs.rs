//! Settings to begin a test with.

use kefu::config::{Config, ConfigError};

pub const SECRET: &str = "correct-horse-battery-staple-0123456789-correct-horse-battery-staple";

/// The sixteen, all right.
pub const GOOD: [(&str, &str); 16] = [
    ("DATABASE_URL", "sqlite://data/kefu.db"),
    ("DEBUG_SQL", "False"),
    ("JWT_SECRET_KEY", SECRET),
    ("JWT_ALGORITHM", "HS256"),
    ("JWT_ACCESS_TOKEN_EXPIRE_DAYS", "7"),
    ("HOST", "127.0.0.1"),
    ("PORT", "8700"),
    ("RELOAD", "False"),
    ("DEBUG", "True"),
    ("BASE_URL", "http://127.0.0.1:8700"),
    ("CORS_ORIGINS", "https://shop.example"),
    ("MEDIA_DIR", "media"),
    ("MAX_FILE_SIZE", "10485760"),
    ("APP_TITLE", "Shop chat"),
    ("APP_DESCRIPTION", "Chat with us"),
    ("APP_VERSION", "1.0.0"),
];

/// The good settings, with these put over them.
pub fn with(changes: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let pairs = GOOD.iter().chain(changes);
    Config::from_pairs(pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
}

/// The good settings without one of them.
pub fn without(missing: &str) -> Result<Config, ConfigError> {
    let pairs = GOOD.iter().filter(|(name, _)| *name != missing);
    Config::from_pairs(pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
}

/// What is wrong with `name` when it is set to `value`; nothing else may be.
pub fn fault(name: &str, value: &str) -> String {
    let error = with(&[(name, value)]).expect_err(&format!("{name}={value:?} is taken"));
    let [problem] = error.problems() else { panic!("{name}={value:?}: more than one problem: {error}") };
    assert_eq!(problem.name, name);
    problem.fault.clone()
}
