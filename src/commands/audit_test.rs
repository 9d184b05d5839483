//! Is everything that changes rights written down, where it cannot be lost and cannot be changed?

use serde_json::json;

use super::*;
use crate::commands::auth::{self, Credentials, Login, PasswordChange, TokenRequest};
use crate::commands::conversations::{self, NewConversation};
use crate::commands::testing::{ADDRESS, Bench, client, now, refusal};
use crate::commands::users::{self, Asker, EnsureEntry, EnsureUsers, NewUser, UserPatch, WithTokens};
use crate::commands::{api_keys, messages, visitors};
use crate::domain::{Kind, Role};
use crate::error::Error;
use crate::id::{ConversationId, Seq, UserId};

const PASSWORD: &str = "long enough";

fn id(text: &str) -> UserId {
    UserId::parse(text).unwrap()
}

/// Everything in the log, oldest first, once nothing is on its way any more.
async fn log(bench: &Bench) -> Vec<AuditEntry> {
    bench.services.store.noted().await;
    let filter = AuditFilter { limit: 1000, ..AuditFilter::default() };
    let mut entries = bench.services.store.audit(filter).await.unwrap();
    entries.reverse();
    entries
}

/// Who did what to whom.
async fn told(bench: &Bench) -> Vec<(String, String, String)> {
    let entries = log(bench).await;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    entries
        .iter()
        .map(|e| (format!("{}:{}", e.actor_kind, text(&e.actor_id)), e.action.clone(), text(&e.target)))
        .collect()
}

fn line(who: &str, what: &str, whom: &str) -> (String, String, String) {
    (who.to_owned(), what.to_owned(), whom.to_owned())
}

async fn sign_in(bench: &Bench, username: &str, password: &str) -> Result<auth::SignedIn> {
    let login = Login { username: username.to_owned(), password: password.to_owned() };
    auth::login(&bench.services, ADDRESS, login, now()).await
}

fn staff(id: &str) -> NewUser {
    NewUser {
        id: Some(id.to_owned()),
        username: format!("name {id}"),
        password: PASSWORD.to_owned(),
        role: "support".to_owned(),
        avatar: None,
        description: None,
    }
}

/// Catches a change of rights that leaves no line, and one that is laid to somebody else.
#[tokio::test]
async fn what_an_administrator_does_is_there_in_order() {
    let bench = Bench::start().await;
    let admin = client(&bench.user("a1", Role::Admin).await);
    users::create(&bench.services, &admin, staff("s1"), now()).await.unwrap();
    let patch = async |patch: UserPatch| users::update(&bench.services, &admin, &id("s1"), patch, now()).await.unwrap();

    let name = Some("another".to_owned());
    patch(UserPatch { role: Some("admin".to_owned()), username: name, ..UserPatch::default() }).await;
    patch(UserPatch { password: Some("another password".to_owned()), ..UserPatch::default() }).await;
    users::remove(&bench.services, &admin, &id("s1"), now()).await.unwrap();
    patch(UserPatch { disabled: Some(false), ..UserPatch::default() }).await;

    let by_admin = |what| line("user:a1", what, "s1");
    let expected = ["user_created", "role_changed", "user_changed", "password_reset", "user_disabled", "user_enabled"]
        .map(by_admin);
    assert_eq!(told(&bench).await, expected);
    let entries = log(&bench).await;
    assert_eq!(entries[1].details, Some(json!({"from": "support", "to": "admin"})));
    assert!(entries.iter().all(|entry| entry.address.as_deref() == Some("127.0.0.1") && entry.at == now()));
}

