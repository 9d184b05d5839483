//! What does `LIKE` look for where a person typed something?

/// What makes a wildcard an ordinary character; unlike `\`, the same in every mode of both databases.
pub(super) const ESCAPE: char = '!';

/// The pattern of everything that contains `text`.
pub(super) fn containing(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | ESCAPE) {
            pattern.push(ESCAPE);
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
