//! How do uploads get into a backup, and out of it?
//!
//! A file never changes once it lies under its name, so a second name for it (a hard link) is a copy of it; across disks
//! it is copied.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::incoming::trouble;
use crate::error::Result;

/// Puts the file at `from` under `to` as well; `false` where there is none. What is there already stays. Blocking.
pub fn link_or_copy(from: &Path, to: &Path) -> Result<bool> {
    if to.exists() {
        return Ok(true);
    }
    make_folder_of(to)?;
    match fs::hard_link(from, to) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(_) => copy(from, to),
    }
}

/// Copies the file at `from` to `to`, durably and whole or not at all; `false` where there is none. What is there already
/// stays. Blocking.
pub fn copy(from: &Path, to: &Path) -> Result<bool> {
    if to.exists() {
        return Ok(true);
    }
    make_folder_of(to)?;
    let part = part_of(to);
    match fs::copy(from, &part) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(trouble(from, &error)),
    }
    let kept = fs::File::open(&part).and_then(|file| file.sync_all()).and_then(|()| fs::rename(&part, to));
    kept.map_err(|error| trouble(to, &error))?;
    Ok(true)
}

/// The regular files below a folder, as paths relative to it, in order; none where there is no such folder. Names that
/// begin with a dot are left out. Blocking.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        let place = folder.join(&below);
        let entries = match fs::read_dir(&place) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(trouble(&place, &error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| trouble(&place, &error))?;
            let kind = entry.file_type().map_err(|error| trouble(&place, &error))?;
            let name = entry.file_name();
            if name.to_string_lossy().starts_with('.') {
                continue;
            }
            if kind.is_dir() {
                folders.push(below.join(name));
            } else if kind.is_file() {
                files.push(below.join(name));
            }
        }
    }
    files.sort();
    Ok(files)
}

fn make_folder_of(file: &Path) -> Result<()> {
    let Some(folder) = file.parent() else { return Ok(()) };
    fs::create_dir_all(folder).map_err(|error| trouble(folder, &error))
}

/// A dot file is never served and never taken for an upload.
fn part_of(file: &Path) -> PathBuf {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    file.with_file_name(format!(".{name}.part"))
}
