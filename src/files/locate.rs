//! Which file does a media URL mean?

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::avatars;
use super::kind::Kind;
use super::name::{ALPHABET, Disposition, NAME_LEN, THUMBNAIL_SUFFIX};

/// A file to serve.
#[derive(Debug)]
pub struct Located {
    pub source: Source,
    pub kind: Kind,
    /// In bytes.
    pub len: u64,
    /// `None` for what comes from the program itself.
    pub modified: Option<SystemTime>,
    /// Uploads never change under their URL; an avatar may be replaced by the operator.
    pub is_immutable: bool,
}

/// Where its bytes are.
#[derive(Debug)]
pub enum Source {
    /// Open already, at its beginning: what was checked is what is read.
    Disk(File),
    Embedded(&'static [u8]),
}

impl Located {
    pub const fn disposition(&self) -> Disposition {
        if self.kind.is_inline() { Disposition::Inline } else { Disposition::Attachment }
    }
}

/// A path of the only two forms there are: `avatars/name.png` and `uploads/2026/11/name.ext`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MediaPath<'a> {
    path: &'a str,
    file: &'a str,
    stem: &'a str,
    kind: Kind,
    is_upload: bool,
}

impl<'a> MediaPath<'a> {
    /// Reads what follows `/api/media/`, already percent-decoded. Nothing but our own alphabet passes: no `..`, no dot
    /// files, no empty parts, no other separators.
    pub(super) fn parse(path: &'a str) -> Option<Self> {
        let (folder, file) = path.rsplit_once('/')?;
        let (stem, extension) = file.split_once('.')?;
        let kind = Kind::of_extension(extension)?;
        let is_upload = is_upload_folder(folder) && is_stored_name(stem);
        let is_avatar = folder == "avatars" && is_avatar_name(stem) && kind.class() == super::kind::Class::Image;
        (is_upload || is_avatar).then_some(Self { path, file, stem, kind, is_upload })
    }

    /// The upload itself and the thumbnails it may have, if this is an upload.
    pub(super) fn files(self) -> Vec<String> {
        if !self.is_upload || self.stem.ends_with(THUMBNAIL_SUFFIX) {
            return Vec::new();
        }
        let before = self.path.strip_suffix(self.kind.extension()).unwrap_or(self.path).trim_end_matches('.');
        let thumbnails =
            [Kind::Jpeg, Kind::Webp].map(|kind| format!("{before}{THUMBNAIL_SUFFIX}.{}", kind.extension()));
        let mut files = vec![self.path.to_owned()];
        files.extend(thumbnails);
        files
    }

    /// The path without its extension, if this is an upload or the thumbnail of one.
    pub(super) fn upload_stem(self) -> Option<&'a str> {
        let stem = self.path.strip_suffix(self.kind.extension())?.trim_end_matches('.');
        self.is_upload.then_some(stem)
    }

    /// Opens it below `root` (a real path). Blocking. Symbolic links are not followed out of its folder.
    pub(super) fn locate(self, root: &Path) -> Option<Located> {
        let (source, len, modified) = match open(root, self.path) {
            Some((file, metadata)) => (Source::Disk(file), metadata.len(), metadata.modified().ok()),
            None if self.is_upload => return None,
            None => {
                let bytes = avatars::embedded(self.file)?;
                (Source::Embedded(bytes), bytes.len() as u64, None)
            }
        };
        Some(Located { source, kind: self.kind, len, modified, is_immutable: self.is_upload })
    }
}

/// A regular file whose real path is the one asked for, below the real `uploads` or `avatars` folder (which may be a
/// link to another disk).
fn open(root: &Path, path: &str) -> Option<(File, fs::Metadata)> {
    let (top, below) = path.split_once('/')?;
    let wanted: PathBuf = root.join(top).canonicalize().ok()?.join(below);
    if wanted.canonicalize().ok()? != wanted {
        return None;
    }
    let file = File::open(wanted).ok()?;
    let metadata = file.metadata().ok()?;
    metadata.is_file().then_some((file, metadata))
}

