//! Which uploads does nobody need any more?
//!
//! Three kinds: files that no message, card or avatar shows for a day (`UPLOAD_ORPHAN_HOURS`); files without a row, left by
//! a crash; half files. A row goes before its file, and only while the database says that nothing shows it, so an upload
//! that is sent at the same moment stays.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::TimeDelta;

use super::Services;
use crate::error::Result;
use crate::files::Found;
use crate::time::Timestamp;

/// Rows looked at in one query.
const CHUNK: i64 = 200;
/// Files compared with the database in one query.
const FILES: usize = 500;
/// Between two chunks, so that people do not notice the sweep.
const PAUSE: Duration = Duration::from_millis(20);
/// Where more files than this, and more than one in five, have no row, the database is hardly theirs.
const SUSPICIOUS: usize = 100;

/// How to sweep.
#[derive(Debug, Clone, Copy)]
pub struct Sweeping {
    /// What is younger stays.
    pub older_than: Duration,
    pub mode: SweepMode,
    /// Compares every file with the database too; otherwise only rows and half files.
    pub files: bool,
}

/// What to do with what is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SweepMode {
    /// Removes nothing.
    Count,
    Remove,
    /// Removes files without a row also where it looks as if they belonged to another database.
    Force,
}

/// What was found, and removed unless it was only counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Uploads that nothing shows.
    pub unshown: usize,
    /// Files without a row.
    pub strays: usize,
    /// Files that were not received whole.
    pub halves: usize,
    /// Rows whose file is missing: nothing a sweep can mend.
    pub missing: usize,
    /// Files without a row were left, as they seem to belong to another database.
    pub refused: bool,
}

/// Looks for what nobody needs, and removes it.
pub async fn run(services: &Services, sweeping: Sweeping, now: Timestamp) -> Result<Swept> {
    let mut swept = Swept { unshown: rows(services, sweeping, now).await?, ..Swept::default() };
    swept.halves = match sweeping.mode {
        SweepMode::Count => 0,
        _ => services.files.sweep_incoming(sweeping.older_than.max(MIN_HALF)).await?,
    };
    if sweeping.files {
        files(services, sweeping, &mut swept).await?;
    }
    Ok(swept)
}

/// A slow sender may be quiet for long: half files stay for a day.
const MIN_HALF: Duration = Duration::from_hours(24);

async fn rows(services: &Services, sweeping: Sweeping, now: Timestamp) -> Result<usize> {
    let age = TimeDelta::from_std(sweeping.older_than).unwrap_or(TimeDelta::MAX);
    let before = now.plus(-age);
    let (mut last, mut count) = (String::new(), 0);
    loop {
        let paths = services.store.unshown_uploads(before, last.clone(), CHUNK).await?;
        let Some(end) = paths.last() else { return Ok(count) };
        last.clone_from(end);
        for path in paths {
            if sweeping.mode == SweepMode::Count {
                count += 1;
            } else if services.store.release_upload(&path, Some(before)).await? {
                services.files.remove(&path).await?;
                count += 1;
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn files(services: &Services, sweeping: Sweeping, swept: &mut Swept) -> Result<()> {
    let (mut strays, mut total) = (Vec::new(), 0);
    for folder in services.files.upload_folders().await? {
        let found = services.files.uploads_in(&folder, sweeping.older_than).await?;
        total += found.len();
        compare(services, &folder, found, (&mut strays, &mut swept.missing)).await?;
    }
    swept.strays = strays.len();
    let foreign = strays.len() > SUSPICIOUS.max(total / 5) || !services.store.has_uploads().await?;
    if sweeping.mode == SweepMode::Count || strays.is_empty() {
        return Ok(());
    }
    if foreign && sweeping.mode != SweepMode::Force {
        swept.refused = true;
        return Ok(());
    }
    for stray in strays {
        services.files.remove_orphan(&stray).await?;
    }
    Ok(())
}

/// Finds old files of one folder without a row, and counts rows without a file.
async fn compare(
    services: &Services,
    folder: &str,
    found: Vec<Found>,
    (strays, missing): (&mut Vec<Found>, &mut usize),
) -> Result<()> {
    // Names are of letters and digits: between "/" and "0" are all of the folder.
    let end = format!("{folder}0");
    let mut from = format!("{folder}/");
    let mut chunks = found.chunk_by(|one, next| one.stem == next.stem).peekable();
    loop {
        let mut some: Vec<&[Found]> = Vec::new();
        while some.len() < FILES
            && let Some(next) = chunks.next()
        {
            some.push(next);
        }
        let to = chunks.peek().and_then(|next| next.first()).map_or_else(|| end.clone(), |next| next.stem.clone());
        let rows: BTreeSet<String> = services.store.uploads_between(from, to.clone()).await?.into_iter().collect();
        let stems: BTreeSet<&str> =
            rows.iter().filter_map(|path| path.rsplit_once('.').map(|(stem, _)| stem)).collect();
        let there: BTreeSet<&str> = some.iter().copied().flatten().map(|found| found.path.as_str()).collect();
        for path in rows.iter().filter(|path| !there.contains(path.as_str())) {
            // Not one that came while this looked.
            *missing += usize::from(services.files.locate(path).await?.is_none());
        }
        let orphans = some.into_iter().flatten().filter(|found| found.is_old && !stems.contains(found.stem.as_str()));
        strays.extend(orphans.cloned());
        if chunks.peek().is_none() {
            return Ok(());
        }
        from = to;
        tokio::time::sleep(PAUSE).await;
    }
}

#[cfg(test)]
#[path = "sweep_test.rs"]
mod tests;
