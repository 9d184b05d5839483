//! Where does an upload grow, before it is one?

use std::path::{Path, PathBuf};

use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use super::name;
use crate::error::{Error, Result};

/// A file that is being received: nobody can read it, and it is removed when this is dropped.
#[derive(Debug)]
pub struct Incoming {
    file: File,
    scratch: Scratch,
    len: u64,
    max: u64,
}

impl Incoming {
    /// Creates a new file in `folder` that may grow to `max` bytes.
    pub(super) async fn create(folder: &Path, max: u64) -> Result<Self> {
        let path = folder.join(name::unguessable());
        // Created and guarded in one task: if this future is dropped meanwhile, its result is, and so is the file.
        let created = tokio::task::spawn_blocking(move || {
            let file = std::fs::File::create_new(&path).map_err(|error| trouble(&path, &error))?;
            Ok::<_, Error>((file, Scratch::new(path)))
        });
        let (file, scratch) = created.await.map_err(Error::internal)??;
        let file = File::from_std(file);
        Ok(Self { file, scratch, len: 0, max })
    }

    /// Appends a chunk.
    ///
    /// Errors: `payload_too_large` once there are more than `MAX_FILE_SIZE` bytes; `internal` where the disk is full.
    pub async fn write(&mut self, chunk: &[u8]) -> Result<()> {
        self.len = self.len.saturating_add(chunk.len() as u64);
        if self.len > self.max {
            return Err(too_large(self.max));
        }
        self.file.write_all(chunk).await.map_err(Error::internal)
    }

    /// How many bytes were written so far.
    pub const fn len(&self) -> u64 {
        self.len
    }

    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Waits for the last write; the file then belongs to whoever has the [`Scratch`].
    pub(super) async fn finish(mut self) -> Result<Scratch> {
        self.file.flush().await.map_err(Error::internal)?;
        Ok(self.scratch)
    }
}

/// The 413, which names the limit.
pub(super) fn too_large(max: u64) -> Error {
    Error::PayloadTooLarge(format!("The file is too big: at most {max} bytes are taken."))
}

/// What went wrong with a file of ours, for the log.
pub(super) fn trouble(path: &Path, error: &std::io::Error) -> Error {
    Error::internal(format!("{}: {error}", path.display()))
}

/// A file that goes away with this value, unless it was renamed to its final place before.
#[derive(Debug)]
pub(super) struct Scratch {
    path: PathBuf,
}

impl Scratch {
    pub(super) const fn new(path: PathBuf) -> Self {
        Self { path }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        remove_in_background(std::mem::take(&mut self.path));
    }
}

/// Removes a file without blocking the caller's runtime; missing is fine. Queued after whatever still works on it.
pub(super) fn remove_in_background(path: PathBuf) {
    let remove = move || {
        if let Err(error) = std::fs::remove_file(&path)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(path = %path.display(), %error, "a file could not be removed");
        }
    };
    match tokio::runtime::Handle::try_current() {
        Ok(runtime) => drop(runtime.spawn_blocking(remove)),
        Err(_) => remove(),
    }
}
