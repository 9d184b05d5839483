//! How is a backup made while the server runs?

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use super::manifest::{Logs, Manifest, table_file};
use crate::commands::Services;
use crate::config::DatabaseUrl;
use crate::error::{Error, Result};
use crate::files::{DumpSummary, DumpWriter, files_below, link_or_copy};
use crate::store::{Chunk, Table};
use crate::time::Timestamp;

/// Do the uploads go along?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    With,
    Without,
}

/// Writes a backup into `folder`, which must be new or empty. The server may run and write meanwhile: the rows are those of
/// one moment, and the uploads those that these rows name.
///
/// # Errors
/// [`Error::Conflict`] where the folder is not empty, the schema is not this program's, or a conversation is torn.
pub async fn make(services: &Services, folder: &Path, media: Media, now: Timestamp) -> Result<Manifest> {
    let schema = super::restore::complete_schema(&services.store).await?;
    let (place, root) = (folder.to_owned(), services.files.root());
    spawn_blocking(move || prepare(&place, &root)).await.map_err(Error::internal)??;
    if media == Media::With {
        // Before the rows, so that what is recalled meanwhile is there if the rows still name it.
        copy_media(services, folder).await?;
    }
    let rows = services.store.export();
    let place = folder.to_owned();
    let written = spawn_blocking(move || write_rows(&place, rows)).await.map_err(Error::internal)??;
    let mut manifest = Manifest {
        format: Manifest::format(),
        kefu: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: now.rfc3339(),
        database: kind(&services.config.database).to_owned(),
        schema,
        tables: written.tables,
        uploads: None,
        missing: Vec::new(),
    };
    let (place, root) = (folder.to_owned(), services.files.root());
    spawn_blocking(move || {
        if media == Media::With {
            manifest.uploads = Some(manifest.rows(Table::Uploads));
            manifest.missing = complete_media(&place, &root, &written.uploads)?;
        }
        manifest.write(&place)?;
        Ok(manifest)
    })
    .await
    .map_err(Error::internal)?
}

const fn kind(database: &DatabaseUrl) -> &'static str {
    match database {
        DatabaseUrl::MySql { .. } => "mysql",
        DatabaseUrl::Sqlite { .. } => "sqlite",
    }
}

/// Makes the folder, for this user's eyes only: hashes of passwords lie in it.
fn prepare(folder: &Path, media: &Path) -> Result<()> {
    let cannot = |error: std::io::Error| Error::internal(format!("{}: {error}", folder.display()));
    std::fs::create_dir_all(folder).map_err(cannot)?;
    if std::fs::read_dir(folder).map_err(cannot)?.next().is_some() {
        return Err(Error::Conflict(format!("{} is not empty; name a new folder for the backup.", folder.display())));
    }
    if folder.canonicalize().map_err(cannot)?.starts_with(media) {
        return Err(Error::Conflict("The backup must not lie in MEDIA_DIR, where it could be read.".to_owned()));
    }
    hide(folder).map_err(cannot)?;
    std::fs::create_dir(folder.join("tables")).map_err(cannot)
}

#[cfg(unix)]
fn hide(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn hide(_: &Path) -> std::io::Result<()> {
    Ok(())
}

async fn copy_media(services: &Services, folder: &Path) -> Result<()> {
    let (root, media) = (services.files.root(), folder.join("media"));
    spawn_blocking(move || {
        for top in ["avatars", "uploads"] {
            for file in files_below(&root.join(top))? {
                let file = Path::new(top).join(file);
                link_or_copy(&root.join(&file), &media.join(&file))?;
            }
        }
        Ok(())
    })
    .await
    .map_err(Error::internal)?
}

struct Written {
    tables: BTreeMap<String, DumpSummary>,
    /// The files that the rows name, thumbnails too; the first of each is the upload.
    uploads: Vec<Files>,
}

#[derive(Deserialize)]
struct Files {
    path: String,
    thumbnail: Option<String>,
}

fn write_rows(folder: &Path, mut rows: mpsc::Receiver<Result<Chunk>>) -> Result<Written> {
    let mut written = Written { tables: BTreeMap::new(), uploads: Vec::new() };
    let mut logs = Logs::default();
    let mut next = rows.blocking_recv().transpose()?;
    for table in Table::ALL {
        let mut file = DumpWriter::create(table_file(folder, *table))?;
        while let Some(chunk) = next.take_if(|chunk| chunk.table == *table) {
            for line in &chunk.lines {
                file.line(line)?;
                logs.line(*table, line)?;
                if *table == Table::Uploads {
                    written.uploads.push(serde_json::from_str(line).map_err(Error::internal)?);
                }
            }
            next = rows.blocking_recv().transpose()?;
        }
        written.tables.insert(table.name().to_owned(), file.finish()?);
    }
    logs.check()?;
    Ok(written)
}

/// Adds what came after the first look and removes what no row names; answers the uploads whose file is gone.
fn complete_media(folder: &Path, root: &Path, uploads: &[Files]) -> Result<Vec<String>> {
    let media = folder.join("media");
    let mut missing = Vec::new();
    let mut named: HashSet<PathBuf> = HashSet::new();
    for Files { path, thumbnail } in uploads {
        if !link_or_copy(&root.join(path), &media.join(path))? {
            missing.push(path.clone());
        }
        named.insert(PathBuf::from(path));
        if let Some(thumbnail) = thumbnail {
            link_or_copy(&root.join(thumbnail), &media.join(thumbnail))?;
            named.insert(PathBuf::from(thumbnail));
        }
    }
    for file in files_below(&media.join("uploads"))? {
        let file = Path::new("uploads").join(file);
        if !named.contains(&file) {
            let place = media.join(&file);
            std::fs::remove_file(&place).map_err(|error| Error::internal(format!("{}: {error}", place.display())))?;
        }
    }
    Ok(missing)
}
