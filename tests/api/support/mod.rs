//! What the tests stand on: a server of one's own, and people who call it.

mod app;
mod callers;
mod database;
mod files;
mod http;
pub mod redis;
mod settings;
mod socket;

pub use app::TestApp;
pub use callers::User;
pub use files::{encoded, picture};
pub use http::{Answer, Asker, Credentials};
pub use settings::{BASE_URL, SECRET, SHOP};
pub use socket::{Refused, Socket, handshake};

use std::time::Duration;

/// A test that waits in vain fails after this long instead of hanging; none depends on it otherwise.
const PATIENCE: Duration = Duration::from_secs(10);

/// Waits for something that must come.
#[track_caller]
pub fn soon<T>(what: impl Into<String>, future: impl Future<Output = T>) -> impl Future<Output = T> {
    let (what, place) = (what.into(), std::panic::Location::caller());
    async move {
        tokio::time::timeout(PATIENCE, future).await.unwrap_or_else(|_| panic!("waited in vain for {what}, at {place}"))
    }
}
