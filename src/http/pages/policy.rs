//! What may a page of ours do in a browser, and who may load what?

use actix_web::HttpResponseBuilder;
use actix_web::http::header::{self, HeaderName};

use super::library::{File, Part};
use crate::config::Config;

const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
/// A file whose name holds its hash.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// The loader that shops' pages name: a new one is everywhere within ten minutes.
const SHORTLY: &str = "public, max-age=600";
/// Kept, but asked for each time: pages, and files that may change under their names.
const REVALIDATED: &str = "public, no-cache";
/// The one file of the widget that has a fixed name.
pub(super) const LOADER: &str = "widget.js";

/// The policies of this server's pages. Made once.
#[derive(Debug)]
pub(super) struct Policies {
    console: String,
    demo: String,
}

impl Policies {
    pub(super) fn new(config: &Config) -> Self {
        let own = config.base_url.origin().ascii_serialization();
        let socket = own.replacen("http", "ws", 1);
        let shops = config.cors_origins.join(" ");
        // No inline style either: what its components measure they set by script.
        // Pictures of products come from the shops that may call here, and from nowhere else.
        let console = format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
             img-src 'self' data: blob: {own} {shops}; media-src 'self' data: blob: {own}; \
             connect-src 'self' {own} {socket}; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
             frame-ancestors 'self'"
        );
        // The shop may be opened at another name of this machine than BASE_URL has: then the widget is another origin's.
        let demo = format!(
            "default-src 'none'; script-src 'self' {own}; style-src 'self' {own}; font-src 'self'; \
             img-src 'self' data: blob: {own}; media-src 'self' data: blob: {own}; connect-src 'self' {own} {socket}; \
             frame-src 'self' {own}; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
        );
        Self { console, demo }
    }

    /// All headers of an answer with this file, or with the news that it has not changed.
    pub(super) fn describe(&self, response: &mut HttpResponseBuilder, part: Part, file: &File) {
        let is_loader = part == Part::Widget && file.source.name == LOADER;
        let keep = if file.is_immutable {
            FOR_EVER
        } else if is_loader {
            SHORTLY
        } else {
            REVALIDATED
        };
        response.insert_header((header::CACHE_CONTROL, keep));
        if file.source.br.is_some() || file.source.gz.is_some() {
            response.insert_header((header::VARY, "Accept-Encoding"));
        }
        let policy = match part {
            Part::Console => Some(&self.console),
            Part::Demo => Some(&self.demo),
            // A file that is no page: the defaults forbid everything.
            Part::Widget => None,
        };
        if let Some(policy) = policy.filter(|_| file.content_type.starts_with("text/html")) {
            response.insert_header((header::CONTENT_SECURITY_POLICY, policy.as_str()));
            response.insert_header((header::X_FRAME_OPTIONS, "SAMEORIGIN"));
        }
        if part == Part::Widget {
            // Any shop's page may load it, as a module too; there is nothing secret in it.
            response.insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"));
            response.insert_header((CORP, "cross-origin"));
        }
    }
}
