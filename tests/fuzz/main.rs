//! Does any input from outside break a door? Every seed, then a fixed number of bent ones, the same on each run.
//!
//! Longer runs: `fuzz/README.md`.

// Always on here; it tells clippy that helpers may panic as tests may.
#[cfg(test)]
mod doors;

use std::path::Path;

use doors::DOORS;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

/// Inputs of each door in one run; those of `files` decode pictures.
const CASES: u32 = 2000;
const CASES_OF_FILES: u32 = 300;

/// How a seed is bent.
#[derive(Debug, Clone)]
enum Bend {
    Set(Index, u8),
    Flip(Index, u8),
    Insert(Index, Vec<u8>),
    Cut(Index, Index),
    Repeat(Index, Index),
    /// Goes on as another seed does.
    Join(Index, Index),
}

fn bends() -> impl Strategy<Value = Vec<Bend>> {
    let at = any::<Index>;
    let bend = prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, byte)| Bend::Set(at, byte)),
        (at(), 0_u8..8).prop_map(|(at, bit)| Bend::Flip(at, bit)),
        (at(), prop::collection::vec(any::<u8>(), 1..16)).prop_map(|(at, bytes)| Bend::Insert(at, bytes)),
        (at(), at()).prop_map(|(from, to)| Bend::Cut(from, to)),
        (at(), at()).prop_map(|(from, to)| Bend::Repeat(from, to)),
        (at(), at()).prop_map(|(seed, at)| Bend::Join(seed, at)),
    ];
    prop::collection::vec(bend, 0..6)
}

fn bent(seeds: &[Vec<u8>], seed: &Index, bends: &[Bend]) -> Vec<u8> {
    let mut bytes = seed.get(seeds).clone();
    for bend in bends {
        let end = bytes.len();
        let span = |from: &Index, to: &Index| {
            let (from, to) = (from.index(end + 1), to.index(end + 1));
            from.min(to)..from.max(to)
        };
        match bend {
            Bend::Set(at, byte) if end > 0 => bytes[at.index(end)] = *byte,
            Bend::Flip(at, bit) if end > 0 => bytes[at.index(end)] ^= 1 << bit,
            Bend::Set(..) | Bend::Flip(..) => {}
            Bend::Insert(at, new) => drop(bytes.splice(at.index(end + 1)..at.index(end + 1), new.iter().copied())),
            Bend::Cut(from, to) => drop(bytes.drain(span(from, to))),
            Bend::Repeat(from, to) => bytes.extend_from_within(span(from, to)),
            Bend::Join(seed, at) => {
                bytes.truncate(at.index(end + 1));
                bytes.extend_from_slice(seed.get::<Vec<u8>>(seeds));
            }
        }
    }
    bytes
}

fn seeds(door: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(door);
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

fn try_door(name: &str) {
    let (_, door) = DOORS.iter().find(|(door, _)| *door == name).unwrap();
    let seeds = seeds(name);
    seeds.iter().for_each(|seed| door(seed));
    let cases = if name == "files" { CASES_OF_FILES } else { CASES };
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let inputs = (any::<Index>(), bends()).prop_map(|(seed, bends)| bent(&seeds, &seed, &bends));
    let tried = TestRunner::new_with_rng(config, rng).run(&inputs, |input| {
        door(&input);
        Ok(())
    });
    tried.unwrap_or_else(|failed| panic!("{name}: {failed}"));
}

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
