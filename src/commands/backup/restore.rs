//! How does a backup become a database and a media folder again?

use std::path::Path;

use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use super::manifest::{Manifest, check, table_file};
use crate::commands::Services;
use crate::error::{Error, Result};
use crate::files::{Fingerprint, copy, files_below, read_dump};
use crate::store::{Chunk, Store, Table};

/// Rows that are inserted together.
const ROWS: usize = 1000;

/// What the database may hold before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Nothing that anybody did.
    Unused,
    /// Anything: it is dropped.
    Overwritten,
}

/// Checks the backup, fills database and media folder from it, and compares every row. No server may run on them.
///
/// # Errors
/// [`Error::Conflict`] where the backup is not whole, is of another schema, or the database is in use; then nothing was
/// changed. Any other failure leaves a part of it: the next try needs [`Target::Overwritten`].
pub async fn restore(services: &Services, folder: &Path, target: Target) -> Result<Manifest> {
    let place = folder.to_owned();
    let manifest = spawn_blocking(move || check(&place)).await.map_err(Error::internal)??;
    prepare(&services.store, &manifest, target).await?;
    if manifest.uploads.is_some() {
        let (place, root) = (folder.join("media"), services.files.root());
        spawn_blocking(move || {
            for file in files_below(&place)? {
                put_back(&place, &root, &file)?;
            }
            Ok::<_, Error>(())
        })
        .await
        .map_err(Error::internal)??;
    }
    fill(&services.store, folder).await?;
    compare(&services.store, &manifest).await?;
    Ok(manifest)
}

/// Uploads never change, so one that is there is the same; an avatar may be the operator's own.
fn put_back(media: &Path, root: &Path, file: &Path) -> Result<()> {
    let place = root.join(file);
    if file.starts_with("avatars") && place.exists() {
        std::fs::remove_file(&place).map_err(|error| Error::internal(format!("{}: {error}", place.display())))?;
    }
    copy(&media.join(file), &place).map(drop)
}

/// The names of all migrations, which must be applied.
pub(super) async fn complete_schema(store: &Store) -> Result<Vec<String>> {
    let states = store.migration_states().await?;
    if states.iter().any(|state| !state.applied) {
        return Err(Error::Conflict("The database lacks migrations; run `kefu migrate up` first.".to_owned()));
    }
    Ok(states.into_iter().map(|state| state.name).collect())
}

/// Makes the tables empty and of the backup's schema.
async fn prepare(store: &Store, manifest: &Manifest, target: Target) -> Result<()> {
    let states = store.migration_states().await?;
    let known: Vec<&String> = states.iter().map(|state| &state.name).collect();
    if !manifest.schema.iter().eq(known.iter().copied()) {
        return Err(Error::Conflict(format!(
            "The backup was made by kefu {}, with other tables than this version has; restore it with that version, then \
             upgrade.",
            manifest.kefu
        )));
    }
    if target == Target::Unused {
        store.migrate_up().await?;
        if !store.is_unused().await? {
            return Err(Error::Conflict(
                "The database is in use; restore into an empty one, or drop what it holds with --force.".to_owned(),
            ));
        }
    }
    // Also where it was empty: a line of the audit log about the migration would stand beside those of the backup.
    while !store.migrate_down().await?.is_empty() {}
    store.migrate_up().await?;
    Ok(())
}

async fn fill(store: &Store, folder: &Path) -> Result<()> {
    let (sender, mut chunks) = mpsc::channel::<Result<Chunk>>(2);
    let place = folder.to_owned();
    let reading = spawn_blocking(move || {
        for table in Table::ALL {
            let outcome = send_table(&place, *table, &sender);
            if let Err(error) = outcome {
                // The other side waits for it, or has failed itself.
                drop(sender.blocking_send(Err(error)));
                return;
            }
        }
    });
    while let Some(chunk) = chunks.recv().await {
        store.import(chunk?).await?;
    }
    reading.await.map_err(Error::internal)
}

fn send_table(folder: &Path, table: Table, to: &mpsc::Sender<Result<Chunk>>) -> Result<()> {
    let mut lines = Vec::with_capacity(ROWS);
    let gone = |_| Error::internal("nobody takes the rows any more");
    for line in read_dump(&table_file(folder, table))? {
        lines.push(line?);
        if lines.len() == ROWS {
            to.blocking_send(Ok(Chunk { table, lines: std::mem::take(&mut lines) })).map_err(gone)?;
        }
    }
    if lines.is_empty() { Ok(()) } else { to.blocking_send(Ok(Chunk { table, lines })).map_err(gone) }
}

/// Reads everything back and compares it with the manifest.
async fn compare(store: &Store, manifest: &Manifest) -> Result<()> {
    let mut rows = store.export();
    let mut next = rows.recv().await.transpose()?;
    for table in Table::ALL {
        let mut fingerprint = Fingerprint::default();
        while let Some(chunk) = next.take_if(|chunk| chunk.table == *table) {
            chunk.lines.iter().for_each(|line| fingerprint.line(line));
            next = rows.recv().await.transpose()?;
        }
        let found = fingerprint.summary();
        if manifest.tables.get(table.name()) != Some(&found) {
            return Err(Error::internal(format!(
                "{table} is not as it was: {} rows instead of {}, or other ones; do not use this database",
                found.rows,
                manifest.rows(*table)
            )));
        }
    }
    Ok(())
}
