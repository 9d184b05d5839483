//! Is this installation well, and what is to be done where it is not?

mod bus;
mod database;
mod finding;
mod machine;
mod settings;
#[cfg(test)]
mod tests;

use std::process::ExitCode;

use clap::Args;
use finding::{Finding, Level};

use crate::config::{Config, ConfigError};

#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// A JSON object for programs instead of lines for people
    #[arg(long)]
    json: bool,
}

/// Looks at everything, prints what it found, and exits with 1 where there is a problem. It never stops at the first one.
pub(super) fn run(config: Result<Config, ConfigError>, command: &Doctor) -> ExitCode {
    let findings = match config {
        Ok(config) => examine(&config),
        Err(error) => settings::unreadable(&error),
    };
    let problems = findings.iter().any(|finding| finding.level == Level::Problem);
    super::print(&if command.json { finding::json(&findings) } else { finding::text(&findings) });
    if problems { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = settings::look(config);
    findings.extend(machine::look(config));
    match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => findings.extend(runtime.block_on(async {
            let mut findings = database::look(config).await;
            findings.extend(bus::look(config).await);
            findings
        })),
        Err(error) => {
            findings.push(Finding::problem("database", error.to_string(), "start kefu where threads can be made"));
        }
    }
    findings
}
