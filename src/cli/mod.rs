//! What can be run from a shell?
