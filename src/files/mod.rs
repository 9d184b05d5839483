//! Where do uploads live?

mod archive;
mod avatars;
mod incoming;
mod kind;
mod locate;
mod media;
mod name;
mod orphans;
mod placed;
mod range;
#[cfg(test)]
mod samples;
mod sniff;
mod storage;
mod text;
mod thumbnail;

pub use incoming::Incoming;
pub use kind::{Class, Kind};
pub use locate::{Located, Source};
pub use name::{Disposition, clean_name, content_disposition};
pub use orphans::Found;
pub use placed::{Placed, Stored};
pub use range::ByteRange;
pub use storage::Storage;
