//! Every route and every frame, by everybody, about everything: each cell of the table on a real server.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use futures_util::{SinkExt, StreamExt};
use kefu::http::ROUTES;
use kefu::protocol::{Frame, Request};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;

use super::canaries::Cage;
use super::requests::Cell;
use super::scene::{Caller, Scene};
use super::table::{About, Row, Who, rows};
use crate::support::{Answer, Refused, Socket, handshake, soon};

/// What one caller went through.
struct Report {
    wrong: Vec<String>,
    cage: Cage,
}

/// What a cell was answered, and everything that was heard meanwhile.
struct Outcome {
    word: String,
    heard: String,
}

/// Catches a route or a frame that somebody may use who may not, or the other way round; and any answer, header, frame
/// or error that holds a string which lies where its reader has no business.
#[tokio::test(flavor = "multi_thread")]
async fn everybody_may_do_what_the_table_says_and_sees_nothing_else() {
    let (scene, rows) = (Scene::start().await, rows());
    let bystanders = join_all(Who::ALL[1..5].iter().map(|who| Bystander::join(&scene, *who))).await;

    let reports = join_all(Who::ALL.iter().map(|who| walk(&scene, &rows, *who))).await;

    let mut wrong = Vec::new();
    let mut all = Cage::new();
    for report in reports {
        wrong.extend(report.wrong);
        all.found.extend(report.cage.found);
    }
    for bystander in bystanders {
        let who = bystander.who;
        let escaped = all.escaped(who, &bystander.leave().await);
        wrong.extend(escaped.into_iter().map(|canary| format!("{who:?} looked on and heard {canary}")));
    }
    assert!(wrong.is_empty(), "{} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(all.silent(), Vec::<&str>::new(), "nobody saw these, so that nobody else did proves nothing");
}

async fn walk(scene: &Scene, rows: &[Row], who: Who) -> Report {
    let mut report = Report { wrong: Vec::new(), cage: Cage::new() };
    let regular = scene.caller(who).await;
    for row in rows {
        let expected = row.cells[Who::ALL.iter().position(|other| *other == who).unwrap()];
        let strangers = scene.strangers(row, expected).await;
        let fresh = if row.costs_its_caller() { Some(scene.caller(who).await) } else { None };
        let cell = Cell { scene, caller: fresh.as_ref().unwrap_or(&regular), row, strangers: &strangers };
        let outcome = outcome(&cell, expected).await;
        let place = format!("{} {} about {:?} by {who:?}", row.door, row.case, row.about);
        if outcome.word != expected {
            report.wrong.push(format!("{place}: {expected} expected, not {}: {}", outcome.word, outcome.heard));
        }
        let escaped = report.cage.escaped(who, &outcome.heard);
        report.wrong.extend(escaped.into_iter().map(|canary| format!("{place} told {canary}")));
    }
    report
}

async fn outcome(cell: &Cell<'_>, expected: &str) -> Outcome {
    if cell.row.door.starts_with("frame ") {
        return frame(cell, expected).await;
    }
    if cell.row.case == "upgrade" {
        return upgrade(cell).await;
    }
    let answer = cell.ask().await;
    let heard = format!("{:?}\n{}", answer.headers, String::from_utf8_lossy(&answer.bytes));
    Outcome { word: checked(&answer), heard }
}

/// The status; of a failure only if its code is the one that belongs to it.
fn checked(answer: &Answer) -> String {
    let code = answer.json["code"].as_str().unwrap_or_default();
    if answer.status >= 400 && status_of(code) != Some(answer.status) {
        return format!("{} {code}", answer.status);
    }
    answer.status.to_string()
}

fn status_of(code: &str) -> Option<u16> {
    Some(match code {
        "bad_request" => 400,
        "unauthorized" => 401,
        "forbidden" => 403,
        "not_found" => 404,
        "conflict" => 409,
        "invalid" => 422,
        "upgrade_required" => 426,
        _ => return None,
    })
}

async fn open(caller: &Caller, id: &str) -> Result<Socket, Refused> {
    let mut request = handshake(caller.asker.address, id, caller.asker.token());
    if let Some(key) = caller.asker.key() {
        request.headers_mut().insert("x-api-key", key.parse().unwrap());
    }
    Socket::try_open(request).await.map(|(socket, _)| socket)
}

fn refused(refused: &Refused) -> Outcome {
    Outcome { word: refused.status.to_string(), heard: refused.json.to_string() }
}

async fn upgrade(cell: &Cell<'_>) -> Outcome {
    let id = if cell.row.about == About::Own { &cell.caller.id } else { &cell.strangers.buyer.id };
    match open(cell.caller, id).await {
        Ok(socket) => Outcome { word: "101".to_owned(), heard: socket.hello.to_string() },
        Err(no) => refused(&no),
    }
}

async fn frame(cell: &Cell<'_>, expected: &str) -> Outcome {
    let frame = cell.frame().await;
    let mut socket = match open(cell.caller, &cell.caller.id).await {
        Ok(socket) => socket,
        Err(no) => return refused(&no),
    };
    let answer = if expected == "-" {
        socket.send(frame).await;
        Value::Null
    } else {
        socket.ask(frame).await
    };
    let further = socket.frames_up_to_now().await;
    let word = match answer["type"].as_str() {
        None if further.iter().all(|frame| frame["type"] != "error") => "-".to_owned(),
        Some("error") => {
            status_of(answer["code"].as_str().unwrap()).map_or_else(|| answer.to_string(), |it| it.to_string())
        }
        other => other.unwrap_or("error").to_owned(),
    };
    Outcome { word, heard: format!("{answer}\n{}\n{further:?}", socket.hello) }
}

/// Somebody with an open socket whom nothing of all this concerns.
struct Bystander {
    who: Who,
    listening: JoinHandle<String>,
    done: oneshot::Sender<()>,
}

impl Bystander {
    async fn join(scene: &Scene, who: Who) -> Self {
        let user = scene.caller(who).await.user.unwrap();
        let socket = user.socket().await;
        let mut heard = socket.hello.to_string();
        let mut stream = socket.into_stream();
        let (done, mut over) = oneshot::channel();
        let listening = tokio::spawn(async move {
            let mut told = false;
            loop {
                tokio::select! {
                    message = stream.next() => match message.unwrap().unwrap() {
                        Message::Text(text) if text.contains(r#""id":"the-end""#) => return heard,
                        Message::Text(text) => heard.push_str(&text),
                        _ => {}
                    },
                    _ = &mut over, if !told => {
                        told = true;
                        let last = json!({"type": "ping", "id": "the-end"}).to_string();
                        stream.send(Message::text(last)).await.unwrap();
                    }
                }
            }
        });
        Self { who, listening, done }
    }

    /// Everything it was told.
    async fn leave(self) -> String {
        self.done.send(()).unwrap();
        soon("the last frame", self.listening).await.unwrap()
    }
}

/// Catches a route that is in no row, and a row about a route that is gone.
#[test]
fn every_route_is_in_the_table() {
    let routes: BTreeSet<String> = ROUTES.iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    let doors =
        rows().iter().map(|row| row.door).filter(|door| !door.starts_with("frame ")).map(str::to_owned).collect();
    assert_eq!(routes, doors);
}

/// Each frame there is. A new one does not compile until it has a name here, and so a row in the table.
macro_rules! frames {
    ($($pattern:pat => $name:literal),+ $(,)?) => {
        const FRAMES: &[&str] = &[$($name),+];

        fn name(request: &Request) -> &'static str {
            match request { $($pattern => $name),+ }
        }
    };
}

frames! {
    Request::Send(_) => "send",
    Request::Edit { .. } => "edit",
    Request::Recall { .. } => "recall",
    Request::Read { .. } => "read",
    Request::Delivered { .. } => "delivered",
    Request::Typing { .. } => "typing",
    Request::Sync { .. } => "sync",
    Request::Watch { .. } => "watch",
    Request::Unwatch { .. } => "unwatch",
    Request::View { .. } => "view",
    Request::Token { .. } => "token",
    Request::Presence { .. } => "presence",
    Request::Ping => "ping",
}

/// Catches a frame that is in no row.
#[test]
fn every_frame_is_in_the_table() {
    let named: BTreeSet<&str> = FRAMES.iter().copied().collect();
    let rows: BTreeSet<&str> = rows().iter().filter_map(|row| row.door.strip_prefix("frame ")).collect();
    assert_eq!(named, rows);
    let ping = Frame::parse(r#"{"type":"ping"}"#).unwrap();
    assert_eq!(name(&ping.request), "ping");
}

/// Catches a table that has a row twice, or knows nobody of a kind.
#[test]
fn every_row_is_there_once() {
    let rows = rows();
    let names: BTreeSet<String> = rows.iter().map(|row| format!("{} {} {:?}", row.door, row.case, row.about)).collect();
    assert_eq!(names.len(), rows.len());
    assert!(super::canaries::all().len() >= 20, "canaries are planted");
}
