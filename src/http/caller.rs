//! Who is asking, as the headers say?

use std::fmt;
use std::future::{Future, ready};
use std::net::IpAddr;
use std::pin::Pin;

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};

use super::ClientAddress;
use crate::commands::audit::Client;
use crate::commands::auth::{Credentials, Identity, authenticate};
use crate::commands::{Caller, Services};
use crate::error::{Error, Result};
use crate::time::Timestamp;

type Pending<T> = Pin<Box<dyn Future<Output = Result<T>>>>;

/// Beside a request once it is known who asks: what the access log says of it.
#[derive(Debug, Clone)]
pub(super) struct Asker(Caller);

impl Asker {
    pub(super) const fn of(caller: Caller) -> Self {
        Self(caller)
    }
}

impl fmt::Display for Asker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Caller::User(actor) => actor.id.fmt(f),
            Caller::Key(name) => write!(f, "key {name}"),
        }
    }
}

/// The caller with its token's end; 401 without valid credentials.
impl FromRequest for Identity {
    type Error = Error;
    type Future = Pending<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { identify(&request).await })
    }
}

/// The caller; 401 without valid credentials.
impl FromRequest for Caller {
    type Error = Error;
    type Future = Pending<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Ok(identify(&request).await?.caller) })
    }
}

/// The caller and its address; 401 without valid credentials.
impl FromRequest for Client {
    type Error = Error;
    type Future = Pending<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let address = address_of(&request)?;
            Ok(Self::new(identify(&request).await?.caller, address))
        })
    }
}

/// The caller; while `DEBUG=True` there may be none. Credentials that are wrong are 401 then too.
#[derive(Debug)]
pub struct OptionalCaller(pub Option<Caller>);

impl FromRequest for OptionalCaller {
    type Error = Error;
    type Future = Pending<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        if credentials(request.headers()) == Credentials::default() {
            return Box::pin(ready(anonymous(request)));
        }
        let request = request.clone();
        Box::pin(async move { Ok(Self(Some(identify(&request).await?.caller))) })
    }
}

fn anonymous(request: &HttpRequest) -> Result<OptionalCaller> {
    if services(request)?.config.debug {
        return Ok(OptionalCaller(None));
    }
    Err(Error::Unauthorized(
        "Send an API key as `X-API-Key`, or an administrator's token; without one this works while `DEBUG=True` only."
            .to_owned(),
    ))
}

fn services(request: &HttpRequest) -> Result<&web::Data<Services>> {
    request.app_data().ok_or_else(|| Error::internal("no Services in the app"))
}

fn address_of(request: &HttpRequest) -> Result<IpAddr> {
    Ok(ClientAddress::of(request, &services(request)?.config.tuning.trusted_proxies).0)
}

async fn identify(request: &HttpRequest) -> Result<Identity> {
    let known = request.extensions_mut().remove::<Known>();
    let identity = if let Some(Known(identity)) = known {
        identity?
    } else {
        let brought = credentials(request.headers());
        authenticate(services(request)?, brought, address_of(request)?, Timestamp::now()).await?
    };
    request.extensions_mut().insert(Asker::of(identity.caller.clone()));
    Ok(identity)
}

/// Who the credentials say it is, found out before the body or the query is looked at: actix polls all that a handler
/// takes together, and a body that is wrong must not win over a token that is.
struct Known(Result<Identity>);

/// The layer that asks, for requests that bring credentials.
pub(super) async fn know(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let brought = credentials(request.headers());
    if brought != Credentials::default() && !asks_nobody(request.path()) {
        let services = request.app_data::<web::Data<Services>>().cloned();
        if let Some(services) = services {
            let address = ClientAddress::of(request.request(), &services.config.tuning.trusted_proxies).0;
            let identity = authenticate(&services, brought, address, Timestamp::now()).await;
            request.extensions_mut().insert(Known(identity));
        }
    }
    next.call(request).await
}

/// Routes that do not care who asks.
fn asks_nobody(path: &str) -> bool {
    ["/api/media/", "/api/health", "/api/docs", "/api/openapi.json", "/api/auth/login", "/api/auth/visitor"]
        .iter()
        .any(|open| path.starts_with(open))
}

/// `Authorization: Bearer …` and `X-API-Key`. Other schemes are somebody else's, a proxy's for example.
pub(super) fn credentials(headers: &HeaderMap) -> Credentials {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let bearer = text(AUTHORIZATION.as_str()).and_then(|value| {
        let (scheme, token) = value.trim().split_once(' ').unwrap_or((value.trim(), ""));
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
    });
    Credentials { bearer, api_key: text("x-api-key").map(|key| key.trim().to_owned()) }
}
