//! Where do uploads live?

mod archive;
mod avatars;
mod copies;
mod dump;
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

pub use copies::{copy, files_below, link_or_copy};
pub use dump::{DumpSummary, DumpWriter, Fingerprint, read_dump};
pub use incoming::Incoming;
pub use kind::{Class, Kind};
pub use locate::{Located, Source};
pub use name::{Disposition, clean_name, content_disposition};
pub use orphans::Found;
pub use placed::{Placed, Stored};
pub use range::ByteRange;
pub use storage::Storage;
