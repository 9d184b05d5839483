//! `/api/conversations`: who talks with whom?

mod list;
mod one;
mod open;
mod read;
