use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, HttpResponse, web};
use serde_json::Value;

use super::*;

/// Catches a panic that takes the connection, and its other requests, down with it.
#[actix_web::test]
async fn a_panic_is_an_internal_problem_and_the_next_request_is_served() {
    let app = App::new()
        .route("/panic", web::to(|| async { if true { panic!("on purpose") } else { HttpResponse::Ok() } }))
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
    assert_eq!((answer.status().as_u16(), answer.headers().get(header::RETRY_AFTER)), (429, Some(&HeaderValue::from(7))));
    let body: Value = serde_json::from_slice(&read_body(answer).await).unwrap();
    assert_eq!((&body["code"], &body["retry_after"]), (&"rate_limited".into(), &7.into()));
}
