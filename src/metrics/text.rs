//! How do numbers look to Prometheus? Its text format, version 0.0.4.

use std::fmt::{Display, Write};

/// The media type of the text.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Counter,
    Gauge,
    Histogram,
}

/// The text that grows. Writing to it cannot fail.
#[derive(Debug, Default)]
pub struct Text(String);

impl Text {
    /// Stands once before all samples of a name.
    pub fn head(&mut self, name: &str, kind: Kind, help: &str) {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    pub fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        self.0.push_str(name);
        self.labels(labels, None);
        let _ = writeln!(self.0, " {value}");
    }

    /// `counts` are those between the bounds, one more than there are bounds; what is beyond is ignored.
    pub fn histogram(&mut self, name: &str, labels: &[(&str, &str)], bounds: &[String], counts: &[u64], sum: &str) {
        let mut below = 0;
        let all = bounds.iter().map(String::as_str).chain(["+Inf"]);
        for (bound, count) in all.zip(counts) {
            below += count;
            let _ = write!(self.0, "{name}_bucket");
            self.labels(labels, Some(bound));
            let _ = writeln!(self.0, " {below}");
        }
        let _ = write!(self.0, "{name}_sum");
        self.labels(labels, None);
        let _ = write!(self.0, " {sum}\n{name}_count");
        self.labels(labels, None);
        let _ = writeln!(self.0, " {below}");
    }

    pub fn into_string(self) -> String {
        self.0
    }

    fn labels(&mut self, labels: &[(&str, &str)], bound: Option<&str>) {
        let all = labels.iter().copied().chain(bound.map(|bound| ("le", bound)));
        let mut before = '{';
        for (name, value) in all {
            let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            let _ = write!(self.0, "{before}{name}=\"{value}\"");
            before = ',';
        }
        if before == ',' {
            self.0.push('}');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches a value that ends its own quotes.
    #[test]
    fn label_values_are_escaped() {
        let mut text = Text::default();
        text.sample("a", &[("x", "\"\\\n"), ("y", "é")], 1);
        assert_eq!(text.into_string(), "a{x=\"\\\"\\\\\\n\",y=\"é\"} 1\n");
    }
}
