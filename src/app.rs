//! How is it wired?
