//! `/api/health`: is it well?

use serde_json::json;

use crate::support::TestApp;

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
