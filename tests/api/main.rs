//! The whole server over real sockets, on a database of its own for each test; the files mirror the URLs.
//!
//! SQLite by default; on MySQL or MariaDB with `KEFU_TEST_DATABASE_URL=mysql://user:password@host:port/` (the user may
//! create databases whose names begin with `kefu`): `scripts/mariadb.sh --fast cargo test --test api`.

// Always on here; it tells clippy that helpers may unwrap as tests may.
#[cfg(test)]
mod audit;
#[cfg(test)]
mod auth;
#[cfg(test)]
mod conversations;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod docs;
#[cfg(test)]
mod edge;
#[cfg(test)]
mod health;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod log;
#[cfg(test)]
mod media;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod metrics;
#[cfg(test)]
mod pages;
#[cfg(test)]
#[path = "../store/proxy.rs"]
mod proxy;
#[cfg(test)]
mod quick_replies;
#[cfg(test)]
mod raw;
#[cfg(test)]
mod security;
#[cfg(test)]
mod support;
#[cfg(test)]
mod upload;
#[cfg(test)]
mod users;
#[cfg(test)]
mod ws;
#[cfg(test)]
mod wrong_input;
