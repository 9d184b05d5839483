//! Whom of the demo shop can a newcomer be, without a password?

use chrono::TimeDelta;
use serde::Deserialize;

use super::Services;
use super::auth::{SignedIn, sign_in};
use crate::domain::Role;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::time::Timestamp;

/// How long one stays somebody of the demo.
const LIFETIME: TimeDelta = TimeDelta::hours(12);

/// A part in the demo shop that `kefu demo` fills in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DemoPart {
    Buyer,
    Merchant,
    Support,
}

impl DemoPart {
    pub const ALL: [Self; 3] = [Self::Buyer, Self::Merchant, Self::Support];

    /// Who plays it, and as what.
    pub const fn cast(self) -> (&'static str, Role) {
        match self {
            Self::Buyer => ("demo-b1", Role::Buyer),
            Self::Merchant => ("demo-m1", Role::Merchant),
            Self::Support => ("demo-s1", Role::Support),
        }
    }
}

/// Signs in as somebody of the demo shop. Whoever may ask is the caller's business: there is no password in it.
///
/// # Errors
/// [`Error::NotFound`] unless `DEBUG=True` and the shop is there.
pub async fn sign_in_as(services: &Services, part: DemoPart, now: Timestamp) -> Result<SignedIn> {
    let (id, role) = part.cast();
    let closed = || Error::NotFound("There is no demo shop; `kefu demo` fills one into an empty database.".to_owned());
    if !services.config.debug {
        return Err(closed());
    }
    let user = services.store.user(&UserId::from(id.to_owned())).await?;
    let user = user.filter(|user| user.role == role && !user.disabled).ok_or_else(closed)?;
    sign_in(services, &user, services.config.token_lifetime.min(LIFETIME), now)
}
