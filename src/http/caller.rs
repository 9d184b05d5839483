//! Who is asking, as the headers say?

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};

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

/// The caller, if there is one. Credentials that are wrong are 401 here too.
#[derive(Debug)]
pub struct OptionalCaller(pub Option<Caller>);

impl FromRequest for OptionalCaller {
    type Error = Error;
    type Future = Pending<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        if credentials(request.headers()) == Credentials::default() {
            return Box::pin(async { Ok(Self(None)) });
        }
        let request = request.clone();
        Box::pin(async move { Ok(Self(Some(identify(&request).await?.caller))) })
    }
}

async fn identify(request: &HttpRequest) -> Result<Identity> {
    let services =
        request.app_data::<web::Data<Services>>().ok_or_else(|| Error::internal("no Services in the app"))?;
    let identity = authenticate(services, credentials(request.headers()), Timestamp::now()).await?;
    request.extensions_mut().insert(Asker::of(identity.caller.clone()));
    Ok(identity)
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
