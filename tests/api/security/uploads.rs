//! Files that want to be something else: each is refused or made harmless.

use image::ImageFormat;
use serde_json::json;

use crate::support::{Answer, BASE_URL, TestApp, User, encoded, picture};

/// How a browser is told to treat what is at this URL of an upload; every one is told not to guess and to run nothing.
async fn treated(app: &TestApp, upload: &serde_json::Value) -> Answer {
    let path = upload["url"].as_str().unwrap().strip_prefix(BASE_URL).unwrap();
    let answer = app.nobody().get(path).await.expect(200);
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(answer.header("content-security-policy").starts_with("sandbox; default-src 'none'"), "{answer}");
    assert_eq!(answer.headers.get_all("content-disposition").iter().count(), 1);
    answer
}

/// An upload whose `Content-Disposition` and type are exactly these bytes.
async fn raw(user: &User, disposition: &[u8], declared: &str, content: &[u8]) -> Answer {
    let mut body = b"--x\r\nContent-Disposition: form-data; name=\"file\"; ".to_vec();
    body.extend_from_slice(disposition);
    body.extend_from_slice(format!("\r\nContent-Type: {declared}\r\n\r\n").as_bytes());
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--x--\r\n");
    let request = user.request("POST", "/api/upload").header("Content-Type", "multipart/form-data; boundary=x");
    user.send(request.body(body)).await
}

fn gif(width: u16, height: u16, frames: usize) -> Vec<u8> {
    let size = [width.to_le_bytes(), height.to_le_bytes()].concat();
    let head = [b"GIF89a", &size[..], b"\x80\0\0\0\0\0\xff\xff\xff"].concat();
    // One pixel of each frame is drawn.
    let frame = b"\x21\xf9\x04\0\0\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";
    [&head, &frame.repeat(frames), &b";"[..]].concat()
}

/// A PNG of few bytes that claims any size, with every checksum right.
fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut png = picture(1, 1);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let crc = png[12..29].iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    });
    png[29..33].copy_from_slice(&(!crc).to_be_bytes());
    png
}

/// Catches a page, a drawing or a script that is taken under another name or a type that the client declares.
#[tokio::test(flavor = "multi_thread")]
async fn pages_drawings_and_scripts_are_refused_whatever_they_are_called() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    for content in [
        &b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"[..],
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xef\xbb\xbf  <!-- x --><svg/>",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"<HTML><body>",
        b"<script>alert(1)</script>",
        b"<?php system($_GET['c']);",
        b"#!/bin/sh\nrm -rf /",
        b"MZ\x90\0\x03\0\0\0",
        b"\x7fELF\x02\x01\x01\0",
        b"\xca\xfe\xba\xbe\0\0\0\x34",
        // UTF-16 pages.
        b"\xff\xfe<\0h\0t\0m\0l\0>\0",
        b"\xfe\xff\0<\0h\0t\0m\0l\0>",
        // A page that has a PDF in it.
        b"<html><script>alert(1)</script>%PDF-1.7\n%%EOF",
    ] {
        for (name, declared) in
            [("a.png", "image/png"), ("a.txt", "text/plain"), ("a.svg", "image/svg+xml"), ("a.html", "text/html")]
        {
            let answer = raw(&buyer, format!("filename=\"{name}\"").as_bytes(), declared, content).await;
            answer.problem(415, "unsupported_media_type");
        }
    }
}

/// Catches a file of two kinds that is served as the dangerous one.
#[tokio::test(flavor = "multi_thread")]
async fn polyglots_are_served_as_the_harmless_kind_they_begin_as() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    let script = b"*/=1;alert(document.domain)//<script>alert(1)</script>";
    let phar = b"<?php __HALT_COMPILER(); ?>\r\n";
    let jpeg = encoded(4, 4, ImageFormat::Jpeg);
    let cases = [
        ("gif.js", [&gif(1, 1, 1)[..], script].concat(), "image/gif", "inline"),
        ("jpeg.phar", [&jpeg[..], phar].concat(), "image/jpeg", "inline"),
        ("png.html", [&picture(4, 4)[..], script].concat(), "image/png", "inline"),
        ("page.html", [&b"%PDF-1.7\n"[..], script, b"\n%%EOF"].concat(), "application/pdf", "attachment"),
        ("a.csv", b"=cmd|'/c calc'!A1,1\n".to_vec(), "text/csv; charset=utf-8", "attachment"),
        ("a.hta", b"x <script>alert(1)</script>".to_vec(), "text/plain; charset=utf-8", "attachment"),
    ];
    for (name, content, mime, disposition) in cases {
        let upload = buyer.uploads(name, &content).await;

        let answer = treated(&app, &upload).await;
        assert_eq!((answer.header("content-type"), &answer.bytes[..]), (mime, &content[..]), "{name}");
        assert!(answer.header("content-disposition").starts_with(disposition), "{name}");
        let (_, kept) = upload["name"].as_str().unwrap().rsplit_once('.').unwrap();
        assert!(["gif", "jpg", "png", "pdf", "csv", "txt"].contains(&kept), "{upload}");
        // Under no other extension is there anything.
        let path = upload["url"].as_str().unwrap().strip_prefix(BASE_URL).unwrap();
        let other = format!("{}.html", path.rsplit_once('.').unwrap().0);
        app.nobody().get(&other).await.problem(404, "not_found");
    }
    // The head of a GIF before a script is no GIF.
    buyer.tries_to_upload("a.gif", &[b"GIF89a/*", &script[..]].concat()).await.field_error("file");
}

