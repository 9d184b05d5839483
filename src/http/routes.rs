//! Which addresses are there? One table: the server and the OpenAPI document are both made from it.

use std::collections::BTreeMap;

use actix_web::guard::{self, Guard};
use actix_web::http::{Method, header};
use actix_web::{HttpResponse, Resource, Route, web};
use utoipa::OpenApi;

use super::{
    audit, auth, conversations, demo, docs, health, media, messages, metrics, quick_replies, socket, uploads, users,
};

/// How a route is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteName {
    pub method: Method,
    /// As the OpenAPI document writes it: `/api/users/{id}`.
    pub path: &'static str,
    /// Its name for client generators: `users_read`.
    pub operation: &'static str,
}

macro_rules! routes {
    ($($method:ident $path:literal => $module:ident::$handler:ident;)+) => {
        /// Every route.
        pub const ROUTES: &[RouteName] = &[$(RouteName {
            method: Method::$method,
            path: $path,
            operation: concat!(stringify!($module), "_", stringify!($handler)),
        }),+];

        /// The handlers' own descriptions.
        #[derive(OpenApi)]
        #[openapi(paths($($module::$handler),+))]
        pub(super) struct Documented;

        fn table() -> Vec<(&'static str, Method, Route)> {
            vec![$(($path, Method::$method, web::to($module::$handler))),+]
        }
    };
}

routes! {
    POST "/api/auth/login" => auth::login;
    GET "/api/auth/verify" => auth::verify;
    POST "/api/auth/logout" => auth::logout;
    POST "/api/auth/refresh" => auth::refresh;
    POST "/api/auth/password" => auth::password;
    POST "/api/auth/tokens" => auth::tokens;
    POST "/api/auth/visitor" => auth::visitor;
    POST "/api/users/ensure" => users::ensure;
    GET "/api/users" => users::list;
    POST "/api/users" => users::create;
    GET "/api/users/{id}" => users::read;
    PATCH "/api/users/{id}" => users::update;
    DELETE "/api/users/{id}" => users::remove;
    POST "/api/conversations" => conversations::open;
    GET "/api/conversations" => conversations::list;
    GET "/api/conversations/{id}" => conversations::read;
    PATCH "/api/conversations/{id}" => conversations::update;
    POST "/api/conversations/{id}/read" => conversations::mark_read;
    GET "/api/messages" => messages::list;
    POST "/api/messages" => messages::send;
    PATCH "/api/messages/{conversation_id}/{seq}" => messages::edit;
    DELETE "/api/messages/{conversation_id}/{seq}" => messages::recall;
    GET "/api/quick-replies" => quick_replies::list;
    POST "/api/quick-replies" => quick_replies::create;
    GET "/api/quick-replies/{id}" => quick_replies::read;
    PATCH "/api/quick-replies/{id}" => quick_replies::update;
    DELETE "/api/quick-replies/{id}" => quick_replies::remove;
    GET "/api/audit" => audit::list;
    POST "/api/upload" => uploads::upload;
    GET "/api/media/{path}" => media::read;
    GET "/api/health" => health::health;
    GET "/api/health/live" => health::live;
    GET "/api/health/ready" => health::ready;
    GET "/api/metrics" => metrics::read;
    GET "/api/openapi.json" => docs::openapi;
    GET "/api/docs" => docs::page;
    GET "/api/docs/{file}" => docs::file;
    GET "/api/ws/{user_id}" => socket::no_upgrade;
    GET "/demo/session" => demo::session;
}

/// One resource a path, with all of its methods.
pub(super) fn resources() -> Vec<Resource> {
    let mut paths: BTreeMap<&str, Vec<(Method, Route)>> = BTreeMap::new();
    for (path, method, route) in table() {
        paths.entry(path).or_default().push((method, route));
    }
    paths.into_iter().map(|(path, methods)| resource(path, methods)).collect()
}

/// With or without a slash at the end. Any other method is 405, and `Allow` says which ones there are.
fn resource(path: &str, methods: Vec<(Method, Route)>) -> Resource {
    // What a media path names lies in folders.
    let pattern = path.replace("{path}", "{path:.*}");
    let allowed: Vec<Method> = methods.iter().flat_map(|(method, _)| answered(method)).collect();
    let allow = header::Allow(allowed);
    let resource = web::resource([pattern.clone(), format!("{pattern}/")]).default_service(web::to(move || {
        let allow = allow.clone();
        async move { HttpResponse::MethodNotAllowed().insert_header(allow).finish() }
    }));
    methods.into_iter().fold(resource, |resource, (method, route)| resource.route(route.guard(is(&method))))
}

/// Where there is `GET` there is `HEAD`.
fn answered(method: &Method) -> Vec<Method> {
    if *method == Method::GET { vec![Method::GET, Method::HEAD] } else { vec![method.clone()] }
}

fn is(method: &Method) -> impl Guard + use<> {
    let methods = answered(method);
    guard::fn_guard(move |context| methods.contains(&context.head().method))
}