/// Catches sign-ins that leave no trace, and a log that keeps what may be a password in the wrong field.
#[tokio::test]
async fn sign_ins_are_there_and_unknown_names_are_not() {
    let bench = Bench::start().await;
    let admin = client(&bench.user("a1", Role::Admin).await);
    users::create(&bench.services, &admin, staff("s1"), now()).await.unwrap();

    sign_in(&bench, "name s1", PASSWORD).await.unwrap();
    sign_in(&bench, "name s1", "a wrong password").await.unwrap_err();
    sign_in(&bench, "my secret password", PASSWORD).await.unwrap_err();
    let agent = client(&Caller::User(crate::domain::Actor { id: id("s1"), role: Role::Support }));
    let change = PasswordChange { current_password: PASSWORD.to_owned(), new_password: "my new password".to_owned() };
    auth::change_password(&bench.services, &agent, change, now()).await.unwrap();
    auth::logout(&bench.services, &agent, now()).await.unwrap();

    let mut told = told(&bench).await;
    told.sort();
    let mut expected = [
        line("user:a1", "user_created", "s1"),
        line("user:s1", "sign_in", ""),
        line("nobody:", "sign_in_failed", "s1"),
        line("nobody:", "sign_in_failed", ""),
        line("user:s1", "password_changed", ""),
        line("user:s1", "sign_out", ""),
    ];
    expected.sort();
    assert_eq!(told, expected);
    let all = format!("{:?}", log(&bench).await);
    for secret in ["password\"", "my secret", "long enough", "my new", "argon2"] {
        assert!(!all.contains(secret) || secret == "password\"", "{secret} in {all}");
    }
}

/// Catches a key whose use cannot be traced, and a log with a line for each call of a busy shop.
#[tokio::test]
async fn a_key_leaves_its_first_use_a_day_and_what_it_did() {
    let bench = Bench::with(&[("ALLOW_VISITORS", "True")]).await;
    let made = api_keys::create(&bench.services, "shop", now()).await.unwrap();
    let with_key = || Credentials { bearer: None, api_key: Some(made.key.clone()) };
    let tomorrow = now().plus(chrono::TimeDelta::days(1));
    for at in [now(), now(), tomorrow, tomorrow] {
        bench.services.auth.keys.forget_all();
        auth::authenticate(&bench.services, with_key(), ADDRESS, at).await.unwrap();
        bench.services.store.noted().await;
    }
    let shop = client(&Caller::Key("shop".to_owned()));
    let users =
        vec![EnsureEntry { id: Some("b1".to_owned()), role: Some("buyer".to_owned()), ..EnsureEntry::default() }];
    let asker = Asker { caller: Some(shop.caller.clone()), address: ADDRESS };
    users::ensure(&bench.services, &asker, EnsureUsers { users }, WithTokens::No, now()).await.unwrap();
    let visitor = visitors::welcome(&bench.services, ADDRESS, now()).await.unwrap();
    let input =
        TokenRequest { user_id: "b1".to_owned(), expires_in: None, visitor_token: Some(visitor.access_token.clone()) };
    auth::issue(&bench.services, &shop, input, now()).await.unwrap();
    api_keys::revoke(&bench.services, "shop", now()).await.unwrap();

    let mut told = told(&bench).await;
    told.sort();
    let mut expected = [
        line("cli:", "key_created", "shop"),
        line("key:shop", "key_used", ""),
        line("key:shop", "key_used", ""),
        line("key:shop", "users_ensured", ""),
        line("key:shop", "visitor_merged", visitor.user.id.as_str()),
        line("key:shop", "token_issued", "b1"),
        line("cli:", "key_revoked", "shop"),
    ];
    expected.sort();
    assert_eq!(told, expected);
}

/// Catches an administrator who takes back what others said and is not named.
#[tokio::test]
async fn a_recall_by_another_is_there_and_ones_own_is_not() {
    let bench = Bench::start().await;
    let (admin, buyer) = (bench.user("a1", Role::Admin).await, bench.user("b1", Role::Buyer).await);
    let new = NewConversation { kind: Kind::Support, participants: Vec::new(), subject: None, context: None };
    let chat = conversations::open(&bench.services, &buyer, new, now()).await.unwrap().conversation.id;
    for text in ["one", "two"] {
        messages::send(&bench.services, &buyer, text_message(chat, text)).await.unwrap();
    }

    messages::recall(&bench.services, &client(&buyer), chat, Seq(1)).await.unwrap();
    messages::recall(&bench.services, &client(&admin), chat, Seq(2)).await.unwrap();
    messages::recall(&bench.services, &client(&admin), chat, Seq(2)).await.unwrap();

    assert_eq!(told(&bench).await, [line("user:a1", "message_recalled", &format!("{chat}/2"))]);
    assert_eq!(log(&bench).await[0].details, Some(json!({"sender": "b1", "kind": "text"})));
}

