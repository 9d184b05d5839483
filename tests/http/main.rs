//! The edge of HTTP over real sockets: what is the same for every route.

// Always on here; it tells clippy that helpers may unwrap as tests may.
#[cfg(test)]
mod bench;
#[cfg(test)]
mod docs;
#[cfg(test)]
mod edge;
#[cfg(test)]
mod files;
