//! The second belt alone: what becomes of a connection whose query was dropped in the middle.
//!
//! Seen to fail with a `Lease::drop` that gives the connection back: on MariaDB the next query reads the answer of the
//! dropped one and a half-done transaction is committed, on SQLite the next transaction begins inside the dropped one.

use diesel::QueryableByName;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use futures_util::future::join_all;

use super::Db;
use crate::error::Result;
use crate::store::testing::TestStore;

const CALLERS: usize = 8;
const ROUNDS: usize = 60;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = diesel::sql_types::Text)]
    text: String,
}

/// As a future in a `select!` or under a timeout is: dropped after so many turns, wherever it stands.
async fn give_up<T>(turns: usize, future: impl Future<Output = T>) -> Option<T> {
    let patience = async {
        for _ in 0..turns {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        biased;
        answer = future => Some(answer),
        () = patience => None,
    }
}

async fn read(db: &Db, sql: &str) -> Result<Vec<String>> {
    let rows: Vec<Row> = on!(db, read, |c| Ok(diesel::sql_query(sql).load(c).await?))?;
    Ok(rows.into_iter().map(|row| row.text).collect())
}

/// Sets both texts of a pair, in one transaction of several statements.
async fn write(db: &Db, pair: usize, text: &str) -> Result<()> {
    on!(db, write, |c| {
        c.batch_execute("BEGIN").await?;
        for half in ["one", "two"] {
            let sql = format!("UPDATE pairs SET text = '{text}' WHERE pair = {pair} AND half = '{half}'");
            c.batch_execute(&sql).await?;
        }
        Ok(c.batch_execute("COMMIT").await?)
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reads_the_answer_of_a_dropped_query() {
    let test = TestStore::open().await;
    let callers = (0..CALLERS).map(|caller| {
        let db = test.store.db.clone();
        tokio::spawn(async move {
            for round in 0..ROUNDS {
                let other = format!("SELECT 'dropped {caller}-{round}' AS text");
                give_up((caller + round * 7) % 40, read(&db, &other)).await;
                let mine = read(&db, &format!("SELECT 'mine {caller}-{round}' AS text")).await.unwrap();
                assert_eq!(mine, [format!("mine {caller}-{round}")]);
            }
        })
    });
    join_all(callers).await.into_iter().for_each(Result::unwrap);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_transaction_ends_with_its_connection() {
    let test = TestStore::open().await;
    test.store.run_sql("CREATE TABLE pairs (pair INTEGER, half VARCHAR(8), text VARCHAR(64))").await;
    for caller in 0..CALLERS {
        for half in ["one", "two"] {
            test.store.run_sql(&format!("INSERT INTO pairs VALUES ({caller}, '{half}', '')")).await;
        }
    }
    let callers = (0..CALLERS).map(|caller| {
        let db = test.store.db.clone();
        tokio::spawn(async move {
            let texts = format!("SELECT DISTINCT text AS text FROM pairs WHERE pair = {caller}");
            for round in 0..ROUNDS {
                let gone = give_up((caller * 3 + round) % 50, write(&db, caller, &format!("dropped {round}"))).await;
                assert!(matches!(gone, None | Some(Ok(()))));
                assert_eq!(read(&db, &texts).await.unwrap().len(), 1, "both halves or none");
                write(&db, caller, &format!("done {round}")).await.unwrap();
                assert_eq!(read(&db, &texts).await.unwrap(), [format!("done {round}")]);
            }
        })
    });
    join_all(callers).await.into_iter().for_each(Result::unwrap);
}
