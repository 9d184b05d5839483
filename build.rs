//! Which files of `web/` go into the binary? Whatever its builds left in their `dist` folders; none is fine too.
//!
//! Writes `pages.rs` into Cargo's output folder: one row a file, with its `.br` and `.gz` beside it where there are such.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The parts of the browser's side, each with the address it is served under.
const PARTS: [&str; 3] = ["console", "demo", "widget"];
/// What `web/compress.mjs` writes beside a file.
const ENCODINGS: [&str; 2] = ["br", "gz"];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut rows = String::new();
    let mut missing = Vec::new();
    for part in PARTS {
        let (source, dist) = (root.join("web").join(part), root.join("web").join(part).join("dist"));
        // A path that is not there would have Cargo run this, and build all, each time.
        if let Some(watched) = [&dist, &source].into_iter().find(|folder| folder.is_dir()) {
            println!("cargo::rerun-if-changed={}", watched.display());
        }
        let before = rows.len();
        if dist.is_dir() {
            list(part, &dist, &dist, &mut rows)?;
        }
        if rows.len() == before {
            missing.push(part);
        }
    }
    println!("cargo::rerun-if-changed=build.rs");
    if !missing.is_empty() {
        println!(
            "cargo::warning=kefu is built without its {} pages; `npm ci && npm run build` in web/ makes them",
            missing.join(", ")
        );
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("pages.rs"), format!("&[\n{rows}]\n"))
}

/// One row for each file below `folder`, in a steady order.
fn list(part: &str, dist: &Path, folder: &Path, rows: &mut String) -> io::Result<()> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        let Some(name) = path.strip_prefix(dist).ok().and_then(Path::to_str) else { continue };
        if path.is_dir() {
            list(part, dist, &path, rows)?;
        } else if !is_beside(&path) {
            let [br, gz] = ENCODINGS.map(|encoding| {
                let beside = PathBuf::from(format!("{}.{encoding}", path.display()));
                if beside.is_file() { format!("Some({})", include(&beside)) } else { "None".to_owned() }
            });
            let plain = include(&path);
            let row = format!("    Source {{ part: {part:?}, name: {name:?}, plain: {plain}, br: {br}, gz: {gz} }},");
            writeln!(rows, "{row}").map_err(io::Error::other)?;
        }
    }
    Ok(())
}

/// Is it another file's compressed form, or of no use to a browser?
fn is_beside(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let is_hidden = path.file_name().and_then(|name| name.to_str()).is_none_or(|name| name.starts_with('.'));
    is_hidden || extension == "map" || ENCODINGS.contains(&extension)
}

fn include(path: &Path) -> String {
    format!("include_bytes!({:?})", path.display().to_string())
}
