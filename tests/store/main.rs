//! The store through its own doors: what it promises to those who write at once, go away in the middle, or lose the
//! database.
//!
//! SQLite by default; on MySQL or MariaDB with `KEFU_TEST_DATABASE_URL=mysql://user:password@host:port/`, as `tests/api`.

// Always on here; it tells clippy that helpers may unwrap as tests may.
#[cfg(test)]
mod away;
#[cfg(test)]
#[path = "../api/support/database.rs"]
mod database;
#[cfg(test)]
mod dropped;
#[cfg(test)]
mod group_commit;
#[cfg(test)]
mod hold;
#[cfg(test)]
mod once;
#[cfg(test)]
mod panics;
#[cfg(test)]
mod proxy;
#[cfg(test)]
mod scene;
#[cfg(test)]
#[path = "../api/support/settings.rs"]
mod settings;
