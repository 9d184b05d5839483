//! Which uploads does nobody need any more, and how many are there?

use std::fmt::Write;
use std::time::Duration;

use clap::Args;
use serde_json::json;

use super::Outcome;
use crate::commands::Services;
use crate::commands::sweep::{self, SweepMode, Sweeping, Swept};
use crate::domain::{AuditAction, AuditLine};
use crate::time::Timestamp;

#[derive(Debug, Args)]
pub(super) struct Sweep {
    /// Count only; remove nothing
    #[arg(long)]
    dry_run: bool,
    /// Uploads that nothing shows for so many hours; `UPLOAD_ORPHAN_HOURS` where it is left out, 24 where that is 0
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=87_600))]
    hours: Option<u32>,
    /// Remove files without a row also where they seem to belong to another database
    #[arg(long)]
    force: bool,
}

/// Where neither the command nor the settings say.
const DEFAULT: Duration = Duration::from_hours(24);

pub(super) async fn run(services: &Services, command: &Sweep) -> Outcome {
    let hours = command.hours.map(|hours| Duration::from_hours(hours.into()));
    let older_than = hours.or(services.config.tuning.upload_orphan_age).unwrap_or(DEFAULT);
    let mode = match (command.dry_run, command.force) {
        (true, _) => SweepMode::Count,
        (false, true) => SweepMode::Force,
        (false, false) => SweepMode::Remove,
    };
    let swept = sweep::run(services, Sweeping { older_than, mode, files: true }, Timestamp::now()).await?;
    if mode != SweepMode::Count {
        let counts = json!({"unshown": swept.unshown, "strays": swept.strays, "halves": swept.halves});
        let line = AuditLine::by_cli(Timestamp::now(), AuditAction::UploadsSwept).with(counts);
        services.store.record(vec![line]).await?;
    }
    Ok(sentence(swept, mode))
}

fn sentence(swept: Swept, mode: SweepMode) -> String {
    let Swept { unshown, strays, halves, missing, refused } = swept;
    let done = if mode == SweepMode::Count { "to remove" } else { "removed" };
    let mut text = format!("{unshown} uploads that nothing shows {done}");
    // Writing to a String cannot fail.
    if refused {
        let hint = format!(
            "\n{strays} files without a row LEFT: so many, or a database without any upload, looks like another \
             installation's files. Check DATABASE_URL and MEDIA_DIR; `kefu sweep --force` removes them."
        );
        text.push_str(&hint);
    } else {
        let _ = write!(text, "\n{strays} files without a row {done}");
    }
    if mode != SweepMode::Count {
        let _ = write!(text, "\n{halves} half files removed");
    }
    if missing > 0 {
        let _ = write!(text, "\n{missing} uploads have lost their file: restore MEDIA_DIR from a backup");
    }
    text
}
