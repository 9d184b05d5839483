//! How are the tables created, changed and taken back?

use clap::Subcommand;
use serde_json::json;

use super::Outcome;
use crate::commands::Services;
use crate::domain::{AuditAction, AuditLine};
use crate::time::Timestamp;

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
        Migrate::Up => {
            let applied = services.store.migrate_up().await?;
            note(services, "up", &applied).await;
            Ok(sentence("applied", &applied, "Nothing to apply: up to date."))
        }
        Migrate::Down => {
            let undone = services.store.migrate_down().await?;
            note(services, "down", &undone).await;
            Ok(sentence("taken back", &undone, "There is nothing to take back."))
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

/// The audit log says it, unless its own table went.
async fn note(services: &Services, direction: &str, versions: &[String]) {
    if versions.is_empty() {
        return;
    }
    let line = AuditLine::by_cli(Timestamp::now(), AuditAction::SchemaChanged);
    let line = line.with(json!({"direction": direction, "versions": versions}));
    if let Err(error) = services.store.record(vec![line]).await {
        tracing::warn!(%error, "the audit log did not take what was done to the schema");
    }
}

fn sentence(done: &str, versions: &[String], nothing: &str) -> String {
    if versions.is_empty() { nothing.to_owned() } else { format!("{done}: {}", versions.join(", ")) }
}
