//! Where do log lines go, and which ones are written?

use std::io::{self, IsTerminal};

use tracing::level_filters::LevelFilter;
use tracing::{Level, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::{Directive, ParseError};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{Config, LogFormat};

/// The target the store logs statements under, at `debug`. `DEBUG_SQL` alone turns it on or off, whatever `LOG` says:
/// statements hold what people write.
pub const SQL_TARGET: &str = "kefu::sql";

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub enum LoggingError {
    #[error("LOG is no filter of log lines: {0}")]
    Filter(#[from] ParseError),
    #[error("logging is already set up: {0}")]
    Twice(#[from] tracing_subscriber::util::TryInitError),
}

/// How lines are written, once it is known where to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    Text { colours: bool },
    Json,
}

/// Sends the log of this process to standard error. Once a process.
pub fn start(config: &Config) -> Result<(), LoggingError> {
    let lines = lines(config.tuning.log_format, io::stderr().is_terminal());
    subscriber(config, lines, io::stderr)?.try_init()?;
    Ok(())
}

/// Text on a terminal and JSON elsewhere, unless `LOG_FORMAT` says which. `NO_COLOR` takes the colours away.
pub fn lines(format: LogFormat, terminal: bool) -> Lines {
    let colours = terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    match format {
        LogFormat::Text => Lines::Text { colours },
        LogFormat::Auto if terminal => Lines::Text { colours },
        LogFormat::Auto | LogFormat::Json => Lines::Json,
    }
}

/// What [`start`] installs, with the place the lines go to as an argument.
pub fn subscriber<W>(
    config: &Config,
    lines: Lines,
    writer: W,
) -> Result<Box<dyn Subscriber + Send + Sync>, LoggingError>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let builder = tracing_subscriber::fmt().with_env_filter(filter(config)?).with_writer(writer);
    Ok(match lines {
        Lines::Text { colours } => Box::new(builder.with_ansi(colours).finish()),
        Lines::Json => Box::new(builder.json().flatten_event(true).with_span_list(false).finish()),
    })
}

fn filter(config: &Config) -> Result<EnvFilter, ParseError> {
    let statements = if config.debug_sql { LevelFilter::from_level(Level::DEBUG) } else { LevelFilter::OFF };
    let directive: Directive = format!("{SQL_TARGET}={statements}").parse()?;
    Ok(EnvFilter::builder().parse(&config.tuning.log_filter)?.add_directive(directive))
}
