//! Do the READMEs say what the code says, and do their links lead somewhere?

use std::path::Path;

use kefu::config::{OPTIONAL, REQUIRED, optional_table};

const DOCUMENTS: [&str; 7] = [
    "README.md",
    "README.zh-CN.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "docs/deploy.md",
    "docs/integration.md",
    "docs/protocol.md",
];

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
