//! Requests that no library sends: over a bare TCP connection, byte by byte.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{TestApp, soon};

/// Sends these bytes, ends the sending side, and answers everything that comes back.
async fn send(app: &TestApp, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(app.address).await.unwrap();
    // The server may close while we still write; what it said counts.
    let _ = stream.write_all(bytes).await;
    let _ = stream.shutdown().await;
    everything(&mut stream).await
}

async fn everything(stream: &mut TcpStream) -> String {
    let mut said = Vec::new();
    let mut scratch = [0; 4096];
    soon("the end of the answer", async {
        while let Ok(count @ 1..) = stream.read(&mut scratch).await {
            said.extend_from_slice(&scratch[..count]);
        }
    })
    .await;
    String::from_utf8_lossy(&said).into_owned()
}

/// The statuses of all answers on one connection.
fn statuses(said: &str) -> Vec<u16> {
    said.match_indices("HTTP/1.1 ")
        .filter_map(|(at, head)| said.get(at + head.len()..at + head.len() + 3)?.parse().ok())
        .collect()
}

/// What a smuggled request would ask for: it would answer 200.
const HIDDEN: &str = "GET /api/health/live HTTP/1.1\r\nHost: x\r\n\r\n";

/// Catches a server that sees another end of a request than the proxy in front of it: the rest would be answered as a
/// request of the next customer on that connection.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_whose_end_is_in_doubt_is_refused_with_all_that_follows() {
    let app = TestApp::start().await;
    let long = HIDDEN.len();
    for framing in [
        // Two lengths that disagree, or even agree, and a length beside chunks.
        format!("Content-Length: 0\r\nContent-Length: {long}\r\n"),
        "Content-Length: 5\r\nContent-Length: 5\r\n".to_owned(),
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n".to_owned(),
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n".to_owned(),
        // Numbers that are none.
        "Content-Length: +5\r\n".to_owned(),
        "Content-Length: -1\r\n".to_owned(),
        "Content-Length: 0x10\r\n".to_owned(),
        "Content-Length: 5, 5\r\n".to_owned(),
        "Content-Length: 99999999999999999999\r\n".to_owned(),
        "Content-Length: 1e1\r\n".to_owned(),
        "Content-Length:\r\n".to_owned(),
        // Codings that hide a coding.
        "Transfer-Encoding: xchunked\r\n".to_owned(),
        "Transfer-Encoding: gzip, chunked\r\n".to_owned(),
        "Transfer-Encoding: chunked, chunked\r\n".to_owned(),
        "Transfer-Encoding: identity\r\n".to_owned(),
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n".to_owned(),
        "Transfer-Encoding: \"chunked\"\r\n".to_owned(),
        // Header lines that are read in two ways.
        "Transfer-Encoding:\r\n chunked\r\n".to_owned(),
        "X-Note: a\r\n Content-Length: 5\r\n".to_owned(),
        "Content-Length : 5\r\n".to_owned(),
        "Transfer-Encoding : chunked\r\n".to_owned(),
        " Transfer-Encoding: chunked\r\n".to_owned(),
        "Transfer\u{b}Encoding: chunked\r\n".to_owned(),
        "X: a\0b\r\n".to_owned(),
        "X: a\rTransfer-Encoding: chunked\r\n".to_owned(),
        "no colon\r\n".to_owned(),
    ] {
        let head =
            format!("POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{framing}\r\n");

        let said = send(&app, format!("{head}0\r\n\r\n{HIDDEN}").as_bytes()).await;

        assert_eq!(statuses(&said), [400], "{framing:?}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn chunks_that_are_none_are_refused_with_all_that_follows() {
    let app = TestApp::start().await;
    for chunks in [
        "zz\r\n",
        "-1\r\n",
        "fffffffffffffffff\r\n",
        "0x2\r\n{}\r\n0\r\n\r\n",
        "2\n{}\n0\n\n",
        "2\r\n{}0\r\n\r\n",
        "1\r\n{}\r\n0\r\n\r\n",
        "2;\u{0}\r\n{}\r\n0\r\n\r\n",
    ] {
        let head = "POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

        let said = send(&app, format!("{head}{chunks}{HIDDEN}").as_bytes()).await;

        assert_eq!(statuses(&said), [400], "{chunks:?}: {said}");
    }
}

/// A line may end with a bare LF (RFC 9112, 2.2): it is read as an end of a line and as nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn a_bare_line_feed_ends_a_line_and_hides_nothing() {
    let app = TestApp::start().await;

    let said = send(&app, b"GET /api/health/live HTTP/1.1\nHost: x\nConnection: close\n\n").await;
    assert_eq!(statuses(&said), [200], "{said}");

    let said = send(
        &app,
        b"GET /api/health/live HTTP/1.1\r\nHost: x\r\nX: a\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc",
    )
    .await;
    assert_eq!(statuses(&said), [400], "the second header is seen as one: {said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_of_this_protocol_is_refused() {
    let app = TestApp::start().await;
    let long = "x".repeat(200_000);
    let many: String = (0..200).map(|number| format!("X-{number}: y\r\n")).collect();
    for (bytes, allowed) in [
        ("GET /api/health/live HTTP/1.1\r\n\r\n".to_owned(), vec![400]),
        ("GET /api/health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n".to_owned(), vec![400]),
        ("GET /api/health/live\r\n\r\n".to_owned(), vec![400]),
        ("GET /api/health/live HTTP/9.9\r\nHost: x\r\n\r\n".to_owned(), vec![400]),
        ("GET  /api/health/live HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), vec![400]),
        ("G<T /api/health/live HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), vec![400]),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), vec![400]),
        ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\r\n\r\n".to_owned(), vec![400]),
        ("POST /api/auth/login HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_owned(), vec![400]),
        (format!("GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n"), vec![400, 404, 414, 431]),
        (format!("GET /api/health/live HTTP/1.1\r\nHost: x\r\nX: {long}\r\n\r\n"), vec![400, 431]),
        (format!("GET /api/health/live HTTP/1.1\r\nHost: x\r\n{many}\r\n"), vec![400, 431]),
    ] {
        let said = send(&app, bytes.as_bytes()).await;
        let seen = statuses(&said);
        assert!(seen.len() == 1 && allowed.contains(&seen[0]), "{bytes:.80}: {said:.300}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_targets_and_methods_are_answered_as_any_other() {
    let app = TestApp::start().await;
    for (line, status) in [
        ("GET http://elsewhere.example/api/health/live HTTP/1.1", 200),
        ("GET http://elsewhere.example/nothing HTTP/1.1", 404),
        ("OPTIONS * HTTP/1.1", 404),
        ("CONNECT elsewhere.example:443 HTTP/1.1", 405),
        ("TRACE /api/health/live HTTP/1.1", 405),
        ("BREW /api/health/live HTTP/1.1", 405),
        ("get /api/health/live HTTP/1.1", 405),
        ("GET /api/../api/health/live HTTP/1.1", 404),
        ("GET /api/%2e%2e/health/live HTTP/1.1", 404),
        ("GET //api/health/live HTTP/1.1", 404),
        ("GET /api/health/live%00 HTTP/1.1", 404),
        ("GET /api/media/../../etc/passwd HTTP/1.1", 404),
        ("GET /api/media/%2e%2e%2f%2e%2e%2fetc%2fpasswd HTTP/1.1", 404),
        ("GET /api/messages?conversation_id=%ff HTTP/1.1", 401),
    ] {
        let said = send(&app, format!("{line}\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes()).await;
        assert_eq!(statuses(&said), [status], "{line}: {said}");
        // Every one went through the edge.
        assert!(said.contains("x-content-type-options: nosniff"), "{line}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_ranges_and_encodings_are_answered_cleanly() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    let avatar = "/api/media/avatars/buyer1.png";
    let whole = nobody.get(avatar).await.expect(200).bytes.len();
    let many = format!("bytes={}", vec!["0-"; 2000].join(","));
    for (range, allowed) in [
        ("bytes=0-0", vec![206]),
        ("bytes=-1", vec![206]),
        ("bytes=0-99999999999999999999", vec![200, 206, 416]),
        ("bytes=5-1", vec![200, 416]),
        ("bytes=99999999-", vec![416]),
        ("bytes=-0", vec![200, 416]),
        ("bytes=a-b", vec![200, 416]),
        ("bytes=--1", vec![200, 416]),
        ("bytes=0-1,3-4", vec![200, 206, 416]),
        (many.as_str(), vec![200, 206, 400, 416]),
        ("lines=1-2", vec![200, 416]),
        ("", vec![200, 416]),
    ] {
        let answer = nobody.send(nobody.request("GET", avatar).header("Range", range)).await;
        assert!(allowed.contains(&answer.status), "{range:.40}: {}", answer.status);
        // Catches ranges that make the answer larger than the file.
        assert!(answer.bytes.len() <= whole.max(2000), "{range:.40}: {}", answer.bytes.len());
    }
    for encoding in ["gzip;q=nan", "*;q=0.0001", "gzip, , ,", "a/b", "\u{7f}", &"gzip,".repeat(2000)] {
        let request = nobody.request("GET", "/api/openapi.json");
        let Ok(value) = reqwest::header::HeaderValue::from_str(encoding) else { continue };
        let answer = nobody.send(request.header("Accept-Encoding", value)).await;
        assert!(matches!(answer.status, 200 | 400 | 406), "{encoding:.40}: {}", answer.status);
    }
    // A bomb is not unpacked: compressed bodies are not taken.
    let request = nobody.request("POST", "/api/auth/login").header("Content-Type", "application/json");
    let answer = nobody.send(request.header("Content-Encoding", "gzip").body("\u{1f}\u{8b}")).await;
    answer.problem(415, "unsupported_media_type");
}

/// Catches a body that nobody reads and that holds the connection: the answer is given at once, and the connection ends.
#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_never_comes_holds_nothing() {
    let app = TestApp::start().await;
    for head in [
        "POST /api/conversations HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{",
        "POST /api/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n--",
        "GET /api/health/live HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nx",
        "POST /api/nothing HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    ] {
        let mut stream = TcpStream::connect(app.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();

        let said = everything(&mut stream).await;

        assert_eq!(statuses(&said).len(), 1, "{head:?}: {said}");
    }
}

/// Catches a head that is sent a byte at a time for ever. The limit is 5 s; a test waits for it, and for nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_never_ends_is_cut_off() {
    let app = TestApp::start().await;
    let mut stream = TcpStream::connect(app.address).await.unwrap();
    stream.write_all(b"GET /api/health/live HTTP/1.1\r\nHost: x\r\n").await.unwrap();
    let (mut source, mut sink) = stream.split();
    let trickle = async {
        let mut pace = tokio::time::interval(Duration::from_millis(100));
        loop {
            pace.tick().await;
            if sink.write_all(b"X: y\r\n").await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    };
    let mut said = Vec::new();

    tokio::select! {
        () = trickle => {}
        read = soon("the end", source.read_to_end(&mut said)) => drop(read),
    }

    assert_eq!(statuses(&String::from_utf8_lossy(&said)), [408]);
}
