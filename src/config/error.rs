//! Which settings keep the server from starting?

use std::fmt;

/// The exit status of a start with missing or bad settings (`EX_CONFIG` of sysexits.h).
pub const EXIT_CONFIG: u8 = 78;

/// One setting that is missing or bad.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The setting's name, or the place in the settings file (`.env line 7`).
    pub name: String,
    /// What is wrong with it, as the rest of a sentence that begins with the name. Never holds a secret.
    pub fault: String,
    /// A line that would be right.
    pub example: String,
}

/// Everything that is wrong with the settings, in the order of the tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    problems: Vec<Problem>,
}

impl ConfigError {
    pub(super) const fn new(problems: Vec<Problem>) -> Self {
        Self { problems }
    }

    /// Every missing or bad setting; never empty.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl std::error::Error for ConfigError {}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problems.len() {
            1 => writeln!(f, "kefu cannot start: one setting is missing or wrong.\n")?,
            count => writeln!(f, "kefu cannot start: {count} settings are missing or wrong.\n")?,
        }
        for problem in &self.problems {
            writeln!(f, "  {} {}", problem.name, problem.fault)?;
            writeln!(f, "      for example: {}", problem.example)?;
        }
        write!(
            f,
            "\nSet them in the environment, or in the file .env in the directory the server is started from \
             (.env.example has all of them)."
        )
    }
}
