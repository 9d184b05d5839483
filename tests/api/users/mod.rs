//! `/api/users`: who is there?

mod ensure;
mod list;
mod one;
mod staff;
