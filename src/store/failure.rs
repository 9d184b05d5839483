//! What does an error of the database mean to the one who asked?

use diesel::result::{DatabaseErrorKind, Error as Diesel};
use diesel_async::pooled_connection::deadpool::PoolError;

use crate::error::Error;
use crate::metrics;

/// The sentence clients read while the database is away.
const AWAY: &str = "The database cannot be reached right now; nothing was lost, try again in a moment.";

/// The database did not answer; counted.
pub(super) fn away() -> Error {
    metrics::DATABASE_AWAY.one();
    Error::Unavailable(AWAY.to_owned())
}

impl From<Diesel> for Error {
    fn from(cause: Diesel) -> Self {
        if is_away(&cause) {
            tracing::warn!(target: "kefu::store", %cause, "the database is away");
            away()
        } else {
            Self::internal(format!("database: {cause}"))
        }
    }
}

impl From<PoolError> for Error {
    fn from(cause: PoolError) -> Self {
        tracing::warn!(target: "kefu::store", %cause, "no connection to the database");
        away()
    }
}

/// The key was there already.
pub(super) fn is_duplicate(cause: &Diesel) -> bool {
    matches!(cause, Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, _))
}

/// The connection broke, or the server cannot write at present: a later try may succeed.
pub(super) fn is_away(cause: &Diesel) -> bool {
    match cause {
        Diesel::DatabaseError(DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand, _)
        | Diesel::BrokenTransactionManager => true,
        Diesel::DatabaseError(_, information) => AWAY_MESSAGES.iter().any(|m| information.message().contains(m)),
        _ => false,
    }
}

/// Two transactions met; the same work can be done again at once.
pub(super) fn is_collision(cause: &Diesel) -> bool {
    let Diesel::DatabaseError(_, information) = cause else { return false };
    ["Deadlock found", "Lock wait timeout", "Record has changed"].iter().any(|m| information.message().contains(m))
}

/// The same failure, for one more of those who wait for it.
pub(super) fn repeated(error: &Error) -> Error {
    match error {
        Error::Unavailable(detail) => Error::Unavailable(detail.clone()),
        other => Error::internal(other),
    }
}

/// diesel has no kinds for these; the texts are `mysql_async`'s, MariaDB's, MySQL's and SQLite's own.
const AWAY_MESSAGES: [&str; 14] = [
    "Input/output error",
    "Driver error",
    "Server shutdown in progress",
    "Connection was killed",
    "is read only",
    "read-only mode",
    "Too many connections",
    "Disk full",
    "is full",
    "Lock wait timeout",
    "database is locked",
    "database or disk is full",
    "disk I/O error",
    "Deadlock found",
];
