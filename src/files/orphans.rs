//! Which files lie where uploads are, and which of them are old?

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::task::spawn_blocking;

use super::incoming::trouble;
use super::locate::MediaPath;
use super::name::THUMBNAIL_SUFFIX;
use super::storage::{Storage, remove_file};
use crate::error::{Error, Result};

/// A file in a folder of uploads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// What it shares with its thumbnail, below the media folder: `uploads/2026/11/abc`.
    pub stem: String,
    /// Below the media folder: `uploads/2026/11/abc_t.jpg`.
    pub path: String,
    /// Nobody wrote to it for as long as was asked.
    pub is_old: bool,
}

impl Found {
    /// The upload itself, not its thumbnail.
    pub fn is_upload(&self) -> bool {
        self.path.get(self.stem.len()..).is_some_and(|rest| rest.starts_with('.'))
    }
}

impl Storage {
    /// The folders of uploads (`uploads/2026/11`), oldest first.
    pub async fn upload_folders(&self) -> Result<Vec<String>> {
        let root = self.root();
        spawn_blocking(move || {
            let mut folders = Vec::new();
            for year in names(&root.join("uploads"))? {
                for month in names(&root.join("uploads").join(&year))? {
                    folders.push(format!("uploads/{year}/{month}"));
                }
            }
            folders.sort();
            Ok(folders)
        })
        .await
        .map_err(Error::internal)?
    }

    /// What lies in such a folder under a name of our own, in order. Anything else is somebody's, and left alone.
    pub async fn uploads_in(&self, folder: &str, older_than: Duration) -> Result<Vec<Found>> {
        let (root, folder) = (self.root(), folder.to_owned());
        spawn_blocking(move || {
            let now = SystemTime::now();
            let mut found = Vec::new();
            for name in names(&root.join(&folder))? {
                let path = format!("{folder}/{name}");
                let Some(stem) = MediaPath::parse(&path).and_then(stem) else { continue };
                let modified = fs::symlink_metadata(root.join(&path)).and_then(|metadata| metadata.modified()).ok();
                let age = modified.and_then(|modified| now.duration_since(modified).ok());
                found.push(Found { stem, path, is_old: age.is_some_and(|age| age >= older_than) });
            }
            found.sort();
            Ok(found)
        })
        .await
        .map_err(Error::internal)?
    }

    /// Removes this one file, thumbnails apart; missing is fine.
    pub async fn remove_orphan(&self, found: &Found) -> Result<()> {
        let path = self.root().join(&found.path);
        spawn_blocking(move || remove_file(&path)).await.map_err(Error::internal)?
    }

    /// The media folder, as a real path.
    pub fn root(&self) -> Arc<Path> {
        Arc::clone(&self.root)
    }
}

fn stem(path: MediaPath<'_>) -> Option<String> {
    let before = path.upload_stem()?;
    Some(before.strip_suffix(THUMBNAIL_SUFFIX).unwrap_or(before).to_owned())
}

/// The names in a folder; none where there is no such folder, or it is a file.
fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        Err(error) => return Err(trouble(folder, &error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| trouble(folder, &error))?;
        names.extend(entry.file_name().into_string().ok().filter(|name| !name.starts_with('.')));
    }
    Ok(names)
}
