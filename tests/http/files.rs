//! Uploads in, media out.

use reqwest::multipart::{Form, Part};
use reqwest::{RequestBuilder, Response};
use serde_json::Value;

use super::bench::{Bench, MAX_FILE_SIZE, header, problem};

const AVATAR: &str = "/api/media/avatars/buyer1.png";

fn file(bytes: impl Into<Vec<u8>>, name: &str) -> Form {
    Form::new().part("file", Part::bytes(bytes.into()).file_name(name.to_owned()))
}

async fn upload(bench: &Bench, form: Form) -> Response {
    let token = bench.token("b1", "buyer").await;
    bench.post("/api/upload").bearer_auth(token).multipart(form).send().await.unwrap()
}

/// Uploads a text and answers the path below this server that it can be read from.
async fn stored(bench: &Bench, text: &str, name: &str) -> String {
    let answer: Value = upload(bench, file(text, name)).await.json().await.unwrap();
    let url = answer["url"].as_str().unwrap();
    url.strip_prefix("https://chat.example").unwrap().to_owned()
}

#[actix_web::test]
async fn a_picture_comes_back_with_its_thumbnail() {
    let bench = Bench::start().await;
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(640, 480).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    let bytes = bytes.into_inner();

    let other = Form::new().text("caption", "ignored");
    let answer = upload(&bench, other.part("file", Part::bytes(bytes.clone()).file_name("照片.png"))).await;

    assert_eq!(answer.status(), 201);
    let stored: Value = answer.json().await.unwrap();
    assert_eq!((&stored["name"], &stored["mime"]), (&"照片.png".into(), &"image/png".into()));
    assert_eq!((&stored["width"], &stored["height"], &stored["size"]), (&640.into(), &480.into(), &bytes.len().into()));
    for url in [&stored["url"], &stored["thumbnail_url"]] {
        let path = url.as_str().unwrap().strip_prefix("https://chat.example").unwrap();
        let read = bench.get(path).send().await.unwrap();
        assert_eq!(
            (read.status().as_u16(), header(&read, "cache-control")),
            (200, "public, max-age=31536000, immutable")
        );
        assert!(header(&read, "content-disposition").starts_with("inline;"));
    }
}

#[actix_web::test]
async fn uploads_that_cannot_be_taken_say_why() {
    let bench = Bench::start().await;
    let token = bench.token("b1", "buyer").await;
    let post = || bench.post("/api/upload").bearer_auth(&token);

    problem(bench.post("/api/upload").multipart(file("x", "a.txt")).send().await.unwrap(), 401, "unauthorized").await;
    problem(bench.post_with_key("/api/upload").multipart(file("x", "a.txt")).send().await.unwrap(), 403, "forbidden")
        .await;
    problem(post().json(&1).send().await.unwrap(), 415, "unsupported_media_type").await;
    problem(upload(&bench, file(b"MZ\x90\0\x03".to_vec(), "a.png")).await, 415, "unsupported_media_type").await;
    let none = problem(upload(&bench, Form::new().text("other", "x")).await, 422, "invalid").await;
    assert_eq!(none["errors"][0]["field"], "file");
    let broken = post().header("Content-Type", "multipart/form-data; boundary=x").body("--x\r\nnothing");
    problem(broken.send().await.unwrap(), 400, "bad_request").await;
    let nameless = post().header("Content-Type", "multipart/form-data").body("x");
    problem(nameless.send().await.unwrap(), 400, "bad_request").await;
}

/// Catches a limit that trusts `Content-Length`: a form in chunks has none.
#[actix_web::test]
async fn a_file_over_the_limit_is_refused_while_it_comes() {
    let bench = Bench::start().await;
    problem(upload(&bench, file(vec![b'x'; MAX_FILE_SIZE + 100_000], "a.txt")).await, 413, "payload_too_large").await;

    let pieces = (0..40).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 10_000]));
    let body = reqwest::Body::wrap_stream(futures_util::stream::iter(pieces));
    let form = Form::new().part("file", Part::stream(body).file_name("a.txt"));
    problem(upload(&bench, form).await, 413, "payload_too_large").await;

    let beside =
        Form::new().text("other", "x".repeat(100_000)).part("file", Part::bytes(b"x".to_vec()).file_name("a.txt"));
    problem(upload(&bench, beside).await, 413, "payload_too_large").await;
    assert_eq!(upload(&bench, file(vec![b'x'; MAX_FILE_SIZE], "a.txt")).await.status(), 201);
}