/// Catches pixels that are given memory before anybody looked how many there are.
#[tokio::test(flavor = "multi_thread")]
async fn image_bombs_are_refused_by_their_header() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;

    for bomb in [
        png_claiming(50_000, 50_000),
        png_claiming(10_001, 1),
        png_claiming(u32::MAX, u32::MAX),
        png_claiming(0, 0),
        gif(65_535, 65_535, 1),
        gif(0, 0, 1),
    ] {
        buyer.tries_to_upload("a.png", &bomb).await.field_error("file");
    }
    // The same bytes with an honest size are a picture.
    buyer.uploads("a.png", &png_claiming(1, 1)).await;
}

/// Catches an animation that is decoded frame by frame.
#[tokio::test(flavor = "multi_thread")]
async fn of_ten_thousand_frames_one_is_looked_at() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    let animation = gif(800, 600, 10_000);

    let upload = buyer.uploads("a.gif", &animation).await;

    assert_eq!((&upload["width"], &upload["height"]), (&json!(800), &json!(600)));
    assert_eq!(treated(&app, &upload).await.bytes, animation);
    // Frames that are no frames are nobody's problem but the viewer's: they are behind the first.
    let broken = [&animation[..2000], &[0xFF; 500]].concat();
    assert_eq!(buyer.uploads("b.gif", &broken).await["mime"], "image/gif");
}

/// Catches a picture that is shown, and is none.
#[tokio::test(flavor = "multi_thread")]
async fn truncated_pictures_are_refused() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP] {
        let whole = encoded(64, 64, format);
        for part in [whole.len() / 4, whole.len() / 2] {
            let answer = buyer.tries_to_upload("a", &whole[..part]).await;
            assert_eq!((answer.status, answer["code"].as_str()), (422, Some("invalid")), "{format:?} {part}: {answer}");
        }
    }
}

/// Catches a name that leaves its folder, its header or its line.
#[tokio::test(flavor = "multi_thread")]
async fn names_stay_names() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    let names: [(&[u8], &str); 13] = [
        (b"filename=\"../../../../etc/passwd\"", "passwd.txt"),
        (b"filename*=UTF-8''..%5c..%5cboot.ini", "boot.ini"),
        (b"filename=\"/etc/cron.d/x.txt\"", "x.txt"),
        (b"filename*=UTF-8''C%3a%5cWindows%5cwin.ini", "win.ini"),
        (b"filename=\"con\"", "_con.txt"),
        (b"filename=\"LPT1.txt\"", "_LPT1.txt"),
        (b"filename=\".htaccess\"", "htaccess.txt"),
        (b"filename=\"a.php\"", "a.php.txt"),
        (b"filename*=UTF-8''a%00.png%00.txt", "a.png.txt"),
        (b"filename*=UTF-8''inv%E2%80%AEtxt.exe", "invtxt.exe.txt"),
        (b"filename*=UTF-8''a%0d%0aSet-Cookie%3a%20x%3d1%3b.txt", "aSet-Cookie: x=1;.txt"),
        (b"filename*=UTF-8''a%22%3b%20filename%3devil.exe%3b%20%22.txt", "a\"; filename=evil.exe; \".txt"),
        (b"filename*=UTF-8''..%2f..%2fkefu.db", "kefu.db.txt"),
    ];
    for (disposition, shown) in names {
        let answer = raw(&buyer, disposition, "text/plain", b"hello").await;
        assert_eq!((answer.status, &answer["name"]), (201, &json!(shown)), "{}", String::from_utf8_lossy(disposition));
        let upload = answer.json;
        let answer = treated(&app, &upload).await;
        let header = answer.header("content-disposition");
        assert!(header.starts_with("attachment; filename=\"") && header.matches('"').count() == 2, "{header}");
        assert!(header.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && !answer.headers.contains_key("set-cookie"));
        assert_eq!(answer.text(), "hello");
    }
    // A line that is broken inside a header is no header.
    raw(&buyer, b"filename=\"a\r\nX-Evil: 1\"", "text/plain", b"hello").await.problem(400, "bad_request");
    raw(&buyer, b"filename=\"a\0b.txt\"", "text/plain", b"hello").await.problem(400, "bad_request");
}

