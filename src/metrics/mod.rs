//! What has this process done so far, in numbers?
//!
//! Each number is an atomic of its own: counting takes no lock and no memory, and what happens for each message is added
//! up in a batch first. The numbers are the process's; [`exposition`] writes them all, and who knows more adds to it.

mod kinds;
mod labels;
pub mod panics;
mod process;
mod text;

pub use kinds::{Counter, Family, Gauge, Histogram, Label, Metric, Scale, Spread};
pub use labels::{Code, Farewell, FrameKind, Limit, Login, Place};
pub use text::{CONTENT_TYPE, Kind, Text};

type Limits = Family<Limit, { Limit::COUNT }>;
type Frames = Family<FrameKind, { FrameKind::COUNT }>;
type Codes = Family<Code, { Code::COUNT }>;
type Farewells = Family<Farewell, { Farewell::COUNT }>;
type Logins = Family<Login, { Login::COUNT }>;
type Places = Family<Place, { Place::COUNT }>;

// Sockets.
pub static SOCKETS_OPEN: Gauge = Gauge::new("kefu_sockets_open", "WebSocket connections that have not ended yet.");
pub static SOCKETS_OPENED: Counter = Counter::new("kefu_sockets_opened_total", "WebSockets that were opened.");
pub static SOCKETS_REFUSED: Codes =
    Codes::new("kefu_sockets_refused_total", "WebSocket upgrades that were refused, by the code of the problem.");
pub static SOCKETS_CLOSED: Farewells = Farewells::new(
    "kefu_sockets_closed_total",
    "WebSockets that ended: the close code the server sent, or what happened without one.",
);
pub static SESSIONS: Gauge = Gauge::new("kefu_sessions", "Sessions the chat server routes to, looked at every 3 s.");
pub static USERS_PRESENT: Gauge =
    Gauge::new("kefu_users_present", "Users with a session, or without for less than 10 s, looked at every 3 s.");
pub static OUTBOX_FRAMES: Gauge =
    Gauge::new("kefu_outbox_frames", "Frames that wait to be sent, over all sockets, looked at every 3 s.");
pub static OUTBOX_BYTES: Gauge =
    Gauge::new("kefu_outbox_bytes", "Bytes that wait to be sent, over all sockets, looked at every 3 s.");
pub static OUTBOX_LARGEST: Gauge =
    Gauge::new("kefu_outbox_largest_bytes", "Bytes that wait for the socket with the most, looked at every 3 s.");

// Frames.
pub static FRAMES_RECEIVED: Frames = Frames::new("kefu_frames_received_total", "Frames of clients, by type.");
pub static FRAME_ERRORS: Codes = Codes::new("kefu_frame_errors_total", "`error` frames that were sent, by code.");
pub static WHISPERS_DROPPED: Counter = Counter::new(
    "kefu_whispers_dropped_total",
    "Typing and presence frames left out because a socket had much waiting.",
);
pub static OUTBOX_OVERFLOWS: Counter =
    Counter::new("kefu_outbox_overflows_total", "Times that a socket's outbox had no room for a frame.");
pub static GAPS_READ: Counter =
    Counter::new("kefu_gaps_read_total", "Times that entries the live path missed were read from the database.");

// The log.
pub static MESSAGES: Counter =
    Counter::new("kefu_messages_total", "Entries written to the log: messages, edits, recalls and system entries.");
pub static DUPLICATES: Counter = Counter::new(
    "kefu_duplicates_total",
    "Wishes that had been granted before and were answered with the first entry.",
);
pub static WISHES_REFUSED: Counter =
    Counter::new("kefu_wishes_refused_total", "Wishes that the rules refused when their turn came.");
pub static ACKS: Counter =
    Counter::new("kefu_acks_total", "Answers of the log after a commit, over REST and WebSocket.");
pub static EVENTS_DELIVERED: Counter =
    Counter::new("kefu_events_delivered_total", "Events put into the outbox of a socket, live.");
pub static BATCH_SIZE: Histogram =
    Histogram::new("kefu_batch_size", "Wishes written in one transaction.", Scale::Sizes);
pub static COMMIT_SECONDS: Histogram =
    Histogram::new("kefu_commit_seconds", "From taking a batch to the return of its commit.", Scale::Times);
