//! Do the migrations of both databases lead to the same tables, to those that the queries know, and back again?
//!
//! MySQL is tried with `KEFU_TEST_DATABASE_URL=mysql://user:password@host:port/`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::panic::AssertUnwindSafe;
use std::path::Path;

use chrono::TimeDelta;
use futures_util::FutureExt;
use kefu::config::Config;
use kefu::store::{StatementLog, Store, StoreOptions};
use mysql_async::prelude::Queryable;

/// The tables by name.
type Tables = BTreeMap<String, Table>;

#[derive(Debug, Default, PartialEq, Eq)]
struct Table {
    /// In their order: diesel reads rows by place.
    columns: Vec<Column>,
    primary_key: Vec<String>,
    /// The columns of each further unique key; unknown to `schema.rs`.
    unique: BTreeSet<Vec<String>>,
}

#[derive(Debug, PartialEq, Eq)]
struct Column {
    name: String,
    /// As diesel calls it.
    kind: String,
    nullable: bool,
}

/// Both folders hold the same steps, each with its way back.
#[test]
fn every_step_is_there_for_both_and_in_both_directions() {
    let names = |side: &str| -> Vec<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(side);
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            for file in ["up.sql", "down.sql"] {
                assert!(!fs::read_to_string(path.join(file)).unwrap().trim().is_empty(), "{}/{file}", path.display());
            }
            names.push(path.file_name().unwrap().to_str().unwrap().to_owned());
        }
        names.sort();
        names
    };

    assert!(names("sqlite").len() >= 6);
    assert_eq!(names("mysql"), names("sqlite"));
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_is_what_the_queries_know_and_goes_back_and_forth() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kefu.db");
    let store = open(&format!("sqlite://{}", path.display()));

    back_and_forth(&store, async || sqlite_tables(&path)).await;

    assert_eq!(without_unique(sqlite_tables(&path)), known());
}

#[tokio::test(flavor = "multi_thread")]
async fn mysql_is_what_sqlite_is() {
    let Some(server) = std::env::var("KEFU_TEST_DATABASE_URL").ok().filter(|url| !url.is_empty()) else {
        eprintln!("KEFU_TEST_DATABASE_URL is not set: MySQL is left out");
        return;
    };
    let name = format!("kefu_test_{:016x}", rand::random::<u64>());
    let mut connection = mysql_async::Conn::from_url(&server).await.unwrap();
    connection.query_drop(format!("CREATE DATABASE {name} CHARACTER SET utf8mb4")).await.unwrap();

    // The database is dropped whatever comes of it.
    let url = format!("{}/{name}", server.trim_end_matches('/'));
    let trial = async {
        back_and_forth(&open(&url), async || mysql_tables(&url).await).await;
        mysql_tables(&url).await
    };
    let outcome = AssertUnwindSafe(trial).catch_unwind().await;

    connection.query_drop(format!("DROP DATABASE {name}")).await.unwrap();
    connection.disconnect().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kefu.db");
    let store = open(&format!("sqlite://{}", path.display()));
    store.migrate_up().await.unwrap();
    let tables = outcome.unwrap_or_else(|why| std::panic::resume_unwind(why));
    assert_eq!(tables, sqlite_tables(&path));
}

/// Up, all the way down one step at a time, and up again: the same tables.
async fn back_and_forth(store: &Store, tables: impl AsyncFn() -> Tables) {
    assert!(store.migration_states().await.unwrap().iter().all(|state| !state.applied));
    let steps = store.migrate_up().await.unwrap().len();
    assert_eq!(store.migrate_up().await.unwrap(), Vec::<String>::new());
    assert!(store.migration_states().await.unwrap().iter().all(|state| state.applied));
    let first = tables().await;

    for left in (0..steps).rev() {
        assert_eq!(store.migrate_down().await.unwrap().len(), 1);
        assert_eq!(store.migration_states().await.unwrap().iter().filter(|state| state.applied).count(), left);
    }
    assert_eq!(store.migrate_down().await.unwrap(), Vec::<String>::new());
    assert_eq!(tables().await, Tables::new(), "a step leaves something behind on its way back");

    assert_eq!(store.migrate_up().await.unwrap().len(), steps);
    assert_eq!(tables().await, first);
}

