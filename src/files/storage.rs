//! Where do uploads live on disk?

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::incoming::{Incoming, Scratch, too_large, trouble};
use super::locate::{Located, MediaPath};
use super::placed::{Placed, place};
use super::{avatars, name};
use crate::error::{Error, Result};

/// Uploads judged at once: each may decode a picture of 256 MiB.
const JUDGED_AT_ONCE: usize = 2;
/// Below the media folder; a dot folder is never served.
const INCOMING: &str = "uploads/.incoming";

/// The media folder. Cheap to clone; no call blocks the runtime it is awaited on, and a dropped future leaves nothing.
#[derive(Debug, Clone)]
pub struct Storage {
    pub(super) root: Arc<Path>,
    max_file_size: u64,
    judges: Arc<Semaphore>,
}

impl Storage {
    /// Opens `media_dir` and makes what is missing in it, default avatars included. Blocking: for the start.
    ///
    /// Errors: `internal`, naming the folder, where it cannot be made or written to.
    pub fn open(media_dir: &Path, max_file_size: u64) -> Result<Self> {
        let cannot = |error: std::io::Error| {
            Error::internal(format!("MEDIA_DIR {} cannot be used: {error}", media_dir.display()))
        };
        fs::create_dir_all(media_dir).map_err(cannot)?;
        let root = media_dir.canonicalize().map_err(cannot)?;
        let incoming = root.join(INCOMING);
        fs::create_dir_all(&incoming).map_err(cannot)?;
        fs::create_dir_all(root.join("avatars")).map_err(cannot)?;
        hide(&incoming).map_err(cannot)?;
        let probe = Scratch::new(incoming.join(name::unguessable()));
        fs::write(probe.path(), b"probe").map_err(cannot)?;
        avatars::unpack(&root.join("avatars"), &incoming)?;
        Ok(Self { root: root.into(), max_file_size, judges: Arc::new(Semaphore::new(JUDGED_AT_ONCE)) })
    }

    /// Begins an upload.
    pub async fn incoming(&self) -> Result<Incoming> {
        Incoming::create(&self.root.join(INCOMING), self.max_file_size).await
    }

    /// Judges a received file by its content and puts it in its final place, with a thumbnail where it is a large
    /// picture. It is durable when this returns, and gone again unless the result is kept.
    ///
    /// Errors: `unsupported_media_type`; `invalid` on `file` (empty, a picture too large or broken).
    pub async fn store(&self, incoming: Incoming, client_name: &str, now: DateTime<Utc>) -> Result<Placed> {
        let scratch = incoming.finish().await?;
        let turn = Arc::clone(&self.judges).acquire_owned().await.map_err(Error::internal)?;
        let (root, client_name) = (Arc::clone(&self.root), client_name.to_owned());
        let judged = spawn_blocking(move || {
            let _turn = turn;
            place(&root, &scratch, &client_name, now)
        });
        judged.await.map_err(Error::internal)?
    }

    /// Removes an upload and its thumbnail. Missing is fine; anything but a path of [`super::Stored`] is `not_found`.
    pub async fn remove(&self, path: &str) -> Result<()> {
        let files = MediaPath::parse(path).map(MediaPath::files).unwrap_or_default();
        if files.is_empty() {
            return Err(Error::missing("file"));
        }
        let root = Arc::clone(&self.root);
        let removed = spawn_blocking(move || files.iter().try_for_each(|file| remove_file(&root.join(file))));
        removed.await.map_err(Error::internal)?
    }

    /// Opens what `url_path` (what follows `/api/media/`, percent-decoded) means. `None`: there is no such file.
    pub async fn locate(&self, url_path: &str) -> Result<Option<Located>> {
        if MediaPath::parse(url_path).is_none() {
            return Ok(None);
        }
        let (root, url_path) = (Arc::clone(&self.root), url_path.to_owned());
        let located = spawn_blocking(move || MediaPath::parse(&url_path).and_then(|path| path.locate(&root)));
        located.await.map_err(Error::internal)
    }

    /// Removes what a crash left half received, if nothing was written to it for `older_than`. Returns how many.
    pub async fn sweep_incoming(&self, older_than: Duration) -> Result<usize> {
        let folder = self.root.join(INCOMING);
        spawn_blocking(move || sweep(&folder, older_than)).await.map_err(Error::internal)?
    }

    /// The largest upload, in bytes.
    pub const fn max_file_size(&self) -> u64 {
        self.max_file_size
    }

    /// The 413 for a request that says beforehand that it is too big.
    pub fn too_large(&self) -> Error {
        too_large(self.max_file_size)
    }
}

fn sweep(folder: &Path, older_than: Duration) -> Result<usize> {
    let now = SystemTime::now();
    let mut swept = 0;
    for entry in fs::read_dir(folder).map_err(|error| trouble(folder, &error))? {
        let path: PathBuf = entry.map_err(|error| trouble(folder, &error))?.path();
        let modified = fs::symlink_metadata(&path).and_then(|metadata| metadata.modified());
        let age = modified.ok().and_then(|modified| now.duration_since(modified).ok());
        if age.is_some_and(|age| age >= older_than) {
            remove_file(&path)?;
            swept += 1;
        }
    }
    Ok(swept)
}

pub(super) fn remove_file(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(trouble(path, &error)),
        _ => Ok(()),
    }
}

/// Half files are for this user's eyes only, even where a web server serves the media folder itself.
#[cfg(unix)]
fn hide(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    // The set-group-id bit stays: what is moved out of here belongs to the media folder's group, a web server's perhaps.
    let group = fs::metadata(folder)?.permissions().mode() & 0o2000;
    fs::set_permissions(folder, fs::Permissions::from_mode(group | 0o700))
}

#[cfg(not(unix))]
fn hide(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[path = "storage_test.rs"]
mod tests;
