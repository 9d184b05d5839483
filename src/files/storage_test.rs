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
    assert_eq!(storage.sweep_incoming(Duration::from_hours(1)).await.unwrap(), 1);

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