fn is_upload_folder(folder: &str) -> bool {
    let mut parts = folder.split('/');
    let is_digits = |part: Option<&str>, len| {
        part.is_some_and(|part: &str| part.len() == len && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    parts.next() == Some("uploads")
        && is_digits(parts.next(), 4)
        && is_digits(parts.next(), 2)
        && parts.next().is_none()
}

fn is_stored_name(stem: &str) -> bool {
    let stem = stem.strip_suffix(THUMBNAIL_SUFFIX).unwrap_or(stem);
    stem.len() == NAME_LEN && stem.bytes().all(|byte| ALPHABET.contains(&byte))
}

fn is_avatar_name(stem: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    (1..=64).contains(&stem.len()) && stem.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NAME: &str = "abcdefghijklmnopqrstuvwxyz234567";

    #[test]
    fn only_our_own_paths_are_read() {
        for path in [
            format!("uploads/2026/11/{NAME}.jpg"),
            format!("uploads/2026/11/{NAME}_t.webp"),
            format!("uploads/2026/11/{NAME}.zip"),
            "avatars/buyer1.png".to_owned(),
            "avatars/our-shop_2.webp".to_owned(),
        ] {
            assert!(MediaPath::parse(&path).is_some(), "{path}");
        }
        for path in [
            "",
            "/",
            "uploads",
            "avatars/",
            "avatars/.png",
            "avatars/../.env",
            "avatars/..",
            "avatars/Buyer1.png",
            "avatars/a.b.png",
            "avatars/a.pdf",
            "avatars/a.svg",
            "avatars/a/b.png",
            "avatars//buyer1.png",
            "/avatars/buyer1.png",
            "./avatars/buyer1.png",
            "avatars\\buyer1.png",
            "avatars/buyer1.png\0",
            "avatars/buyer1.png/",
            "uploads/2026/11/short.jpg",
            "uploads/.incoming/abcdefghijklmnopqrstuvwxyz234567",
            "uploads/.incoming/abcdefghijklmnopqrstuvwxyz234567.jpg",
            "uploads/2026/abcdefghijklmnopqrstuvwxyz234567.jpg",
            "uploads/2026/11/12/abcdefghijklmnopqrstuvwxyz234567.jpg",
            "uploads/2026/../2026/11/abcdefghijklmnopqrstuvwxyz234567.jpg",
            "uploads/２026/11/abcdefghijklmnopqrstuvwxyz234567.jpg",
            "uploads/2026/11/abcdefghijklmnopqrstuvwxyz234567.html",
            "uploads/2026/11/abcdefghijklmnopqrstuvwxyz234567.jpg.html",
            "uploads/2026/11/ABCDEFGHIJKLMNOPQRSTUVWXYZ234567.jpg",
            "uploads/2026/11/abcdefghijklmnopqrstuvwxyz234567_t_t.jpg",
        ] {
            assert!(MediaPath::parse(path).is_none(), "{path}");
        }
    }

    #[test]
    fn an_upload_knows_its_thumbnails() {
        let path = format!("uploads/2026/11/{NAME}.png");
        let files = MediaPath::parse(&path).unwrap().files();
        let before = format!("uploads/2026/11/{NAME}");
        assert_eq!(files, [path, format!("{before}_t.jpg"), format!("{before}_t.webp")]);
        assert!(MediaPath::parse("avatars/buyer1.png").unwrap().files().is_empty());
        assert!(MediaPath::parse(&format!("{before}_t.jpg")).unwrap().files().is_empty());
    }

    proptest! {
        #[test]
        fn whatever_passes_stays_inside(path in "(uploads|avatars|[.]{1,2})?(/([a-z2-7]{0,3}|2026|11|[.]{1,2})){0,4}[.]?(png|jpg)?") {
            if MediaPath::parse(&path).is_some() {
                prop_assert!(path.starts_with("uploads/") || path.starts_with("avatars/"));
                prop_assert!(path.split('/').all(|part| !part.is_empty() && !part.starts_with('.')));
            }
        }
    }
}
