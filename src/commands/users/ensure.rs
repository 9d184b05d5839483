//! How does a storefront tell us who its people are?

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::UserView;
use crate::auth::neighbourhood;
use crate::commands::audit::Client;
use crate::commands::{Caller, Services};
use crate::domain::{AuditAction, Refusal, Role, User, UserDraft};
use crate::error::{Error, FieldError, Result};
use crate::id::UserId;
use crate::metrics::{self, Limit};
use crate::time::Timestamp;

/// The most users of one call.
const MAX_USERS: usize = 1000;
/// The most faults one answer lists.
const MAX_FAULTS: usize = 20;

/// `POST /api/users/ensure`.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub struct EnsureUsers {
    /// 1–1,000.
    #[schema(min_items = 1, max_items = 1000)]
    pub users: Vec<EnsureEntry>,
}

/// One that shall be there. Nothing is checked yet, so that what is wrong can be named by its place.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct EnsureEntry {
    #[schema(value_type = UserId)]
    pub id: Option<String>,
    #[schema(value_type = Role)]
    pub role: Option<String>,
    /// Where missing: the role's name and a millisecond timestamp.
    #[schema(min_length = 1, max_length = 64)]
    pub username: Option<String>,
    /// Where missing: one of the two of the role.
    #[schema(max_length = 512)]
    pub avatar: Option<String>,
    #[schema(max_length = 1000)]
    pub description: Option<String>,
}

/// The users asked for, in the order asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct EnsuredUsers {
    pub items: Vec<EnsuredUser>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct EnsuredUser {
    #[serde(flatten)]
    pub user: UserView,
    /// This call created it; otherwise it is as it was.
    pub created: bool,
    /// With `?tokens=true`, of buyers and merchants that are not disabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token: Option<String>,
}

/// Who calls `ensure`: perhaps nobody we know.
#[derive(Debug, Clone)]
pub struct Asker {
    pub caller: Option<Caller>,
    pub address: IpAddr,
}

/// Whether each buyer and merchant comes with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithTokens {
    Yes,
    No,
}

/// What the asker may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Right {
    /// Staff too.
    Admin,
    /// Customers, and tokens of all of them.
    Key,
    /// Customers, and tokens of those this very call creates.
    Anyone,
}

/// Makes sure that these users are there: all of them, or none where one entry is wrong. Who is there already is left
/// as it is.
///
/// # Errors
/// [`Error::Invalid`] naming each fault by its place (`users[3].role`).
pub async fn ensure(
    services: &Services,
    asker: &Asker,
    input: EnsureUsers,
    tokens: WithTokens,
    now: Timestamp,
) -> Result<EnsuredUsers> {
    let right = right_of(services, asker)?;
    let spent = services.auth.ensures.spend(neighbourhood(asker.address), now);
    spent.inspect_err(|_| metrics::RATE_LIMITED.one(Limit::Ensure))?;
    let drafts = check(input, now)?;
    let staff = drafts.iter().position(|draft| draft.role.is_staff());
    if let Some(place) = staff.filter(|_| right != Right::Admin) {
        return Err(Error::Forbidden(format!("users[{place}].role: only an administrator can add staff.")));
    }
    let order: Vec<UserId> = drafts.iter().map(|draft| draft.id.clone()).collect();
    let (users, mut added) = stored(services, drafts, now).await?;
    if let (true, Some(caller)) = (tokens == WithTokens::Yes || !added.is_empty(), &asker.caller) {
        let counts = json!({"asked": order.len(), "created": added.len(), "tokens": tokens == WithTokens::Yes});
        let line = Client::new(caller.clone(), asker.address).line(now, AuditAction::UsersEnsured).with(counts);
        services.store.note(line);
    }
    let mut items = Vec::with_capacity(order.len());
    for id in order {
        let user = users.get(&id).ok_or_else(|| Error::internal("an ensured user vanished"))?;
        let created = added.remove(&id);
        let signed = tokens == WithTokens::Yes && user.role.is_customer() && !user.disabled;
        let issued = (signed && (created || right != Right::Anyone))
            .then(|| services.auth.tokens.issue(user, services.config.token_lifetime, now))
            .transpose()?;
        let access_token = issued.map(|issued| issued.token);
        items.push(EnsuredUser { user: UserView::of(services, user), created, access_token });
    }
    Ok(EnsuredUsers { items })
}

