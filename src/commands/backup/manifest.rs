//! What does a backup say of itself, and is it true?

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::files::{DumpSummary, Fingerprint, read_dump};
use crate::store::Table;

/// The shape of backups that this program writes and reads.
const FORMAT: u32 = 1;
const NAME: &str = "manifest.json";

/// What is in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// The program that made it.
    pub kefu: String,
    /// RFC 3339.
    pub made_at: String,
    /// `sqlite` or `mysql`: where it comes from, not where it may go.
    pub database: String,
    /// The migrations of its tables.
    pub schema: Vec<String>,
    pub tables: BTreeMap<String, DumpSummary>,
    /// Uploads in `media/`, thumbnails apart; [`None`] where they were left out.
    pub uploads: Option<u64>,
    /// Uploads whose file was gone: recalled while the backup ran, or lost before.
    pub missing: Vec<String>,
}

impl Manifest {
    pub(super) const fn format() -> u32 {
        FORMAT
    }

    pub(super) fn rows(&self, table: Table) -> u64 {
        self.tables.get(table.name()).map_or(0, |summary| summary.rows)
    }

    /// Writes it, which makes the backup whole. Blocking.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self).map_err(Error::internal)?;
        let (part, place) = (folder.join(".manifest.part"), folder.join(NAME));
        let written = std::fs::write(&part, text + "\n")
            .and_then(|()| std::fs::File::open(&part))
            .and_then(|file| file.sync_all())
            .and_then(|()| std::fs::rename(&part, &place))
            .and_then(|()| std::fs::File::open(folder))
            .and_then(|folder| folder.sync_all());
        written.map_err(|error| Error::internal(format!("{}: {error}", place.display())))
    }

    /// Reads it. Blocking.
    ///
    /// # Errors
    /// [`Error::Conflict`] where there is none, or one of another format.
    pub fn read(folder: &Path) -> Result<Self> {
        let place = folder.join(NAME);
        let text = std::fs::read_to_string(&place).map_err(|error| {
            Error::Conflict(format!("{} is no whole backup: {NAME} cannot be read ({error}).", folder.display()))
        })?;
        let unknown = |why: String| Error::Conflict(format!("{} cannot be understood: {why}.", place.display()));
        let manifest: Self = serde_json::from_str(&text).map_err(|error| unknown(error.to_string()))?;
        if manifest.format == FORMAT {
            Ok(manifest)
        } else {
            Err(unknown(format!("its format is {}, this program reads {FORMAT}", manifest.format)))
        }
    }
}

/// Where the rows of a table are.
pub(super) fn table_file(folder: &Path, table: Table) -> PathBuf {
    folder.join("tables").join(format!("{table}.ndjson.gz"))
}

/// Is everything in this folder that its manifest promises, and does every conversation hold its messages without a gap?
/// Blocking.
///
/// # Errors
/// [`Error::Conflict`], naming what is missing or damaged.
pub fn check(folder: &Path) -> Result<Manifest> {
    let manifest = Manifest::read(folder)?;
    let mut logs = Logs::default();
    for table in Table::ALL {
        let mut fingerprint = Fingerprint::default();
        for line in read_dump(&table_file(folder, *table))? {
            let line = line?;
            fingerprint.line(&line);
            logs.line(*table, &line)?;
        }
        if manifest.tables.get(table.name()) != Some(&fingerprint.summary()) {
            return Err(Error::Conflict(format!("The backup is damaged: {table} is not what its manifest says.")));
        }
    }
    logs.check()?;
    check_media(folder, &manifest)?;
    Ok(manifest)
}

/// Every upload has its file, with its size.
fn check_media(folder: &Path, manifest: &Manifest) -> Result<()> {
    #[derive(Deserialize)]
    struct Upload {
        path: String,
        size: u64,
    }
    if manifest.uploads.is_none() {
        return Ok(());
    }
    for line in read_dump(&table_file(folder, Table::Uploads))? {
        let upload: Upload = serde_json::from_str(&line?).map_err(Error::internal)?;
        let there = std::fs::metadata(folder.join("media").join(&upload.path)).map(|metadata| metadata.len());
        if there.ok() != Some(upload.size) && !manifest.missing.contains(&upload.path) {
            return Err(Error::Conflict(format!("The backup is damaged: media/{} is missing or cut.", upload.path)));
        }
    }
    Ok(())
}

/// The logs of all conversations, as rows of a backup pass by: heads first, then messages in their order.
#[derive(Debug, Default)]
pub(super) struct Logs {
    heads: HashMap<i64, i64>,
    /// The conversation whose messages pass by, and its last `seq`.
    present: (i64, i64),
}

impl Logs {
    pub(super) fn line(&mut self, table: Table, line: &str) -> Result<()> {
        #[derive(Deserialize)]
        struct Head {
            id: i64,
            last_seq: i64,
        }
        #[derive(Deserialize)]
        struct Entry {
            conversation_id: i64,
            seq: i64,
        }
        match table {
            Table::Conversations => {
                let head: Head = serde_json::from_str(line).map_err(Error::internal)?;
                self.heads.insert(head.id, head.last_seq);
            }
            Table::Messages => {
                let Entry { conversation_id, seq } = serde_json::from_str(line).map_err(Error::internal)?;
                if conversation_id != self.present.0 {
                    self.close()?;
                    self.present = (conversation_id, 0);
                }
                if seq != self.present.1 + 1 {
                    return Err(torn(conversation_id, "its messages have a gap"));
                }
                self.present.1 = seq;
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self) -> Result<()> {
        let (id, last) = self.present;
        if last == 0 || self.heads.remove(&id) == Some(last) {
            return Ok(());
        }
        Err(torn(id, "its messages do not end where its head says"))
    }

    /// After the last row: did every conversation hold all its messages?
    pub(super) fn check(mut self) -> Result<()> {
        self.close()?;
        match self.heads.into_iter().find(|(_, last)| *last != 0) {
            Some((id, _)) => Err(torn(id, "its messages are missing")),
            None => Ok(()),
        }
    }
}

fn torn(conversation: i64, why: &str) -> Error {
    Error::Conflict(format!("Conversation {conversation} is torn: {why}."))
}
