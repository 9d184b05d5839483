//! Which database is meant?

use std::fmt;
use std::path::PathBuf;

use url::Url;

use super::checks::shown;

/// The database, with the URL already in the form its driver takes. `Debug` hides the password.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// MySQL or MariaDB.
    MySql {
        /// `mysql://user:password@host:port/database`, percent-encoded, with the driver's own parameters only.
        url: String,
    },
    /// A file; its folder may not exist yet.
    Sqlite { path: PathBuf },
}

/// Parameters of the driver that make sense here: TLS, compression and the local socket.
const KEPT: [&str; 8] = [
    "require_ssl",
    "verify_ca",
    "verify_identity",
    "built_in_roots",
    "compression",
    "socket",
    "prefer_socket",
    "tcp_keepalive",
];
/// Parameters of the Python drivers that old settings carry. They change nothing here: text is always `utf8mb4`, and
/// time limits and the pool have settings of their own.
const DROPPED: [&str; 12] = [
    "charset",
    "use_unicode",
    "autocommit",
    "connect_timeout",
    "read_timeout",
    "write_timeout",
    "pool_recycle",
    "pool_size",
    "pool_pre_ping",
    "echo",
    "local_infile",
    "program_name",
];
/// Parameters of Python's SQLite driver, dropped likewise.
const SQLITE_DROPPED: [&str; 3] = ["check_same_thread", "timeout", "charset"];
const MYSQL_PORT: u16 = 3306;

impl DatabaseUrl {
    /// Takes `mysql://…`, `sqlite://…` and `SQLAlchemy`'s spelling of both (`mysql+aiomysql://…`).
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let wrong = || "must begin with mysql:// or sqlite://".to_owned();
        let (scheme, rest) = text.trim().split_once("://").ok_or_else(wrong)?;
        let (database, driver) = match scheme.split_once('+') {
            Some((database, driver)) => (database, Some(driver)),
            None => (scheme, None),
        };
        match database {
            "mysql" | "mariadb" => mysql(rest),
            "sqlite" => sqlite(rest, driver.is_some()),
            _ => Err(wrong()),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MySql { url } => {
                let mut shown = Url::parse(url).ok();
                let hidden =
                    shown.as_mut().is_some_and(|url| url.password().is_none() || url.set_password(Some("***")).is_ok());
                let text = shown.filter(|_| hidden).map_or_else(|| "mysql://(hidden)".to_owned(), String::from);
                f.debug_struct("MySql").field("url", &text).finish()
            }
            Self::Sqlite { path } => f.debug_struct("Sqlite").field("path", path).finish(),
        }
    }
}

/// `rest` is what follows `mysql://`; nothing of it is quoted in a message, for the password in it.
fn mysql(rest: &str) -> Result<DatabaseUrl, String> {
    let unreadable = || {
        "cannot be read as mysql://user:password@host:port/database; in the password write @ as %40, : as %3A, / as \
         %2F, # as %23, ? as %3F and % as %25"
            .to_owned()
    };
    let mut url = Url::parse(&format!("mysql://{rest}")).map_err(|_| unreadable())?;
    if url.host_str().is_none_or(str::is_empty) || url.fragment().is_some() {
        return Err(unreadable());
    }
    if url.username().is_empty() {
        return Err("names no user: mysql://user:password@host:port/database".to_owned());
    }
    match url.path().trim_start_matches('/') {
        "" => return Err("names no database: mysql://user:password@host:port/database".to_owned()),
        name if name.contains('/') => return Err(unreadable()),
        _ => {}
    }
    if url.port().is_none() {
        url.set_port(Some(MYSQL_PORT)).map_err(|()| unreadable())?;
    }
    keep_parameters(&mut url)?;
    let url = String::from(url);
    match mysql_async::Opts::from_url(&url) {
        Ok(_) => Ok(DatabaseUrl::MySql { url }),
        Err(mysql_async::UrlError::InvalidParamValue { param, value }) => {
            Err(format!("has the parameter {param} with a value it cannot have, {}", shown(&value)))
        }
        Err(_) => Err(unreadable()),
    }
}

/// Leaves the driver's parameters, drops those of the Python drivers, refuses the rest: a TLS option that is silently
/// ignored would send passwords in the clear.
fn keep_parameters(url: &mut Url) -> Result<(), String> {
    let given: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let (kept, others): (Vec<_>, Vec<_>) = given.into_iter().partition(|(name, _)| KEPT.contains(&name.as_str()));
    if let Some((name, _)) = others.iter().find(|(name, _)| !DROPPED.contains(&name.as_str())) {
        let hint = if name.starts_with("ssl") { "; for TLS write require_ssl=true" } else { "" };
        return Err(format!("has the parameter {}, which is not known here{hint}", shown(name)));
    }
    url.set_query(None);
    if !kept.is_empty() {
        url.query_pairs_mut().extend_pairs(kept);
    }
    Ok(())
}

/// `rest` is what follows `sqlite://`: a relative path, or an absolute one that begins with `/`. In `SQLAlchemy`'s spelling
/// the first `/` is a separator, so that three are relative and four are absolute there.
fn sqlite(rest: &str, sqlalchemy: bool) -> Result<DatabaseUrl, String> {
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    for (name, _) in url::form_urlencoded::parse(query.as_bytes()) {
        if !SQLITE_DROPPED.contains(&name.as_ref()) {
            return Err(format!("has the parameter {}, which is not known here", shown(&name)));
        }
    }
    let relative =
        path.strip_prefix('/').filter(|rest| sqlalchemy || rest.starts_with("./") || rest.starts_with("../"));
    let path = relative.unwrap_or(path);
    if path.contains(":memory:") {
        return Err("must name a file: a database in memory is lost at the end and is not shared by connections".into());
    }
    if path.is_empty() || path.ends_with('/') || path.starts_with("file:") {
        return Err(format!("must name a file, and names {}", shown(path)));
    }
    Ok(DatabaseUrl::Sqlite { path: PathBuf::from(path) })
}
