//! Which strings lie where somebody has no business, and who may see each?

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::table::Who;

/// Who may see what a canary is planted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Gone, or never to be told.
    Never,
    ByAdmin,
    /// The desk's.
    ByStaff,
    /// Of a user's profile: staff, and a storefront's backend.
    ByStaffAndKeys,
}

impl Seen {
    fn by(self, who: Who) -> bool {
        match who {
            Who::Nobody | Who::Buyer | Who::Merchant => false,
            Who::Support => matches!(self, Self::ByStaff | Self::ByStaffAndKeys),
            Who::Admin => self != Self::Never,
            Who::Key => self == Self::ByStaffAndKeys,
        }
    }
}

/// What is said between strangers, `direct` or at the `desk`.
pub const PARTS: [&str; 12] = [
    "subject",
    "context",
    "text",
    "edited",
    "title",
    "url",
    "label",
    "value",
    "ref",
    "file-name",
    "image-name",
    "currency",
];

/// Every canary that is planted, by its text.
pub fn all() -> Vec<(String, Seen)> {
    let said = |place: &'static str, seen| PARTS.iter().map(move |part| (canary(place, part), seen));
    let mut all: Vec<_> = said("direct", Seen::ByAdmin).chain(said("desk", Seen::ByStaff)).collect();
    for place in ["direct", "desk"] {
        for part in ["before-edit", "recalled", "recalled-file"] {
            all.push((canary(place, part), Seen::Never));
        }
    }
    for part in ["username", "description", "avatar"] {
        for role in ["buyer", "merchant", "agent"] {
            all.push((canary(role, part), Seen::ByStaffAndKeys));
        }
    }
    for part in ["title", "content", "shortcut", "category"] {
        all.push((canary("personal", part), Seen::ByAdmin));
        all.push((canary("shared", part), Seen::ByStaff));
    }
    all.push((canary("agent", "password"), Seen::Never));
    all.push((crate::support::SECRET.to_owned(), Seen::Never));
    all.push(("$argon2id$".to_owned(), Seen::Never));
    all
}

/// The text of one: `cnry.desk.text`. Eight characters for a currency, which has no room for more.
pub fn canary(place: &str, part: &str) -> String {
    match (place, part) {
        ("direct", "currency") => "cnryDIR".to_owned(),
        (_, "currency") => "cnryDSK".to_owned(),
        _ => format!("cnry.{place}.{part}"),
    }
}

/// A card full of them.
pub fn card(place: &str) -> Value {
    let here = |part| canary(place, part);
    json!({"type": "order", "title": here("title"), "url": format!("https://shop.example/{}", here("url")),
        "currency": here("currency"), "ref": here("ref"),
        "fields": [{"label": here("label"), "value": here("value")}]})
}

/// Looks for canaries in whatever was heard.
pub struct Cage {
    all: Vec<(String, Seen)>,
    /// Those that were seen by somebody who may: all others prove nothing.
    pub found: BTreeSet<String>,
}

impl Cage {
    pub fn new() -> Self {
        Self { all: all(), found: BTreeSet::new() }
    }

    /// The canaries that `who` heard and should not have.
    pub fn escaped(&mut self, who: Who, heard: &str) -> Vec<String> {
        let mut escaped = Vec::new();
        for (canary, seen) in self.all.iter().filter(|(canary, _)| heard.contains(canary.as_str())) {
            if seen.by(who) {
                self.found.insert(canary.clone());
            } else {
                escaped.push(canary.clone());
            }
        }
        escaped
    }

    /// Canaries that somebody may see and nobody saw.
    pub fn silent(&self) -> Vec<&str> {
        let expected = self.all.iter().filter(|(_, seen)| *seen != Seen::Never);
        expected.map(|(canary, _)| canary.as_str()).filter(|canary| !self.found.contains(*canary)).collect()
    }
}
