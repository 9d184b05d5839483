//! Which statements run, and how long do they take? (`DEBUG_SQL=True`)

use std::time::Instant;

use diesel::connection::{Instrumentation, InstrumentationEvent};
use diesel_async::AsyncConnection;

/// Whether each statement is logged, under the target `kefu::sql`. Values are not: they are people's words.
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
                let statement = text.split(" -- binds").next().unwrap_or_default();
                let failed = error.map(ToString::to_string);
                tracing::debug!(target: "kefu::sql", micros, failed, "{statement}");
            }
            _ => {}
        }
    }
}
