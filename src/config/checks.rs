//! Is this text a right value? Each check answers with the value, or with the rest of a sentence that says what is wrong.

use std::fmt::Display;
use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;

use chrono::TimeDelta;
use tracing_subscriber::EnvFilter;
use url::Host;

use super::secret::Secret;

/// The signatures a token may have; all are HMACs over one secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JwtAlgorithm {
    Hs256,
    Hs384,
    Hs512,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Text on a terminal, JSON elsewhere.
    Auto,
    Text,
    Json,
}

/// The fewest characters of a signing secret.
const SECRET_CHARS: usize = 64;
/// The longest life of a token: ten years.
const MAX_TOKEN_DAYS: u16 = 3650;

/// `True/False/true/false/1/0`, and nothing else.
pub(super) fn flag(text: &str) -> Result<bool, String> {
    match text.trim() {
        "True" | "true" | "1" => Ok(true),
        "False" | "false" | "0" => Ok(false),
        _ => Err(format!("must be True or False, and is {}", shown(text))),
    }
}

/// A whole number within `range`.
pub(super) fn whole<T>(text: &str, range: RangeInclusive<T>) -> Result<T, String>
where
    T: FromStr + PartialOrd + Display,
{
    match text.trim().parse::<T>() {
        Ok(number) if range.contains(&number) => Ok(number),
        _ => Err(format!("must be a whole number from {} to {}, and is {}", range.start(), range.end(), shown(text))),
    }
}

/// A text that may be empty.
#[expect(clippy::unnecessary_wraps, reason = "a check like the others, that never fails")]
pub(super) fn any_text(text: &str) -> Result<String, String> {
    Ok(text.trim().to_owned())
}

/// A text with something in it.
pub(super) fn text(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("must not be empty".to_owned()),
        words => Ok(words.to_owned()),
    }
}

/// The signing secret. Its text never gets into a message.
pub(super) fn secret(text: &str) -> Result<Secret, String> {
    match text.chars().count() {
        count if count < SECRET_CHARS => Err(format!("must have at least {SECRET_CHARS} characters, and has {count}")),
        _ => Ok(Secret::new(text)),
    }
}

pub(super) fn algorithm(text: &str) -> Result<JwtAlgorithm, String> {
    match text.trim() {
        "HS256" => Ok(JwtAlgorithm::Hs256),
        "HS384" => Ok(JwtAlgorithm::Hs384),
        "HS512" => Ok(JwtAlgorithm::Hs512),
        _ => Err(format!("must be HS256, HS384 or HS512, and is {}", shown(text))),
    }
}

pub(super) fn days(text: &str) -> Result<TimeDelta, String> {
    whole(text, 1..=MAX_TOKEN_DAYS).map(|days| TimeDelta::days(i64::from(days)))
}

pub(super) fn directory(text: &str) -> Result<PathBuf, String> {
    self::text(text).map(PathBuf::from)
}

/// An address to listen on: an IP address, in brackets or not, or a host name; never with a port.
pub(super) fn host(text: &str) -> Result<String, String> {
    let name = text.trim();
    let bare = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(name);
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Ok(address.to_string());
    }
    match Host::parse(name) {
        Ok(Host::Domain(domain)) if is_host_name(&domain) => Ok(domain),
        _ => Err(format!("must be an IP address or a host name, without a port, and is {}", shown(text))),
    }
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, String> {
    match text.trim() {
        "auto" => Ok(LogFormat::Auto),
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(format!("must be auto, text or json, and is {}", shown(text))),
    }
}

/// A filter of log lines: `info`, or `info,kefu::store=debug`.
pub(super) fn log_filter(text: &str) -> Result<String, String> {
    let filter = self::text(text)?;
    match EnvFilter::builder().parse(&filter) {
        Ok(_) => Ok(filter),
        Err(cause) => Err(format!("is no filter of log lines ({cause}), and is {}", shown(text))),
    }
}

/// A value as it is quoted in a message: cut where it gets long, and without control characters.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.trim().is_empty() {
        return "empty".to_owned();
    }
    let mut quoted: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        quoted.push('…');
    }
    format!("`{quoted}`")
}

/// Letters, digits, `-`, `_` and dots: what a resolver takes.
fn is_host_name(domain: &str) -> bool {
    !domain.is_empty() && domain.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}
