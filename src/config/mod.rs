//! How is this node set up?
//!
//! Text comes in as pairs ([`source`]), each is checked once ([`checks`] and its neighbours), and either all of them are
//! right and become one [`Config`], or one [`ConfigError`] lists everything that is missing or bad.

mod checks;
mod database_url;
mod dotenv;
mod error;
mod limits;
mod network;
mod optional;
mod origins;
mod raw;
mod required;
mod secret;
mod source;
#[cfg(test)]
pub mod testing;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use url::Url;

pub use checks::{JwtAlgorithm, LogFormat};
pub use database_url::DatabaseUrl;
pub use error::{ConfigError, EXIT_CONFIG, Problem};
pub use limits::Limits;
pub use network::TrustedProxies;
pub use optional::{OPTIONAL, OptionalSetting, Tuning, optional_table};
pub use required::{REQUIRED, RequiredSetting};
pub use secret::Secret;

use raw::Raw;

/// The settings file, looked for in the current directory only.
pub const DOTENV: &str = ".env";

/// How this node is set up: every value is checked, nothing in it needs a second look.
#[derive(Debug, Clone)]
pub struct Config {
    /// `DATABASE_URL`: where messages are kept.
    pub database: DatabaseUrl,
    /// `DEBUG_SQL`: log each statement under the target `kefu::sql`.
    pub debug_sql: bool,
    /// `JWT_SECRET_KEY`: what signs the tokens.
    pub jwt_secret: Secret,
    /// `JWT_ALGORITHM`: the one algorithm tokens are signed with and accepted in.
    pub jwt_algorithm: JwtAlgorithm,
    /// `JWT_ACCESS_TOKEN_EXPIRE_DAYS`: how long a token from a login lives, 1 to 3,650 days.
    pub token_lifetime: TimeDelta,
    /// `HOST`: an IP address (IPv6 without brackets) or a host name to listen on.
    pub host: String,
    /// `PORT`: the TCP port to listen on; 0 picks a free one.
    pub port: u16,
    /// `RELOAD`: restart when the binary or `.env` changes.
    pub reload: bool,
    /// `DEBUG`: a shop under development; opens `ensure` to everybody.
    pub debug: bool,
    /// `BASE_URL`: the address browsers use, http or https, without query; no `/` at the end of a path.
    pub base_url: Url,
    /// `CORS_ORIGINS`: the pages that may call, as browsers write them (`https://shop.example`), each once.
    pub cors_origins: Vec<String>,
    /// `MEDIA_DIR`: the folder of avatars and uploads; relative to the current directory unless absolute.
    pub media_dir: PathBuf,
    /// `MAX_FILE_SIZE`: the largest upload in bytes, 1 to 2^40.
    pub max_file_size: u64,
    /// `APP_TITLE`: the shop's name for this service; never empty.
    pub app_title: String,
    /// `APP_DESCRIPTION`: may be empty.
    pub app_description: String,
    /// `APP_VERSION`: what health and the docs show; never empty.
    pub app_version: String,
    /// Everything that is optional.
    pub tuning: Tuning,
}

impl Config {
    /// Reads the process environment over `.env` in the current directory.
    ///
    /// # Errors
    /// All settings that are missing or bad, at once; the caller prints it and exits with [`EXIT_CONFIG`].
    pub fn load() -> Result<Self, ConfigError> {
        Self::load_from(Path::new(DOTENV), std::env::vars_os())
    }

    /// [`Config::load`] with the settings file and the environment as arguments; a missing file is an empty one.
    pub fn load_from(
        dotenv: &Path,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, ConfigError> {
        let (pairs, problems) = source::merge(dotenv, environment);
        Self::check(Raw::new(pairs, problems))
    }

    /// Checks settings given as pairs; of a name that comes twice the later value counts, unknown names are ignored.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        Self::check(Raw::new(pairs, Vec::new()))
    }

    /// The absolute address of `path` (beginning with `/`) as browsers reach it.
    pub fn public_url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url.as_str().trim_end_matches('/'))
    }

    fn check(mut raw: Raw) -> Result<Self, ConfigError> {
        let config = required::read(&mut raw);
        match (config, raw.into_problems()) {
            (Some(config), problems) if problems.is_empty() => Ok(config),
            (_, problems) => Err(ConfigError::new(problems)),
        }
    }
}
