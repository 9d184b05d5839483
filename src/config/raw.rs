//! Which text was given for which setting?

use std::collections::HashMap;

use super::error::Problem;
use super::optional::OPTIONAL;
use super::required::REQUIRED;

/// The settings as text, and what was found wrong with them so far.
pub(super) struct Raw {
    values: HashMap<String, String>,
    problems: Vec<Problem>,
}

impl Raw {
    pub(super) fn new(pairs: impl IntoIterator<Item = (String, String)>, problems: Vec<Problem>) -> Self {
        Self { values: pairs.into_iter().collect(), problems }
    }

    /// The checked value of a required setting; `None` after noting why there is none.
    pub(super) fn required<T>(&mut self, name: &str, check: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let example = REQUIRED.iter().find(|row| row.name == name).map_or("", |row| row.example);
        let Some(text) = self.values.get(name) else {
            // A value that could not even be read is already noted, with a better reason.
            if !self.problems.iter().any(|problem| problem.name == name) {
                self.note(name, "is not set".to_owned(), example);
            }
            return None;
        };
        let checked = check(text);
        self.keep(name, example, checked)
    }

    /// The checked value of an optional setting, or its checked default; `None` after noting what is wrong with it.
    pub(super) fn optional<T>(&mut self, name: &str, check: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let row = OPTIONAL.iter().find(|row| row.name == name);
        let (default, example) = row.map_or(("", ""), |row| (row.default, row.example));
        let checked = check(self.values.get(name).map_or(default, String::as_str));
        self.keep(name, example, checked)
    }

    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    fn keep<T>(&mut self, name: &str, example: &str, checked: Result<T, String>) -> Option<T> {
        checked.map_err(|fault| self.note(name, fault, example)).ok()
    }

    fn note(&mut self, name: &str, fault: String, example: &str) {
        self.problems.push(Problem { name: name.to_owned(), fault, example: format!("{name}={example}") });
    }
}
