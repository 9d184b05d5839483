//! Which faces come with the program?

use std::path::Path;

use super::incoming::{Scratch, trouble};
use super::name;
use crate::error::Result;

/// File names and contents of the default avatars, so that `/api/media/avatars/buyer1.png` works on any disk.
const DEFAULTS: [(&str, &[u8]); 7] = [
    ("buyer1.png", include_bytes!("../../media/avatars/buyer1.png")),
    ("buyer2.png", include_bytes!("../../media/avatars/buyer2.png")),
    ("merchant1.png", include_bytes!("../../media/avatars/merchant1.png")),
    ("merchant2.png", include_bytes!("../../media/avatars/merchant2.png")),
    ("support.png", include_bytes!("../../media/avatars/support.png")),
    ("admin.png", include_bytes!("../../media/avatars/admin.png")),
    ("visitor.png", include_bytes!("../../media/avatars/visitor.png")),
];

/// The content of a default avatar.
pub(super) fn embedded(file: &str) -> Option<&'static [u8]> {
    DEFAULTS.into_iter().find(|(name, _)| *name == file).map(|(_, bytes)| bytes)
}

/// Writes those that are missing in `folder`, for web servers that serve the media folder themselves. What an
/// operator put there stays. Blocking.
pub(super) fn unpack(folder: &Path, scratch_folder: &Path) -> Result<()> {
    for (file, bytes) in DEFAULTS {
        let path = folder.join(file);
        if path.exists() {
            continue;
        }
        let scratch = Scratch::new(scratch_folder.join(name::unguessable()));
        let written = std::fs::write(scratch.path(), bytes).and_then(|()| std::fs::rename(scratch.path(), &path));
        written.map_err(|error| trouble(&path, &error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_default_is_a_small_square_picture() {
        for (file, bytes) in DEFAULTS {
            let picture = image::load_from_memory_with_format(bytes, image::ImageFormat::Png).unwrap();
            assert_eq!((picture.width(), picture.height()), (256, 256), "{file}");
            assert!(bytes.len() < 20 * 1024, "{file}");
            assert_eq!(embedded(file), Some(bytes));
        }
        assert_eq!(embedded("nobody.png"), None);
    }
}
