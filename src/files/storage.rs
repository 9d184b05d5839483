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
    root: Arc<Path>,
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

fn remove_file(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(trouble(path, &error)),
        _ => Ok(()),
    }
}

/// Half files are for this user's eyes only, even where a web server serves the media folder itself.
#[cfg(unix)]
fn hide(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn hide(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::future::{Future, poll_fn};
    use std::io::Read;
    use std::pin::Pin;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::task::Poll;

    use image::ImageFormat;
    use tempfile::TempDir;

    use super::super::locate::Source;
    use super::super::name::Disposition;
    use super::super::{Kind, samples};
    use super::*;

    const LIMIT: u64 = 64 * 1024 * 1024;

    fn fresh() -> (TempDir, Storage) {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::open(folder.path(), LIMIT).unwrap();
        (folder, storage)
    }

    fn november() -> DateTime<Utc> {
        DateTime::from_timestamp(1_793_491_200, 0).unwrap()
    }

    async fn received(storage: &Storage, bytes: &[u8]) -> Incoming {
        let mut incoming = storage.incoming().await.unwrap();
        for chunk in bytes.chunks(10_000) {
            incoming.write(chunk).await.unwrap();
        }
        incoming
    }

    async fn stored(storage: &Storage, bytes: &[u8], name: &str) -> Result<Placed> {
        let incoming = received(storage, bytes).await;
        storage.store(incoming, name, november()).await
    }

    /// All files below `uploads`, half ones too.
    fn uploads(folder: &Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![folder.join("uploads")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().flatten() {
                let path = entry.path();
                if path.is_dir() { folders.push(path) } else { found.push(path) }
            }
        }
        found
    }

    /// Waits for what is removed in the background.
    async fn until_empty(folder: &Path) {
        let empty = async {
            while !uploads(folder).is_empty() {
                tokio::task::yield_now().await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(20), empty).await;
        assert!(waited.is_ok(), "left behind: {:?}", uploads(folder));
    }

    async fn content(storage: &Storage, path: &str) -> Vec<u8> {
        match storage.locate(path).await.unwrap().unwrap().source {
            Source::Disk(mut file) => {
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).unwrap();
                bytes
            }
            Source::Embedded(bytes) => bytes.to_vec(),
        }
    }

    #[tokio::test]
    async fn a_picture_is_kept_with_its_thumbnail() {
        let (folder, storage) = fresh();
        let bytes = samples::picture(ImageFormat::Png, 640, 480);

        let kept = stored(&storage, &bytes, "C:\\我的 photo.png").await.unwrap().keep();

        assert!(kept.path.starts_with("uploads/2026/11/"));
        assert_eq!((kept.kind, kept.mime(), kept.size), (Kind::Png, "image/png", bytes.len() as u64));
        assert_eq!((kept.width, kept.height), (Some(640), Some(480)));
        assert_eq!(kept.name, "我的 photo.png");
        assert_eq!(content(&storage, &kept.path).await, bytes);
        let small = content(&storage, kept.thumbnail.as_ref().unwrap()).await;
        assert_eq!(image::load_from_memory(&small).unwrap().width(), 320);
        let located = storage.locate(&kept.path).await.unwrap().unwrap();
        assert_eq!((located.len, located.disposition(), located.is_immutable), (kept.size, Disposition::Inline, true));
        assert_eq!(uploads(folder.path()).len(), 2, "nothing half is left");
    }

    #[tokio::test]
    async fn every_kind_can_be_stored_and_served() {
        let (_folder, storage) = fresh();
        for (kind, name, bytes) in samples::all() {
            let kept = stored(&storage, &bytes, name).await.unwrap().keep();
            let located = storage.locate(&kept.path).await.unwrap().unwrap();
            assert_eq!((located.kind, located.len), (kind, bytes.len() as u64));
            assert_eq!((kept.name.as_str(), kept.thumbnail), (name, None));
        }
    }

    #[tokio::test]
    async fn too_much_is_refused_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::open(folder.path(), 10).unwrap();
        let mut incoming = storage.incoming().await.unwrap();
        incoming.write(b"0123456789").await.unwrap();

        let error = incoming.write(b"x").await.unwrap_err();

        assert_eq!((error.status(), error.detail()), (413, storage.too_large().detail()));
        assert!(error.detail().contains("10 bytes"));
        drop(incoming);
        until_empty(folder.path()).await;
    }

    #[tokio::test]
    async fn what_is_refused_or_not_kept_is_removed() {
        let (folder, storage) = fresh();
        let picture = samples::picture(ImageFormat::Png, 640, 480);

        assert_eq!(stored(&storage, b"MZ\x90\0", "a.png").await.unwrap_err().status(), 415);
        assert_eq!(stored(&storage, &picture[..200], "a.png").await.unwrap_err().status(), 422);
        assert_eq!(stored(&storage, b"", "a.png").await.unwrap_err().status(), 422);
        let placed = stored(&storage, &picture, "a.png").await.unwrap();
        assert_eq!(uploads(folder.path()).iter().filter(|path| path.extension().is_some()).count(), 2);
        drop(placed);

        until_empty(folder.path()).await;
    }

    /// Polls `future` at most `times`; `None` if that was not enough.
    async fn poll_times<T>(mut future: Pin<&mut impl Future<Output = T>>, times: usize) -> Option<T> {
        let mut polled = 0;
        poll_fn(|context| {
            if polled == times {
                return Poll::Ready(None);
            }
            polled += 1;
            match future.as_mut().poll(context) {
                Poll::Pending if polled == times => Poll::Ready(None),
                other => other.map(Some),
            }
        })
        .await
    }

    /// Catches a file that outlives the request it came with: the future is dropped at each point where it waits,
    /// while the disk is at work for it.
    #[tokio::test]
    async fn an_upload_dropped_at_any_moment_leaves_nothing() {
        let (folder, storage) = fresh();
        let picture = samples::picture(ImageFormat::Jpeg, 400, 400);
        let (mut times, mut finished) = (0, 0);
        while finished < 20 {
            let mut upload = Box::pin(stored(&storage, &picture, "a.jpg"));
            let is_finished = poll_times(upload.as_mut(), times).await.is_some();
            drop(upload);
            until_empty(folder.path()).await;
            finished += usize::from(is_finished);
            times = if is_finished { 0 } else { times + 1 };
        }
    }

    /// Catches a file that grows in its final place: whoever lists the folder meanwhile sees whole files only.
    #[tokio::test]
    async fn nobody_ever_sees_half_a_file() {
        let (folder, storage) = fresh();
        let bytes = "客服\n".repeat(500_000).into_bytes();
        let (root, wanted, done) = (folder.path().to_path_buf(), bytes.len() as u64, Arc::new(AtomicBool::new(false)));
        let watcher = {
            let done = Arc::clone(&done);
            std::thread::spawn(move || {
                let mut sizes = Vec::new();
                while !done.load(Ordering::Relaxed) {
                    let Ok(entries) = fs::read_dir(root.join("uploads/2026/11")) else { continue };
                    sizes.extend(entries.flatten().filter_map(|entry| entry.metadata().ok()).map(|file| file.len()));
                }
                sizes.into_iter().find(|size| *size != wanted)
            })
        };

        for _ in 0..10 {
            stored(&storage, &bytes, "a.txt").await.unwrap().keep();
        }
        done.store(true, Ordering::Relaxed);

        assert_eq!(watcher.join().unwrap(), None, "the size of a half file");
    }

    #[tokio::test]
    async fn leftovers_of_a_crash_are_swept_and_never_served() {
        let (folder, storage) = fresh();
        let incoming = folder.path().join(INCOMING);
        let old = incoming.join(name::unguessable());
        fs::write(&old, b"half").unwrap();
        fs::File::options().write(true).open(&old).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
        let growing = received(&storage, b"still coming").await;

        let left = format!("uploads/.incoming/{}", old.file_name().unwrap().to_str().unwrap());
        assert!(storage.locate(&left).await.unwrap().is_none());
        assert_eq!(storage.sweep_incoming(Duration::from_secs(3600)).await.unwrap(), 1);

        assert!(!old.exists());
        assert!(storage.store(growing, "a.txt", november()).await.is_ok());
    }

    #[tokio::test]
    async fn removing_takes_the_thumbnail_along_and_may_be_repeated() {
        let (folder, storage) = fresh();
        let kept = stored(&storage, &samples::see_through(ImageFormat::Png, 400, 9), "a.png").await.unwrap().keep();
        assert_eq!(uploads(folder.path()).len(), 2);

        storage.remove(&kept.path).await.unwrap();
        storage.remove(&kept.path).await.unwrap();

        assert!(uploads(folder.path()).is_empty());
        for path in ["avatars/buyer1.png", "../secret", "uploads/.incoming/x", ""] {
            assert_eq!(storage.remove(path).await.unwrap_err().status(), 404, "{path}");
        }
        assert!(folder.path().join("avatars/buyer1.png").exists());
    }

    #[tokio::test]
    async fn default_avatars_are_there_on_any_disk_and_an_operators_own_win() {
        let (folder, storage) = fresh();
        let on_disk = folder.path().join("avatars/buyer1.png");
        let default = fs::read(&on_disk).unwrap();

        fs::remove_file(&on_disk).unwrap();
        assert_eq!(content(&storage, "avatars/buyer1.png").await, default);
        fs::write(&on_disk, b"own").unwrap();
        Storage::open(folder.path(), LIMIT).unwrap();

        assert_eq!(content(&storage, "avatars/buyer1.png").await, b"own");
        assert!(!storage.locate("avatars/buyer1.png").await.unwrap().unwrap().is_immutable);
        assert!(storage.locate("avatars/nobody.png").await.unwrap().is_none());
    }

    /// Catches a check of names only: a link below `uploads` or `avatars` is followed to any file of the machine.
    #[cfg(unix)]
    #[tokio::test]
    async fn links_lead_nowhere_but_the_folders_may_be_links() {
        use std::os::unix::fs::symlink;
        let (outside, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(outside.path().join("secret.png"), b"secret").unwrap();
        symlink(elsewhere.path(), outside.path().join("uploads")).unwrap();
        let storage = Storage::open(outside.path(), LIMIT).unwrap();
        symlink(outside.path().join("secret.png"), outside.path().join("avatars/leak.png")).unwrap();
        symlink(outside.path(), elsewhere.path().join("2025")).unwrap();

        assert!(storage.locate("avatars/leak.png").await.unwrap().is_none());
        let kept = stored(&storage, b"hello", "a.txt").await.unwrap().keep();
        assert_eq!(content(&storage, &kept.path).await, b"hello");
        assert!(elsewhere.path().join("2026").is_dir());
    }

    #[test]
    fn a_folder_that_cannot_be_used_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, b"").unwrap();

        let error = Storage::open(&file.join("media"), LIMIT).unwrap_err();

        assert!(error.to_string().contains(&file.display().to_string()), "{error}");
    }
}
