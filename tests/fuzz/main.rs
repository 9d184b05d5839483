//! Does any input from outside break a door? Every seed, then a fixed number of bent ones, the same on each run.
//!
//! Longer runs: `fuzz/README.md`.

// Always on here; it tells clippy that helpers may panic as tests may.
#[cfg(test)]
mod bending;
#[cfg(test)]
mod doors;

use std::path::Path;

use bending::try_door;
use doors::DOORS;

/// Catches a decoder that believes a length, hears something else when the bytes come in other pieces, or joins beyond
/// its limit.
#[test]
fn bytes_of_a_socket() {
    try_door("wire");
}

/// Catches a frame whose fields are used before they are checked.
#[test]
fn text_frames() {
    try_door("frames");
}

/// Catches a cursor that is taken apart without a look.
#[test]
fn cursors() {
    try_door("cursors");
}

/// Catches a claim or a header that is not held to its rule, though the signature is good.
#[test]
fn tokens() {
    try_door("tokens");
}

/// Catches a settings file that starts a server with something missing, or that stops it with a panic.
#[test]
fn settings() {
    try_door("settings");
}

/// Catches ids, ranges, names and forwarded addresses that are read more loosely than they are written.
#[test]
fn paths_and_headers() {
    try_door("paths");
}

/// Catches a form that is read for ever, or whose file outgrows the limit.
#[test]
fn multipart_forms() {
    try_door("multipart");
}

/// Catches a file whose own lengths are believed.
#[test]
fn contents_of_files() {
    try_door("files");
}

/// Catches a door that has no target for long runs.
#[test]
fn every_door_has_a_target() {
    let manifest = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/Cargo.toml")).unwrap();
    for (name, _) in DOORS {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "fuzz/Cargo.toml has no target {name}");
    }
}
