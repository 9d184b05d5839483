//! Who hears it live?

pub mod socket;