fn open(url: &str) -> Store {
    let secret = "0123456789abcdef".repeat(4);
    let settings = [
        ("DATABASE_URL", url),
        ("DEBUG_SQL", "False"),
        ("JWT_SECRET_KEY", secret.as_str()),
        ("JWT_ALGORITHM", "HS256"),
        ("JWT_ACCESS_TOKEN_EXPIRE_DAYS", "7"),
        ("HOST", "127.0.0.1"),
        ("PORT", "0"),
        ("RELOAD", "False"),
        ("DEBUG", "False"),
        ("BASE_URL", "http://127.0.0.1"),
        ("CORS_ORIGINS", ""),
        ("MEDIA_DIR", "media"),
        ("MAX_FILE_SIZE", "1"),
        ("APP_TITLE", "Test"),
        ("APP_DESCRIPTION", ""),
        ("APP_VERSION", "1"),
    ];
    let config = Config::from_pairs(settings.map(|(name, value)| (name.to_owned(), value.to_owned()))).unwrap();
    let options = StoreOptions { connections: 4, statements: StatementLog::Off, recall_window: TimeDelta::zero() };
    Store::open(&config.database, options).unwrap()
}

/// What `src/store/schema.rs` says.
fn known() -> Tables {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/schema.rs")).unwrap();
    let tables: Tables = text.split("table! {").skip(1).map(declared).collect();
    assert!(tables.len() >= 7, "{tables:?}");
    tables
}

/// `users (id) { id -> Text, … }`
fn declared(text: &str) -> (String, Table) {
    let (name, rest) = text.split_once('(').unwrap();
    let (key, rest) = rest.split_once(')').unwrap();
    let (body, _) = rest.trim_start().trim_start_matches('{').split_once('}').unwrap();
    let columns = body.lines().filter_map(|line| line.trim().trim_end_matches(',').split_once(" -> "));
    let columns = columns.map(|(name, kind)| {
        let inner = kind.strip_prefix("Nullable<").and_then(|kind| kind.strip_suffix('>'));
        Column { name: name.to_owned(), kind: inner.unwrap_or(kind).to_owned(), nullable: inner.is_some() }
    });
    let primary_key = key.split(',').map(|name| name.trim().to_owned()).collect();
    (name.trim().to_owned(), Table { columns: columns.collect(), primary_key, unique: BTreeSet::new() })
}

fn without_unique(mut tables: Tables) -> Tables {
    for table in tables.values_mut() {
        table.unique.clear();
    }
    tables
}

/// The column type of either database, as diesel calls it.
fn kind(declared: &str) -> String {
    let declared = declared.to_lowercase();
    let kind = match declared.split('(').next().unwrap_or_default().trim() {
        "varchar" | "char" | "text" | "mediumtext" => "Text",
        "bigint" => "BigInt",
        "int" | "integer" => "Integer",
        "tinyint" | "boolean" => "Bool",
        "varbinary" | "blob" => "Binary",
        other => panic!("a type that no column has had so far: {other}"),
    };
    kind.to_owned()
}

fn sqlite_tables(path: &Path) -> Tables {
    use diesel::sql_types::{BigInt, Text};
    use diesel::{Connection, QueryableByName, RunQueryDsl};

    #[derive(QueryableByName)]
    struct Name {
        #[diesel(sql_type = Text)]
        name: String,
    }
    #[derive(QueryableByName)]
    struct Info {
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Text)]
        kind: String,
        #[diesel(sql_type = BigInt)]
        required: i64,
        #[diesel(sql_type = BigInt)]
        key_place: i64,
    }

    let mut c = diesel::SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    diesel::connection::SimpleConnection::batch_execute(&mut c, "PRAGMA busy_timeout = 5000").unwrap();
    let mut names = |sql: &str| -> Vec<String> {
        diesel::sql_query(sql).load::<Name>(&mut c).unwrap().into_iter().map(|row| row.name).collect()
    };
    let tables = names(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%diesel%' AND name NOT LIKE 'sqlite%'",
    );
    let mut unique: BTreeMap<String, BTreeSet<Vec<String>>> = BTreeMap::new();
    for table in &tables {
        let keys =
            names(&format!("SELECT name FROM pragma_index_list('{table}') WHERE \"unique\" = 1 AND origin <> 'pk'"));
        let columns =
            keys.iter().map(|key| names(&format!("SELECT name FROM pragma_index_info('{key}') ORDER BY seqno")));
        unique.insert(table.clone(), columns.collect());
    }
    tables
        .into_iter()
        .map(|table| {
            let sql = format!(
                "SELECT name, type AS kind, \"notnull\" AS required, pk AS key_place FROM pragma_table_info('{table}') ORDER BY cid"
            );
            let rows: Vec<Info> = diesel::sql_query(sql).load(&mut c).unwrap();
            let mut key: Vec<&Info> = rows.iter().filter(|row| row.key_place > 0).collect();
            key.sort_by_key(|row| row.key_place);
            let primary_key = key.iter().map(|row| row.name.clone()).collect();
            let columns = rows
                .iter()
                .map(|row| Column { name: row.name.clone(), kind: kind(&row.kind), nullable: row.required == 0 })
                .collect();
            let unique = unique.remove(&table).unwrap_or_default();
            (table, Table { columns, primary_key, unique })
        })
        .collect()
}

