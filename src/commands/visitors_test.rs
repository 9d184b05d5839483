//! What a visitor leaves behind, and to whom, on a real database.

use super::*;
use crate::commands::Caller;
use crate::commands::auth::{Credentials, TokenRequest, authenticate, issue};
use crate::commands::testing::{ADDRESS, Bench, client, now, refusal};
use crate::id::ConversationId;

async fn shop() -> Bench {
    Bench::with(&[("ALLOW_VISITORS", "True")]).await
}

async fn visit(bench: &Bench) -> SignedIn {
    welcome(&bench.services, ADDRESS, now()).await.unwrap()
}

async fn adopt_by(bench: &Bench, user: &str, visitor: &SignedIn) -> Result<SignedIn> {
    let token = visitor.access_token.clone();
    let input = TokenRequest { user_id: user.to_owned(), expires_in: None, visitor_token: Some(token) };
    issue(&bench.services, &client(&Caller::Key("shop".to_owned())), input, now()).await
}

/// A conversation with one message of each of its members, each under the `client_id` "c1", and both members' marks.
async fn converse(bench: &Bench, id: i64, support_of: Option<&str>, members: [&str; 2]) {
    let (kind, customer, pair) = match support_of {
        Some(customer) => ("support", format!("'{customer}'"), "NULL".to_owned()),
        None => (
            "direct",
            "NULL".to_owned(),
            format!("'{}'", crate::domain::pair_key(&members[0].to_owned().into(), &members[1].to_owned().into())),
        ),
    };
    let store = &bench.services.store;
    store
        .run_sql(&format!(
            "INSERT INTO conversations (id, kind, status, customer_id, pair_key, open_customer, last_seq, \
             last_message_seq, last_activity_at, created_at) \
             VALUES ({id}, '{kind}', 'open', {customer}, {pair}, {customer}, 3, 2, 1, 1)"
        ))
        .await;
    for (member, seq) in members.into_iter().zip(1..) {
        store.run_sql(&format!("INSERT INTO members VALUES ({id}, '{member}', 1, {seq}, {seq})")).await;
        store
            .run_sql(&format!(
                "INSERT INTO messages (conversation_id, seq, sender_id, client_id, kind, body, digest, created_at) \
                 VALUES ({id}, {seq}, '{member}', x'6331', 'text', '{{\"text\":\"{member}\"}}', 0, 1)"
            ))
            .await;
    }
    let joined = format!("{{\"event\":\"joined\",\"user_id\":\"{}\"}}", members[0]);
    store
        .run_sql(&format!(
            "INSERT INTO messages (conversation_id, seq, kind, body, digest, created_at) \
             VALUES ({id}, 3, 'system', '{joined}', 0, 1)"
        ))
        .await;
}

async fn texts(bench: &Bench, column: &str, rest: &str) -> Vec<String> {
    bench.services.store.texts(&format!("SELECT {column} AS text FROM {rest}")).await
}

#[tokio::test]
async fn visitors_come_where_they_are_allowed_and_not_too_many_at_once() {
    let closed = Bench::start().await;
    assert_eq!(refusal(welcome(&closed.services, ADDRESS, now()).await).0, "forbidden");

    let bench = shop().await;
    let visitor = visit(&bench).await;
    assert!(visitor.user.id.as_str().starts_with("v:") && visitor.user.id.as_str().len() == 34);
    let credentials = Credentials { bearer: Some(visitor.access_token), api_key: None };
    assert_eq!(
        authenticate(&bench.services, credentials, ADDRESS, now()).await.unwrap().caller.role(),
        Some(Role::Buyer)
    );
    for _ in 1..30 {
        visit(&bench).await;
    }
    assert_eq!(refusal(welcome(&bench.services, ADDRESS, now()).await).0, "rate_limited");
}

