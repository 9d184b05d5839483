//! `GET /api/media/{path}`

use serde_json::json;

use crate::support::{Answer, Asker, BASE_URL, TestApp, picture};

async fn with(asker: &Asker, path: &str, header: (&str, &str)) -> Answer {
    asker.send(asker.request("GET", path).header(header.0, header.1)).await
}

async fn stored(app: &TestApp, name: &str, content: &[u8]) -> String {
    let upload = app.buyer().await.uploads(name, content).await;
    upload["url"].as_str().unwrap().strip_prefix(BASE_URL).unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_shown_in_place_and_kept_for_ever() {
    let app = TestApp::start().await;
    let path = stored(&app, "tea.png", &picture(8, 8)).await;

    let answer = app.nobody().get(&path).await.expect(200);

    assert_eq!(answer.bytes, picture(8, 8));
    assert_eq!(answer.header("content-type"), "image/png");
    assert!(answer.header("content-disposition").starts_with("inline"), "{}", answer.header("content-disposition"));
    assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(answer.header("content-security-policy").starts_with("sandbox;"));
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_else_is_an_attachment() {
    let app = TestApp::start().await;
    for (name, content, kind) in [
        ("价目.txt", b"hello".as_slice(), "text/plain; charset=utf-8"),
        ("a.csv", b"a,b\n1,2\n", "text/csv; charset=utf-8"),
        ("a.pdf", b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n%%EOF", "application/pdf"),
    ] {
        let answer = app.nobody().get(&stored(&app, name, content).await).await.expect(200);

        assert_eq!(answer.header("content-type"), kind);
        assert!(answer.header("content-disposition").starts_with("attachment"), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_and_what_one_has_already() {
    let app = TestApp::start().await;
    let (path, nobody) = (stored(&app, "a.txt", b"0123456789").await, app.nobody());
    let tag = nobody.get(&path).await.expect(200).header("etag").to_owned();

    for (range, part, place) in [
        ("bytes=2-4", "234", "2-4"),
        ("bytes=8-", "89", "8-9"),
        ("bytes=-3", "789", "7-9"),
        ("bytes=5-99", "56789", "5-9"),
    ] {
        let answer = with(&nobody, &path, ("Range", range)).await.expect(206);
        assert_eq!((answer.text(), answer.header("content-range")), (part, format!("bytes {place}/10").as_str()));
    }
    let beyond = with(&nobody, &path, ("Range", "bytes=10-")).await.problem(416, "range_not_satisfiable");
    assert_eq!(beyond.header("content-range"), "bytes */10");
    let nothing = with(&nobody, &path, ("If-None-Match", &tag)).await.expect(304);
    assert!(nothing.bytes.is_empty() && nothing.header("etag") == tag);
    with(&nobody, &path, ("If-None-Match", "\"other\"")).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_was_put_there_is_served() {
    let app = TestApp::start().await;
    std::fs::write(app.media().join("secret.txt"), "secret").unwrap();
    let path = stored(&app, "a.txt", b"hello").await;
    for bad in [
        "/api/media/secret.txt",
        "/api/media/..%2fkefu.db",
        "/api/media/%2e%2e/kefu.db",
        "/api/media/uploads/..%2f..%2fkefu.db",
        "/api/media//etc/passwd",
        "/api/media/%2fetc%2fpasswd",
        "/api/media/avatars",
        "/api/media/",
        "/api/media/%00",
        &format!("{path}%00.png"),
        &path.replace(".txt", ".html"),
    ] {
        app.nobody().get(bad).await.problem(404, "not_found");
    }
    app.nobody().post(&path, json!({})).await.problem(405, "method_not_allowed");
}