fn right_of(services: &Services, asker: &Asker) -> Result<Right> {
    match &asker.caller {
        Some(Caller::Key(_)) => return Ok(Right::Key),
        Some(Caller::User(actor)) if actor.role == Role::Admin => return Ok(Right::Admin),
        _ if services.config.debug => {}
        Some(_) => return Err(Error::Forbidden("Only an API key or an administrator can add users.".to_owned())),
        None => {
            return Err(Error::Unauthorized(
                "Send an API key as `X-API-Key`, or an administrator's token; without one this works while \
                 `DEBUG=True` only."
                    .to_owned(),
            ));
        }
    }
    Ok(Right::Anyone)
}

/// All of these users, and which of them were added now.
async fn stored(
    services: &Services,
    drafts: Vec<UserDraft>,
    now: Timestamp,
) -> Result<(HashMap<UserId, User>, HashSet<UserId>)> {
    let by_id = |users: Vec<User>| users.into_iter().map(|user| (user.id.clone(), user));
    let ids: HashSet<&UserId> = drafts.iter().map(|draft| &draft.id).collect();
    let ids: Vec<UserId> = ids.into_iter().cloned().collect();
    let mut users: HashMap<UserId, User> = by_id(services.store.users_by_id(&ids).await?).collect();
    let mut asked = HashSet::new();
    let missing: Vec<UserDraft> =
        drafts.into_iter().filter(|draft| !users.contains_key(&draft.id) && asked.insert(draft.id.clone())).collect();
    if missing.is_empty() {
        return Ok((users, HashSet::new()));
    }
    let ids: Vec<UserId> = missing.iter().map(|draft| draft.id.clone()).collect();
    let added = services.store.ensure_users(missing, now).await?;
    users.extend(by_id(services.store.users_by_id(&ids).await?));
    Ok((users, added.into_iter().collect()))
}

fn check(input: EnsureUsers, now: Timestamp) -> Result<Vec<UserDraft>> {
    if !(1..=MAX_USERS).contains(&input.users.len()) {
        return Err(Error::invalid(
            "users",
            format!("must have 1 to {MAX_USERS} entries, this has {}", input.users.len()),
        ));
    }
    let mut drafts = Vec::with_capacity(input.users.len());
    let mut faults = Vec::new();
    for (entry, place) in input.users.into_iter().zip(0_i32..) {
        // A millisecond apart, so that the names made up in one call differ.
        let moment = now.plus(chrono::TimeDelta::milliseconds(place.into()));
        match draft(entry, &format!("users[{place}]"), moment) {
            Ok(draft) => drafts.push(draft),
            Err(Refusal::Invalid { field, message }) => faults.push(FieldError::new(field, message)),
            Err(other) => return Err(other.into()),
        }
        if faults.len() == MAX_FAULTS {
            break;
        }
    }
    if faults.is_empty() { Ok(drafts) } else { Err(Error::Invalid(faults)) }
}

fn draft(entry: EnsureEntry, place: &str, now: Timestamp) -> Result<UserDraft, Refusal> {
    let field = |name: &str| format!("{place}.{name}");
    let missing = |name: &str| Refusal::invalid(field(name), "is required");
    let id = entry.id.ok_or_else(|| missing("id"))?;
    let role = entry.role.ok_or_else(|| missing("role"))?;
    let role = Role::parse(&role)
        .ok_or_else(|| Refusal::invalid(field("role"), "must be buyer, merchant, support or admin"))?;
    let username = entry.username.map(|text| UserDraft::USERNAME.check(&field("username"), &text)).transpose()?;
    let avatar = entry.avatar.map(|text| UserDraft::check_avatar(&field("avatar"), &text)).transpose()?;
    Ok(UserDraft {
        id: UserId::parse(&id).ok_or_else(|| Refusal::invalid(field("id"), "must be 1–64 of A–Z a–z 0–9 _ . : @ -"))?,
        role,
        username: username.unwrap_or_else(|| UserDraft::default_username(role, now)),
        avatar: avatar.unwrap_or_else(|| UserDraft::default_avatar(role, rand::random())),
        description: UserDraft::DESCRIPTION
            .check(&field("description"), entry.description.as_deref().unwrap_or_default())?,
        password_hash: None,
    })
}
