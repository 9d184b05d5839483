//! `POST /api/messages` with an `image` or a `file`.

use serde_json::{Value, json};

use crate::support::{BASE_URL, TestApp, User, picture};

async fn shows(user: &User, chat: i64, kind: &str, url: &str) -> crate::support::Answer {
    let body = json!({"conversation_id": chat, "kind": kind, "body": {"upload_url": url, "name": "lie", "size": 1}});
    user.post("/api/messages", body).await
}

fn path(url: &Value) -> String {
    url.as_str().unwrap().strip_prefix(BASE_URL).expect("an absolute URL below BASE_URL").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_shown_with_what_was_stored_of_it() {
    let app = TestApp::start().await;
    let (buyer, merchant) = (app.buyer().await, app.merchant().await);
    let chat = buyer.talks_to(&merchant).await;
    let upload = buyer.uploads("茶.png", &picture(640, 400)).await;
    let url = upload["url"].as_str().unwrap();

    let message = shows(&buyer, chat, "image", url).await.expect(201).json;

    let shown = json!({"upload_url": url, "name": "茶.png", "mime": "image/png", "size": upload["size"], "width": 640,
        "height": 400, "thumbnail_url": upload["thumbnail_url"]});
    assert_eq!(message["body"], shown);
    assert_eq!(merchant.history(chat).await[0]["body"], shown);
    // Without the origin it is the same file, and a picture may be sent as a file.
    let local = path(&upload["url"]);
    assert_eq!(shows(&buyer, chat, "file", &local).await.expect(201)["body"], shown);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_ones_own_uploads_can_be_shown() {
    let app = TestApp::start().await;
    let (buyer, merchant) = (app.buyer().await, app.merchant().await);
    let chat = buyer.talks_to(&merchant).await;
    let upload = merchant.uploads("a.txt", b"hello").await;
    let url = upload["url"].as_str().unwrap();

    shows(&buyer, chat, "file", url).await.problem(404, "not_found");
    for unknown in [
        format!("{BASE_URL}/api/media/uploads/nothing.png"),
        format!("{BASE_URL}/api/media/avatars/buyer1.png"),
        "https://elsewhere.example/x.png".to_owned(),
        "javascript:alert(1)".to_owned(),
        String::new(),
        "/api/media/../../etc/passwd".to_owned(),
        "/api/media/uploads/客🧋.png".to_owned(),
        format!("/api/media/{}", "x".repeat(5000)),
    ] {
        shows(&buyer, chat, "file", &unknown).await.problem(404, "not_found");
    }
    shows(&merchant, chat, "image", url).await.field_error("kind");
    let bodies = [json!({}), json!({"upload_url": 5}), json!("x"), json!({"upload_url": null})];
    for body in bodies {
        let message = json!({"conversation_id": chat, "kind": "file", "body": body});
        buyer.post("/api/messages", message).await.field_error("body");
    }
    assert_eq!(buyer.history(chat).await.len(), 0);
}

/// Catches a recall that leaves the file to whoever has its URL.
#[tokio::test(flavor = "multi_thread")]
async fn a_recalled_picture_is_gone_with_its_thumbnail() {
    let app = TestApp::start().await;
    let (buyer, merchant) = (app.buyer().await, app.merchant().await);
    let chat = buyer.talks_to(&merchant).await;
    let upload = buyer.uploads("tea.png", &picture(640, 400)).await;
    let (url, nobody) = (upload["url"].as_str().unwrap(), app.nobody());
    let seq = shows(&buyer, chat, "image", url).await.expect(201)["seq"].clone();
    nobody.get(&path(&upload["url"])).await.expect(200);
    nobody.get(&path(&upload["thumbnail_url"])).await.expect(200);

    buyer.delete(&format!("/api/messages/{chat}/{seq}")).await.expect(200);

    nobody.get(&path(&upload["url"])).await.problem(404, "not_found");
    nobody.get(&path(&upload["thumbnail_url"])).await.problem(404, "not_found");
    assert_eq!(merchant.history(chat).await[0]["body"], json!(null));
    shows(&buyer, chat, "image", url).await.problem(404, "not_found");
}

/// A resend (a lost answer, an offline queue) of a file that was taken back: the same message, over either path. Catches
/// a look for the file before the one for the name; and a look for the name that forgets who asks, or what was said.
#[tokio::test(flavor = "multi_thread")]
async fn a_resend_of_a_recalled_file_is_known() {
    let app = TestApp::start().await;
    let [buyer, merchant, ..] = app.everybody().await;
    let chat = buyer.talks_to(&merchant).await;
    let (upload, other) = (buyer.uploads("a.txt", b"hello").await, buyer.uploads("b.txt", b"hello").await);
    let file =
        |url: &Value| json!({"conversation_id": chat, "client_id": "c1", "kind": "file", "body": {"upload_url": url}});
    let named = file(&upload["url"]);
    let first = buyer.post("/api/messages", named.clone()).await.expect(201);
    buyer.delete(&format!("/api/messages/{chat}/1")).await.expect(200);
    app.nobody().get(&path(&upload["url"])).await.problem(404, "not_found");

    let again = buyer.post("/api/messages", named.clone()).await.expect(200);
    let mut socket = buyer.socket().await;
    let mut frame = named.clone();
    (frame["type"], frame["id"]) = (json!("send"), json!("c1"));
    socket.send(frame).await;
    let ack = socket.next_where("the answer to c1", |frame| frame["id"] == "c1").await;

    assert_eq!((&again["seq"], &again["body"]), (&json!(1), &Value::Null));
    let expected = json!({"type": "ack", "id": "c1", "conversation_id": chat, "seq": 1,
        "created_at": first["created_at"], "duplicate": true});
    assert_eq!(ack, expected);
    // Without the origin it is the same file.
    buyer.post("/api/messages", file(&json!(path(&upload["url"])))).await.expect(200);
    // Another file under the name, there or not, another reply, another kind.
    let mut reply = named.clone();
    reply["reply_to"] = json!(1);
    let mut picture = named.clone();
    picture["kind"] = json!("image");
    let gone = json!(format!("{BASE_URL}/api/media/uploads/2026/11/gone.txt"));
    for other in [file(&other["url"]), file(&gone), reply, picture] {
        buyer.post("/api/messages", other).await.problem(409, "conflict");
    }
    // The name is its sender's own.
    merchant.post("/api/messages", named.clone()).await.problem(404, "not_found");
    app.buyer().await.post("/api/messages", named).await.problem(404, "not_found");
    assert_eq!(merchant.history(chat).await.len(), 2);
}
