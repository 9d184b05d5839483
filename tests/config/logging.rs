//! Which log lines are written, and how do they look?

use std::io;
use std::sync::{Arc, Mutex};

use kefu::cli::logging::{Lines, SQL_TARGET, lines, subscriber};
use kefu::config::LogFormat;

use crate::pairs::with;

#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl io::Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is written of three lines, one of them a statement.
fn written(settings: &[(&str, &str)], format: Lines) -> String {
    let (config, buffer) = (with(settings).unwrap(), Buffer::default());
    let writer = buffer.clone();
    let subscriber = subscriber(&config, format, move || writer.clone()).unwrap();
    tracing::subscriber::with_default(subscriber, || {
        tracing::info_span!("request", request_id = "r1").in_scope(|| tracing::info!(user = "b1", "hello"));
        tracing::debug!("detail");
        tracing::debug!(target: SQL_TARGET, "SELECT 1");
    });
    String::from_utf8(buffer.0.lock().unwrap().clone()).unwrap()
}

/// Catches statements, and so what people write, in the log of a server that was not asked for them; and the reverse.
#[test]
fn debug_sql_alone_decides_about_statements() {
    let plain = Lines::Text { colours: false };
    for (debug_sql, filter, statements, details) in [
        ("False", "info", false, false),
        ("False", "debug", false, true),
        ("False", "kefu::sql=debug,info", false, false),
        ("True", "info", true, false),
        ("True", "error", true, false),
    ] {
        let text = written(&[("DEBUG_SQL", debug_sql), ("LOG", filter)], plain);
        assert_eq!(text.contains("SELECT 1"), statements, "{debug_sql} {filter}: {text}");
        assert_eq!(text.contains("detail"), details, "{debug_sql} {filter}: {text}");
    }
}

#[test]
fn json_is_one_object_a_line_with_the_span() {
    let text = written(&[], Lines::Json);

    let [line] = text.lines().collect::<Vec<_>>()[..] else { panic!("{text}") };
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!((&line["level"], &line["message"], &line["user"]), (&"INFO".into(), &"hello".into(), &"b1".into()));
    assert_eq!(line["span"]["request_id"], "r1");
    assert!(line["timestamp"].as_str().unwrap().ends_with('Z'));
}

#[test]
fn a_terminal_gets_text_and_everything_else_json() {
    assert_eq!(lines(LogFormat::Auto, false), Lines::Json);
    assert_eq!(lines(LogFormat::Json, true), Lines::Json);
    assert_eq!(lines(LogFormat::Text, false), Lines::Text { colours: false });
    assert!(matches!(lines(LogFormat::Auto, true), Lines::Text { .. }));
}