#[tokio::test]
async fn everything_of_the_visitor_becomes_the_users() {
    let bench = shop().await;
    bench.user("b1", Role::Buyer).await;
    let visitor = visit(&bench).await;
    let v = visitor.user.id.as_str();
    converse(&bench, 1, Some(v), [v, "s1"]).await;
    converse(&bench, 2, None, [v, "m1"]).await;
    let upload = format!(
        "INSERT INTO uploads (id, owner_id, path, name, mime, size, created_at) VALUES (1, '{v}', 'p', 'n', 'm', 1, 1)"
    );
    bench.services.store.run_sql(&upload).await;

    let signed = adopt_by(&bench, "b1", &visitor).await.unwrap();

    assert_eq!(signed.user.id.as_str(), "b1");
    assert_eq!(texts(&bench, "customer_id", "conversations WHERE id = 1").await, ["b1"]);
    assert_eq!(texts(&bench, "open_customer", "conversations WHERE id = 1").await, ["b1"]);
    assert_eq!(texts(&bench, "pair_key", "conversations WHERE id = 2").await, ["b1|m1"]);
    assert_eq!(texts(&bench, "user_id", "members ORDER BY conversation_id, user_id").await, ["b1", "s1", "b1", "m1"]);
    assert_eq!(texts(&bench, "sender_id", "messages WHERE seq = 1").await, ["b1", "b1"]);
    assert_eq!(texts(&bench, "owner_id", "uploads").await, ["b1"]);
    // Lanes remember members by the roster's number: one that stays would let the visitor's id go on.
    assert_eq!(texts(&bench, "'x'", "conversations WHERE roster = 1").await.len(), 2);
    let said = texts(&bench, "body", "messages WHERE kind = 'system' AND conversation_id = 1").await;
    assert_eq!(said, [r#"{"event":"joined","user_id":"b1"}"#]);
    assert!(bench.stored(v).await.disabled);
    assert_eq!(bench.closed(), [(v.to_owned(), CloseCode::Unauthorized)]);
    assert_eq!(*bench.heard.changed.lock().unwrap(), [ConversationId(1), ConversationId(2)]);
    let credentials = Credentials { bearer: Some(visitor.access_token.clone()), api_key: None };
    assert_eq!(refusal(authenticate(&bench.services, credentials, ADDRESS, now()).await).0, "unauthorized");
    // The storefront may ask again with the same token: it is answered, and nothing moves.
    assert!(adopt_by(&bench, "b1", &visitor).await.is_ok());
}

#[tokio::test]
async fn what_the_user_has_already_stays_and_the_visitors_is_closed() {
    let bench = shop().await;
    bench.user("b1", Role::Buyer).await;
    let visitor = visit(&bench).await;
    let v = visitor.user.id.as_str();
    converse(&bench, 1, Some("b1"), ["b1", "s1"]).await;
    converse(&bench, 2, Some(v), [v, "s1"]).await;
    converse(&bench, 3, None, ["b1", "m1"]).await;
    converse(&bench, 4, None, [v, "m1"]).await;

    adopt_by(&bench, "b1", &visitor).await.unwrap();

    assert_eq!(texts(&bench, "status", "conversations ORDER BY id").await, ["open", "closed", "open", "closed"]);
    assert_eq!(texts(&bench, "customer_id", "conversations WHERE id < 3 ORDER BY id").await, ["b1", "b1"]);
    let keys = "conversations WHERE open_customer IS NOT NULL OR pair_key IS NOT NULL ORDER BY id";
    assert_eq!(texts(&bench, "COALESCE(open_customer, pair_key)", keys).await, ["b1", "b1|m1"]);
    let closing = "messages WHERE seq = 4 ORDER BY conversation_id";
    let event = r#"{"event":"status","status":"closed","by":"b1"}"#;
    assert_eq!(texts(&bench, "body", closing).await, [event, event]);
    assert_eq!(texts(&bench, "'x'", "conversations WHERE last_seq = 4").await.len(), 2);
    assert_eq!(texts(&bench, "'x'", "conversations WHERE closed_at IS NOT NULL").await.len(), 2);
}

#[tokio::test]
async fn where_both_take_part_the_higher_marks_count_and_no_message_is_lost() {
    let bench = shop().await;
    bench.user("m1", Role::Merchant).await;
    let visitor = visit(&bench).await;
    let v = visitor.user.id.as_str();
    // The visitor asked a merchant, and turns out to be that merchant.
    converse(&bench, 1, None, ["m1", v]).await;

    adopt_by(&bench, "m1", &visitor).await.unwrap();

    assert_eq!(texts(&bench, "user_id", "members WHERE read_seq = 2 AND delivered_seq = 2").await, ["m1"]);
    assert_eq!(texts(&bench, "user_id", "members").await.len(), 1);
    assert_eq!(texts(&bench, "sender_id", "messages WHERE kind = 'text' ORDER BY seq").await, ["m1", "m1"]);
    assert_eq!(texts(&bench, "'x'", "messages WHERE client_id IS NOT NULL").await.len(), 1);
    assert_eq!(texts(&bench, "status", "conversations WHERE pair_key IS NULL").await, ["closed"]);
}

#[tokio::test]
async fn only_a_living_visitors_token_is_taken() {
    let bench = shop().await;
    bench.user("b1", Role::Buyer).await;
    bench.user("b2", Role::Buyer).await;
    let visitor = visit(&bench).await;
    let key = Caller::Key("shop".to_owned());
    let ask = async |token: &str| {
        let input = TokenRequest { user_id: "b1".to_owned(), expires_in: None, visitor_token: Some(token.to_owned()) };
        refusal(issue(&bench.services, &client(&key), input, now()).await)
    };
    let wrong = ("invalid", vec!["visitor_token".to_owned()]);

    assert_eq!(ask("nonsense").await, wrong);
    let input = TokenRequest { user_id: "b2".to_owned(), expires_in: None, visitor_token: None };
    let known = issue(&bench.services, &client(&key), input, now()).await.unwrap();
    assert_eq!(ask(&known.access_token).await, wrong);
    bench.services.store.run_sql("UPDATE users SET token_generation = 5").await;
    assert_eq!(ask(&visitor.access_token).await, wrong);
}
