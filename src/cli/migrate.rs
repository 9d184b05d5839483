//! How are the tables created, changed and taken back?

use clap::Subcommand;

use super::Outcome;
use crate::commands::Services;

#[derive(Debug, Subcommand)]
pub(super) enum Migrate {
    /// Apply every migration that is missing
    Up,
    /// Take the newest migration back, with the data in its tables
    Down,
    /// List the migrations and whether they are applied
    Status,
}

pub(super) async fn run(services: &Services, command: &Migrate) -> Outcome {
    match command {
        Migrate::Up => Ok(sentence("applied", &services.store.migrate_up().await?, "Nothing to apply: up to date.")),
        Migrate::Down => {
            Ok(sentence("taken back", &services.store.migrate_down().await?, "There is nothing to take back."))
        }
        Migrate::Status => {
            let states = services.store.migration_states().await?;
            let line = |state: &crate::store::MigrationState| {
                format!("{}  {}", if state.applied { "applied" } else { "missing" }, state.name)
            };
            Ok(states.iter().map(line).collect::<Vec<_>>().join("\n"))
        }
    }
}

fn sentence(done: &str, versions: &[String], nothing: &str) -> String {
    if versions.is_empty() { nothing.to_owned() } else { format!("{done}: {}", versions.join(", ")) }
}
