//! How does a received file become one that can be read?

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::incoming::{Scratch, remove_in_background, trouble};
use super::kind::{Class, Kind};
use super::name::{THUMBNAIL_SUFFIX, clean_name, folder, unguessable};
use super::sniff;
use super::thumbnail::{self, Picture, Thumbnail};
use crate::error::Result;

/// What an upload is, once it lies in its final place. Paths are relative to the media folder, with `/`, and are what
/// follows `/api/media/` in a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub path: String,
    pub thumbnail: Option<String>,
    pub kind: Kind,
    /// In bytes.
    pub size: u64,
    /// Of a picture as it is shown, in pixels.
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// The name to show and to save as: the client's, cleaned.
    pub name: String,
}

impl Stored {
    pub const fn mime(&self) -> &'static str {
        self.kind.mime()
    }
}

/// A stored upload that nobody knows of yet: dropped, its files are removed; kept, they stay.
///
/// Call [`Placed::keep`] before the row is written, not after: who is interrupted in between leaves a file without a
/// row, which harms nobody, and never a row without its file.
#[derive(Debug)]
pub struct Placed {
    stored: Stored,
    /// Files to remove; empty once kept.
    files: Vec<PathBuf>,
}

impl Placed {
    pub const fn stored(&self) -> &Stored {
        &self.stored
    }

    /// The files stay from now on.
    pub fn keep(mut self) -> Stored {
        self.files.clear();
        self.stored.clone()
    }
}

impl Drop for Placed {
    fn drop(&mut self) {
        self.files.drain(..).for_each(remove_in_background);
    }
}

/// Judges the file in `scratch`, and moves it and its thumbnail below `root`, durably: when this returns, a crash of
/// the machine loses neither. Blocking, and much work for a picture. On an error nothing is left.
pub(super) fn place(root: &Path, scratch: &Scratch, client_name: &str, now: DateTime<Utc>) -> Result<Placed> {
    let mut file = File::open(scratch.path()).map_err(|error| trouble(scratch.path(), &error))?;
    let size = file.metadata().map_err(|error| trouble(scratch.path(), &error))?.len();
    let kind = sniff::sniff(&mut file, size, client_name)?;
    let picture = match kind.class() {
        Class::Image => Some(thumbnail::inspect(scratch.path(), kind)?),
        _ => None,
    };
    file.sync_all().map_err(|error| trouble(scratch.path(), &error))?;

    let folder = folder(now);
    let id = unguessable();
    create_folder(root, &folder)?;
    let path = format!("{folder}/{id}.{}", kind.extension());
    let stored = Stored {
        path,
        thumbnail: None,
        kind,
        size,
        width: picture.as_ref().map(|picture| picture.width),
        height: picture.as_ref().map(|picture| picture.height),
        name: clean_name(client_name, kind),
    };
    let mut placed = Placed { stored, files: Vec::new() };
    if let Some(Picture { thumbnail: Some(thumbnail), .. }) = picture {
        let path = format!("{folder}/{id}{THUMBNAIL_SUFFIX}.{}", thumbnail.kind.extension());
        place_thumbnail(&mut placed, root.join(&path), &thumbnail, scratch)?;
        placed.stored.thumbnail = Some(path);
    }
    let to = root.join(&placed.stored.path);
    publish(&mut placed, scratch.path(), to)?;
    sync_folder(&root.join(folder))?;
    Ok(placed)
}

fn place_thumbnail(placed: &mut Placed, to: PathBuf, thumbnail: &Thumbnail, beside: &Scratch) -> Result<()> {
    let scratch = Scratch::new(beside.path().with_extension("thumbnail"));
    let written = fs::write(scratch.path(), &thumbnail.bytes)
        .and_then(|()| File::open(scratch.path()))
        .and_then(|file| file.sync_all());
    written.map_err(|error| trouble(scratch.path(), &error))?;
    publish(placed, scratch.path(), to)
}

/// Renames, so that the file is there whole or not at all.
fn publish(placed: &mut Placed, from: &Path, to: PathBuf) -> Result<()> {
    fs::rename(from, &to).map_err(|error| trouble(&to, &error))?;
    placed.files.push(to);
    Ok(())
}

/// Makes `root/uploads/yyyy/mm`, each level durable in the one above.
fn create_folder(root: &Path, folder: &str) -> Result<()> {
    let mut path = root.to_path_buf();
    for part in folder.split('/') {
        let above = path.clone();
        path.push(part);
        match fs::create_dir(&path) {
            Ok(()) => sync_folder(&above)?,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(trouble(&path, &error)),
        }
    }
    Ok(())
}

/// A rename is durable only once its folder is.
fn sync_folder(path: &Path) -> Result<()> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(|error| trouble(path, &error))
}