pub static DELIVERY_SECONDS: Histogram = Histogram::new(
    "kefu_delivery_seconds",
    "From a wish entering its lane to its events standing in all outboxes of this node.",
    Scale::Times,
);
pub static BATCHES_FAILED: Counter = Counter::new("kefu_batches_failed_total", "Batches that could not be written.");
pub static PUBLISH_BACKLOG: Gauge =
    Gauge::new("kefu_publish_backlog", "Committed batches that the chat server has not delivered yet.");

// The database.
pub static DATABASE_AWAY: Counter =
    Counter::new("kefu_database_away_total", "Times that the database could not be reached or did not answer.");
pub static STATEMENT_SECONDS: Histogram =
    Histogram::new("kefu_database_statement_seconds", "How long statements took in the database.", Scale::Times);
pub static SLOW_STATEMENTS: Counter =
    Counter::new("kefu_database_slow_statements_total", "Statements slower than SLOW_QUERY_MILLISECONDS.");

// The other nodes.
pub static BUS_CONNECTED: Gauge =
    Gauge::new("kefu_bus_connected", "1 while this node hears the others over Redis; 0 where there is no REDIS_URL.");
pub static BUS_LOST: Counter =
    Counter::new("kefu_bus_lost_total", "Times that the line to Redis broke, or could not be had.");

// Requests.
pub static HTTP_ERRORS: Codes =
    Codes::new("kefu_http_errors_total", "Requests that failed, by the code of the problem.");
pub static UPLOADS: Counter = Counter::new("kefu_uploads_total", "Files that were stored.");
pub static UPLOADED_BYTES: Counter = Counter::new("kefu_uploaded_bytes_total", "Bytes of the files that were stored.");
pub static LOGINS: Logins = Logins::new("kefu_logins_total", "Attempts to sign in with a password.");
pub static RATE_LIMITED: Limits =
    Limits::new("kefu_rate_limited_total", "What was refused for being too much, by limit.");

// Trouble.
pub static PANICS: Counter = Counter::new("kefu_panics_total", "Panics; every one is a mistake in kefu.");
pub static PANICS_CAUGHT: Places =
    Places::new("kefu_panics_caught_total", "Panics after which the work went on, by where they were caught.");

/// All of the above, in the order they are written.
pub static ALL: &[&dyn Metric] = &[
    &SOCKETS_OPEN,
    &SOCKETS_OPENED,
    &SOCKETS_REFUSED,
    &SOCKETS_CLOSED,
    &SESSIONS,
    &USERS_PRESENT,
    &OUTBOX_FRAMES,
    &OUTBOX_BYTES,
    &OUTBOX_LARGEST,
    &FRAMES_RECEIVED,
    &FRAME_ERRORS,
    &WHISPERS_DROPPED,
    &OUTBOX_OVERFLOWS,
    &GAPS_READ,
    &MESSAGES,
    &DUPLICATES,
    &WISHES_REFUSED,
    &ACKS,
    &EVENTS_DELIVERED,
    &BATCH_SIZE,
    &COMMIT_SECONDS,
    &DELIVERY_SECONDS,
    &BATCHES_FAILED,
    &PUBLISH_BACKLOG,
    &DATABASE_AWAY,
    &STATEMENT_SECONDS,
    &SLOW_STATEMENTS,
    &BUS_CONNECTED,
    &BUS_LOST,
    &HTTP_ERRORS,
    &UPLOADS,
    &UPLOADED_BYTES,
    &LOGINS,
    &RATE_LIMITED,
    &PANICS,
    &PANICS_CAUGHT,
];

/// Everything this process counts, and how it is itself.
pub fn exposition() -> Text {
    let mut text = Text::default();
    text.head("kefu_build_info", Kind::Gauge, "Always 1; the label says which version this is.");
    text.sample("kefu_build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);
    for metric in ALL {
        metric.write(&mut text);
    }
    process::write(&mut text);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches names that Prometheus refuses, and two metrics of one name.
    #[test]
    fn names_are_good_and_each_is_there_once() {
        let text = exposition().into_string();
        let names: Vec<&str> =
            text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
        let unique: std::collections::BTreeSet<&&str> = names.iter().collect();
        assert_eq!(unique.len(), names.len());
        for name in names {
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{name}");
        }
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let value = line.rsplit(' ').next().unwrap();
            assert!(value.parse::<f64>().is_ok(), "{line}");
        }
    }
}
