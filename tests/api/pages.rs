//! `/widget.js`, `/console`, `/demo`: the pages that this binary was built with.
//!
//! What is asked of each file in each form is tested with a small library where the code stands; here the real one
//! goes out through the real server. Built without Node there is none, and that is tested too.

use crate::support::{Answer, Asker, TestApp};

/// The page's own scripts and styles, as its HTML names them.
fn files_of(page: &Answer) -> Vec<String> {
    let values = page.text().split(['"', '\'']).map(str::to_owned);
    values.filter(|value| value.starts_with('/') && matches!(value.rsplit_once('.'), Some((_, "js" | "css")))).collect()
}

/// Was the binary built with the pages? If not, it says how to get them.
async fn has(nobody: &Asker, path: &str) -> bool {
    let answer = nobody.get(path).await;
    if answer.status == 200 {
        return true;
    }
    let problem = answer.problem(404, "not_found");
    assert!(problem["detail"].as_str().unwrap().contains("`npm ci && npm run build`"), "{problem}");
    false
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_is_one_page_with_files_that_are_kept_for_ever() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    if !has(&nobody, "/console").await {
        return;
    }
    let page = nobody.get("/console").await.expect(200);

    for deep in ["/console/", "/console/queue/42", "/console/login?next=%2Fqueue"] {
        assert_eq!(nobody.get(deep).await.expect(200).bytes, page.bytes, "{deep}");
    }
    assert!(
        page.header("content-security-policy").contains("script-src 'self';"),
        "{}",
        page.header("content-security-policy")
    );
    assert_eq!(page.header("cache-control"), "public, no-cache");
    let files = files_of(&page);
    assert!(!files.is_empty(), "{}", page.text());
    for path in files {
        let (plain, brotli) = (nobody.get(&path).await.expect(200), compressed(&nobody, &path, "br").await.expect(200));
        assert_eq!(plain.header("cache-control"), "public, max-age=31536000, immutable", "{path}");
        assert_eq!(plain.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(brotli.header("content-encoding"), "br", "{path}");
        assert!(brotli.bytes.len() * 2 < plain.bytes.len(), "{path}: {} of {}", brotli.bytes.len(), plain.bytes.len());
        let gzip = compressed(&nobody, &path, "gzip").await.expect(200);
        assert_eq!((gzip.header("content-encoding"), &gzip.bytes[..2]), ("gzip", &[0x1f, 0x8b][..]), "{path}");
        let known = nobody.request("GET", &path).header("if-none-match", plain.header("etag"));
        assert_eq!(nobody.send(known).await.expect(304).bytes.len(), 0, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn any_page_may_load_the_widget() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    if !has(&nobody, "/widget.js").await {
        return;
    }

    let loader =
        nobody.send(nobody.request("GET", "/widget.js").header("origin", "https://any.example")).await.expect(200);

    assert_eq!(loader.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(loader.header("access-control-allow-origin"), "*");
    assert_eq!(loader.header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(loader.header("cache-control"), "public, max-age=600");
    let smallest = compressed(&nobody, "/widget.js", "br").await.expect(200);
    assert!(smallest.bytes.len() <= 5 * 1024, "the loader has {} bytes", smallest.bytes.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_is_open_while_debug_is_on() {
    let (open, closed) = (TestApp::with(&[("DEBUG", "True")]).await, TestApp::start().await);

    let problem = closed.nobody().get("/demo").await.problem(404, "not_found");
    assert!(problem["detail"].as_str().unwrap().contains("DEBUG=True"), "{problem}");
    closed.nobody().get("/demo/index.html").await.problem(404, "not_found");
    if has(&open.nobody(), "/demo").await {
        let page = open.nobody().get("/demo").await.expect(200);
        assert!(
            !page.header("content-security-policy").contains("unsafe-"),
            "{}",
            page.header("content-security-policy")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_else_is_served() {
    let app = TestApp::with(&[("DEBUG", "True")]).await;
    let nobody = app.nobody();
    for path in [
        "/",
        "/index.html",
        "/widgets",
        "/consoles",
        "/console/assets/gone.js",
        "/console/%2e%2e%2fCargo.toml",
        "/widget/..%5cx.js",
    ] {
        nobody.get(path).await.problem(404, "not_found");
    }
    for method in ["POST", "PUT", "DELETE"] {
        let answer = nobody.ask(method, "/console", None).await.problem(405, "method_not_allowed");
        assert_eq!(answer.header("allow"), "GET, HEAD");
    }
}

async fn compressed(nobody: &Asker, path: &str, how: &str) -> Answer {
    nobody.send(nobody.request("GET", path).header("accept-encoding", how)).await
}
