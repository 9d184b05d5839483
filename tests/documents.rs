//! Do the documents say what the code says, and do their links lead somewhere?

use std::collections::BTreeSet;
use std::path::Path;

use kefu::config::{OPTIONAL, REQUIRED, optional_table};
use kefu::protocol::Frame;
use serde_json::Value;

const DOCUMENTS: [&str; 13] = [
    "README.md",
    "README.zh-CN.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "docs/operations.md",
    "docs/faults.md",
    "docs/integration.md",
    "docs/monitoring.md",
    "docs/pages.md",
    "docs/performance.md",
    "docs/protocol.md",
    "docs/security.md",
    "fuzz/README.md",
];

// Always on here; it tells clippy that helpers may panic as tests may.
#[cfg(test)]
fn text(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The names in the first column of every table of settings: `` | `NAME` | ``.
fn listed(document: &str) -> Vec<&str> {
    let names = document.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`').map(|(name, _)| name));
    names.filter(|name| name.chars().all(|c| c.is_ascii_uppercase() || c == '_')).collect()
}

/// Catches a setting that was added, renamed or given another default without a word in the README.
#[test]
fn the_readme_has_the_table_of_optional_settings() {
    assert!(text("README.md").contains(&optional_table()), "README.md needs this table:\n{}", optional_table());
}

/// Catches a README that lacks a setting, or has one that is gone; in both languages, in the order of the code.
#[test]
fn both_readmes_list_every_setting() {
    let names: Vec<&str> = REQUIRED.iter().map(|row| row.name).chain(OPTIONAL.iter().map(|row| row.name)).collect();
    for path in ["README.md", "README.zh-CN.md"] {
        assert_eq!(listed(&text(path)), names, "{path}");
    }
}

/// Catches links to files that were moved or never written.
#[test]
fn local_links_lead_to_files() {
    for path in DOCUMENTS {
        let document = text(path);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(path).parent().unwrap().to_owned();
        for link in document.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap();
            if !file.is_empty() && !file.contains("://") {
                assert!(folder.join(file).exists(), "{path} links to {link}");
            }
        }
    }
}

/// Every JSON value in the document's examples.
#[cfg(test)]
fn examples(document: &str) -> Vec<Value> {
    let blocks = document.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.flat_map(|block| serde_json::Deserializer::from_str(block).into_iter().map(Result::unwrap)).collect()
}

const OF_CLIENTS: [&str; 13] = [
    "delivered",
    "edit",
    "ping",
    "presence",
    "read",
    "recall",
    "send",
    "sync",
    "token",
    "typing",
    "unwatch",
    "view",
    "watch",
];
const OF_THE_SERVER: [&str; 12] = [
    "ack",
    "bye",
    "conversation",
    "error",
    "event",
    "events",
    "hello",
    "pong",
    "presence",
    "receipt",
    "typing",
    "viewers",
];

/// Catches a frame whose description was forgotten, and an example of a client's frame that the server would refuse.
#[test]
fn every_frame_has_an_example_that_is_understood() {
    let document = text("docs/protocol.md");
    let (mut asked, mut said) = (BTreeSet::new(), BTreeSet::new());
    for example in examples(&document) {
        let kind = example["type"].as_str().unwrap().to_owned();
        // Two types go both ways; the server names the user.
        if OF_CLIENTS.contains(&kind.as_str()) && example.get("user_id").is_none() {
            assert!(Frame::parse(&example.to_string()).is_ok(), "{example}");
            asked.insert(kind);
        } else {
            said.insert(kind);
        }
    }
    assert_eq!(asked.into_iter().collect::<Vec<_>>(), OF_CLIENTS);
    assert_eq!(said.into_iter().collect::<Vec<_>>(), OF_THE_SERVER);
}

/// Catches examples that are no JSON.
#[test]
fn the_examples_for_storefronts_are_json() {
    assert!(!examples(&text("docs/integration.md")).is_empty());
}

/// Catches an example whose fields are not those of a real frame: `frames.snap` holds every frame of a real conversation
/// between server and clients (`tests/api/ws/frames.rs`).
#[test]
fn the_examples_of_the_protocol_look_like_real_frames() {
    let names = |frame: &Value| frame.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    let snapshot = text("tests/api/ws/frames.snap");
    let (_, frames) = snapshot.split_once("\n---\n").unwrap();
    let frames: Vec<Value> = serde_json::from_str(frames).unwrap();
    let real: BTreeSet<_> =
        frames.iter().map(|entry| (entry["frame"]["type"].to_string(), names(&entry["frame"]))).collect();

    for example in examples(&text("docs/protocol.md")) {
        let optional = |shape: &BTreeSet<String>| {
            shape.symmetric_difference(&names(&example)).all(|name| name == "id" || name == "retry_after")
        };
        let kind_of_example = example["type"].to_string();
        let mut of_its_type = real.iter().filter(|(kind, _)| *kind == kind_of_example);
        assert!(of_its_type.any(|(_, shape)| optional(shape)), "no real frame looks like this: {example}");
    }
}

/// The words of a text that look like names of metrics, without what a histogram adds to its own.
#[cfg(test)]
fn metrics_named(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let names = words.filter(|word| word.starts_with("kefu_") || word.starts_with("process_"));
    names
        .map(|name| {
            ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name).to_owned()
        })
        .collect()
}

/// Catches a panel or an alert that shows nothing for ever, because its metric was renamed, and a metric that nobody
/// described.
#[test]
fn the_dashboard_and_the_alerts_name_metrics_that_exist() {
    let dashboard = text("scripts/deploy/grafana-kefu.json");
    let parsed: Value = serde_json::from_str(&dashboard).unwrap();
    assert!(parsed["panels"].as_array().unwrap().len() > 20);
    let exported = exported();
    for (path, named) in [
        ("grafana-kefu.json", metrics_named(&dashboard)),
        ("alerts.yml", metrics_named(&text("scripts/deploy/alerts.yml"))),
        ("docs/monitoring.md", metrics_named(&text("docs/monitoring.md"))),
    ] {
        let missing: Vec<_> = named.difference(&exported).collect();
        assert!(named.len() > 8 && missing.is_empty(), "{path} names {missing:?}");
    }
    let described = metrics_named(&text("docs/monitoring.md"));
    let silent: Vec<_> = exported.difference(&described).collect();
    assert!(silent.is_empty(), "docs/monitoring.md lacks {silent:?}");
    let drawn = metrics_named(&dashboard);
    let undrawn: Vec<_> = exported.difference(&drawn).filter(|name| *name != "process_start_time_seconds").collect();
    assert!(undrawn.is_empty(), "grafana-kefu.json lacks {undrawn:?}");
}

/// What a node exports: what every process counts, and what its routes and its store add (`src/http/metrics.rs`).
#[cfg(test)]
fn exported() -> BTreeSet<String> {
    let all = kefu::metrics::exposition().into_string();
    let counted = all.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next());
    let added = ["src/http/metrics.rs", "src/http/measured.rs"].map(text);
    let added = added.iter().flat_map(|source| source.split('"')).filter(|word| word.starts_with("kefu_"));
    counted.chain(added).map(str::to_owned).collect()
}

/// Every test function of the server, its own tests and those beside it.
#[cfg(test)]
fn tests_below(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            tests_below(&path, names);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let mut is_test = false;
            for line in text.lines().map(str::trim_start) {
                is_test |=
                    line.starts_with("#[test]") || line.starts_with("#[tokio::test") || line.starts_with("#[actix");
                if let Some((_, rest)) = line.split_once("fn ").filter(|_| !line.starts_with("//")) {
                    let name = rest.split('(').next().unwrap_or_default();
                    // Those inside `proptest!` carry `#[test]` as well.
                    if std::mem::take(&mut is_test) {
                        names.insert(name.to_owned());
                    }
                }
            }
        }
    }
}

/// Catches an attack whose test was renamed or removed, and a row that never had one.
#[test]
fn every_attack_names_tests_that_exist() {
    let mut tests = BTreeSet::new();
    for folder in ["src", "tests"] {
        tests_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut tests);
    }
    let document = text("docs/security.md");
    let rows = document.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| what is tried"));
    let mut count = 0;
    for row in rows {
        let cell = row.trim_end_matches([' ', '|']).rsplit(" | ").next().unwrap();
        let named: Vec<&str> = cell.split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "no test: {row}");
        for name in named {
            let script = name.contains('/') && Path::new(env!("CARGO_MANIFEST_DIR")).join(name).exists();
            assert!(script || tests.contains(name), "there is no test {name}: {row}");
        }
        count += 1;
    }
    assert!(count >= 40, "{count} attacks");
}
