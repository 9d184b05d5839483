//! What can a node be told beyond the required, and what holds otherwise?

use std::fmt::Write as _;
use std::num::NonZeroU32;
use std::time::Duration;

use chrono::TimeDelta;

use super::checks::{LogFormat, flag, log_filter, log_format, whole};
use super::limits::{Limits, limit};
use super::network::TrustedProxies;
use super::raw::Raw;
use super::secret::Secret;

/// A setting with a default. The default is itself a value one could write.
#[derive(Debug, Clone, Copy)]
pub struct OptionalSetting {
    pub name: &'static str,
    pub default: &'static str,
    /// Another value that is right, for error messages.
    pub example: &'static str,
    /// What it does, with its unit and range.
    pub meaning: &'static str,
}

const fn row(
    name: &'static str,
    default: &'static str,
    example: &'static str,
    meaning: &'static str,
) -> OptionalSetting {
    OptionalSetting { name, default, example, meaning }
}

/// Every optional setting. The defaults are read from here, and the README's table is printed from here.
pub const OPTIONAL: [OptionalSetting; 23] = [
    row("MESSAGE_RATE_LIMIT", "20", "20", "messages a second per user, burst twice that; 0 is off"),
    row("LOGIN_RATE_LIMIT", "10", "10", "failed logins a minute per address and name; 0 is off"),
    row("CONNECTION_LIMIT_PER_USER", "10", "10", "WebSockets a user may have open at once; 0 is off"),
    row(
        "CONNECTION_LIMIT_PER_ADDRESS",
        "1000",
        "1000",
        "WebSockets, and as many connections beside, from one address at once; 0 is off",
    ),
    row("FRAME_RATE_LIMIT", "100", "100", "frames of any kind a second per user, burst twice that; 0 is off"),
    row(
        "REQUEST_RATE_LIMIT",
        "100",
        "100",
        "requests a second per user, burst twice that; ten times as many per address of those not signed in; 0 is off",
    ),
    row("UPLOAD_RATE_LIMIT", "200", "200", "files a user may upload within an hour; 0 is off"),
    row("UPLOAD_BYTES_PER_DAY", "1073741824", "1073741824", "bytes of files a user may upload within a day; 0 is off"),
    row("ENSURE_RATE_LIMIT", "1200", "1200", "calls of `ensure` a minute per address; 0 is off"),
    row("VISITOR_RATE_LIMIT", "30", "30", "new visitors a minute per address; 0 is off"),
    row("RECALL_WINDOW_SECONDS", "120", "120", "how long a sender may recall a message; 0 is never"),
    row("WS_HEARTBEAT_SECONDS", "25", "25", "seconds between pings, 1 to 300; a peer has 10 more to answer"),
    row(
        "WS_QUEUE_FRAMES",
        "256",
        "256",
        "frames that may wait for one reader, 16 to 65536; beyond, it is closed with 1013",
    ),
    row("WS_QUEUE_BYTES", "1048576", "1048576", "bytes that may wait for one reader, 524288 to 67108864"),
    row("DATABASE_POOL_SIZE", "16", "16", "database connections this node may hold, 2 to 1000"),
    row("WORKERS", "auto", "4", "threads that serve HTTP, 1 to 1024; `auto` is one a processor"),
    row("ALLOW_VISITORS", "False", "True", "let anonymous visitors write to the support desk"),
    row(
        "UPLOAD_ORPHAN_HOURS",
        "24",
        "48",
        "uploads that no message or avatar shows are removed after so many hours; 0 is off",
    ),
    row(
        "TRUSTED_PROXIES",
        "",
        "127.0.0.1,10.0.0.0/8",
        "addresses and blocks whose `X-Forwarded-*` is believed, by commas",
    ),
    row(
        "REDIS_URL",
        "",
        "redis://127.0.0.1:6379",
        "the Redis server over which several nodes on one database hear each other; unset is one node",
    ),
    row("LOG_FORMAT", "auto", "json", "`text`, `json`, or `auto`: text on a terminal, JSON elsewhere"),
    row(
        "LOG",
        "info,actix_server=warn",
        "info,kefu::store=debug",
        "which log lines are written: a level, or `target=level` by commas",
    ),
    row(
        "SLOW_QUERY_MILLISECONDS",
        "500",
        "500",
        "SQL statements that take longer are logged as warnings, without values; 0 is off",
    ),
];

