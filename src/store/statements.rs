//! Which statements run, and how long do they take? (`DEBUG_SQL=True`)
//!
//! What people wrote is not logged: bound values are cut off, hexadecimal ones are left out.

use std::time::Instant;

use diesel::connection::{Instrumentation, InstrumentationEvent};
use diesel_async::AsyncConnection;

/// Whether each statement is logged, under the target `kefu::sql`.
#[derive(Debug, Clone, Copy)]
pub enum StatementLog {
    On,
    Off,
}

impl StatementLog {
    pub(super) fn attach(self, connection: &mut impl AsyncConnection) {
        if matches!(self, Self::On) {
            connection.set_instrumentation(Timed { started: None });
        }
    }
}

struct Timed {
    started: Option<Instant>,
}

impl Instrumentation for Timed {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartQuery { .. } => self.started = Some(Instant::now()),
            InstrumentationEvent::FinishQuery { query, error, .. } => {
                let micros = self.started.take().map_or(0, |started| started.elapsed().as_micros());
                let text = query.to_string();
                let statement = without_words(text.split(" -- binds").next().unwrap_or_default());
                let failed = error.map(ToString::to_string);
                tracing::debug!(target: "kefu::sql", micros, failed, "{statement}");
            }
            _ => {}
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
    use super::*;

    #[test]
    fn words_are_left_out() {
        let logged = without_words("INSERT INTO m VALUES (1,CAST(x'7b22' AS TEXT),x'63'); COMMIT");
        assert_eq!(logged, "INSERT INTO m VALUES (1,CAST(x'…' AS TEXT),x'…'); COMMIT");
        assert_eq!(without_words("SELECT 1"), "SELECT 1");
    }
}
