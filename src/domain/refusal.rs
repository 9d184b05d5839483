//! What does a rule answer when it says no?

/// Why a rule refused. `error::Error` turns it into a code and a status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Not the caller's to see: answered as if it did not exist. Names the kind of thing.
    Hidden(&'static str),
    /// Seen, but the caller may not do this.
    Forbidden(&'static str),
    /// It contradicts what is stored.
    Conflict(String),
    /// Well-formed but wrong.
    Invalid { field: String, message: String },
}

impl Refusal {
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid { field: field.into(), message: message.into() }
    }

    /// The same refusal, with the field named from further out: `text` becomes `body.text`.
    #[must_use]
    pub fn inside(self, outer: &str) -> Self {
        match self {
            Self::Invalid { field, message } => Self::Invalid { field: format!("{outer}.{field}"), message },
            other => other,
        }
    }
}
