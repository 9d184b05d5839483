//! `POST /api/messages`

use serde_json::{Value, json};

use crate::support::{Answer, TestApp, User};

const PATH: &str = "/api/messages";

fn text(chat: i64, text: &str) -> Value {
    json!({"conversation_id": chat, "kind": "text", "body": {"text": text}})
}

fn named(chat: i64, id: &str, said: &str) -> Value {
    json!({"conversation_id": chat, "client_id": id, "kind": "text", "body": {"text": said}})
}

async fn with_key(user: &User, key: &str, body: Value) -> Answer {
    user.send(user.request("POST", PATH).header("Idempotency-Key", key).json(&body)).await
}

/// A buyer and a merchant who talk.
async fn pair(app: &TestApp) -> (User, User, i64) {
    let (buyer, merchant) = (app.buyer().await, app.merchant().await);
    let chat = buyer.talks_to(&merchant).await;
    (buyer, merchant, chat)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_has_its_whole_shape() {
    let app = TestApp::start().await;
    let (buyer, merchant, chat) = pair(&app).await;
    let new = json!({"conversation_id": chat, "kind": "text", "body": {"text": " 你好\u{3000}\n", "more": 1},
        // Not theirs to say:
        "sender_id": merchant.id, "seq": 9, "created_at": "x", "edited_at": "x", "recalled_at": "x"});

    let message = buyer.post(PATH, new).await.expect(201).json;

    let shown = json!({"conversation_id": chat, "seq": 1, "sender_id": buyer.id, "client_id": null, "kind": "text",
        "body": {"text": "你好"}, "reply_to": null, "created_at": message["created_at"], "edited_at": null,
        "recalled_at": null});
    assert_eq!(message, shown);
    let at = message["created_at"].as_str().unwrap();
    assert!(at.len() == "2026-11-22T18:00:00.123Z".len() && at.ends_with('Z'), "{at}");
    assert_eq!(merchant.history(chat).await, [message]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_is_measured_in_bytes_after_trimming() {
    let app = TestApp::start().await;
    let (buyer, _, chat) = pair(&app).await;
    let most = "x".repeat(16_384);

    for right in [most.clone(), format!("  {most} \n"), "客".repeat(5461), "x".to_owned()] {
        assert_eq!(buyer.post(PATH, text(chat, &right)).await.expect(201)["body"]["text"], right.trim());
    }
    for wrong in [format!("{most}x"), "客".repeat(5462), String::new(), " \u{3000}\n".to_owned()] {
        buyer.post(PATH, text(chat, &wrong)).await.field_error("body.text");
    }
    let odd = "\u{0}\u{7f}\u{202e}🧋\"\\</script>";
    assert_eq!(buyer.post(PATH, text(chat, odd)).await.expect(201)["body"]["text"], odd);
}

#[tokio::test(flavor = "multi_thread")]
async fn seq_is_one_two_three() {
    let app = TestApp::with(&[("MESSAGE_RATE_LIMIT", "0")]).await;
    let (buyer, merchant, chat) = pair(&app).await;

    let all = (0..30).map(|number| {
        let (user, said) = (if number % 2 == 0 { &buyer } else { &merchant }, format!("{number}"));
        async move { user.posts(chat, &said).await["seq"].as_i64().unwrap() }
    });
    let mut given = futures_util::future::join_all(all).await;

    given.sort_unstable();
    assert_eq!(given, (1..=30).collect::<Vec<_>>());
    let seen: Vec<i64> = buyer.history(chat).await.iter().map(|entry| entry["seq"].as_i64().unwrap()).collect();
    assert_eq!(seen, given);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_can_answer_another() {
    let app = TestApp::start().await;
    let (buyer, merchant, chat) = pair(&app).await;
    buyer.posts(chat, "tea?").await;
    let reply = |to: Value| json!({"conversation_id": chat, "kind": "text", "body": {"text": "yes"}, "reply_to": to});

    assert_eq!(merchant.post(PATH, reply(json!(1))).await.expect(201)["reply_to"], 1);
    assert_eq!(merchant.post(PATH, reply(json!(null))).await.expect(201)["reply_to"], json!(null));
    for bad in [json!(99), json!(0), json!(-1), json!("1"), json!(1.5)] {
        merchant.post(PATH, reply(bad)).await.field_error("reply_to");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_shows_a_product_or_an_order() {
    let app = TestApp::start().await;
    let (buyer, merchant, chat) = pair(&app).await;
    let card = |body: Value| json!({"conversation_id": chat, "kind": "card", "body": body});
    let whole = json!({"type": "product", "title": "Tea", "url": "https://shop.example/tea", "image_url": "/tea.png",
        "price": "9.90", "currency": "CNY", "fields": [{"label": "Weight", "value": "50 g"}], "ref": "SKU-1"});

    assert_eq!(merchant.post(PATH, card(whole.clone())).await.expect(201)["body"], whole);
    let least = json!({"type": "order", "title": "7"});
    assert_eq!(buyer.post(PATH, card(least.clone())).await.expect(201)["body"], least);
    for (bad, field) in [
        (json!({"type": "order"}), "body"),
        (json!({"title": "Tea"}), "body"),
        (json!({"type": "coupon", "title": "Tea"}), "body"),
        (json!({"type": "product", "title": ""}), "body.title"),
        (json!({"type": "product", "title": "x".repeat(201)}), "body.title"),
        (json!({"type": "product", "title": "Tea", "url": "javascript:alert(1)"}), "body.url"),
        (json!({"type": "product", "title": "Tea", "image_url": "data:image/png;base64,x"}), "body.image_url"),
        (json!({"type": "product", "title": "Tea", "price": true}), "body.price"),
        (json!("Tea"), "body"),
    ] {
        buyer.post(PATH, card(bad)).await.field_error(field);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_client_id_is_stored_once() {
    let app = TestApp::start().await;
    let (buyer, merchant, chat) = pair(&app).await;
    let first = buyer.post(PATH, named(chat, "c1", "hello")).await.expect(201);
    buyer.posts(chat, "between").await;

    let again = buyer.post(PATH, named(chat, "c1", " hello ")).await.expect(200);
    assert_eq!(again.json, first.json);
    assert_eq!(with_key(&buyer, "c1", text(chat, "hello")).await.expect(200).json, first.json);
    buyer.post(PATH, named(chat, "c1", "other")).await.problem(409, "conflict");
    let mut reply = named(chat, "c1", "hello");
    reply["reply_to"] = json!(1);
    buyer.post(PATH, reply).await.problem(409, "conflict");

    // Another sender's, another conversation's and another case are other names.
    merchant.post(PATH, named(chat, "c1", "hello")).await.expect(201);
    let other = buyer.asks_support().await;
    buyer.post(PATH, named(other, "c1", "hello")).await.expect(201);
    buyer.post(PATH, named(chat, "C1", "hello")).await.expect(201);
    buyer.post(PATH, named(chat, "c1 ", "hello")).await.expect(201);
    assert_eq!(buyer.history(chat).await.len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idempotency_key_serves_as_client_id() {
    let app = TestApp::start().await;
    let (buyer, _, chat) = pair(&app).await;

    let first = with_key(&buyer, "order-7", text(chat, "hello")).await.expect(201);

    assert_eq!(first["client_id"], "order-7");
    assert_eq!(with_key(&buyer, "order-7", text(chat, "hello")).await.expect(200).json, first.json);
    assert_eq!(with_key(&buyer, "order-7", named(chat, "order-7", "hello")).await.expect(200).json, first.json);
    assert_eq!(buyer.post(PATH, named(chat, "order-7", "hello")).await.expect(200).json, first.json);
    with_key(&buyer, "order-7", text(chat, "other")).await.problem(409, "conflict");
    with_key(&buyer, "order-7", named(chat, "c1", "hello")).await.field_error("client_id");
    with_key(&buyer, &"x".repeat(65), text(chat, "hello")).await.field_error("Idempotency-Key");
    with_key(&buyer, "", text(chat, "hello")).await.field_error("Idempotency-Key");
    assert_eq!(buyer.history(chat).await.len(), 1);
}

/// Catches a check and a write that are not one: a client that repeats before it was answered.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_name_many_times_at_once_is_one_message() {
    let app = TestApp::start().await;
    let (buyer, _, chat) = pair(&app).await;

    let answers = futures_util::future::join_all((0..10).map(|_| buyer.post(PATH, named(chat, "c1", "hello")))).await;

    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [[200; 9].as_slice(), &[201]].concat());
    assert!(answers.iter().all(|answer| answer["seq"] == 1), "{answers:?}");
    assert_eq!(buyer.history(chat).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_who_write_join() {
    let app = TestApp::start().await;
    let [buyer, merchant, agent, admin] = app.everybody().await;
    let (asked, direct) = (buyer.asks_support().await, buyer.talks_to(&merchant).await);
    for (chat, staff) in [(asked, &agent), (asked, &admin), (direct, &admin)] {
        let members = buyer.conversation(chat).await["members"].as_array().unwrap().len();

        staff.posts(chat, "hello").await;
        staff.posts(chat, "again").await;

        let now = buyer.conversation(chat).await;
        assert_eq!(now["members"].as_array().unwrap().len(), members + 1);
        let joined = json!({"event": "joined", "user_id": staff.id});
        let entries = buyer.history(chat).await;
        let place = entries.iter().position(|entry| entry["body"] == joined).expect("the log says who joined");
        assert_eq!(entries[place]["kind"], "system");
        assert_eq!(entries[place + 1]["body"]["text"], "hello");
        assert_eq!(entries.iter().filter(|entry| entry["body"] == joined).count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_kinds_of_the_server_cannot_be_sent() {
    let app = TestApp::start().await;
    let (buyer, _, chat) = pair(&app).await;
    for kind in ["system", "edit", "recall"] {
        let body = json!({"event": "joined", "user_id": "x", "target_seq": 1, "body": {"text": "x"}});
        buyer.post(PATH, json!({"conversation_id": chat, "kind": kind, "body": body})).await.field_error("kind");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_writes_too_fast_is_told_to_wait() {
    let app = TestApp::with(&[("MESSAGE_RATE_LIMIT", "1")]).await;
    let (buyer, merchant, chat) = pair(&app).await;

    let refused = futures_util::future::join_all((0..12).map(|_| buyer.says(chat, "hello"))).await;

    let (sent, refused): (Vec<_>, Vec<_>) = refused.into_iter().partition(|answer| answer.status == 201);
    assert!(sent.len() >= 2 && !refused.is_empty(), "{} sent, {} refused", sent.len(), refused.len());
    assert_eq!(buyer.history(chat).await.len(), sent.len());
    for answer in refused {
        answer.problem(429, "rate_limited");
    }
    merchant.posts(chat, "I may").await;
}
