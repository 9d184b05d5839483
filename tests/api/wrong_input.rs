//! For every row: a wrong type, a missing field, an over-long value and somebody else's id, each with its answer.

use serde_json::{Value, json};

use crate::support::{Asker, TestApp};

/// What has to be answered.
enum Answered {
    /// 422, naming this field.
    Field(&'static str),
    Problem(u16, &'static str),
    Success(u16),
}
use Answered::{Field, Problem, Success};

const MISSING: Answered = Problem(404, "not_found");

async fn check(asker: &Asker, cases: Vec<(&str, String, Value, Answered)>) {
    for (method, path, body, expected) in cases {
        let body = (!body.is_null()).then_some(body);
        let answer = asker.ask(method, &path, body.clone()).await;
        let context = format!("with {}", body.unwrap_or_default());
        let context: String = context.chars().take(300).collect();
        let checked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| match expected {
            Field(field) => drop(answer.field_error(field)),
            Problem(status, code) => drop(answer.problem(status, code)),
            Success(status) => drop(answer.expect(status)),
        }));
        if let Err(why) = checked {
            eprintln!("{context}");
            std::panic::resume_unwind(why);
        }
    }
}

fn row(
    method: &'static str,
    path: impl Into<String>,
    body: Value,
    expected: Answered,
) -> (&'static str, String, Value, Answered) {
    (method, path.into(), body, expected)
}

fn long(length: usize) -> String {
    "x".repeat(length)
}

