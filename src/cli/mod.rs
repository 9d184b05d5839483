//! What can be run from a shell?

pub mod logging;
pub mod reload;
mod watch;