async fn mysql_tables(url: &str) -> Tables {
    let mut c = mysql_async::Conn::from_url(url).await.unwrap();
    let columns: Vec<(String, String, String, String)> = c
        .query(
            "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns \
             WHERE table_schema = DATABASE() AND table_name NOT LIKE '%diesel%' ORDER BY table_name, ordinal_position",
        )
        .await
        .unwrap();
    let keys: Vec<(String, String, String)> = c
        .query(
            "SELECT table_name, index_name, column_name FROM information_schema.statistics WHERE non_unique = 0 \
             AND table_schema = DATABASE() AND table_name NOT LIKE '%diesel%' ORDER BY table_name, index_name, seq_in_index",
        )
        .await
        .unwrap();
    c.disconnect().await.unwrap();
    let mut tables = Tables::new();
    for (table, name, declared, nullable) in columns {
        let column = Column { name, kind: kind(&declared), nullable: nullable == "YES" };
        tables.entry(table).or_default().columns.push(column);
    }
    let mut unique: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for (table, key, column) in keys {
        if key == "PRIMARY" {
            tables.entry(table).or_default().primary_key.push(column);
        } else {
            unique.entry((table, key)).or_default().push(column);
        }
    }
    for ((table, _), columns) in unique {
        tables.entry(table).or_default().unique.insert(columns);
    }
    tables
}

