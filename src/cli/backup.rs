//! How is everything saved, and brought back?

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::Outcome;
use crate::commands::Services;
use crate::commands::backup::{self, Manifest, Media, Target};
use crate::domain::{AuditAction, AuditLine};
use crate::error::Error;
use crate::time::Timestamp;

#[derive(Debug, Args)]
pub(super) struct Backup {
    /// A folder that is new or empty, outside of `MEDIA_DIR`
    folder: PathBuf,
    /// Rows only: uploads are saved in another way
    #[arg(long)]
    without_media: bool,
}

#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The folder that `kefu backup` wrote
    folder: PathBuf,
    /// Look whether the backup is whole; change nothing
    #[arg(long)]
    check: bool,
    /// DROP what the database holds now
    #[arg(long)]
    force: bool,
}

pub(super) async fn make(services: &Services, command: &Backup) -> Outcome {
    let media = if command.without_media { Media::Without } else { Media::With };
    let manifest = backup::make(services, &command.folder, media, Timestamp::now()).await?;
    note(services, AuditAction::BackupMade, &manifest).await;
    Ok(format!("Saved {} in {}", summary(&manifest), command.folder.display()))
}

pub(super) async fn restore(services: &Services, command: &Restore) -> Outcome {
    if command.check {
        let folder = command.folder.clone();
        let checked = tokio::task::spawn_blocking(move || backup::check(&folder)).await.map_err(Error::internal)?;
        return Ok(format!("The backup is whole: {}", summary(&checked?)));
    }
    let target = if command.force { Target::Overwritten } else { Target::Unused };
    let manifest = backup::restore(services, &command.folder, target).await?;
    note(services, AuditAction::BackupRestored, &manifest).await;
    Ok(format!("Restored and compared: {}", summary(&manifest)))
}

/// It is done all the same where this fails.
async fn note(services: &Services, action: AuditAction, manifest: &Manifest) {
    let line = AuditLine::by_cli(Timestamp::now(), action).with(json!({"made_at": manifest.made_at}));
    if let Err(error) = services.store.record(vec![line]).await {
        tracing::warn!(%error, "the audit log did not take it");
    }
}

fn summary(manifest: &Manifest) -> String {
    let count = |table: &str| manifest.tables.get(table).map_or(0, |summary| summary.rows);
    let mut text =
        format!("{} users, {} conversations, {} messages, ", count("users"), count("conversations"), count("messages"));
    let uploads = manifest.uploads.map_or_else(
        || format!("{} uploads WITHOUT their files, ", count("uploads")),
        |uploads| format!("{uploads} uploads with their files, "),
    );
    text.push_str(&uploads);
    // Writing to a String cannot fail.
    let _ = write!(text, "as of {}", manifest.made_at);
    if !manifest.missing.is_empty() {
        let _ = write!(text, "\n{} files of uploads were gone: {}", manifest.missing.len(), manifest.missing.join(" "));
    }
    text
}
