//! How is what the doctor found said, to people and to programs?

use std::fmt::Write;

use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    Ok,
    /// It works, but not as it should on a server for the public.
    Warning,
    /// It does not work, or loses something.
    Problem,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    pub level: Level,
    /// `settings`, `database`, `disk` …
    pub check: &'static str,
    pub message: String,
    /// What to do; nothing where it is well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

impl Finding {
    pub(super) fn ok(check: &'static str, message: impl Into<String>) -> Self {
        Self { level: Level::Ok, check, message: message.into(), advice: None }
    }

    pub(super) fn warning(check: &'static str, message: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { level: Level::Warning, check, message: message.into(), advice: Some(advice.into()) }
    }

    pub(super) fn problem(check: &'static str, message: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { level: Level::Problem, check, message: message.into(), advice: Some(advice.into()) }
    }
}

pub(super) fn text(findings: &[Finding]) -> String {
    let mut text = String::new();
    for Finding { level, check, message, advice } in findings {
        let level = match level {
            Level::Ok => "ok",
            Level::Warning => "warning",
            Level::Problem => "PROBLEM",
        };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{level:<8} {check:<9} {message}");
        if let Some(advice) = advice {
            let _ = writeln!(text, "{:19}-> {advice}", "");
        }
    }
    let (warnings, problems) = counts(findings);
    let _ = write!(text, "doctor: {problems} problems, {warnings} warnings");
    text
}

pub(super) fn json(findings: &[Finding]) -> String {
    let (warnings, problems) = counts(findings);
    let report = serde_json::json!({"problems": problems, "warnings": warnings, "findings": findings});
    serde_json::to_string_pretty(&report).unwrap_or_default()
}

fn counts(findings: &[Finding]) -> (usize, usize) {
    let count = |level| findings.iter().filter(|finding| finding.level == level).count();
    (count(Level::Warning), count(Level::Problem))
}