/// Another way into the database, past the store.
enum Door<'a> {
    Sqlite(&'a Path),
    MySql(&'a str),
}

impl Door<'_> {
    async fn run(&self, sql: &str) {
        match self {
            Self::Sqlite(path) => {
                use diesel::Connection;
                use diesel::connection::SimpleConnection;
                let mut c = diesel::SqliteConnection::establish(path.to_str().unwrap()).unwrap();
                c.batch_execute(&format!("PRAGMA busy_timeout = 5000; {sql}")).unwrap_or_else(|e| panic!("{sql}: {e}"));
            }
            Self::MySql(url) => {
                let mut c = mysql_async::Conn::from_url(url).await.unwrap();
                c.query_drop(sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
                c.disconnect().await.unwrap();
            }
        }
    }

    async fn texts(&self, sql: &str) -> Vec<String> {
        match self {
            Self::Sqlite(path) => {
                use diesel::sql_types::Text;
                use diesel::{Connection, QueryableByName, RunQueryDsl};
                #[derive(QueryableByName)]
                struct Row {
                    #[diesel(sql_type = Text)]
                    text: String,
                }
                let mut c = diesel::SqliteConnection::establish(path.to_str().unwrap()).unwrap();
                let rows: Vec<Row> = diesel::sql_query(sql).load(&mut c).unwrap_or_else(|e| panic!("{sql}: {e}"));
                rows.into_iter().map(|row| row.text).collect()
            }
            Self::MySql(url) => {
                let mut c = mysql_async::Conn::from_url(url).await.unwrap();
                let rows = c.query(sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
                c.disconnect().await.unwrap();
                rows
            }
        }
    }

    async fn tables(&self) -> Tables {
        match self {
            Self::Sqlite(path) => sqlite_tables(path),
            Self::MySql(url) => mysql_tables(url).await,
        }
    }

    /// The one row of each of these tables, by these columns.
    async fn rows(&self, tables: &Tables) -> BTreeMap<String, Vec<String>> {
        let mut rows = BTreeMap::new();
        for (name, table) in tables {
            let columns: Vec<String> = match self {
                Self::Sqlite(_) => {
                    table.columns.iter().map(|c| format!("COALESCE(CAST({} AS TEXT), '~')", c.name)).collect()
                }
                Self::MySql(_) => {
                    table.columns.iter().map(|c| format!("COALESCE(CAST({} AS CHAR), '~')", c.name)).collect()
                }
            };
            let text = match self {
                Self::Sqlite(_) => columns.join(" || '|' || "),
                Self::MySql(_) => format!("CONCAT_WS('|', {})", columns.join(", ")),
            };
            rows.insert(name.clone(), self.texts(&format!("SELECT {text} AS text FROM {name}")).await);
        }
        rows
    }
}

/// One row in each table, with a value in every column.
async fn fill(door: &Door<'_>, tables: &Tables) {
    for (name, table) in tables {
        let columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        let values = table.columns.iter().map(|column| match column.kind.as_str() {
            "Text" if column.name == "body" => "'{}'".to_owned(),
            "Text" => "'a'".to_owned(),
            "Binary" => "x'61'".to_owned(),
            "Bool" => "1".to_owned(),
            _ => "7".to_owned(),
        });
        let values: Vec<String> = values.collect();
        door.run(&format!("INSERT INTO {name} ({}) VALUES ({})", columns.join(", "), values.join(", "))).await;
    }
}

/// From every state that a release may have left: upgrade with data in it, and back. Catches a step that loses rows or
/// columns of the state before, in either direction.
async fn with_data_in_it(store: &Store, door: Door<'_>) {
    let steps = store.migrate_up().await.unwrap().len();
    for applied in 1..=steps {
        for _ in applied..steps {
            store.migrate_down().await.unwrap();
        }
        let tables = door.tables().await;
        fill(&door, &tables).await;
        let before = door.rows(&tables).await;
        assert!(before.values().all(|rows| rows.len() == 1), "{before:?}");

        store.migrate_up().await.unwrap();
        assert_eq!(door.rows(&tables).await, before, "an upgrade from {applied} of {steps} steps loses something");
        for _ in applied..steps {
            store.migrate_down().await.unwrap();
        }
        assert_eq!(door.rows(&tables).await, before, "the way back to {applied} of {steps} steps loses something");

        while !store.migrate_down().await.unwrap().is_empty() {}
        store.migrate_up().await.unwrap();
    }
}

/// What shows an upload is counted when a shop upgrades that has messages already. Catches a sweep that would remove what
/// old messages show.
async fn old_messages_hold_their_files(store: &Store, door: Door<'_>) {
    let steps = store.migrate_up().await.unwrap().len();
    for _ in 7..steps {
        store.migrate_down().await.unwrap();
    }
    let url = |n: u32| format!("https://chat.example/api/media/uploads/2026/11/{n}.png");
    for n in 1..=5 {
        let path = format!("uploads/2026/11/{n}.png");
        door.run(&format!(
            "INSERT INTO uploads (id, owner_id, path, name, mime, size, created_at) VALUES ({n}, 'b1', '{path}', 'a', 'image/png', 1, 1)"
        ))
        .await;
    }
    let avatar = url(4);
    door.run(&format!(
        "INSERT INTO users (id, role, username, avatar, description, created_at) VALUES ('b1', 'buyer', 'x', '{avatar}', '', 1)"
    ))
    .await;
    let attached = |n| format!("{{\"upload_url\":\"{}\",\"name\":\"客\"}}", url(n));
    let card = format!("{{\"type\":\"product\",\"title\":\"t\",\"image_url\":\"{}\"}}", url(3));
    let said = [
        (1, "image", format!("'{}'", attached(1)), "NULL"),
        (2, "file", format!("'{}'", attached(1)), "NULL"),
        (3, "image", format!("'{}'", attached(2)), "NULL"),
        (4, "card", format!("'{card}'"), "NULL"),
        (5, "image", "NULL".to_owned(), "9"),
        (6, "text", format!("'{{\"text\":\"{}\"}}'", url(5)), "NULL"),
    ];
    for (seq, kind, body, recalled) in said {
        door.run(&format!(
            "INSERT INTO messages (conversation_id, seq, sender_id, kind, body, digest, created_at, recalled_at) \
             VALUES (1, {seq}, 'b1', '{kind}', {body}, 0, 1, {recalled})"
        ))
        .await;
    }

    store.migrate_up().await.unwrap();

    let shown = match door {
        Door::Sqlite(_) => "SELECT id || ':' || shown AS text FROM uploads ORDER BY id",
        Door::MySql(_) => "SELECT CONCAT(id, ':', shown) FROM uploads ORDER BY id",
    };
    assert_eq!(door.texts(shown).await, ["1:2", "2:1", "3:1", "4:1", "5:0"]);
    while !store.migrate_down().await.unwrap().is_empty() {}
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_of_sqlite_keeps_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kefu.db");
    let store = open(&format!("sqlite://{}", path.display()));
    old_messages_hold_their_files(&store, Door::Sqlite(&path)).await;
    with_data_in_it(&store, Door::Sqlite(&path)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_of_mysql_keeps_what_is_there() {
    let Some(server) = std::env::var("KEFU_TEST_DATABASE_URL").ok().filter(|url| !url.is_empty()) else {
        eprintln!("KEFU_TEST_DATABASE_URL is not set: MySQL is left out");
        return;
    };
    let name = format!("kefu_test_{:016x}", rand::random::<u64>());
    let url = format!("{}/{name}", server.trim_end_matches('/'));
    let mut connection = mysql_async::Conn::from_url(&server).await.unwrap();
    connection.query_drop(format!("CREATE DATABASE {name} CHARACTER SET utf8mb4")).await.unwrap();
    let trial = async {
        let store = open(&url);
        old_messages_hold_their_files(&store, Door::MySql(&url)).await;
        with_data_in_it(&store, Door::MySql(&url)).await;
    };
    let outcome = AssertUnwindSafe(trial).catch_unwind().await;
    connection.query_drop(format!("DROP DATABASE {name}")).await.unwrap();
    connection.disconnect().await.unwrap();
    outcome.unwrap_or_else(|why| std::panic::resume_unwind(why));
}
