//! Pages of a small library, asked for as browsers do.

use actix_web::App;
use actix_web::http::header::HeaderMap;
use actix_web::test::{TestRequest, call_service, init_service, read_body};

use super::library::Source;
use super::{Library, Pages, header, resource, web};
use crate::http::testing::settings;
use actix_web::http::Method;

const fn file(part: &'static str, name: &'static str, plain: &'static [u8]) -> Source {
    Source { part, name, plain, br: None, gz: None }
}

const SHELF: [Source; 9] = [
    file("console", "index.html", b"<console>"),
    Source { br: Some(b"br"), gz: Some(b"gz"), ..file("console", "assets/main-DiwrgTda.js", b"plain script") },
    Source { gz: Some(b"gz"), ..file("console", "assets/old-Aa3_-x9Z.css", b"plain style") },
    file("console", "logo.svg", b"<svg/>"),
    file("widget", "widget.js", b"loader"),
    file("widget", "panel-B1c2D3e4.js", b"panel"),
    file("demo", "index.html", b"<shop>"),
    file("demo", "merchant.html", b"<merchant>"),
    file("demo", "about-merchant.svg", b"<svg/>"),
];

/// What came back.
struct Answer {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

async fn ask_of(shelf: &[Source], debug: &str, request: TestRequest) -> Answer {
    let origins = ("CORS_ORIGINS", "https://tea.example");
    let pages = Pages::of(Library::of(shelf), &settings(&[("DEBUG", debug), origins]));
    let app = init_service(App::new().service(resource(web::Data::new(pages)))).await;
    let answer = call_service(&app, request.to_request()).await;
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    Answer { status, headers, text: String::from_utf8(read_body(answer).await.to_vec()).unwrap() }
}

async fn ask(request: TestRequest) -> Answer {
    ask_of(&SHELF, "True", request).await
}

async fn read(path: &str) -> Answer {
    ask(TestRequest::with_uri(path)).await
}

async fn read_as(path: &str, accepted: &str) -> Answer {
    ask(TestRequest::with_uri(path).insert_header((header::ACCEPT_ENCODING, accepted))).await
}

#[actix_web::test]
async fn each_address_shows_its_page_or_file() {
    for (path, text, content_type) in [
        ("/console", "<console>", "text/html; charset=utf-8"),
        ("/console/", "<console>", "text/html; charset=utf-8"),
        ("/console/queue/42?tab=notes", "<console>", "text/html; charset=utf-8"),
        ("/console/customers/shop.42", "<console>", "text/html; charset=utf-8"),
        ("/console/customers/a%40b.c", "<console>", "text/html; charset=utf-8"),
        ("/console/logo.svg", "<svg/>", "image/svg+xml"),
        ("/console/assets/main-DiwrgTda.js", "plain script", "text/javascript; charset=utf-8"),
        ("/widget.js", "loader", "text/javascript; charset=utf-8"),
        ("/widget/panel-B1c2D3e4.js", "panel", "text/javascript; charset=utf-8"),
        ("/demo", "<shop>", "text/html; charset=utf-8"),
        ("/demo/merchant", "<merchant>", "text/html; charset=utf-8"),
        ("/demo/merchant/", "<merchant>", "text/html; charset=utf-8"),
    ] {
        let answer = read(path).await;
        assert_eq!((answer.status, answer.text.as_str()), (200, text), "{path}");
        assert_eq!(answer.header("content-type"), content_type, "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
    }
}

/// Catches a script that is missing and answered with the page: the browser would try to run it.
#[actix_web::test]
async fn what_is_missing_is_not_the_page() {
    for path in [
        "/console/assets/gone-DiwrgTda.js",
        "/console/favicon.ico",
        "/console/assets/main-DiwrgTda.js.map",
        "/widget",
        "/widget/",
        "/widget/gone",
        "/demo/nothing",
        "/consoles",
        "/widget.js/",
    ] {
        assert_eq!(read(path).await.status, 404, "{path}");
    }
}

/// Catches a look-up in a folder instead of the table.
#[actix_web::test]
async fn no_path_leads_out() {
    for path in [
        "/console/../Cargo.toml",
        "/console/..%2f..%2fCargo.toml",
        "/console/%2e%2e/%2e%2e/etc/passwd",
        "/console/assets/../index.html",
        "/console/./index.html",
        "/console//etc/passwd",
        "/console/..%5cCargo.toml",
        "/console/index.html%00.js",
        "/widget/../console/index.html",
        "/demo/..",
    ] {
        let answer = read(path).await;
        assert_eq!((answer.status, answer.header("content-type")), (404, "application/problem+json"), "{path}");
    }
}

#[actix_web::test]
async fn the_smallest_form_that_is_understood_goes_out() {
    let script = "/console/assets/main-DiwrgTda.js";
    for (path, accepted, text, encoding) in [
        (script, "gzip, deflate, br, zstd", "br", "br"),
        (script, "br;q=0.1, gzip;q=0.9", "gz", "gzip"),
        (script, "gzip;q=0, br;q=0", "plain script", ""),
        (script, "zstd", "plain script", ""),
        (script, "", "plain script", ""),
        ("/console/assets/old-Aa3_-x9Z.css", "br, gzip", "gz", "gzip"),
        ("/console/assets/old-Aa3_-x9Z.css", "br", "plain style", ""),
    ] {
        let answer = read_as(path, accepted).await;
        assert_eq!((answer.text.as_str(), answer.header("content-encoding")), (text, encoding), "{path} {accepted}");
        assert_eq!(answer.header("vary"), "Accept-Encoding", "{path} {accepted}");
    }
    assert_eq!(read("/console").await.header("vary"), "");
}

#[actix_web::test]
async fn what_is_known_is_not_sent_again() {
    let script = "/console/assets/main-DiwrgTda.js";
    let (plain, brotli) = (read(script).await, read_as(script, "br").await);
    let (plain, brotli) = (plain.header("etag"), brotli.header("etag"));
    let known = async |tag: &str, accepted: &'static str| {
        let request = TestRequest::with_uri(script).insert_header((header::IF_NONE_MATCH, tag.to_owned()));
        ask(request.insert_header((header::ACCEPT_ENCODING, accepted))).await
    };

    assert!(plain.len() == 18 && plain.starts_with('"') && plain != brotli, "{plain} {brotli}");
    for (tag, accepted) in [(plain, ""), (brotli, "br"), ("*", "br"), (&format!("\"x\", W/{brotli}"), "br, gzip")] {
        let answer = known(tag, accepted).await;
        assert_eq!((answer.status, answer.text.as_str()), (304, ""), "{tag} {accepted}");
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    }
    for (tag, accepted) in [(plain, "br"), (brotli, ""), ("\"x\"", ""), ("nonsense", "")] {
        assert_eq!(known(tag, accepted).await.status, 200, "{tag} {accepted}");
    }
}

#[actix_web::test]
async fn only_what_is_named_after_its_content_is_kept_for_ever() {
    let for_ever = "public, max-age=31536000, immutable";
    for (path, keep) in [
        ("/widget.js", "public, max-age=600"),
        ("/widget/panel-B1c2D3e4.js", for_ever),
        ("/console/assets/old-Aa3_-x9Z.css", for_ever),
        ("/console", "public, no-cache"),
        ("/console/logo.svg", "public, no-cache"),
        ("/demo/about-merchant.svg", "public, no-cache"),
    ] {
        assert_eq!(read(path).await.header("cache-control"), keep, "{path}");
    }
}

/// Catches a policy that was loosened: this is all that pages may do.
#[actix_web::test]
async fn pages_have_a_strict_policy() {
    let console = read("/console").await;
    assert_eq!(
        console.header("content-security-policy"),
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
         img-src 'self' data: blob: https://chat.example https://tea.example; \
         media-src 'self' data: blob: https://chat.example; \
         connect-src 'self' https://chat.example wss://chat.example; manifest-src 'self'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'self'"
    );
    assert_eq!(console.header("x-frame-options"), "SAMEORIGIN");
    assert_eq!(console.header("access-control-allow-origin"), "");
    let demo = read("/demo").await;
    let policy = demo.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self' https://chat.example; "), "{policy}");
    assert!(!policy.contains("unsafe") && policy.ends_with("frame-ancestors 'self'"), "{policy}");
    let script = read("/console/assets/main-DiwrgTda.js").await;
    assert_eq!(script.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
}

#[actix_web::test]
async fn any_shop_may_load_the_widget_and_nothing_else() {
    for path in ["/widget.js", "/widget/panel-B1c2D3e4.js"] {
        let answer = ask(TestRequest::with_uri(path).insert_header((header::ORIGIN, "https://any.example"))).await;
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin", "{path}");
    }
    assert_eq!(read("/console/logo.svg").await.header("cross-origin-resource-policy"), "same-origin");
}

#[actix_web::test]
async fn the_demo_is_closed_without_debug() {
    for path in ["/demo", "/demo/merchant"] {
        let answer = ask_of(&SHELF, "False", TestRequest::with_uri(path)).await;
        assert!(answer.status == 404 && answer.text.contains("DEBUG=True"), "{path}: {}", answer.text);
    }
    assert_eq!(ask_of(&SHELF, "False", TestRequest::with_uri("/console")).await.status, 200);
}

#[actix_web::test]
async fn a_binary_without_pages_says_how_to_get_them() {
    for path in ["/widget.js", "/console", "/console/queue", "/demo"] {
        let answer = ask_of(&[], "True", TestRequest::with_uri(path)).await;
        assert!(answer.status == 404 && answer.text.contains("npm ci && npm run build"), "{path}: {}", answer.text);
    }
}

#[actix_web::test]
async fn pages_are_read_only() {
    let head = ask(TestRequest::with_uri("/console").method(Method::HEAD)).await;
    assert_eq!((head.status, head.header("content-type")), (200, "text/html; charset=utf-8"));
    for method in [Method::POST, Method::DELETE, Method::PUT] {
        let answer = ask(TestRequest::with_uri("/console").method(method)).await;
        assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"));
    }
}