fn text_message(chat: ConversationId, text: &str) -> messages::NewMessage {
    let body = serde_json::value::to_raw_value(&json!({"text": text})).unwrap();
    let kind = crate::domain::MessageKind::Text;
    messages::NewMessage { conversation_id: chat, client_id: None, kind, body, reply_to: None }
}

/// Catches a change of rights that goes through although it cannot be written down, and a sign-in that fails for it.
#[tokio::test]
async fn no_change_without_its_line_but_sign_in_needs_none() {
    let bench = Bench::start().await;
    let admin = client(&bench.user("a1", Role::Admin).await);
    users::create(&bench.services, &admin, staff("s1"), now()).await.unwrap();
    bench.services.store.run_sql("DROP TABLE audit").await;

    let patch = UserPatch { role: Some("admin".to_owned()), ..UserPatch::default() };
    let refused = users::update(&bench.services, &admin, &id("s1"), patch, now()).await;
    let created = users::create(&bench.services, &admin, staff("s2"), now()).await;

    assert!(matches!(refused, Err(Error::Internal(_))) && matches!(created, Err(Error::Internal(_))));
    assert_eq!(bench.stored("s1").await.role, Role::Support);
    assert!(bench.services.store.user(&id("s2")).await.unwrap().is_none());
    sign_in(&bench, "name s1", PASSWORD).await.unwrap();
}

/// Catches a database that lets lines be changed or removed.
#[tokio::test]
async fn the_database_keeps_every_line_as_it_is() {
    let bench = Bench::start().await;
    let line = AuditLine::by_cli(now(), AuditAction::DemoMade);
    bench.services.store.record(vec![line]).await.unwrap();

    for sql in ["UPDATE audit SET action = 'x'", "DELETE FROM audit"] {
        let refused = bench.services.store.try_sql(sql).await.unwrap_err();
        assert!(refused.to_string().contains("append-only") || format!("{refused:?}").contains("append-only"), "{sql}");
    }

    assert_eq!(told(&bench).await, [("cli:".to_owned(), "demo_made".to_owned(), String::new())]);
}

#[tokio::test]
async fn administrators_page_and_filter_and_others_see_nothing() {
    let bench = Bench::start().await;
    let admin = bench.user("a1", Role::Admin).await;
    let lines = (0..5).map(|n| AuditLine::by_cli(now(), AuditAction::KeyCreated).on(format!("k{n}"))).collect();
    bench.services.store.record(lines).await.unwrap();
    let used = AuditLine::new(now(), AuditActor::Key("k1".to_owned()), AuditAction::KeyUsed);
    bench.services.store.record(vec![used]).await.unwrap();
    let read = async |query: AuditQuery| list(&bench.services, &admin, query).await.unwrap();
    let targets = |page: &Page<AuditEntry>| -> Vec<String> {
        page.items.iter().map(|item| item.target.clone().unwrap_or_default()).collect()
    };

    let first = read(AuditQuery { limit: Some(4), ..AuditQuery::default() }).await;
    let second = read(AuditQuery { limit: Some(4), cursor: first.next_cursor.clone(), ..AuditQuery::default() }).await;
    assert_eq!(targets(&first), ["", "k4", "k3", "k2"]);
    assert_eq!((targets(&second), second.next_cursor.clone()), (vec!["k1".to_owned(), "k0".to_owned()], None));
    let by = |actor: &str| AuditQuery { actor: Some(actor.to_owned()), ..AuditQuery::default() };
    assert_eq!((read(by("k1")).await.items.len(), read(by("客")).await.items.len()), (1, 0));
    let of = |action: &str| AuditQuery { action: Some(action.to_owned()), ..AuditQuery::default() };
    assert_eq!((read(of("key_created")).await.items.len(), read(of("客")).await.items.len()), (5, 0));
    let on = AuditQuery { target: Some("k3".to_owned()), ..AuditQuery::default() };
    assert_eq!(read(on).await.items.len(), 1);

    for role in [Role::Buyer, Role::Merchant, Role::Support] {
        let other = bench.user(role.as_str(), role).await;
        assert_eq!(refusal(list(&bench.services, &other, AuditQuery::default()).await).0, "forbidden");
    }
    let key = Caller::Key("shop".to_owned());
    assert_eq!(refusal(list(&bench.services, &key, AuditQuery::default()).await).0, "forbidden");
}