#[actix_web::test]
async fn documents_are_saved_under_their_own_name_and_run_nothing() {
    let bench = Bench::start().await;
    let path = stored(&bench, "你好", "价目表.txt").await;

    let read = bench.get(&path).send().await.unwrap();

    assert_eq!(header(&read, "content-type"), "text/plain; charset=utf-8");
    let disposition = header(&read, "content-disposition");
    assert!(disposition.starts_with("attachment;") && disposition.contains("%E4%BB%B7"), "{disposition}");
    assert!(header(&read, "content-security-policy").starts_with("sandbox; default-src 'none'"));
    assert_eq!(header(&read, "x-content-type-options"), "nosniff");
    assert_eq!(header(&read, "cross-origin-resource-policy"), "cross-origin");
    assert_eq!(read.text().await.unwrap(), "你好");
}

#[actix_web::test]
async fn parts_of_a_file_can_be_asked_for() {
    let bench = Bench::start().await;
    let text = (0..30_000).map(|number| number.to_string()).collect::<Vec<_>>().join(" ");
    let path = stored(&bench, &text, "a.txt").await;
    for address in [path.as_str(), AVATAR] {
        let whole = bench.get(address).send().await.unwrap();
        let tag = header(&whole, "etag").to_owned();
        let bytes = whole.bytes().await.unwrap();
        let ranged = |range: &str| bench.get(address).header("Range", range);

        let part = ranged("bytes=100-299").header("Accept-Encoding", "gzip").send().await.unwrap();
        assert_eq!(header(&part, "content-range"), format!("bytes 100-299/{}", bytes.len()));
        assert_eq!((part.status().as_u16(), header(&part, "content-length")), (206, "200"));
        assert_eq!(part.bytes().await.unwrap(), bytes[100..300]);
        let rest = ranged("bytes=-7").header("If-Range", &tag).send().await.unwrap();
        assert_eq!(rest.bytes().await.unwrap(), bytes[bytes.len() - 7..]);

        let changed = ranged("bytes=0-1").header("If-Range", "\"other\"").send().await.unwrap();
        assert_eq!((changed.status().as_u16(), changed.bytes().await.unwrap().len()), (200, bytes.len()));
        let beyond = ranged("bytes=99999999-").send().await.unwrap();
        assert_eq!(header(&beyond, "content-range"), format!("bytes */{}", bytes.len()));
        problem(beyond, 416, "range_not_satisfiable").await;
    }
}

#[actix_web::test]
async fn what_a_browser_has_is_not_sent_again() {
    let bench = Bench::start().await;
    let path = stored(&bench, "hello", "a.txt").await;
    for address in [path.as_str(), AVATAR] {
        let first = bench.get(address).send().await.unwrap();
        let tag = header(&first, "etag").to_owned();
        assert!(tag.len() > 4 && !tag.starts_with('W'), "{tag}");
        let status = async |request: RequestBuilder| request.send().await.unwrap().status().as_u16();

        assert_eq!(status(bench.get(address).header("If-None-Match", format!("\"x\", W/{tag}"))).await, 304);
        assert_eq!(status(bench.get(address).header("If-None-Match", "*")).await, 304);
        assert_eq!(status(bench.get(address).header("If-None-Match", "\"x\"")).await, 200);
        let since = header(&first, "last-modified");
        assert_eq!(status(bench.get(address).header("If-Modified-Since", since)).await, 304);
    }
}

#[actix_web::test]
async fn head_says_what_get_would_send() {
    let bench = Bench::start().await;
    let path = stored(&bench, &"x".repeat(150_000), "a.txt").await;

    let head = bench.request("HEAD", &path).send().await.unwrap();

    assert_eq!((head.status().as_u16(), header(&head, "content-length")), (200, "150000"));
    assert!(head.bytes().await.unwrap().is_empty());
    assert_eq!(bench.request("HEAD", "/api/media/nothing").send().await.unwrap().status(), 404);
}

#[actix_web::test]
async fn only_media_is_served() {
    let bench = Bench::start().await;
    for path in ["avatars/../kefu.db", "%2e%2e/kefu.db", "uploads/.incoming/x", "", "avatars", "avatars/%00.png"] {
        let answer = bench.get(&format!("/api/media/{path}")).send().await.unwrap();
        problem(answer, 404, "not_found").await;
    }
}
