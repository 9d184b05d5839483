use std::io;
use std::sync::{Arc, Mutex};

use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, HttpResponse, web};
use serde_json::Value;

use super::*;
use crate::commands::Caller;
use crate::domain::{Actor, Role};
use crate::id::UserId;

/// Catches a panic that takes the connection, and its other requests, down with it.
#[actix_web::test]
async fn a_panic_is_an_internal_problem_and_the_next_request_is_served() {
    let app = App::new()
        .route("/panic", web::to(|| async { if true { panic!("on purpose") } else { HttpResponse::Ok().finish() } }))
        .route("/at-once", web::to(|| -> std::future::Ready<HttpResponse> { panic!("on purpose") }))
        .route("/fine", web::to(HttpResponse::Ok))
        .wrap(from_fn(edge));
    let app = init_service(app).await;

    for path in ["/panic", "/at-once"] {
        let request = TestRequest::with_uri(path).insert_header((X_REQUEST_ID, "r1")).to_request();
        let answer = call_service(&app, request).await;
        assert_eq!(answer.status(), 500);
        let body: Value = serde_json::from_slice(&read_body(answer).await).unwrap();
        assert_eq!((&body["code"], &body["request_id"]), (&"internal".into(), &"r1".into()));
        assert!(!body.to_string().contains("on purpose"));
    }
    let answer = call_service(&app, TestRequest::with_uri("/fine").to_request()).await;
    assert_eq!(answer.status(), 200);
}

/// What was logged, one JSON object a line.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Catches a token in the log: a WebSocket's comes in the query.
#[actix_web::test]
async fn each_answer_is_a_line_in_the_log_without_its_query() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().json().with_writer(move || writer.clone()).finish();
    let _logging = tracing::subscriber::set_default(subscriber);
    let known = |request: actix_web::HttpRequest| async move {
        let actor = Actor { id: UserId::parse("b1").unwrap(), role: Role::Buyer };
        request.extensions_mut().insert(Asker::of(Caller::User(actor)));
        HttpResponse::Ok().finish()
    };
    let app = init_service(App::new().route("/known", web::to(known)).wrap(from_fn(edge))).await;

    let request = TestRequest::with_uri("/known?token=secret").insert_header((X_REQUEST_ID, "r1")).to_request();
    call_service(&app, request).await;

    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let line: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    let fields = &line["fields"];
    assert_eq!((&fields["path"], &fields["status"]), (&"/known".into(), &200.into()));
    assert_eq!((&fields["request_id"], &fields["user"]), (&"r1".into(), &"b1".into()));
    assert!(fields["micros"].is_u64() && !text.contains("secret"), "{text}");
}

/// Catches a cause that leaks into an answer.
#[actix_web::test]
async fn causes_stay_inside() {
    let broken = || async { Err::<HttpResponse, _>(Error::internal("secret of the database")) };
    let busy =
        || async { Err::<HttpResponse, _>(Error::RateLimited { detail: "Too fast.".to_owned(), retry_after: 7 }) };
    let app = App::new().route("/broken", web::to(broken)).route("/busy", web::to(busy)).wrap(from_fn(edge));
    let app = init_service(app).await;

    let answer = call_service(&app, TestRequest::with_uri("/broken").to_request()).await;
    assert_eq!(answer.headers().get(header::CONTENT_TYPE).unwrap(), PROBLEM_JSON);
    assert!(!String::from_utf8_lossy(&read_body(answer).await).contains("secret"));

    let answer = call_service(&app, TestRequest::with_uri("/busy").to_request()).await;
    assert_eq!(
        (answer.status().as_u16(), answer.headers().get(header::RETRY_AFTER)),
        (429, Some(&HeaderValue::from(7)))
    );
    let body: Value = serde_json::from_slice(&read_body(answer).await).unwrap();
    assert_eq!((&body["code"], &body["retry_after"]), (&"rate_limited".into(), &7.into()));
}
