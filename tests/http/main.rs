//! The edge of HTTP over real sockets: what is the same for every route.

mod bench;
mod docs;
mod edge;
mod files;
