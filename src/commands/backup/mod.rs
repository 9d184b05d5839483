//! What does a backup consist of, and how does it come back?
//!
//! A folder: `manifest.json` (written last: without it a backup is not whole), `tables/*.ndjson.gz` with every row as of
//! one moment, and `media/` with the uploads. It does not depend on the kind of database.

mod make;
mod manifest;
mod restore;
#[cfg(test)]
mod tests;

pub use make::{Media, make};
pub use manifest::{Manifest, check};
pub use restore::{Target, restore};
