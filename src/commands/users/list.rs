//! Who is there?

use serde::Deserialize;

use super::{UserAnswer, UserView, read_role};
use crate::commands::page::{Page, checked_limit};
use crate::commands::{Caller, Services, accounts, cursor};
use crate::domain::{TextRule, User, may};
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::store::UserFilter;

/// The list's name in its cursors.
const LIST: &str = "users";

/// `GET /api/users`.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UserQuery {
    /// `buyer`, `merchant`, `support` or `admin`.
    pub role: Option<String>,
    /// Part of the id or the username, in any case.
    pub q: Option<String>,
    pub cursor: Option<String>,
    /// 1–100, 50 where nothing is said.
    pub limit: Option<i64>,
}

/// Users by rising id: for staff, and for a storefront's backend.
pub async fn list(services: &Services, caller: &Caller, query: UserQuery) -> Result<Page<UserView>> {
    if let Some(role) = caller.role() {
        may::list_users(role)?;
    }
    let limit = checked_limit(query.limit)?;
    let q = query.q.map(|q| TextRule::up_to(64).check("q", &q)).transpose()?;
    let filter = UserFilter {
        role: query.role.map(|role| read_role("role", &role)).transpose()?,
        q: q.filter(|q| !q.is_empty()),
        after: query.cursor.map(|text| cursor::decode(LIST, &text)).transpose()?,
        limit: limit + 1,
    };
    let users = services.store.users(filter).await?;
    let page = Page::cut(users, limit, |last| cursor::encode(LIST, &last.id))?;
    Ok(page.map(|user| UserView::of(services, &user)))
}

/// One user, as far as the caller may see it.
///
/// # Errors
/// [`Error::NotFound`] also for those who exist but share no conversation with the caller.
pub async fn read(services: &Services, caller: &Caller, id: &UserId) -> Result<UserAnswer> {
    let user = visible(services, caller, id).await?;
    Ok(match caller {
        Caller::User(actor) if !may::read_user_whole(actor, id) => UserAnswer::Public(user.public()),
        _ => UserAnswer::Whole(UserView::of(services, &user)),
    })
}

/// The user as stored, if the caller may see anything of it.
pub(super) async fn visible(services: &Services, caller: &Caller, id: &UserId) -> Result<User> {
    let seen = match caller {
        Caller::User(actor) if !may::read_user_whole(actor, id) => {
            services.store.share_conversation(&actor.id, id).await?
        }
        _ => true,
    };
    if seen { accounts::present(services, id).await } else { Err(Error::missing("user")) }
}
