//! Does the doctor see what is wrong, and is it content where nothing is?

use std::net::TcpListener;
use std::path::Path;

use super::*;
use crate::store::testing::TestStore;
use crate::store::{StatementLog, Store, StoreOptions};

fn config(folder: &Path, changed: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let (media, database) = (folder.join("media"), format!("sqlite://{}", folder.join("kefu.db").display()));
    let mut all = vec![
        ("DATABASE_URL", database.as_str()),
        ("CORS_ORIGINS", "https://shop.example"),
        ("MEDIA_DIR", media.to_str().unwrap()),
        ("TRUSTED_PROXIES", "127.0.0.1"),
    ];
    all.extend(changed);
    crate::config::testing::settings(&all)
}

/// What is not well, without what depends on the machine that the tests run on.
fn ailments(folder: &Path, changed: &[(&str, &str)]) -> Vec<(Level, String)> {
    let findings = examine(&config(folder, changed).unwrap());
    let of_machine = |finding: &Finding| finding.check == "files" || finding.message.contains("MiB free");
    let own = |finding: &Finding| finding.level != Level::Ok && !of_machine(finding);
    findings.into_iter().filter(own).map(|finding| (finding.level, finding.message)).collect()
}

#[track_caller]
fn assert_ails(changed: &[(&str, &str)], level: Level, words: &str) {
    let folder = tempfile::tempdir().unwrap();
    let found = ailments(folder.path(), changed);
    assert!(found.iter().any(|(is, message)| *is == level && message.contains(words)), "{words}: {found:?}");
}

/// Catches a doctor who finds fault with what is well.
#[test]
fn a_good_installation_is_well() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(ailments(folder.path(), &[]), []);
    let findings = examine(&config(folder.path(), &[]).unwrap());
    for check in ["settings", "database", "clock", "schema", "port", "files", "media"] {
        assert!(findings.iter().any(|finding| finding.check == check), "{check}");
    }
}

/// Catches a doctor who stops at the first missing setting.
#[test]
fn every_missing_setting_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = config(folder.path(), &[("PORT", "many"), ("BASE_URL", "x"), ("JWT_SECRET_KEY", "short")]).unwrap_err();
    let named: Vec<String> = settings::unreadable(&error).into_iter().map(|finding| finding.message).collect();
    assert_eq!(named.len(), 3);
    for name in ["PORT", "BASE_URL", "JWT_SECRET_KEY"] {
        assert!(named.iter().any(|message| message.starts_with(name)), "{name}");
    }
    assert_eq!(run(Err(error), &Doctor { json: true }), ExitCode::FAILURE);
}

#[test]
fn settings_that_are_not_for_the_public_are_found() {
    assert_ails(&[("DEBUG", "True")], Level::Problem, "DEBUG=True");
    assert_ails(&[("DEBUG", "True"), ("BASE_URL", "http://127.0.0.1")], Level::Warning, "DEBUG=True");
    assert_ails(&[("BASE_URL", "http://chat.example")], Level::Problem, "in the clear");
    assert_ails(&[("JWT_SECRET_KEY", &"abc".repeat(30))], Level::Problem, "guessed");
    assert_ails(&[("CORS_ORIGINS", "http://shop.example")], Level::Warning, "without TLS");
    assert_ails(&[("TRUSTED_PROXIES", "0.0.0.0/0")], Level::Problem, "everybody");
    assert_ails(&[("TRUSTED_PROXIES", "")], Level::Warning, "TRUSTED_PROXIES is empty");
    assert_ails(&[("RELOAD", "True")], Level::Warning, "RELOAD");
}

#[test]
fn a_port_that_another_has_and_a_folder_that_is_none_are_found() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port().to_string();
    // Closes whoever asks, as another program would answer something else.
    let answering = std::thread::spawn(move || drop(other.accept()));
    assert_ails(&[("PORT", &port)], Level::Problem, "taken");
    answering.join().unwrap();

    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("media"), "a file").unwrap();
    let findings = examine(&config(folder.path(), &[]).unwrap());
    let media = findings.iter().find(|finding| finding.check == "media").unwrap();
    assert_eq!(media.level, Level::Problem);
}

#[test]
fn a_database_that_is_away_or_behind_is_found() {
    assert_ails(&[("DATABASE_URL", "mysql://a:b@127.0.0.1:1/kefu")], Level::Problem, "cannot be reached");

    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Store::open(&config(folder.path(), &[]).unwrap().database, options()).unwrap();
        store.migrate_up().await.unwrap();
        store.run_sql("DROP TRIGGER audit_no_delete").await;
    });
    assert!(
        matches!(ailments(folder.path(), &[]).as_slice(), [(Level::Warning, triggers)] if triggers.contains("triggers"))
    );
    runtime.block_on(async {
        let store = Store::open(&config(folder.path(), &[]).unwrap().database, options()).unwrap();
        store.migrate_down().await.unwrap();
    });
    assert!(matches!(ailments(folder.path(), &[]).as_slice(), [(Level::Problem, missing)] if missing.contains("0008")));
}

/// Only where there is to be more than one node.
#[test]
fn a_redis_that_is_away_or_needless_is_found() {
    assert_ails(&[("REDIS_URL", "redis://127.0.0.1:1")], Level::Problem, "nodes cannot hear each other");
    assert_ails(&[("REDIS_URL", "redis://127.0.0.1:1")], Level::Warning, "SQLite");
}

fn options() -> StoreOptions {
    StoreOptions { connections: 2, statements: StatementLog::Off, recall_window: chrono::TimeDelta::zero() }
}

/// On MariaDB or MySQL: the real server's settings are read, and the trial leaves nothing behind.
#[tokio::test]
async fn a_real_server_is_examined() {
    let store = TestStore::open().await.store;
    let examination = store.examine().await.unwrap();
    assert!(examination.sealed && !examination.version.is_empty());
    assert!((examination.clock.millis() - examination.our_clock.millis()).abs() < 5_000);
    if TestStore::has_server() {
        assert_eq!(examination.setting("character_set_database"), Some("utf8mb4"));
        assert!(examination.setting("max_allowed_packet").is_some_and(|bytes| bytes.parse::<u64>().unwrap() > 1 << 20));
    } else {
        assert_eq!(examination.setting("journal_mode"), Some("wal"));
    }
    assert_eq!(store.try_rights().await.unwrap(), []);
    assert_eq!(store.try_rights().await.unwrap(), []);
}

#[test]
fn what_is_found_is_said_to_people_and_to_programs() {
    let findings = [Finding::ok("a", "well"), Finding::problem("b", "broken", "mend it")];
    assert_eq!(
        finding::text(&findings),
        "ok       a         well\nPROBLEM  b         broken\n                   -> mend it\ndoctor: 1 problems, 0 warnings"
    );
    let json: serde_json::Value = serde_json::from_str(&finding::json(&findings)).unwrap();
    assert_eq!((json["problems"].as_i64(), json["findings"][1]["level"].as_str()), (Some(1), Some("problem")));
}
