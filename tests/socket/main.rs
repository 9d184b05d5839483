//! The socket layer over real TCP: what a client sees, and what the server keeps of it.

// Always on here; it tells clippy that helpers may unwrap as tests may.
#[cfg(test)]
mod client;
#[cfg(test)]
mod closing;
#[cfg(test)]
mod conversation;
#[cfg(test)]
mod handshake;
#[cfg(test)]
mod jammed;
#[cfg(test)]
mod server;
#[cfg(test)]
mod violations;
