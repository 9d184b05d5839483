//! Which statements run, and how long do they take? (`DEBUG_SQL`, `SLOW_QUERY_MILLISECONDS`)
//!
//! What people wrote is not logged: bound values are cut off, hexadecimal ones are left out.

use std::time::{Duration, Instant};

use diesel::connection::{Instrumentation, InstrumentationEvent};
use diesel_async::AsyncConnection;

use crate::metrics;

/// Which statements are logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementLog {
    /// None, and none is measured.
    Off,
    /// Those that take longer, as warnings under the target `kefu::slow`; `None` is none.
    Slow(Option<Duration>),
    /// Those, and each one under the target `kefu::sql`.
    All(Option<Duration>),
}

impl StatementLog {
    /// By the settings.
    pub const fn of(debug_sql: bool, slow: Option<Duration>) -> Self {
        if debug_sql { Self::All(slow) } else { Self::Slow(slow) }
    }

    pub(super) fn attach(self, connection: &mut impl AsyncConnection) {
        let (each, slow) = match self {
            Self::Off => return,
            Self::Slow(slow) => (false, slow),
            Self::All(slow) => (true, slow),
        };
        connection.set_instrumentation(Timed { each, slow, started: None });
    }
}

/// The most bytes of a slow statement that are logged: a batch of messages is one statement.
const SHOWN: usize = 1000;

struct Timed {
    each: bool,
    slow: Option<Duration>,
    started: Option<Instant>,
}

impl Instrumentation for Timed {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartQuery { .. } => self.started = Some(Instant::now()),
            InstrumentationEvent::FinishQuery { query, error, .. } => {
                let Some(time) = self.started.take().map(|started| started.elapsed()) else { return };
                metrics::STATEMENT_SECONDS.see_time(time);
                let is_slow = self.slow.is_some_and(|slow| time >= slow);
                if is_slow {
                    metrics::SLOW_STATEMENTS.one();
                }
                if is_slow || self.each {
                    self.log(&query.to_string(), time, error, is_slow);
                }
            }
            _ => {}
        }
    }
}

impl Timed {
    fn log(&self, text: &str, time: Duration, error: Option<&diesel::result::Error>, is_slow: bool) {
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let mut statement = without_words(text.split(" -- binds").next().unwrap_or_default());
        if self.each {
            let failed = error.map(ToString::to_string);
            tracing::debug!(target: "kefu::sql", micros, failed, "{statement}");
        }
        if is_slow {
            statement.truncate(statement.floor_char_boundary(SHOWN));
            tracing::warn!(target: "kefu::slow", micros, failed = error.is_some(), "{statement}");
        }
    }
}

/// The statement with every `x'…'` emptied: the log writes people's words in hexadecimal digits.
fn without_words(statement: &str) -> String {
    let mut parts = statement.split("x'");
    let mut clean = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        clean.push_str("x'…'");
        clean.push_str(part.split_once('\'').map_or("", |(_, rest)| rest));
    }
    clean
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use super::*;

    /// What was logged.
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Log {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Catches a slow batch of messages that is logged whole, or with what people wrote.
    #[test]
    fn a_slow_statement_is_logged_without_words_and_cut() {
        let log = Log::default();
        let writer = log.clone();
        let lines = tracing_subscriber::fmt().json().with_writer(move || writer.clone()).finish();
        let slow = Timed { each: false, slow: Some(Duration::ZERO), started: None };
        let text = format!("INSERT INTO m VALUES {} -- binds: [\"secret\"]", "(1,x'736563726574'),".repeat(500));

        tracing::subscriber::with_default(lines, || slow.log(&text, Duration::from_millis(7), None, true));

        let line = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        assert!(
            line.contains("kefu::slow") && line.contains("\"micros\":7000") && line.contains("INSERT INTO m"),
            "{line}"
        );
        assert!(!line.contains("secret") && !line.contains("736563726574") && line.len() < 1500, "{line}");
    }

    #[test]
    fn words_are_left_out() {
        let logged = without_words("INSERT INTO m VALUES (1,CAST(x'7b22' AS TEXT),x'63'); COMMIT");
        assert_eq!(logged, "INSERT INTO m VALUES (1,CAST(x'…' AS TEXT),x'…'); COMMIT");
        assert_eq!(without_words("SELECT 1"), "SELECT 1");
    }
}
