//! Is this text fit to be stored and shown?

use super::Refusal;

/// The rule for one field of text. Text is stored trimmed; the lengths count after trimming.
#[derive(Debug, Clone, Copy)]
pub struct TextRule {
    pub min_chars: usize,
    pub max_chars: usize,
}

impl TextRule {
    /// May be empty.
    pub const fn up_to(max_chars: usize) -> Self {
        Self { min_chars: 0, max_chars }
    }

    /// At least one character.
    pub const fn some(max_chars: usize) -> Self {
        Self { min_chars: 1, max_chars }
    }

    /// The trimmed text, or what is wrong with `field`.
    pub fn check(self, field: &str, text: &str) -> Result<String, Refusal> {
        let text = trimmed(text);
        let chars = text.chars().count();
        if chars < self.min_chars {
            return Err(Refusal::invalid(field, "must not be empty"));
        }
        if chars > self.max_chars {
            return Err(Refusal::invalid(
                field,
                format!("may have at most {} characters, this has {chars}", self.max_chars),
            ));
        }
        if text.chars().any(|c| c == '\0') {
            return Err(Refusal::invalid(field, "must not contain NUL characters"));
        }
        Ok(text.to_owned())
    }
}

/// Without white space at either end (Unicode's, so also the ideographic space 　).
pub fn trimmed(text: &str) -> &str {
    text.trim()
}
