//! `/api/health`: is it well?

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_healthy_server_says_so() {
    let app = TestApp::start().await;

    let answer = app.nobody().get("/api/health").await.expect(200);

    assert_eq!(answer["status"], "ok");
    assert_eq!(answer["version"], "1.2.3");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_hears_a_buyer_at_once() {
    let app = TestApp::start().await;
    let (agent, buyer) = (app.agent().await, app.buyer().await);
    let chat = buyer.asks_support().await;
    let mut inbox = agent.socket().await.watching(chat).await;

    buyer.posts(chat, "hello").await;

    assert_eq!(inbox.next_event().await.text(), "hello");
}