/// Catches an archive that is opened: what lies in it is the receiver's business.
#[tokio::test(flavor = "multi_thread")]
async fn archives_are_never_unpacked() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;
    let bomb = zip_claiming(b"../../../../tmp/kefu-was-here", u32::MAX - 1);

    let upload = buyer.uploads("a.zip", &bomb).await;

    assert_eq!(upload["mime"], "application/zip");
    let answer = treated(&app, &upload).await;
    assert_eq!(answer.bytes, bomb);
    assert!(answer.header("content-disposition").starts_with("attachment"));
    let mut kept = Vec::new();
    files_below(&app.media().join("uploads"), &mut kept);
    assert_eq!(kept, [bomb.len() as u64], "one file, as it came");
}

/// A zip of one entry, of a few bytes, that claims to become `size` bytes.
fn zip_claiming(name: &[u8], size: u32) -> Vec<u8> {
    let fields = |rest: &[u8]| {
        let sizes = [4_u32.to_le_bytes(), size.to_le_bytes()].concat();
        let shared = [
            &[20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
            &sizes,
            &u16::try_from(name.len()).unwrap().to_le_bytes(),
            &[0, 0],
        ];
        [&shared.concat(), rest, name].concat()
    };
    let entry = [b"PK\x03\x04", &fields(&[])[..], b"\x03\0\0\0"].concat();
    let directory = [b"PK\x01\x02\x14\0", &fields(&[0; 14])[..]].concat();
    let end = [
        &b"PK\x05\x06\0\0\0\0\x01\0\x01\0"[..],
        &u32::try_from(directory.len()).unwrap().to_le_bytes(),
        &u32::try_from(entry.len()).unwrap().to_le_bytes(),
        &[0, 0],
    ];
    [entry, directory, end.concat()].concat()
}

fn files_below(folder: &std::path::Path, sizes: &mut Vec<u64>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            files_below(&entry.path(), sizes);
        } else {
            sizes.push(entry.metadata().unwrap().len());
        }
    }
}

/// Catches a recall that leaves a copy, and a file that comes back when it is shown again.
#[tokio::test(flavor = "multi_thread")]
async fn a_recalled_file_is_gone_from_the_disk_and_cannot_be_shown_again() {
    let app = TestApp::start().await;
    let (buyer, merchant) = (app.buyer().await, app.merchant().await);
    let chat = buyer.talks_to(&merchant).await;
    let upload = buyer.uploads("tea.png", &picture(640, 400)).await;
    let message = json!({"conversation_id": chat, "kind": "image", "body": {"upload_url": upload["url"]}});
    let seq = buyer.post("/api/messages", message.clone()).await.expect(201)["seq"].clone();

    buyer.delete(&format!("/api/messages/{chat}/{seq}")).await.expect(200);

    let mut kept = Vec::new();
    files_below(&app.media().join("uploads"), &mut kept);
    assert_eq!(kept, Vec::<u64>::new(), "neither the picture nor its thumbnail");
    buyer.post("/api/messages", message.clone()).await.problem(404, "not_found");
    let mut socket = buyer.socket().await;
    let mut frame = message;
    frame["type"] = json!("send");
    assert_eq!(socket.ask(frame).await["code"], "not_found");
}

/// Catches an empty file that is kept, and an upload of nobody's.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_no_file() {
    let app = TestApp::start().await;
    let buyer = app.buyer().await;

    buyer.tries_to_upload("a.txt", b"").await.field_error("file");
    buyer.tries_to_upload("a.png", b"").await.field_error("file");

    let mut kept = Vec::new();
    files_below(&app.media().join("uploads"), &mut kept);
    assert_eq!(kept, Vec::<u64>::new());
}
