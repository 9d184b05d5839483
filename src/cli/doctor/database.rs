//! Is the database there, fit and ours?

use super::finding::Finding;
use crate::config::{Config, DatabaseUrl};
use crate::store::{Examination, StatementLog, Store, StoreOptions};

const CHECK: &str = "database";
/// Between our clock and the database's, in milliseconds.
const CLOCK_WARNING: i64 = 2_000;
const CLOCK_PROBLEM: i64 = 60_000;
/// A batch of messages goes as one statement of twice 2 MiB and a little.
const MIN_PACKET: u64 = 8 << 20;
/// Connections that others need: an administrator, a backup, a monitor.
const SPARE_CONNECTIONS: u64 = 10;

/// Everything about it; where it does not answer, only that.
pub(super) async fn look(config: &Config) -> Vec<Finding> {
    let options =
        StoreOptions { connections: 2, statements: StatementLog::Off, recall_window: config.tuning.recall_window };
    let unreachable = |error: String| {
        let advice = "is it running, and are host, port, name and password in DATABASE_URL right?";
        vec![Finding::problem(CHECK, format!("it cannot be reached: {error}"), advice)]
    };
    let store = match Store::open(&config.database, options) {
        Ok(store) => store,
        Err(error) => return unreachable(error.to_string()),
    };
    let examination = match store.examine().await {
        Ok(examination) => examination,
        Err(error) => return unreachable(error.to_string()),
    };
    let mut findings = version(config, &examination);
    findings.push(clock(&examination));
    findings.push(Finding::ok("clock", "times are kept in UTC: the time zone of neither machine matters"));
    if matches!(config.database, DatabaseUrl::MySql { .. }) {
        findings.extend(text_and_safety(&examination));
        findings.extend(sizes(config, &examination));
    }
    findings.extend(rights(&store).await);
    findings.extend(schema(&store, &examination).await);
    findings
}

fn version(config: &Config, examination: &Examination) -> Vec<Finding> {
    let version = &examination.version;
    let mut numbers = version.split(['.', '-']).map_while(|part| part.parse::<u32>().ok());
    let found = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
    let (name, oldest) = match &config.database {
        DatabaseUrl::Sqlite { .. } => ("SQLite", (3, 35)),
        DatabaseUrl::MySql { .. } if version.contains("MariaDB") => ("MariaDB", (10, 6)),
        DatabaseUrl::MySql { .. } => ("MySQL", (8, 0)),
    };
    if found >= oldest {
        return vec![Finding::ok(CHECK, format!("{name} {version} answers"))];
    }
    let message = format!("{name} {version} is older than {}.{}, which kefu is tested on", oldest.0, oldest.1);
    vec![Finding::warning(CHECK, message, "upgrade the database server")]
}

fn clock(examination: &Examination) -> Finding {
    let apart = (examination.clock.millis() - examination.our_clock.millis()).abs();
    let message = format!("our clock and the database's are {apart} ms apart");
    let advice = "set both by NTP (timedatectl set-ntp true)";
    match apart {
        0..CLOCK_WARNING => Finding::ok("clock", message),
        CLOCK_WARNING..CLOCK_PROBLEM => Finding::warning("clock", message, advice),
        _ => Finding::problem("clock", message, advice),
    }
}

/// Is every character kept, and every commit?
fn text_and_safety(examination: &Examination) -> Vec<Finding> {
    let setting = |name: &str| examination.setting(name).unwrap_or("unknown").to_owned();
    let (charset, collation) = (setting("character_set_database"), setting("collation_database"));
    let mut findings = vec![if charset == "utf8mb4" {
        Finding::ok(CHECK, format!("its characters are utf8mb4 ({collation})"))
    } else {
        // kefu's own tables say what they need; tables that others add would not.
        Finding::warning(CHECK, format!("its characters are {charset}"), "ALTER DATABASE … CHARACTER SET utf8mb4")
    }];
    let flush = setting("innodb_flush_log_at_trx_commit");
    findings.push(if flush == "1" {
        Finding::ok(CHECK, "a commit is on the disk before it is acknowledged")
    } else {
        Finding::problem(
            CHECK,
            format!("innodb_flush_log_at_trx_commit is {flush}: a power cut loses messages that were acknowledged"),
            "SET GLOBAL innodb_flush_log_at_trx_commit = 1, and in its configuration",
        )
    });
    if setting("log_bin") == "1" && setting("sync_binlog") != "1" {
        findings.push(Finding::warning(
            CHECK,
            format!("sync_binlog is {}: after a power cut replicas may lack messages", setting("sync_binlog")),
            "SET GLOBAL sync_binlog = 1, and in its configuration",
        ));
    }
    findings
}

fn sizes(config: &Config, examination: &Examination) -> Vec<Finding> {
    let number = |name: &str| examination.setting(name).and_then(|value| value.parse::<u64>().ok()).unwrap_or(u64::MAX);
    let (most, pool) = (number("max_connections"), config.tuning.database_pool_size as u64);
    let message = format!("DATABASE_POOL_SIZE is {pool} of max_connections {most}");
    let connections = if pool + SPARE_CONNECTIONS > most {
        Finding::problem(CHECK, message, "raise max_connections: all nodes' pools and ten more must fit")
    } else {
        Finding::ok(CHECK, message)
    };
    let packet = number("max_allowed_packet");
    let message = format!("max_allowed_packet is {} MiB", packet >> 20);
    let packets = if packet < MIN_PACKET {
        Finding::problem(CHECK, message, "max_allowed_packet = 16M or more in its configuration")
    } else {
        Finding::ok(CHECK, message)
    };
    vec![connections, packets]
}

async fn rights(store: &Store) -> Vec<Finding> {
    let advice =
        "GRANT ALL ON <database>.* TO the user in DATABASE_URL; for SQLite, give the file and its folder to it";
    match store.try_rights().await {
        Ok(failed) if failed.is_empty() => vec![Finding::ok(CHECK, "we may create, alter, read, write and drop")],
        Ok(failed) => {
            let line =
                |(what, why): (&str, String)| Finding::problem(CHECK, format!("we may not {what}: {why}"), advice);
            failed.into_iter().map(line).collect()
        }
        Err(error) => vec![Finding::problem(CHECK, format!("we may not write: {error}"), advice)],
    }
}

async fn schema(store: &Store, examination: &Examination) -> Vec<Finding> {
    let states = match store.migration_states().await {
        Ok(states) => states,
        Err(error) => return vec![Finding::problem("schema", error.to_string(), "kefu migrate status")],
    };
    let missing: Vec<&str> = states.iter().filter(|state| !state.applied).map(|state| state.name.as_str()).collect();
    if missing.len() == states.len() {
        return vec![Finding::ok("schema", "the database is empty; the first start fills it")];
    }
    if !missing.is_empty() {
        let message = format!("migrations are missing: {}", missing.join(", "));
        return vec![Finding::problem("schema", message, "a backup, then `kefu migrate up`")];
    }
    let mut findings = vec![Finding::ok("schema", format!("all {} migrations are applied", states.len()))];
    findings.push(if examination.sealed {
        Finding::ok("audit", "the database refuses to change or remove lines of the audit log")
    } else {
        Finding::warning(
            "audit",
            "the database would let lines of the audit log be changed: its two triggers are missing",
            "GRANT TRIGGER, with a binary log also log_bin_trust_function_creators = 1; then `kefu migrate up`",
        )
    });
    findings
}
