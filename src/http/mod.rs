//! How do requests get in?

mod audit;
mod auth;
mod caller;
mod chunks;
mod client_address;
mod conversations;
mod cors;
mod crowd;
mod demo;
mod docs;
mod edge;
mod health;
mod idempotency;
mod json;
mod lifecycle;
pub mod listener;
mod measured;
mod media;
mod messages;
mod metrics;
mod openapi;
mod pages;
mod path;
mod problem;
mod query;
mod quick_replies;
mod request_id;
mod routes;
mod security;
mod socket;
#[cfg(test)]
mod testing;
mod unread;
mod upgrade;
mod uploads;
pub mod websocket;
mod users;
mod wrong;

use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, ServiceConfig};

pub use caller::OptionalCaller;
pub use client_address::ClientAddress;
pub use json::{Json, present};
pub use lifecycle::Lifecycle;
pub use path::At;
pub use query::Query;
pub use request_id::RequestId;
pub use routes::{ROUTES, RouteName};
pub use uploads::receive;

use crate::commands::Services;
use openapi::Document;
use pages::Pages;

/// Everything REST and all pages, for `App::new().configure(…)`. Made once; a clone serves each worker.
pub fn configure(services: Services, lifecycle: Lifecycle) -> impl Fn(&mut ServiceConfig) + Clone + Send + 'static {
    let document = web::Data::new(Document::new(&services.config));
    let pages = web::Data::new(Pages::new(&services.config));
    let origins = services.config.cors_origins.clone();
    let (services, lifecycle) = (web::Data::new(services), web::Data::new(lifecycle));
    move |config: &mut ServiceConfig| {
        let mut api = web::scope("");
        for resource in routes::resources() {
            api = api.service(resource);
        }
        config.app_data(services.clone()).app_data(lifecycle.clone()).app_data(document.clone());
        config.service(pages::resource(pages.clone()));
        // What is under no path at all, like the target `*`.
        config.default_service(web::to(edge::nowhere));
        config.service(
            api.wrap(from_fn(caller::know))
                .wrap(Compress::default())
                .wrap(cors::cors(&origins))
                .wrap(from_fn(edge::edge)),
        );
    }
}
