//! `/api/health`: is it well?

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use serde_json::json;

use crate::proxy::Proxy;
use crate::support::{TestApp, soon};

#[tokio::test(flavor = "multi_thread")]
async fn a_healthy_server_says_so_to_anyone() {
    let app = TestApp::start().await;
    let nobody = app.nobody();

    let health = nobody.get("/api/health").await.expect(200).json;

    let shown = json!({"status": "ok", "title": "Tea & Co", "version": "1.2.3", "database": "ok",
        "uptime_seconds": health["uptime_seconds"]});
    assert_eq!(health, shown);
    assert!(health["uptime_seconds"].as_u64() < Some(60));
    assert_eq!(nobody.get("/api/health/live").await.expect(200)["status"], "ok");
    assert_eq!(nobody.get("/api/health/ready").await.expect(200)["status"], "ok");
    // A token that is none does not matter to those who only look.
    app.bearing("x").get("/api/health").await.expect(200);
}

/// Catches a health check that looks at nothing.
#[tokio::test(flavor = "multi_thread")]
async fn without_its_tables_nothing_works_but_it_says_so() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    app.execute("DROP TABLE conversations").await;

    buyer.post("/api/conversations", json!({"kind": "support"})).await.problem(500, "internal");

    app.nobody().get("/api/health/live").await.expect(200);
    let told = buyer.get("/api/conversations").await.problem(500, "internal");
    assert!(!told.text().contains("conversations"), "clients never learn what broke inside: {told}");
}

/// Catches a `ready` that only looks whether the file can be read: nothing can be written while somebody has the lock.
/// Seen to fail with `SELECT 1`.
#[tokio::test(flavor = "multi_thread")]
async fn ready_is_whether_something_can_be_written_and_live_whether_it_answers() {
    let app = TestApp::start().await;
    let (node, mut away) = lose_database(&app).await;
    let nobody = node.as_ref().unwrap_or(&app).nobody();

    for (path, status) in [("/api/health/ready", "unavailable"), ("/api/health", "unavailable")] {
        let answer = nobody.get(path).await;
        assert_eq!((answer.status, &answer.json["status"]), (503, &json!(status)), "{answer}");
        assert!(!answer.header("retry-after").is_empty());
    }
    assert_eq!(nobody.get("/api/health/live").await.expect(200).json, json!({"status": "ok"}));

    away.end();
    soon("the database", async { while nobody.get("/api/health/ready").await.status != 200 {} }).await;
}

/// Draining is not ready, and alive.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_drains_is_not_ready() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    // A socket that nobody reads holds the drain open.
    let buyer = app.buyer().await;
    let _stuck = buyer.socket().await.into_stream();
    let draining = tokio::spawn({
        let stopper = app.stopper.clone();
        async move { stopper.drain().await }
    });

    let answer = soon("a drain that shows", async {
        loop {
            let answer = nobody.get("/api/health/ready").await;
            if answer.status == 503 {
                return answer;
            }
        }
    })
    .await;

    assert_eq!(answer.json, json!({"status": "draining"}));
    assert_eq!(nobody.get("/api/health/live").await.expect(200).json, json!({"status": "ok"}));
    draining.abort();
}

/// What keeps the database away.
enum Away {
    Locked(SqliteConnection),
    Cut(Proxy),
}

impl Away {
    /// A proxy lives on: without it no connection would.
    fn end(&mut self) {
        match self {
            Self::Locked(holder) => holder.batch_execute("ROLLBACK").unwrap(),
            Self::Cut(proxy) => proxy.mend(),
        }
    }
}

/// On SQLite somebody locks the file; on MySQL another node's connections are cut.
async fn lose_database(app: &TestApp) -> (Option<TestApp>, Away) {
    let url = app.database_url();
    if let Some(path) = url.strip_prefix("sqlite://") {
        let mut holder = SqliteConnection::establish(path).unwrap();
        holder.batch_execute("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE").unwrap();
        return (None, Away::Locked(holder));
    }
    let mut through = reqwest::Url::parse(&url).unwrap();
    let server = format!("{}:{}", through.host_str().unwrap(), through.port().unwrap_or(3306));
    let proxy = Proxy::to(server).await;
    through.set_host(Some("127.0.0.1")).unwrap();
    through.set_port(Some(proxy.address.port())).unwrap();
    let node = app.another_node(&[("DATABASE_URL", through.as_str())]).await;
    node.nobody().get("/api/health/ready").await.expect(200);
    proxy.cut();
    (Some(node), Away::Cut(proxy))
}