#[tokio::test(flavor = "multi_thread")]
async fn auth() {
    let app = TestApp::with(&[("LOGIN_RATE_LIMIT", "0")]).await;
    let (key, agent) = (app.key().await, app.agent().await);
    let login = |body| row("POST", "/api/auth/login", body, Field("password"));
    check(
        &app.nobody(),
        vec![
            login(json!({"username": "a"})),
            login(json!({"username": "a", "password": 5})),
            login(json!({"username": "a", "password": null})),
            row("POST", "/api/auth/login", json!({"password": "a"}), Field("username")),
            row("POST", "/api/auth/login", json!({"username": ["a"], "password": "a"}), Field("username")),
            row("POST", "/api/auth/login", json!(["a", 5]), Problem(422, "invalid")),
            row("POST", "/api/auth/login", json!("a"), Field("body")),
        ],
    )
    .await;
    let password = |body, field| row("POST", "/api/auth/password", body, Field(field));
    check(
        &agent,
        vec![
            password(json!({"new_password": "0123456789"}), "current_password"),
            password(json!({"current_password": 5, "new_password": "0123456789"}), "current_password"),
            password(json!({"current_password": "x"}), "new_password"),
            password(json!({"current_password": "x", "new_password": 5}), "new_password"),
            password(json!({"current_password": "x", "new_password": long(129)}), "new_password"),
        ],
    )
    .await;
    let tokens = |body, expected| row("POST", "/api/auth/tokens", body, expected);
    check(
        &key,
        vec![
            tokens(json!({}), Field("user_id")),
            tokens(json!({"user_id": 5}), Field("user_id")),
            tokens(json!({"user_id": "a b"}), Field("user_id")),
            tokens(json!({"user_id": long(65)}), Field("user_id")),
            tokens(json!({"user_id": "nobody"}), MISSING),
            tokens(json!({"user_id": "nobody", "expires_in": "x"}), Field("expires_in")),
            tokens(json!({"user_id": "nobody", "visitor_token": 5}), Field("visitor_token")),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn users() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let whole = |field: &str, value: Value| {
        let mut new = json!({"id": "s1", "username": "Anna", "password": "correct horse 1", "role": "support"});
        new[field] = value;
        new
    };
    let without = |field: &str| {
        let mut new = whole("id", json!("s1"));
        new.as_object_mut().unwrap().remove(field);
        new
    };
    let create = |body, field| row("POST", "/api/users", body, Field(field));
    let me = format!("/api/users/{}", admin.id);
    let patch = |body, field| row("PATCH", me.clone(), body, Field(field));
    let list = |query: &str, field| row("GET", format!("/api/users?{query}"), Value::Null, Field(field));
    check(
        &admin,
        vec![
            create(without("username"), "username"),
            create(whole("username", json!(5)), "username"),
            create(whole("username", json!(long(65))), "username"),
            create(whole("username", json!(" ")), "username"),
            create(without("password"), "password"),
            create(whole("password", json!(5)), "password"),
            create(whole("password", json!("short")), "password"),
            create(whole("password", json!(long(129))), "password"),
            create(without("role"), "role"),
            create(whole("role", json!(5)), "role"),
            create(whole("role", json!("king")), "role"),
            create(whole("role", json!("buyer")), "role"),
            create(whole("id", json!(5)), "id"),
            create(whole("id", json!("a b")), "id"),
            create(whole("id", json!(long(65))), "id"),
            create(whole("avatar", json!("javascript:x")), "avatar"),
            create(whole("avatar", json!(format!("/{}", long(512)))), "avatar"),
            create(whole("description", json!(long(1001))), "description"),
            create(whole("description", json!(5)), "description"),
            row("POST", "/api/users", json!([]), Problem(422, "invalid")),
            patch(json!({"username": 5}), "username"),
            patch(json!({"username": ""}), "username"),
            patch(json!({"username": long(65)}), "username"),
            patch(json!({"username": "a\u{0}b"}), "username"),
            patch(json!({"avatar": 5}), "avatar"),
            patch(json!({"avatar": "//evil.example/x"}), "avatar"),
            patch(json!({"description": long(1001)}), "description"),
            patch(json!({"role": "king"}), "role"),
            patch(json!({"role": 5}), "role"),
            patch(json!({"disabled": "yes"}), "disabled"),
            patch(json!({"password": 5}), "password"),
            patch(json!({"password": long(129)}), "password"),
            row("PATCH", "/api/users/nobody", json!({}), MISSING),
            row("DELETE", "/api/users/nobody", Value::Null, MISSING),
            row("GET", "/api/users/nobody", Value::Null, MISSING),
            list("role=king", "role"),
            list("limit=0", "limit"),
            list("limit=101", "limit"),
            list("limit=-1", "limit"),
            list("limit=x", "limit"),
            list("limit=99999999999999999999", "limit"),
            list(&format!("q={}", long(65)), "q"),
            row("GET", "/api/users?cursor=x", Value::Null, Problem(400, "bad_request")),
            row("GET", "/api/users?cursor=", Value::Null, Problem(400, "bad_request")),
            row("GET", "/api/users?limit=100&unknown=1", Value::Null, Success(200)),
            row("POST", "/api/users/ensure", json!({}), Field("users")),
            row("POST", "/api/users/ensure", json!({"users": "x"}), Field("users")),
            row("POST", "/api/users/ensure", json!({"users": {}}), Field("users")),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn conversations() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, _] = app.everybody().await;
    let foreign = merchant.asks_support().await;
    let chat = buyer.asks_support().await;
    let open = |body, expected| row("POST", "/api/conversations", body, expected);
    let direct = |participants: Value| json!({"kind": "direct", "participants": participants});
    let at = |id: i64| format!("/api/conversations/{id}");
    let read = |id: i64, body, expected| row("POST", format!("{}/read", at(id)), body, expected);
    let list = |query: &str, field| row("GET", format!("/api/conversations?{query}"), Value::Null, Field(field));
    check(
        &buyer,
        vec![
            open(json!({}), Field("kind")),
            open(json!({"kind": 5}), Field("kind")),
            open(json!({"kind": "group"}), Field("kind")),
            open(json!({"kind": "direct"}), Field("participants")),
            open(direct(json!(merchant.id)), Field("participants")),
            open(direct(json!([5])), Field("participants[0]")),
            open(direct(json!([merchant.id, "a b"])), Field("participants[1]")),
            open(direct(json!([long(65)])), Field("participants[0]")),
            open(direct(json!(["nobody"])), MISSING),
            open(json!({"kind": "support", "subject": 5}), Field("subject")),
            open(json!({"kind": "support", "subject": long(201)}), Field("subject")),
            open(json!({"kind": "support", "context": "x"}), Field("context")),
            open(json!({"kind": "support", "context": [1]}), Field("context")),
            open(json!({"kind": "support", "context": {"x": long(8192)}}), Field("context")),
            open(json!([]), Problem(422, "invalid")),
            row("PATCH", at(chat), json!({"status": "done"}), Field("status")),
            row("PATCH", at(chat), json!({"status": 5}), Field("status")),
            row("PATCH", at(chat), json!({"subject": 5}), Field("subject")),
            row("PATCH", at(chat), json!({"subject": long(201)}), Field("subject")),
            row("PATCH", at(chat), json!({"assignee_id": 5}), Field("assignee_id")),
            row("PATCH", at(foreign), json!({"subject": "x"}), MISSING),
            row("GET", at(foreign), Value::Null, MISSING),
            read(chat, json!({}), Field("seq")),
            read(chat, json!({"seq": "1"}), Field("seq")),
            read(chat, json!({"seq": 0}), Field("seq")),
            read(chat, json!({"seq": 1}), Field("seq")),
            read(chat, json!({"seq": 1_u64 << 53}), Field("seq")),
            read(foreign, json!({"seq": 1}), MISSING),
            list("status=done", "status"),
            list("kind=group", "kind"),
            list("unread=maybe", "unread"),
            list("assignee=a%20b", "assignee"),
            list(&format!("assignee={}", long(65)), "assignee"),
            list(&format!("q={}", long(201)), "q"),
            list("limit=0", "limit"),
            list("limit=101", "limit"),
            list("limit=x", "limit"),
            row("GET", "/api/conversations?cursor=x", Value::Null, Problem(400, "bad_request")),
        ],
    )
    .await;
    let assign = |assignee: Value| row("PATCH", at(chat), json!({"assignee_id": assignee}), Field("assignee_id"));
    check(
        &agent,
        vec![assign(json!(long(65))), assign(json!("nobody")), assign(json!(buyer.id)), assign(json!(["x"]))],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages() {
    let app = TestApp::with(&[("MESSAGE_RATE_LIMIT", "0")]).await;
    let (buyer, merchant, other) = (app.buyer().await, app.merchant().await, app.merchant().await);
    let (chat, foreign) = (buyer.talks_to(&merchant).await, other.asks_support().await);
    buyer.posts(chat, "hello").await;
    let whole = |field: &str, value: Value| {
        let mut new = json!({"conversation_id": chat, "kind": "text", "body": {"text": "hi"}, "client_id": "c1"});
        new[field] = value;
        new
    };
    let without = |field: &str| {
        let mut new = whole("reply_to", json!(null));
        new.as_object_mut().unwrap().remove(field);
        new
    };
    let send = |body, expected| row("POST", "/api/messages", body, expected);
    let list = |query: &str, expected| row("GET", format!("/api/messages?{query}"), Value::Null, expected);
    let within = |query: &str, field| list(&format!("conversation_id={chat}&{query}"), Field(field));
    let edit = |id: i64, seq: i64, body, expected| row("PATCH", format!("/api/messages/{id}/{seq}"), body, expected);
    let recall = |id: i64, seq: i64| row("DELETE", format!("/api/messages/{id}/{seq}"), Value::Null, MISSING);
    check(
        &buyer,
        vec![
            send(without("conversation_id"), Field("conversation_id")),
            send(whole("conversation_id", json!("1")), Field("conversation_id")),
            send(whole("conversation_id", json!(0)), Field("conversation_id")),
            send(whole("conversation_id", json!(1_u64 << 53)), Field("conversation_id")),
            send(whole("conversation_id", json!(foreign)), MISSING),
            send(whole("conversation_id", json!((1_u64 << 53) - 1)), MISSING),
            send(without("kind"), Field("kind")),
            send(whole("kind", json!(5)), Field("kind")),
            send(whole("kind", json!("shout")), Field("kind")),
            send(without("body"), Field("body")),
            send(whole("body", json!(null)), Field("body")),
            send(whole("body", json!("hi")), Field("body")),
            send(whole("body", json!({})), Field("body")),
            send(whole("body", json!({"text": 5})), Field("body")),
            send(whole("body", json!({"text": long(16_385)})), Field("body.text")),
            send(whole("client_id", json!(5)), Field("client_id")),
            send(whole("client_id", json!("")), Field("client_id")),
            send(whole("client_id", json!(long(65))), Field("client_id")),
            send(whole("reply_to", json!("1")), Field("reply_to")),
            send(whole("reply_to", json!(99)), Field("reply_to")),
            send(json!([]), Problem(422, "invalid")),
            list("", Field("conversation_id")),
            list("conversation_id=x", Field("conversation_id")),
            list("conversation_id=0", Field("conversation_id")),
            list(&format!("conversation_id={foreign}"), MISSING),
            list("conversation_id=9007199254740991", MISSING),
            within("before_seq=0", "before_seq"),
            within("before_seq=x", "before_seq"),
            within("before_seq=9007199254740992", "before_seq"),
            within("after_seq=-1", "after_seq"),
            within("after_seq=99999999999999999999", "after_seq"),
            within("before_seq=5&after_seq=1", "after_seq"),
            within("limit=0", "limit"),
            within("limit=101", "limit"),
            edit(chat, 1, json!({}), Field("body")),
            edit(chat, 1, json!({"body": null}), Problem(422, "invalid")),
            edit(chat, 1, json!({"body": {"text": 5}}), Problem(422, "invalid")),
            edit(chat, 1, json!({"body": {"text": " "}}), Field("body.text")),
            edit(chat, 1, json!({"body": {"text": long(16_385)}}), Field("body.text")),
            edit(chat, 99, json!({"body": {"text": "x"}}), MISSING),
            edit(foreign, 1, json!({"body": {"text": "x"}}), MISSING),
            recall(chat, 99),
            recall(foreign, 1),
        ],
    )
    .await;
    assert_eq!(buyer.history(chat).await.len(), 1, "nothing of that was stored");
}

#[tokio::test(flavor = "multi_thread")]
async fn quick_replies() {
    let app = TestApp::start().await;
    let (agent, merchant) = (app.agent().await, app.merchant().await);
    let keep = async |user: &crate::support::User| {
        let new = json!({"title": "a", "content": "b"});
        let id = user.post("/api/quick-replies", new).await.expect(201)["id"].as_i64().unwrap();
        format!("/api/quick-replies/{id}")
    };
    let (own, foreign) = (keep(&agent).await, keep(&merchant).await);
    let whole = |field: &str, value: Value| {
        let mut new = json!({"title": "a", "content": "b"});
        new[field] = value;
        new
    };
    let mut cases = vec![
        row("POST", "/api/quick-replies", json!({"content": "b"}), Field("title")),
        row("POST", "/api/quick-replies", json!({"title": "a"}), Field("content")),
        row("POST", "/api/quick-replies", json!([]), Problem(422, "invalid")),
        row("GET", foreign.clone(), Value::Null, MISSING),
        row("PATCH", foreign.clone(), json!({"title": "x"}), MISSING),
        row("DELETE", foreign, Value::Null, MISSING),
        row("GET", "/api/quick-replies/9007199254740991", Value::Null, MISSING),
        row("GET", "/api/quick-replies?scope=public", Value::Null, Field("scope")),
        row("GET", "/api/quick-replies?limit=0", Value::Null, Field("limit")),
        row("GET", "/api/quick-replies?limit=x", Value::Null, Field("limit")),
        row("GET", format!("/api/quick-replies?q={}", long(65)), Value::Null, Field("q")),
        row("GET", "/api/quick-replies?cursor=x", Value::Null, Problem(400, "bad_request")),
    ];
    for (field, bad) in [
        ("title", json!(5)),
        ("title", json!(" ")),
        ("title", json!(long(101))),
        ("content", json!(5)),
        ("content", json!("")),
        ("content", json!(long(4001))),
        ("shortcut", json!(5)),
        ("shortcut", json!(long(33))),
        ("shortcut", json!("a b")),
        ("shortcut", json!("/a")),
        ("category", json!(5)),
        ("category", json!(long(51))),
        ("scope", json!("public")),
        ("scope", json!(5)),
    ] {
        cases.push(row("POST", "/api/quick-replies", whole(field, bad.clone()), Field(field)));
        cases.push(row("PATCH", own.clone(), json!({field: bad}), Field(field)));
    }
    check(&agent, cases).await;
}
