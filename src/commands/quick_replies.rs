//! What can be done with quick replies?

use serde::{Deserialize, Deserializer};

use super::page::{Page, checked_limit};
use super::{Caller, Services, cursor};
use crate::domain::{Actor, QuickReply, QuickReplyDraft, QuickReplyPatch, Role, Scope, TextRule, may};
use crate::error::{Error, Result};
use crate::id::QuickReplyId;
use crate::store::QuickReplyFilter;
use crate::time::Timestamp;

/// The list's name in its cursors.
const LIST: &str = "quick_replies";

/// `GET /api/quick-replies`.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct QuickReplyQuery {
    /// `personal` or `shared`.
    pub scope: Option<String>,
    pub category: Option<String>,
    /// Part of the title, the content or the shortcut.
    pub q: Option<String>,
    pub cursor: Option<String>,
    /// 1–100, 50 where nothing is said.
    pub limit: Option<i64>,
}

/// `POST /api/quick-replies`.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub struct NewQuickReply {
    #[schema(min_length = 1, max_length = 100)]
    pub title: String,
    #[schema(min_length = 1, max_length = 4000)]
    pub content: String,
    /// What is typed after `/` to find it: no white space, no `/`.
    #[schema(min_length = 1, max_length = 32)]
    pub shortcut: Option<String>,
    #[schema(min_length = 1, max_length = 50)]
    pub category: Option<String>,
    /// `personal` where nothing is said; `shared` is an administrator's.
    #[schema(value_type = Option<Scope>)]
    pub scope: Option<String>,
}

/// `PATCH /api/quick-replies/{id}`: what is missing stays; `null` takes a shortcut or a category away.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct QuickReplyChange {
    #[schema(min_length = 1, max_length = 100)]
    pub title: Option<String>,
    #[schema(min_length = 1, max_length = 4000)]
    pub content: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 32)]
    pub shortcut: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 50)]
    pub category: Option<Option<String>>,
    #[schema(value_type = Option<Scope>)]
    pub scope: Option<String>,
}

/// One's own, for staff the shared ones too, for an administrator all; by rising id.
pub async fn list(services: &Services, caller: &Caller, query: QuickReplyQuery) -> Result<Page<QuickReply>> {
    let actor = caller.user()?;
    may::use_quick_replies(actor.role)?;
    let limit = checked_limit(query.limit)?;
    let q = query.q.map(|q| TextRule::up_to(64).check("q", &q)).transpose()?;
    let filter = QuickReplyFilter {
        owner: (actor.role != Role::Admin).then(|| actor.id.clone()),
        with_shared: actor.role.is_staff(),
        scope: query.scope.map(|scope| read_scope(&scope)).transpose()?,
        category: query.category,
        q: q.filter(|q| !q.is_empty()),
        after: query.cursor.map(|text| cursor::decode(LIST, &text)).transpose()?,
        limit: limit + 1,
    };
    Page::cut(services.store.quick_replies(filter).await?, limit, |last| cursor::encode(LIST, &last.id))
}

pub async fn create(services: &Services, caller: &Caller, input: NewQuickReply, now: Timestamp) -> Result<QuickReply> {
    let actor = caller.user()?;
    let scope = input.scope.map_or(Ok(Scope::Personal), |scope| read_scope(&scope))?;
    may::create_quick_reply(actor, scope)?;
    let NewQuickReply { title, content, shortcut, category, .. } = input;
    let draft = QuickReplyDraft { scope, title, content, shortcut, category }.check()?;
    services.store.add_quick_reply(&actor.id, draft, now).await
}

pub async fn read(services: &Services, caller: &Caller, id: QuickReplyId) -> Result<QuickReply> {
    seen(services, caller.user()?, id).await
}

/// Changes one's own; sharing one takes the right to create a shared one.
pub async fn update(
    services: &Services,
    caller: &Caller,
    id: QuickReplyId,
    change: QuickReplyChange,
    now: Timestamp,
) -> Result<QuickReply> {
    let actor = caller.user()?;
    let reply = seen(services, actor, id).await?;
    may::change_quick_reply(actor, &reply)?;
    let QuickReplyChange { title, content, shortcut, category, scope } = change;
    let scope = scope.map(|scope| read_scope(&scope)).transpose()?;
    let draft =
        QuickReplyDraft::merged(&reply, QuickReplyPatch { scope, title, content, shortcut, category }).check()?;
    may::create_quick_reply(actor, draft.scope)?;
    services.store.change_quick_reply(id, draft, now).await?.ok_or_else(|| Error::missing("quick reply"))
}

pub async fn remove(services: &Services, caller: &Caller, id: QuickReplyId) -> Result<()> {
    let actor = caller.user()?;
    let reply = seen(services, actor, id).await?;
    may::change_quick_reply(actor, &reply)?;
    let deleted = services.store.delete_quick_reply(id).await?;
    if deleted { Ok(()) } else { Err(Error::missing("quick reply")) }
}

async fn seen(services: &Services, actor: &Actor, id: QuickReplyId) -> Result<QuickReply> {
    may::use_quick_replies(actor.role)?;
    let reply = services.store.quick_reply(id).await?.ok_or_else(|| Error::missing("quick reply"))?;
    may::see_quick_reply(actor, &reply)?;
    Ok(reply)
}

fn read_scope(text: &str) -> Result<Scope> {
    Scope::parse(text).ok_or_else(|| Error::invalid("scope", "must be personal or shared"))
}

/// Tells `null` from a field that is missing.
#[expect(clippy::option_option, reason = "what it tells apart")]
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

#[cfg(test)]
#[path = "quick_replies_test.rs"]
mod tests;
