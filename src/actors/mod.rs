//! Who hears it live?

pub mod bus;
pub mod chat_server;
mod directory;
mod hub;
pub mod session;
pub mod socket;
pub mod supervised;

pub use bus::Bus;
pub use chat_server::ChatServer;
pub use directory::{Directory, Seat};
pub use hub::Hub;
pub use session::Session;
