//! How is a seed bent, and a door tried?

use std::path::Path;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use super::doors::DOORS;

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

fn bent(seeds: &[Vec<u8>], seed: Index, bends: &[Bend]) -> Vec<u8> {
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

/// Every seed of a door, and as many bent ones as there are cases.
pub fn try_door(name: &str) {
    let (_, door) = DOORS.iter().find(|(door, _)| *door == name).unwrap();
    let seeds = seeds(name);
    for seed in &seeds {
        door(seed);
    }
    let cases = if name == "files" { CASES_OF_FILES } else { CASES };
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let inputs = (any::<Index>(), bends()).prop_map(|(seed, bends)| bent(&seeds, seed, &bends));
    let tried = TestRunner::new_with_rng(config, rng).run(&inputs, |input| {
        door(&input);
        Ok(())
    });
    tried.unwrap_or_else(|failed| panic!("{name}: {failed}"));
}
