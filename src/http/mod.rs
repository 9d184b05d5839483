//! How do requests get in?

pub mod listener;
mod upgrade;
