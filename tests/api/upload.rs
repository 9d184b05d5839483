//! `POST /api/upload`

use image::ImageFormat;
use reqwest::multipart::{Form, Part};
use serde_json::json;

use crate::support::{BASE_URL, TestApp, encoded, picture};

const PATH: &str = "/api/upload";

#[tokio::test(flavor = "multi_thread")]
async fn everybody_who_is_signed_in_may_upload() {
    let app = TestApp::start().await;
    for user in app.everybody().await {
        let upload = user.uploads("价目.txt", "你好".as_bytes()).await;

        let url = upload["url"].as_str().unwrap();
        assert!(url.starts_with(&format!("{BASE_URL}/api/media/")), "{url}");
        assert_eq!(upload, json!({"url": url, "name": "价目.txt", "mime": "text/plain", "size": 6}));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_have_a_size_and_large_ones_a_thumbnail() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    for (format, mime) in [
        (ImageFormat::Png, "image/png"),
        (ImageFormat::Jpeg, "image/jpeg"),
        (ImageFormat::Gif, "image/gif"),
        (ImageFormat::WebP, "image/webp"),
    ] {
        let large = buyer.uploads("large", &encoded(640, 480, format)).await;
        assert_eq!((&large["mime"], &large["width"], &large["height"]), (&json!(mime), &json!(640), &json!(480)));
        let thumbnail = large["thumbnail_url"].as_str().unwrap().strip_prefix(BASE_URL).unwrap();
        let thumbnail = app.nobody().get(thumbnail).await.expect(200);
        let scaled = image::load_from_memory(&thumbnail.bytes).unwrap();
        assert_eq!((scaled.width(), scaled.height()), (320, 240), "{mime}");

        let small = buyer.uploads("small", &encoded(320, 200, format)).await;
        assert_eq!((&small["width"], &small["height"]), (&json!(320), &json!(200)));
        assert!(small.get("thumbnail_url").is_none(), "{small}");
    }
}

/// Catches a server that believes the name or the type a client gives.
#[tokio::test(flavor = "multi_thread")]
async fn the_content_decides_what_a_file_is() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;

    let upload = buyer.uploads("invoice.pdf", &picture(4, 4)).await;
    assert_eq!((&upload["mime"], &upload["name"]), (&json!("image/png"), &json!("invoice.pdf.png")));
    let pdf = buyer.uploads("a.pdf", b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n%%EOF").await;
    assert_eq!(pdf["mime"], "application/pdf");

    for (name, content) in [
        ("a.png", b"MZ\x90\0\x03\0\0\0".as_slice()),
        ("a.txt", b"\x7fELF\x02\x01\x01\0"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("a.png", b"<!doctype html><script>alert(1)</script>"),
        ("a.html", b"<html><body>hello</body></html>"),
        ("a.txt", b"\xff\xfe\x00\x01\x02"),
        ("a.png", b"\x89PNG\r\n\x1a\nbroken"),
    ] {
        let answer = buyer.tries_to_upload(name, content).await;
        assert!(matches!(answer.status, 415 | 422), "{name}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_only_a_name() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    for name in ["../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd", "con", &"客".repeat(300), "a\"b.txt", "."] {
        let upload = buyer.uploads(name, b"hello").await;

        let shown = upload["name"].as_str().unwrap();
        assert!(!shown.is_empty() && !shown.contains(['/', '\\', '\0']) && shown.chars().count() <= 255, "{shown:?}");
        let path = upload["url"].as_str().unwrap().strip_prefix(BASE_URL).unwrap();
        let file = path.rsplit('/').next().unwrap();
        assert!(file.len() >= 26 && file.is_ascii(), "{file} is of our own making");
        assert_eq!(app.nobody().get(path).await.expect(200).text(), "hello");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_big_is_refused() {
    let app = TestApp::with(&[("MAX_FILE_SIZE", "1000")]).await;
    let buyer = app.buyer().await;

    buyer.uploads("a.txt", &[b'x'; 1000]).await;
    buyer.tries_to_upload("a.txt", &[b'x'; 1001]).await.problem(413, "payload_too_large");
    buyer.tries_to_upload("a.txt", &vec![b'x'; 200_000]).await.problem(413, "payload_too_large");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_upload_is_refused() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    let form = |form: Form| buyer.send(buyer.request("POST", PATH).multipart(form));
    let text = || Part::bytes(b"hello".to_vec()).file_name("a.txt");

    form(Form::new().text("other", "x")).await.field_error("file");
    form(Form::new()).await.problem(400, "bad_request");
    buyer.post(PATH, json!({"file": "x"})).await.problem(415, "unsupported_media_type");
    buyer.ask("POST", PATH, None).await.problem(415, "unsupported_media_type");
    let broken =
        buyer.request("POST", PATH).header("Content-Type", "multipart/form-data; boundary=x").body("--x\r\nno");
    buyer.send(broken).await.problem(400, "bad_request");
    let anonymous = app.nobody().request("POST", PATH).multipart(Form::new().part("file", text()));
    app.nobody().send(anonymous).await.problem(401, "unauthorized");
    let key = app.key().await;
    key.send(key.request("POST", PATH).multipart(Form::new().part("file", text()))).await.problem(403, "forbidden");
    // Nothing of all that was kept.
    let uploads = app.media().join("uploads");
    let kept = std::fs::read_dir(&uploads)
        .map_or(0, |files| files.filter(|file| !file.as_ref().unwrap().path().is_dir()).count());
    assert_eq!(kept, 0, "{}", uploads.display());
}
