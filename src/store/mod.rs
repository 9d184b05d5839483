//! What do we remember?
