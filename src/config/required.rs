//! What must every node be told?

use super::Config;
use super::checks::{algorithm, any_text, days, directory, flag, host, secret, text, whole};
use super::database_url::DatabaseUrl;
use super::optional::Tuning;
use super::origins::{base_url, cors_origins};
use super::raw::Raw;

/// One of the sixteen settings that have no default.
#[derive(Debug, Clone, Copy)]
pub struct RequiredSetting {
    pub name: &'static str,
    /// A value that is right, for error messages and documents.
    pub example: &'static str,
    /// What it is for, in one line.
    pub meaning: &'static str,
}

/// The largest `MAX_FILE_SIZE` that is no typing error: 1 TiB.
const MAX_FILE_SIZE_LIMIT: u64 = 1 << 40;

const fn row(name: &'static str, example: &'static str, meaning: &'static str) -> RequiredSetting {
    RequiredSetting { name, example, meaning }
}

/// The sixteen, in the order of `.env.example`.
pub const REQUIRED: [RequiredSetting; 16] = [
    row("DATABASE_URL", "sqlite://data/kefu.db", "`sqlite://file.db` or `mysql://user:password@host:3306/database`"),
    row("DEBUG_SQL", "False", "log each SQL statement with its time"),
    row("JWT_SECRET_KEY", "(at least 64 random characters: openssl rand -hex 32)", "signs the tokens; keep it secret"),
    row("JWT_ALGORITHM", "HS256", "`HS256`, `HS384` or `HS512`"),
    row("JWT_ACCESS_TOKEN_EXPIRE_DAYS", "7", "how long a login lasts, 1 to 3650 days"),
    row("HOST", "127.0.0.1", "the address to listen on; `0.0.0.0` is all of them"),
    row("PORT", "8700", "the TCP port to listen on; 0 picks a free one"),
    row("RELOAD", "False", "restart when the binary or `.env` changes; for development"),
    row("DEBUG", "False", "a shop under development; never in production"),
    row("BASE_URL", "http://127.0.0.1:8700", "the address browsers use to reach this server"),
    row("CORS_ORIGINS", "https://shop.example,https://www.shop.example", "the shop's pages, by commas; may be empty"),
    row("MEDIA_DIR", "media", "the folder of avatars and uploads"),
    row("MAX_FILE_SIZE", "10485760", "the largest upload in bytes"),
    row("APP_TITLE", "Shop chat", "the name shown in the API docs"),
    row("APP_DESCRIPTION", "Chat between buyers, merchants and support", "shown in the API docs; may be empty"),
    row("APP_VERSION", "1.0.0", "shown by the health check and in the API docs"),
];

/// Checks every setting, the optional ones too; `None` if any is missing or bad, all of them noted in `raw`.
pub(super) fn read(raw: &mut Raw) -> Option<Config> {
    let database = raw.required("DATABASE_URL", DatabaseUrl::parse);
    let debug_sql = raw.required("DEBUG_SQL", flag);
    let jwt_secret = raw.required("JWT_SECRET_KEY", secret);
    let jwt_algorithm = raw.required("JWT_ALGORITHM", algorithm);
    let token_lifetime = raw.required("JWT_ACCESS_TOKEN_EXPIRE_DAYS", days);
    let host = raw.required("HOST", host);
    let port = raw.required("PORT", |text| whole(text, 0..=u16::MAX));
    let reload = raw.required("RELOAD", flag);
    let debug = raw.required("DEBUG", flag);
    let base_url = raw.required("BASE_URL", base_url);
    let cors_origins = raw.required("CORS_ORIGINS", cors_origins);
    let media_dir = raw.required("MEDIA_DIR", directory);
    let max_file_size = raw.required("MAX_FILE_SIZE", |text| whole(text, 1..=MAX_FILE_SIZE_LIMIT));
    let app_title = raw.required("APP_TITLE", text);
    let app_description = raw.required("APP_DESCRIPTION", any_text);
    let app_version = raw.required("APP_VERSION", text);
    let tuning = Tuning::read(raw);

    Some(Config {
        database: database?,
        debug_sql: debug_sql?,
        jwt_secret: jwt_secret?,
        jwt_algorithm: jwt_algorithm?,
        token_lifetime: token_lifetime?,
        host: host?,
        port: port?,
        reload: reload?,
        debug: debug?,
        base_url: base_url?,
        cors_origins: cors_origins?,
        media_dir: media_dir?,
        max_file_size: max_file_size?,
        app_title: app_title?,
        app_description: app_description?,
        app_version: app_version?,
        tuning: tuning?,
    })
}