/// The optional settings, checked.
#[derive(Debug, Clone)]
pub struct Tuning {
    /// Messages a second per user; the burst is twice that. `None` is no limit.
    pub message_rate_limit: Option<NonZeroU32>,
    /// Failed logins a minute per address and name. `None` is no limit.
    pub login_rate_limit: Option<NonZeroU32>,
    /// Open sockets per user. `None` is no limit.
    pub connection_limit_per_user: Option<NonZeroU32>,
    /// The other limits.
    pub limits: Limits,
    /// How long after sending a message its sender may recall it.
    pub recall_window: TimeDelta,
    /// The time between two pings.
    pub heartbeat: Duration,
    /// Frames that may wait for one socket.
    pub queue_frames: usize,
    /// Bytes that may wait for one socket.
    pub queue_bytes: usize,
    /// Connections the store may hold open.
    pub database_pool_size: usize,
    /// Threads that serve HTTP.
    pub workers: usize,
    /// Anonymous visitors may begin a conversation.
    pub allow_visitors: bool,
    /// How old an upload may get that nothing shows. `None`: nothing is swept.
    pub upload_orphan_age: Option<Duration>,
    /// Whose `X-Forwarded-*` is believed.
    pub trusted_proxies: TrustedProxies,
    /// Where the nodes of one database meet; `None` is one node.
    pub redis_url: Option<Secret>,
    pub log_format: LogFormat,
    /// Which log lines are written, in `EnvFilter` syntax; known to parse.
    pub log_filter: String,
    /// SQL statements that take longer are logged. `None` is none.
    pub slow_query: Option<Duration>,
}

impl Tuning {
    pub(super) fn read(raw: &mut Raw) -> Option<Self> {
        let message_rate_limit = raw.optional("MESSAGE_RATE_LIMIT", limit);
        let login_rate_limit = raw.optional("LOGIN_RATE_LIMIT", limit);
        let connection_limit_per_user = raw.optional("CONNECTION_LIMIT_PER_USER", limit);
        let limits = Limits::read(raw);
        let recall_window = raw.optional("RECALL_WINDOW_SECONDS", |text| whole(text, 0..=MAX_RECALL_SECONDS));
        let heartbeat = raw.optional("WS_HEARTBEAT_SECONDS", |text| whole(text, 1..=300));
        let queue_frames = raw.optional("WS_QUEUE_FRAMES", |text| whole(text, 16..=65_536));
        let queue_bytes = raw.optional("WS_QUEUE_BYTES", |text| whole(text, MIN_QUEUE_BYTES..=64 << 20));
        let database_pool_size = raw.optional("DATABASE_POOL_SIZE", |text| whole(text, 2..=1000));
        let workers = raw.optional("WORKERS", workers);
        let allow_visitors = raw.optional("ALLOW_VISITORS", flag);
        let upload_orphan_age = raw.optional("UPLOAD_ORPHAN_HOURS", |text| whole(text, 0..=MAX_ORPHAN_HOURS));
        let trusted_proxies = raw.optional("TRUSTED_PROXIES", TrustedProxies::parse);
        let redis_url = raw.optional("REDIS_URL", redis_url);
        let log_format = raw.optional("LOG_FORMAT", log_format);
        let log_filter = raw.optional("LOG", log_filter);
        let slow_query = raw.optional("SLOW_QUERY_MILLISECONDS", |text| whole(text, 0..=60_000));

        Some(Self {
            message_rate_limit: message_rate_limit?,
            login_rate_limit: login_rate_limit?,
            connection_limit_per_user: connection_limit_per_user?,
            limits: limits?,
            recall_window: TimeDelta::seconds(recall_window?),
            heartbeat: Duration::from_secs(heartbeat?),
            queue_frames: queue_frames?,
            queue_bytes: queue_bytes?,
            database_pool_size: database_pool_size?,
            workers: workers?,
            allow_visitors: allow_visitors?,
            upload_orphan_age: upload_orphan_age.map(|hours| (hours > 0).then(|| Duration::from_hours(hours)))?,
            trusted_proxies: trusted_proxies?,
            redis_url: redis_url?,
            log_format: log_format?,
            log_filter: log_filter?,
            slow_query: Some(Duration::from_millis(slow_query?)).filter(|slow| !slow.is_zero()),
        })
    }
}

/// One year: beyond it, a window is no window.
const MAX_RECALL_SECONDS: i64 = 31_536_000;
/// Ten years: beyond it, say 0.
const MAX_ORPHAN_HOURS: u64 = 87_600;
/// Room for one `events` frame (256 KiB) and what arrives while it is written.
const MIN_QUEUE_BYTES: usize = 512 << 10;

/// The optional settings as a table in Markdown, the way the README shows them.
pub fn optional_table() -> String {
    let mut table = String::from("| setting | default | meaning |\n|---|---|---|\n");
    for OptionalSetting { name, default, meaning, .. } in OPTIONAL {
        let default = if default.is_empty() { "none".to_owned() } else { format!("`{default}`") };
        // Writing to a String cannot fail.
        let _ = writeln!(table, "| `{name}` | {default} | {meaning} |");
    }
    table
}

fn workers(text: &str) -> Result<usize, String> {
    match text.trim() {
        "auto" => Ok(std::thread::available_parallelism().map_or(1, usize::from)),
        number => whole(number, 1..=1024).map_err(|fault| format!("{fault}; `auto` is one a processor")),
    }
}

/// It may hold a password, so it is kept like one.
fn redis_url(text: &str) -> Result<Option<Secret>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let known = url::Url::parse(text).is_ok_and(|url| url.scheme() == "redis" && url.has_host());
    if known { Ok(Some(Secret::new(text))) } else { Err("is no address of a Redis server".to_owned()) }
}
