//! Who did what? Administrators read it; every command that changes somebody's rights says it.

use std::net::IpAddr;

use serde::Deserialize;

use super::page::{Page, checked_limit};
use super::{Caller, Services, cursor};
use crate::domain::{AuditAction, AuditActor, AuditEntry, AuditLine, TextRule, may};
use crate::error::Result;
use crate::store::AuditFilter;
use crate::time::Timestamp;

/// The list's name in its cursors.
const LIST: &str = "audit";

/// A caller, and the address it calls from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    pub caller: Caller,
    /// The command line has none.
    pub address: Option<IpAddr>,
}

impl Client {
    pub const fn new(caller: Caller, address: IpAddr) -> Self {
        Self { caller, address: Some(address) }
    }

    /// A line about what this client does.
    pub fn line(&self, now: Timestamp, action: AuditAction) -> AuditLine {
        AuditLine::new(now, AuditActor::from(&self.caller), action).from(self.address)
    }
}

impl std::ops::Deref for Client {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl From<&Caller> for AuditActor {
    fn from(caller: &Caller) -> Self {
        match caller {
            Caller::User(actor) => Self::from(actor),
            Caller::Key(name) => Self::Key(name.clone()),
        }
    }
}

/// `GET /api/audit`.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// A user's id or the name of an API key.
    pub actor: Option<String>,
    /// As `role_changed`.
    pub action: Option<String>,
    /// A user's id, the name of an API key, or `conversation/seq`.
    pub target: Option<String>,
    pub cursor: Option<String>,
    /// 1–100, 50 where nothing is said.
    pub limit: Option<i64>,
}

/// Who did what, newest first; an administrator's right.
pub async fn list(services: &Services, caller: &Caller, query: AuditQuery) -> Result<Page<AuditEntry>> {
    may::read_audit(caller.user()?.role)?;
    let limit = checked_limit(query.limit)?;
    let text = |name: &str, text: Option<String>| {
        text.map(|text| TextRule::up_to(128).check(name, &text)).transpose().map(|text| text.filter(|t| !t.is_empty()))
    };
    // The columns of MySQL know ASCII only in these.
    let action = text("action", query.action)?.map(|action| if action.is_ascii() { action } else { "?".to_owned() });
    let filter = AuditFilter {
        actor: text("actor", query.actor)?,
        action,
        target: text("target", query.target)?,
        before: query.cursor.map(|text| cursor::decode(LIST, &text)).transpose()?,
        limit: limit + 1,
    };
    Page::cut(services.store.audit(filter).await?, limit, |last| cursor::encode(LIST, &last.id))
}

#[cfg(test)]
#[path = "audit_test.rs"]
mod tests;
