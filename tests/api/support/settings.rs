//! How is a server under test set up?

use std::collections::BTreeMap;
use std::path::Path;

use kefu::config::Config;

/// What uploads get their URLs from. Not where the server listens: a proxy stands in between in real life too.
pub const BASE_URL: &str = "https://chat.example";
/// The one page that may call.
pub const SHOP: &str = "https://shop.example";

/// What signs the tokens.
pub const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// The settings of a server on this database, with its files in `folder`; those in `changed` win.
pub fn config(database: &str, folder: &Path, changed: &[(&str, &str)]) -> Config {
    let media = folder.join("media").display().to_string();
    let mut all = BTreeMap::from([
        ("DATABASE_URL", database),
        ("DEBUG_SQL", "False"),
        ("JWT_SECRET_KEY", SECRET),
        ("JWT_ALGORITHM", "HS256"),
        ("JWT_ACCESS_TOKEN_EXPIRE_DAYS", "7"),
        ("HOST", "127.0.0.1"),
        ("PORT", "0"),
        ("RELOAD", "False"),
        ("DEBUG", "False"),
        ("BASE_URL", BASE_URL),
        ("CORS_ORIGINS", SHOP),
        ("MEDIA_DIR", media.as_str()),
        ("MAX_FILE_SIZE", "1048576"),
        ("APP_TITLE", "Tea & Co"),
        ("APP_DESCRIPTION", "Chat of a tea shop"),
        ("APP_VERSION", "1.2.3"),
        ("WORKERS", "2"),
        ("DATABASE_POOL_SIZE", "8"),
        // Tests are faster than people; these limits have tests of their own.
        ("FRAME_RATE_LIMIT", "0"),
        ("REQUEST_RATE_LIMIT", "0"),
    ]);
    all.extend(changed.iter().copied());
    Config::from_pairs(all.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()))).unwrap()
}
