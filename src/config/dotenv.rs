//! What does a settings file say?
//!
//! Files written for Python's dotenv must work unchanged, and they are looser than what the `dotenvy` crate reads: there,
//! a value without quotes may hold spaces, and a `$` in a password is only a `$`. So every line is put into the strict
//! form first, and `dotenvy` takes it from there (quotes, escapes, `${OTHER}`).

use super::error::Problem;

type Pairs = Vec<(String, String)>;

/// The pairs of a file in their order, and the lines that are none. Messages quote no line: it may hold a secret.
pub(super) fn parse(text: &str) -> (Pairs, Vec<Problem>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut strict = String::new();
    let mut numbers = Vec::new();
    let mut problems = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match strict_line(line, &mut lines.clone().map(|(_, line)| line)) {
            Some((line, further)) => {
                strict.push_str(&line);
                strict.push('\n');
                numbers.push(index + 1);
                lines.by_ref().take(further).for_each(drop);
            }
            None => problems.push(unreadable(index + 1)),
        }
    }
    let mut pairs = Vec::new();
    for (item, number) in dotenvy::from_read_iter(strict.as_bytes()).zip(numbers) {
        match item {
            Ok(pair) => pairs.push(pair),
            Err(_) => problems.push(unreadable(number)),
        }
    }
    (pairs, problems)
}

fn unreadable(number: usize) -> Problem {
    Problem {
        name: format!(".env line {number}"),
        fault: "is not NAME=value, or its quotes are not closed".to_owned(),
        example: "APP_TITLE=\"Shop chat\"".to_owned(),
    }
}

/// `line` in the strict form and how many of the `following` lines belong to it; `None` if it is no setting.
fn strict_line(line: &str, following: &mut dyn Iterator<Item = &str>) -> Option<(String, usize)> {
    let line = line.strip_prefix("export ").map_or(line, str::trim_start);
    let (name, value) = line.split_once('=')?;
    let name = name.trim_end();
    if name.is_empty() || name.contains(char::is_whitespace) {
        return None;
    }
    let spaced = value.starts_with(char::is_whitespace);
    let value = value.trim_start();
    match value.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let (value, further) = quoted(value, quote, following)?;
            Some((format!("{name}={value}"), further))
        }
        Some('#') if spaced => Some((format!("{name}=''"), 0)),
        _ => Some((format!("{name}=\"{}\"", escape(without_comment(value), true)), 0)),
    }
}

/// A value in quotes, over as many lines as it takes to close them.
fn quoted(first: &str, quote: char, following: &mut dyn Iterator<Item = &str>) -> Option<(String, usize)> {
    let mut value = first.to_owned();
    let mut further = 0;
    while !is_closed(&value, quote) {
        value.push('\n');
        value.push_str(following.next()?);
        further += 1;
    }
    let value = if quote == '"' { escape(&value, false) } else { value };
    Some((value, further))
}

/// Does the quote that `value` begins with end in it?
fn is_closed(value: &str, quote: char) -> bool {
    let mut escaped = false;
    value.chars().skip(1).any(|c| {
        let closes = c == quote && !escaped;
        escaped = c == '\\' && !escaped && quote == '"';
        closes
    })
}

/// Cuts ` # comment` off a value without quotes.
fn without_comment(value: &str) -> &str {
    let cut = value
        .match_indices('#')
        .find(|(at, _)| value.get(..*at).is_some_and(|head| head.ends_with(char::is_whitespace)));
    cut.and_then(|(at, _)| value.get(..at)).unwrap_or(value).trim_end()
}

/// Makes every `$` that does not begin `${` a plain one; with `all`, backslashes and quotes too.
fn escape(value: &str, all: bool) -> String {
    let mut strict = String::with_capacity(value.len());
    let mut chars = value.chars().peekable();
    let mut escaped = false;
    while let Some(c) = chars.next() {
        let plain_dollar = c == '$' && !escaped && chars.peek() != Some(&'{');
        if plain_dollar || (all && matches!(c, '\\' | '"')) {
            strict.push('\\');
        }
        strict.push(c);
        escaped = !all && c == '\\' && !escaped;
    }
    strict
}
