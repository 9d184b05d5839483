//! `/api/docs`: where can people read what the API is?

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use url::Url;
use utoipa_swagger_ui::{Config as SwaggerConfig, serve};

use super::openapi::Document;
use crate::commands::Services;
use crate::error::{Error, Result};

/// What the page needs: its own files, the styles that Swagger UI sets, and calls to this server.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
                      connect-src 'self'";
const START: &str = include_str!("docs/start.js");
const PAGE: &str = include_str!("docs/page.html");

/// The OpenAPI document
#[utoipa::path(get, path = "/api/openapi.json", tag = "docs", security(()),
    responses((status = 200, description = "OpenAPI 3.1 of all of this", body = Object)))]
pub async fn openapi(document: web::Data<Document>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(document.json())
}

/// This document for people
#[utoipa::path(get, path = "/api/docs", tag = "docs", security(()),
    responses((status = 200, description = "A page", body = String, content_type = "text/html; charset=utf-8")))]
pub async fn page(request: HttpRequest, services: web::Data<Services>) -> HttpResponse {
    // All links are relative, so that the page works below any prefix that a proxy adds.
    let (files, above) = if request.path().ends_with('/') { ("", "../") } else { ("docs/", "") };
    let page = PAGE
        .replace("{title}", &escaped(&services.config.app_title))
        .replace("{files}", files)
        .replace("{document}", &format!("{above}openapi.json"));
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, policy(&services.config.base_url)))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(page)
}

/// A file of the docs page
#[utoipa::path(get, path = "/api/docs/{file}", tag = "docs", security(()),
    params(("file" = String, Path, example = "swagger-ui.css")),
    responses(
        (status = 200, description = "A script, a style or a picture", content(
            (String = "text/javascript"), (String = "text/css"), (String = "image/png"))),
    ))]
pub async fn file(request: HttpRequest) -> Result<HttpResponse> {
    let missing = || Error::missing("file");
    let name = request.match_info().get("file").filter(|name| FILES.contains(name)).ok_or_else(missing)?;
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "public, max-age=3600"));
    if name == "start.js" {
        return Ok(response.content_type("text/javascript").body(START));
    }
    let file = serve(name, SwaggerConfig::from("").into()).map_err(Error::internal)?.ok_or_else(missing)?;
    Ok(response.content_type(file.content_type).body(file.bytes.into_owned()))
}

/// The files that the page asks for; the rest of the distribution is not served.
const FILES: [&str; 4] = ["start.js", "swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"];

/// "Try it out" calls `BASE_URL`, which may be another origin than the page's.
fn policy(base_url: &Url) -> String {
    format!("{POLICY} {}", base_url.origin().ascii_serialization())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
