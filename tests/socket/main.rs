//! The socket layer over real TCP: what a client sees, and what the server keeps of it.

mod client;
mod closing;
mod conversation;
mod handshake;
mod jammed;
mod server;
mod violations;
