//! What can people do? One file a noun, one function a verb; REST and WebSocket call the same ones.

mod accounts;
pub mod api_keys;
pub mod audit;
pub mod backup;
pub mod auth;
mod caller;
pub mod conversations;
pub mod cursor;
pub mod demo;
mod limits;
mod live;
pub mod messages;
pub mod page;
mod pages;
pub mod quick_replies;
pub mod sweep;
pub mod uploads;
pub mod users;
pub mod visitors;
#[cfg(test)]
pub(crate) mod testing;

use std::sync::Arc;

pub use caller::Caller;
pub use limits::MessageLimit;
pub use live::Live;
pub use pages::NewestPages;

use crate::auth::Auth;
use crate::config::Config;
use crate::files::Storage;
use crate::store::Store;

/// Everything a command may use. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    pub config: Arc<Config>,
    pub store: Store,
    pub files: Storage,
    pub auth: Auth,
    pub message_limit: MessageLimit,
    pub newest_pages: NewestPages,
    /// Who is listening right now.
    pub live: Arc<dyn Live>,
}
