//! Does every layer use only those above it? Reads the sources; the table below is the one of `ARCHITECTURE.md`.

#![expect(clippy::unwrap_used, reason = "all of it is a test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The layers in order. Those of one line may use each other only where [`LATERAL`] says so.
const LAYERS: [&[&str]; 12] = [
    &["breakage", "id", "metrics", "time"],
    &["domain"],
    &["protocol"],
    &["error"],
    &["config"],
    &["store", "files"],
    &["auth"],
    &["commands"],
    &["actors"],
    &["http"],
    &["app"],
    &["cli", "main"],
];
/// Ids are made of the time at which they are made.
const LATERAL: [(&str, &str); 1] = [("id", "time")];
/// Crates and the layers that may name them.
const CRATES: [(&str, &[&str]); 6] = [
    ("diesel", &["store"]),
    ("diesel_async", &["store"]),
    ("actix", &["actors", "http", "app", "cli", "main"]),
    ("actix_web", &["actors", "http", "app", "cli", "main"]),
    ("actix_http", &["actors", "http", "app", "cli", "main"]),
    ("tokio", &["store", "files", "auth", "commands", "actors", "http", "app", "cli", "main"]),
];

/// One `.rs` file of the server, without its tests.
struct Source {
    path: PathBuf,
    layer: String,
    code: String,
}

#[test]
fn every_layer_uses_only_those_above() {
    let places = places();
    let mut wrong = Vec::new();
    for source in sources() {
        let place = places[source.layer.as_str()];
        for used in named_after(&source.code, "crate::") {
            let Some(other) = places.get(used.as_str()) else { continue };
            let lateral = LATERAL.contains(&(source.layer.as_str(), used.as_str()));
            if used != source.layer && *other >= place && !lateral {
                wrong.push(format!("{}: {} uses {used}", source.path.display(), source.layer));
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the layers:\n{}", wrong.join("\n"));
}

#[test]
fn every_crate_stays_in_its_layers() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (name, layers) in CRATES {
            let used = source.code.match_indices(&format!("{name}::")).any(|(at, _)| {
                let before = source.code[..at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
            });
            if used && !layers.contains(&source.layer.as_str()) {
                wrong.push(format!("{} uses {name}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "crates outside their layers:\n{}", wrong.join("\n"));
}

/// Catches a layer that nobody put into the table.
#[test]
fn every_module_is_a_layer() {
    let places = places();
    for source in sources() {
        assert!(places.contains_key(source.layer.as_str()), "{} belongs to no layer", source.path.display());
    }
}

#[test]
fn imports_are_found_in_all_their_forms() {
    let code = "use crate::id::UserId;\nuse crate::{auth, store::{self, Store}};\n    crate::http::x();\nuse super::y;";
    assert_eq!(named_after(code, "crate::"), ["id", "auth", "store", "http"]);
    assert_eq!(without_tests("a\n#[cfg(test)]\nmod tests {\n    use crate::http;\n}\nb\n"), "a\n\nb\n");
}

fn places() -> BTreeMap<&'static str, usize> {
    LAYERS.iter().enumerate().flat_map(|(place, names)| names.iter().map(move |name| (*name, place))).collect()
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    collect(&root, &root, &mut sources);
    assert!(sources.len() > 100, "only {} files were read", sources.len());
    sources
}

fn collect(root: &Path, folder: &Path, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let below = path.strip_prefix(root).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            // Programs of their own.
            if below != Path::new("bin") {
                collect(root, &path, sources);
            }
        } else if path.extension().is_some_and(|it| it == "rs") && below != Path::new("lib.rs") && !is_test(name) {
            let layer =
                below.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
            let code = without_comments(&without_tests(&fs::read_to_string(&path).unwrap()));
            sources.push(Source { path: below.to_owned(), layer, code });
        }
    }
}

/// Files that only tests are made of: `*_test.rs`, `tests.rs`, `testing.rs`, `samples.rs`.
fn is_test(name: &str) -> bool {
    name.ends_with("_test.rs") || ["tests.rs", "testing.rs", "samples.rs"].contains(&name)
}

/// The text without the blocks under `#[cfg(test)]`; rustfmt ends each with a `}` in the first column.
fn without_tests(text: &str) -> String {
    let (mut kept, mut lines) = (String::new(), text.lines());
    while let Some(line) = lines.next() {
        if line.trim() == "#[cfg(test)]" {
            let opens = lines.by_ref().find(|line| !line.starts_with("#[")).unwrap_or_default();
            if opens.ends_with('{') {
                lines.by_ref().find(|line| *line == "}");
            }
            kept.push('\n');
            continue;
        }
        kept.push_str(line);
        kept.push('\n');
    }
    kept
}

fn without_comments(text: &str) -> String {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.collect::<Vec<_>>().join("\n")
}

/// The first name of every path that begins with `root`, also inside braces: `crate::{a, b::{c, d}}` is a and b.
fn named_after(code: &str, root: &str) -> Vec<String> {
    code.match_indices(root).flat_map(|(at, _)| heads(&code[at + root.len()..])).collect()
}

fn heads(path: &str) -> Vec<String> {
    let Some(group) = path.strip_prefix('{') else { return vec![first_name(path)] };
    let (mut names, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(first_name(&group[start..at]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(first_name(&group[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn first_name(path: &str) -> String {
    path.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}
