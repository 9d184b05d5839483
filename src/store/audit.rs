//! Who did what? Lines are added here and read here; nothing changes or removes one.
//!
//! What changes rights is written in the transaction of the change ([`write`]). What only happened (a sign-in, the use of
//! a key) goes into a bounded queue (`audit_queue`) and is written beside, so that nobody waits for it.

use diesel::mysql::Mysql;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use diesel_async::{AsyncConnection, RunQueryDsl, SimpleAsyncConnection};

use super::Store;
use super::pool::{Db, on};
use super::schema::audit;
use crate::domain::{AuditAction, AuditEntry, AuditLine};
use crate::error::{Error, Result};
use crate::id;

/// Tries at a free id.
pub(super) const TRIES: usize = 3;
/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit, check_for_backend(Mysql, Sqlite), treat_none_as_default_value = false)]
pub(super) struct AuditRow {
    pub id: i64,
    pub at: i64,
    pub actor_kind: String,
    pub actor_id: Option<String>,
    pub action: String,
    pub target: Option<String>,
    pub address: Option<String>,
    pub details: Option<String>,
}

impl From<&AuditLine> for AuditRow {
    fn from(line: &AuditLine) -> Self {
        Self {
            id: id::fresh(line.at),
            at: line.at.millis(),
            actor_kind: line.actor.kind().to_owned(),
            actor_id: line.actor.id().map(str::to_owned),
            action: line.action.as_str().to_owned(),
            target: line.target.clone(),
            address: line.address.map(|address| address.to_string()),
            details: line.details.as_ref().map(ToString::to_string),
        }
    }
}

impl From<AuditRow> for AuditEntry {
    fn from(row: AuditRow) -> Self {
        Self {
            id: row.id,
            at: row.at.into(),
            actor_kind: row.actor_kind,
            actor_id: row.actor_id,
            action: row.action,
            target: row.target,
            address: row.address,
            details: row.details.and_then(|text| serde_json::from_str(&text).ok()),
        }
    }
}

/// Adds lines on a connection, inside whatever transaction it is in: `audit::write!(c, lines)`, which may return early
/// with diesel's error.
macro_rules! write {
    ($c:expr, $lines:expr) => {
        for line in $lines {
            $crate::store::audit::tell(line);
        }
        $crate::store::audit::insert!($c, $lines);
    };
}
pub(super) use write;

/// [`write`] of lines that were told before.
macro_rules! insert {
    ($c:expr, $lines:expr) => {
        for line in $lines {
            let mut row = $crate::store::audit::AuditRow::from(line);
            for left in (0..$crate::store::audit::TRIES).rev() {
                let added = diesel::insert_into($crate::store::schema::audit::table).values(row.clone());
                match diesel_async::RunQueryDsl::execute(added, $c).await {
                    Err(cause) if left > 0 && $crate::store::failure::is_duplicate(&cause) => row.id += 1,
                    Err(cause) => return Err(cause.into()),
                    Ok(_) => break,
                }
            }
        }
    };
}
pub(super) use insert;

/// The line in the log of the process: a second copy, out of reach of whoever has the database.
pub(super) fn tell(line: &AuditLine) {
    tracing::info!(
        target: "kefu::audit",
        actor_kind = line.actor.kind(), actor = line.actor.id(), action = line.action.as_str(), on = line.target,
        address = line.address.map(tracing::field::display), details = line.details.as_ref().map(tracing::field::display),
        "audit"
    );
}

/// Which lines to read, newest first.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    pub actor: Option<String>,
    pub action: Option<String>,
    pub target: Option<String>,
    /// Those before this one.
    pub before: Option<i64>,
    pub limit: i64,
}

impl Store {
    /// Adds lines, and answers once they are durable.
    pub async fn record(&self, lines: Vec<AuditLine>) -> Result<()> {
        lines.iter().for_each(tell);
        self.call(move |db| async move { add(&db, &lines).await }).await
    }

    /// Adds a line beside, without waiting: for what happened, not for what changed. While the database is away it waits.
    pub fn note(&self, line: AuditLine) {
        self.audit.note(line);
    }

    /// Resolves when every line that was noted is written.
    pub async fn noted(&self) {
        self.audit.written().await;
    }

    pub async fn audit(&self, filter: AuditFilter) -> Result<Vec<AuditEntry>> {
        let rows = self
            .call(move |db| async move {
                on!(db, read, |c| {
                    let mut query = audit::table.select(AuditRow::as_select()).into_boxed();
                    if let Some(actor) = &filter.actor {
                        query = query.filter(audit::actor_id.eq(actor));
                    }
                    if let Some(action) = &filter.action {
                        query = query.filter(audit::action.eq(action));
                    }
                    if let Some(target) = &filter.target {
                        query = query.filter(audit::target.eq(target));
                    }
                    if let Some(before) = filter.before {
                        query = query.filter(audit::id.lt(before));
                    }
                    Ok(query.order(audit::id.desc()).limit(filter.limit).load(c).await?)
                })
            })
            .await?;
        Ok(rows.into_iter().map(AuditEntry::from).collect())
    }
}

/// Refuses UPDATE and DELETE on `audit` in MySQL itself; SQLite's triggers are in its migration. A user that may not make
/// triggers (with a binary log that takes SUPER) goes without: no path in the code changes a line either way.
pub(super) async fn seal(db: &Db) {
    let Db::MySql(pool) = db else { return };
    for verb in ["UPDATE", "DELETE"] {
        let sql = format!(
            "CREATE TRIGGER audit_no_{} BEFORE {verb} ON audit FOR EACH ROW \
             SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the audit log is append-only'",
            verb.to_lowercase()
        );
        let made = match pool.get().await {
            Ok(mut c) => c.batch_execute(&sql).await.map_err(|cause| cause.to_string()),
            Err(cause) => Err(cause.to_string()),
        };
        match made {
            Err(cause) if !cause.contains("already exist") && !cause.contains("multiple triggers") => {
                tracing::warn!(cause, "the database does not guard the audit log: no trigger against {verb}");
            }
            _ => {}
        }
    }
}

pub(super) async fn add(db: &Db, lines: &[AuditLine]) -> Result<()> {
    on!(db, write, |c| {
        c.transaction(async |c| {
            insert!(c, lines);
            Ok::<_, Error>(())
        })
        .await
    })
}

/// A key's use is kept once a day, whichever node or process saw it first.
pub(super) async fn without_repeats(db: &Db, lines: Vec<AuditLine>) -> Vec<AuditLine> {
    let mut kept = Vec::with_capacity(lines.len());
    for line in lines {
        // Not known whether it is one while the database is away: then it may stand there twice.
        if line.action != AuditAction::KeyUsed || !used_today(db, &line).await.unwrap_or(false) {
            kept.push(line);
        }
    }
    kept
}

async fn used_today(db: &Db, line: &AuditLine) -> Result<bool> {
    let (name, today) = (line.actor.id().map(str::to_owned), line.at.millis().div_euclid(DAY) * DAY);
    on!(db, read, |c| {
        let uses =
            audit::table.filter(audit::actor_id.eq(name)).filter(audit::action.eq(AuditAction::KeyUsed.as_str()));
        let uses = uses.filter(audit::actor_kind.eq("key")).filter(audit::at.ge(today)).select(audit::id);
        Ok(uses.first::<i64>(c).await.optional()?.is_some())
    })
}
