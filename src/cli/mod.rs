//! What can be run from a shell?

mod accounts;
mod backup;
mod demo;
mod doctor;
pub mod logging;
mod migrate;
pub mod reload;
mod serve;
mod sweep;
mod watch;

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::app;
use crate::commands::Services;
use crate::config::{Config, EXIT_CONFIG};
use crate::error::Error;

/// What `admin create` and `demo` exit with where there is nothing left to do.
const EXIT_EXISTS: u8 = 3;

/// Realtime customer-service chat between a shop's buyers, merchants and support staff.
///
/// Settings come from the environment and from .env in this folder; .env.example lists them all.
#[derive(Debug, Parser)]
#[command(name = "kefu", version, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve REST, `WebSockets` and media (the default)
    Serve,
    /// Create and change the tables
    #[command(subcommand)]
    Migrate(migrate::Migrate),
    /// Manage administrators
    #[command(subcommand)]
    Admin(accounts::Admin),
    /// Manage the keys of storefront backends
    #[command(subcommand, name = "api-key")]
    ApiKey(accounts::ApiKey),
    /// Look whether settings, database, disk, clock, port and limits are well, and say what to do
    Doctor(doctor::Doctor),
    /// Write all rows and uploads into a new folder, while the server runs
    Backup(backup::Backup),
    /// Fill an empty database and the media folder from a backup; no server may run on them
    Restore(backup::Restore),
    /// Remove uploads that nobody needs
    Sweep(sweep::Sweep),
    /// Fill an empty database with a demo shop: buyers, merchants, agents and their conversations
    Demo,
}

/// Runs the command line; the code is the process's.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let config = Config::load();
    if let Some(Command::Doctor(command)) = &cli.command {
        return doctor::run(config, command);
    }
    let config = match config {
        Ok(config) => config,
        Err(error) => {
            complain(&error.to_string());
            return ExitCode::from(EXIT_CONFIG);
        }
    };
    if let Err(error) = logging::start(&config) {
        complain(&error.to_string());
        return ExitCode::from(EXIT_CONFIG);
    }
    match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(config),
        Command::Doctor(command) => doctor::run(Ok(config), &command),
        Command::Migrate(command) => with_services(config, async |services| migrate::run(&services, &command).await),
        Command::Admin(command) => with_services(config, async |services| accounts::admin(&services, command).await),
        Command::ApiKey(command) => with_services(config, async |services| accounts::api_key(&services, command).await),
        Command::Backup(command) => with_services(config, async |services| backup::make(&services, &command).await),
        Command::Restore(command) => with_services(config, async |services| backup::restore(&services, &command).await),
        Command::Sweep(command) => with_services(config, async |services| sweep::run(&services, &command).await),
        Command::Demo => with_services(config, async |services| demo::run(&services).await),
    }
}

/// What a command prints when it is done, or why it was not.
type Outcome = Result<String, Failure>;

/// Why a command failed: the sentence, and the code to exit with.
#[derive(Debug)]
struct Failure {
    sentence: String,
    code: u8,
}

impl Failure {
    fn exists(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), code: EXIT_EXISTS }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { sentence: error.to_string(), code: 1 }
    }
}

fn with_services(config: Config, command: impl AsyncFnOnce(Services) -> Outcome) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            complain(&error.to_string());
            return ExitCode::FAILURE;
        }
    };
    let outcome = runtime.block_on(async {
        let (services, _hub) = app::services(config)?;
        command(services).await
    });
    match outcome {
        Ok(text) => {
            print(&text);
            ExitCode::SUCCESS
        }
        Err(failure) => {
            complain(&failure.sentence);
            ExitCode::from(failure.code)
        }
    }
}

/// One line to standard output; a closed pipe is nobody's fault.
fn print(text: &str) {
    if !text.is_empty() {
        let _ = writeln!(std::io::stdout(), "{text}");
    }
}

fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
