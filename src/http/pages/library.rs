//! Which files for browsers are in this binary, and which of them does an address mean?

use std::collections::HashMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};

/// One file as the build found it: `build.rs` writes a row for each.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// The folder of `web/` that made it.
    pub part: &'static str,
    /// Below the part's `dist`, with slashes.
    pub name: &'static str,
    pub plain: &'static [u8],
    /// The same through brotli.
    pub br: Option<&'static [u8]>,
    /// The same through gzip.
    pub gz: Option<&'static [u8]>,
}

/// What the build embedded.
static EMBEDDED: &[Source] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// A part of the browser's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The chat on shops' own pages: other origins load it.
    Widget,
    /// The desk of staff and merchants: one page, whose script knows many addresses.
    Console,
    /// The demo shop, while `DEBUG=True`.
    Demo,
}

impl Part {
    pub const ALL: [Self; 3] = [Self::Console, Self::Demo, Self::Widget];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Widget => "widget",
            Self::Console => "console",
            Self::Demo => "demo",
        }
    }

    /// Does each of its addresses show its one page?
    const fn has_one_page(self) -> bool {
        matches!(self, Self::Console)
    }
}

/// One file, ready to be served.
#[derive(Debug)]
pub struct File {
    pub source: Source,
    pub content_type: &'static str,
    /// Tells one content from another: 16 hexadecimal digits.
    pub fingerprint: String,
    /// Its name holds a hash of its content, so what it is called never changes.
    pub is_immutable: bool,
}

/// All files by part, and by name in it.
#[derive(Debug)]
pub struct Library(HashMap<&'static str, HashMap<&'static str, File>>);

impl Library {
    /// What is in this binary.
    pub fn embedded() -> Self {
        Self::of(EMBEDDED)
    }

    pub fn of(sources: &[Source]) -> Self {
        let mut parts: HashMap<&str, HashMap<&str, File>> = HashMap::new();
        for source in sources {
            parts.entry(source.part).or_default().insert(source.name, File::from(*source));
        }
        Self(parts)
    }

    /// Was this part there when the binary was built?
    pub fn has(&self, part: Part) -> bool {
        self.0.contains_key(part.name())
    }

    /// The file that `name` means below a part's address: itself, the page of a folder, or the one page there is.
    pub fn find(&self, part: Part, name: &str) -> Option<&File> {
        if !is_sane(name) {
            return None;
        }
        let name = name.trim_end_matches('/');
        let exact = self.read(part, name);
        let page = || if name.is_empty() { self.read(part, "index.html") } else { None };
        let of_folder =
            || self.read(part, &format!("{name}/index.html")).or_else(|| self.read(part, &format!("{name}.html")));
        let the_one = || if part.has_one_page() && !names_a_file(name) { self.read(part, "index.html") } else { None };
        exact.or_else(page).or_else(of_folder).or_else(the_one)
    }

    fn read(&self, part: Part, name: &str) -> Option<&File> {
        self.0.get(part.name())?.get(name)
    }
}

impl From<Source> for File {
    fn from(source: Source) -> Self {
        let is_page = extension(source.name) == "html";
        let is_immutable = !is_page && has_hash(source.name);
        Self { source, content_type: content_type(source.name), fingerprint: fingerprint(source.plain), is_immutable }
    }
}

/// Neither it nor what it stands for percent-encoded steps up, stands still or has another system's separators. Nothing
/// could come of that, as only what is in the table is served; but no honest address looks so.
fn is_sane(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_honest = !["\\", "%5c", "%00", "%2e", "%2f", "//"].iter().any(|trick| lower.contains(trick));
    is_honest && !name.starts_with('/') && !name.split('/').any(|part| matches!(part, "." | ".."))
}

/// Is it the name of a script, a picture …, and so no address of a page?
fn names_a_file(name: &str) -> bool {
    !extension(name).is_empty() && (content_type(name) != UNKNOWN || extension(name) == "map")
}

/// `main-DiwrgTda.js`: Vite's eight characters, which words are not made of.
fn has_hash(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or_default();
    let stem = file.split('.').next().unwrap_or_default();
    let Some((before, hash)) = stem.len().checked_sub(HASH).and_then(|at| stem.split_at_checked(at)) else {
        return false;
    };
    let is_no_word = hash.bytes().any(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    before.ends_with('-')
        && is_no_word
        && hash.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

const HASH: usize = 8;
const UNKNOWN: &str = "application/octet-stream";

fn extension(name: &str) -> &str {
    let file = name.rsplit('/').next().unwrap_or_default();
    file.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn content_type(name: &str) -> &'static str {
    match extension(name) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "wav" => "audio/wav",
        _ => UNKNOWN,
    }
}

fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).fold(String::new(), |mut tag, byte| {
        // Writing to a String cannot fail.
        let _ = write!(tag, "{byte:02x}");
        tag
    })
}
