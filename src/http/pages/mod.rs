//! `/widget.js`, `/console`, `/demo`: how do the browser's parts go out?

mod library;
mod policy;
#[cfg(test)]
mod tests;

use actix_web::guard::{self, GuardContext};
use actix_web::http::Method;
use actix_web::http::header::{self, AcceptEncoding, ContentEncoding, Encoding, EntityTag, Header, IfNoneMatch};
use actix_web::middleware::from_fn;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, Resource, web};

use super::{chunks, edge};
use crate::config::Config;
use crate::error::{Error, Result};
use library::{File, Library, Part};
use policy::{LOADER, Policies};

/// All addresses that show pages or belong to one; `/demo/session` is a route of its own.
const PATTERNS: [&str; 6] =
    ["/widget.js", "/widget/{name:.*}", "/console", "/console/{name:.*}", "/demo", "/demo/{name:.*}"];

/// The browser's parts, ready to be served.
#[derive(Debug)]
pub struct Pages {
    library: Library,
    policies: Policies,
    /// Is there a demo shop to show?
    with_demo: bool,
}

impl Pages {
    /// Those that this binary was built with; what it lacks is said in the log.
    pub fn new(config: &Config) -> Self {
        let pages = Self::of(Library::embedded(), config);
        let lacking: Vec<&str> =
            Part::ALL.into_iter().filter(|part| !pages.library.has(*part)).map(Part::name).collect();
        if !lacking.is_empty() {
            tracing::warn!("this server was built without its {} pages: {HOW_TO_BUILD}", lacking.join(", "));
        }
        pages
    }

    fn of(library: Library, config: &Config) -> Self {
        Self { library, policies: Policies::new(config), with_demo: config.debug }
    }
}

const HOW_TO_BUILD: &str = "run `npm ci && npm run build` in web/, then build kefu again";

/// The resource that serves all of them. They need nobody's word, and are compressed already.
pub(super) fn resource(pages: web::Data<Pages>) -> impl actix_web::dev::HttpServiceFactory {
    let is_read = guard::Any(guard::Get()).or(guard::Head());
    Resource::new(PATTERNS)
        .guard(guard::fn_guard(is_page))
        .app_data(pages)
        .route(web::route().guard(is_read).to(read))
        .default_service(web::to(|| async {
            HttpResponse::MethodNotAllowed().insert_header(header::Allow(vec![Method::GET, Method::HEAD])).finish()
        }))
        .wrap(from_fn(edge::edge))
}

fn is_page(context: &GuardContext<'_>) -> bool {
    !matches!(context.head().uri.path(), "/demo/session" | "/demo/session/")
}

async fn read(request: HttpRequest, pages: web::Data<Pages>) -> Result<HttpResponse> {
    let (part, name) = asked(request.path());
    if part == Part::Demo && !pages.with_demo {
        return Err(Error::NotFound("The demo shop is open while DEBUG=True only.".to_owned()));
    }
    if !pages.library.has(part) {
        let lacking = format!("This server was built without its {} pages: {HOW_TO_BUILD}.", part.name());
        return Err(Error::NotFound(lacking));
    }
    let file =
        pages.library.find(part, name).ok_or_else(|| Error::NotFound("There is no such page or file.".to_owned()))?;
    let form = Form::chosen(&request, file);
    let mut response = if form.is_known_to(&request) { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    pages.policies.describe(&mut response, part, file);
    response.insert_header((header::ETAG, form.tag.to_string()));
    if form.is_known_to(&request) {
        return Ok(response.finish());
    }
    response.insert_header((header::CONTENT_TYPE, file.content_type));
    if let Some(encoding) = form.encoding {
        response.insert_header((header::CONTENT_ENCODING, encoding.as_str()));
    }
    if request.method() == Method::HEAD {
        return Ok(response.body(chunks::unsent(form.bytes.len() as u64)));
    }
    Ok(response.body(Bytes::from_static(form.bytes)))
}

/// The part that a path means, and what it says about it.
fn asked(path: &str) -> (Part, &str) {
    let below = |prefix: &str| path.strip_prefix(prefix).map(|rest| rest.strip_prefix('/').unwrap_or(rest));
    if let Some(name) = below("/console") {
        (Part::Console, name)
    } else if let Some(name) = below("/demo") {
        (Part::Demo, name)
    } else {
        (Part::Widget, path.strip_prefix("/widget/").unwrap_or(LOADER))
    }
}

/// One form of a file: as it is, or compressed in a way that the asker understands.
struct Form {
    bytes: &'static [u8],
    encoding: Option<ContentEncoding>,
    tag: EntityTag,
}

impl Form {
    fn chosen(request: &HttpRequest, file: &File) -> Self {
        let source = &file.source;
        let supported = [(source.br, ContentEncoding::Brotli), (source.gz, ContentEncoding::Gzip)];
        let supported: Vec<_> =
            supported.into_iter().filter_map(|(bytes, encoding)| Some((bytes?, encoding))).collect();
        let names: Vec<Encoding> =
            supported.iter().map(|(_, encoding)| Encoding::Known(*encoding)).chain([Encoding::identity()]).collect();
        let wanted = AcceptEncoding::parse(request).ok().and_then(|accepted| accepted.negotiate(names.iter()));
        let chosen = supported.into_iter().find(|(_, encoding)| wanted == Some(Encoding::Known(*encoding)));
        let tag = |end: &str| EntityTag::new_strong(format!("{}{end}", file.fingerprint));
        match chosen {
            Some((bytes, encoding)) => {
                Self { bytes, encoding: Some(encoding), tag: tag(&format!("-{}", encoding.as_str())) }
            }
            None => Self { bytes: source.plain, encoding: None, tag: tag("") },
        }
    }

    fn is_known_to(&self, request: &HttpRequest) -> bool {
        match IfNoneMatch::parse(request) {
            Ok(IfNoneMatch::Any) => request.headers().contains_key(header::IF_NONE_MATCH),
            Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|tag| tag.weak_eq(&self.tag)),
            Err(_) => false,
        }
    }
}
