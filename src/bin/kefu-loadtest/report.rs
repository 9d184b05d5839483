//! How are the figures told?

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::figures::Times;
use crate::run::count;
use crate::verdict::Verdict;

/// Everything a run found out: lines for a person, one object for a program.
#[derive(Debug)]
pub struct Report {
    lines: Vec<(String, String)>,
    object: Map<String, Value>,
    pub faults: u64,
}

impl Report {
    pub fn new(scenario: &str) -> Self {
        let object = Map::from_iter([("scenario".to_owned(), json!(scenario))]);
        Self { lines: vec![("scenario".to_owned(), scenario.to_owned())], object, faults: 0 }
    }

    /// A whole number.
    pub fn count(&mut self, name: &str, value: u64) {
        self.put(name, json!(value), value.to_string());
    }

    /// A number with a fraction; `digits` of them are shown.
    pub fn number(&mut self, name: &str, value: f64, digits: usize) {
        let shown = format!("{value:.digits$}");
        let rounded = shown.parse::<f64>().unwrap_or(value);
        self.put(name, json!(rounded), shown);
    }

    /// Percentiles, in milliseconds.
    pub fn times(&mut self, name: &str, times: &Times) {
        if times.is_empty() {
            return;
        }
        let at = |quantile| milliseconds(times.value_at_quantile(quantile));
        let (p50, p90, p99, p999) = (at(0.5), at(0.9), at(0.99), at(0.999));
        let max = milliseconds(times.max());
        let object = json!({ "p50": p50, "p90": p90, "p99": p99, "p999": p999, "max": max, "count": times.len() });
        let shown =
            format!("p50 {p50:.2}  p90 {p90:.2}  p99 {p99:.2}  p99.9 {p999:.2}  max {max:.2}  (n {})", times.len());
        self.put(&format!("{name}_ms"), object, shown);
    }

    /// Warnings and failures, each once.
    pub fn words(&mut self, name: &str, words: &[String]) {
        if words.is_empty() {
            return;
        }
        self.put(name, json!(words), words.join("\n                              "));
    }

    /// The promises; what was broken goes into the exit code.
    pub fn verdict(&mut self, verdict: &Verdict) {
        for (name, value) in verdict.faults() {
            self.count(name, value);
            self.faults += value;
        }
        let kept = self.faults == 0;
        self.put(
            "verdict",
            json!(if kept { "kept" } else { "broken" }),
            (if kept { "kept" } else { "BROKEN" }).to_owned(),
        );
    }

    /// Writes it all to standard output.
    ///
    /// # Errors
    /// When nobody reads it.
    pub fn print(&self, as_json: bool) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if as_json {
            return writeln!(out, "{}", Value::Object(self.object.clone()));
        }
        for (name, value) in &self.lines {
            writeln!(out, "{name:<30}{value}")?;
        }
        out.flush()
    }

    fn put(&mut self, name: &str, value: Value, shown: String) {
        self.object.insert(name.to_owned(), value);
        self.lines.push((name.replace('_', " "), shown));
    }
}

fn milliseconds(microseconds: u64) -> f64 {
    count(microseconds) / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures;

    #[test]
    fn times_are_told_in_milliseconds() {
        let mut times = figures::times().unwrap();
        for microseconds in 1..=1_000 {
            times.record(microseconds * 100).unwrap();
        }
        let mut report = Report::new("chat");

        report.times("ack", &times);

        let p99 = report.object["ack_ms"]["p99"].as_f64().unwrap();
        assert!((98.9..=99.2).contains(&p99), "{p99}");
        assert_eq!(report.object["ack_ms"]["count"], 1_000);
    }

    #[test]
    fn a_broken_promise_reaches_the_exit_code() {
        let mut report = Report::new("chat");
        report.verdict(&Verdict { lost: 2, ..Verdict::default() });
        assert_eq!((report.faults, &report.object["verdict"]), (2, &json!("broken")));
        assert_eq!(report.object["lost"], 2);
    }
}
