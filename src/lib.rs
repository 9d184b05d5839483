//! The map of kefu: one line a layer, each using only those above it (`tests/layering.rs` holds them to it).

pub mod breakage;
pub mod metrics;
pub mod id;
pub mod time;
pub mod domain;
pub mod protocol;
pub mod error;
pub mod config;
pub mod store;
pub mod files;
pub mod auth;
pub mod commands;
pub mod actors;
pub mod http;
pub mod app;
pub mod cli;
