//! `/demo/session`: how do the demo's pages become somebody of the demo shop?

use actix_web::http::header::{HOST, HeaderMap};
use actix_web::{HttpRequest, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Query;
use super::client_address::is_local;
use crate::commands::Services;
use crate::commands::auth::SignedIn;
use crate::commands::demo::{self, DemoPart};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::time::Timestamp;

/// `GET /demo/session`.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DemoQuery {
    #[serde(rename = "as")]
    #[param(inline)]
    part: DemoPart,
}

/// As after a sign-in, and where the server is.
#[derive(Debug, Serialize, ToSchema)]
pub struct DemoSession {
    #[serde(flatten)]
    signed_in: SignedIn,
    /// `BASE_URL` without a slash at its end.
    server: String,
}

/// Be somebody of the demo shop
///
/// While `DEBUG=True` and after `kefu demo`; for pages on this machine only, as it asks for no password.
#[utoipa::path(get, path = "/demo/session", tag = "demo", security(()), params(DemoQuery),
    responses(
        (status = 200, description = "Signed in", body = DemoSession),
        (status = 403, description = "The caller is on another machine"),
        (status = 404, description = "There is no demo shop"),
    ))]
pub async fn session(
    request: HttpRequest,
    query: Result<Query<DemoQuery>>,
    services: web::Data<Services>,
) -> Result<web::Json<DemoSession>> {
    if !services.config.debug {
        return Err(Error::NotFound("The demo shop is open while DEBUG=True only.".to_owned()));
    }
    if !(is_local(&request) && names_this_machine(request.headers(), &services.config)) {
        return Err(Error::Forbidden("The demo's people can be played from this machine only.".to_owned()));
    }
    let signed_in = demo::sign_in_as(&services, query?.0.part, Timestamp::now()).await?;
    Ok(web::Json(DemoSession { signed_in, server: services.config.public_url("") }))
}

/// A page elsewhere whose name was made to lead here has that name in `Host`.
fn names_this_machine(headers: &HeaderMap, config: &Config) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let url = host.and_then(|host| url::Url::parse(&format!("http://{host}/")).ok());
    match url.as_ref().and_then(url::Url::host) {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost" || config.base_url.host_str() == Some(name),
        None => false,
    }
}
