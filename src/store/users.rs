//! Which users are there?

use diesel::mysql::Mysql;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::failure::is_duplicate;
use super::pattern::{ESCAPE, containing};
use super::pool::on;
use super::schema::{members, users};
use super::uploads::show_avatar;
use super::{Store, audit};
use crate::domain::{AuditLine, Role, User, UserDraft};
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::time::Timestamp;

#[derive(Queryable, Selectable)]
#[diesel(table_name = users, check_for_backend(Mysql, Sqlite))]
pub(super) struct UserRow {
    id: String,
    role: String,
    username: String,
    password_hash: Option<String>,
    avatar: String,
    description: String,
    last_seen: Option<i64>,
    created_at: i64,
    disabled: bool,
    token_generation: i64,
    tokens_void_until: i64,
}

#[derive(Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
struct NewUserRow {
    id: String,
    role: &'static str,
    username: String,
    login: Option<String>,
    password_hash: Option<String>,
    avatar: String,
    description: String,
    created_at: i64,
}

/// What changes in a user; [`None`] stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UserChange {
    pub username: Option<String>,
    /// The name to sign in with; the inner [`None`] takes it away.
    pub login: Option<Option<String>>,
    pub avatar: Option<String>,
    pub description: Option<String>,
    pub role: Option<Role>,
    pub disabled: Option<bool>,
    /// The inner [`None`] takes it away.
    pub password_hash: Option<Option<String>>,
    /// All tokens issued up to then are void.
    pub void_tokens: Option<Timestamp>,
    /// What the audit log says of it, in the same transaction.
    pub audit: Vec<AuditLine>,
}

#[derive(AsChangeset)]
#[expect(clippy::option_option, reason = "the outer one: set it at all; the inner one: to NULL")]
#[diesel(table_name = users)]
struct UserChangeset {
    username: Option<String>,
    login: Option<Option<String>>,
    avatar: Option<String>,
    description: Option<String>,
    role: Option<&'static str>,
    disabled: Option<bool>,
    password_hash: Option<Option<String>>,
}

/// What became of a new user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Added {
    User(Box<User>),
    IdTaken,
    LoginTaken,
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    User(Box<User>),
    Missing,
    LoginTaken,
    /// It would have left nobody to administer.
    LastAdmin,
}

/// Which users to list, by rising id.
#[derive(Debug, Clone, Default)]
pub struct UserFilter {
    pub role: Option<Role>,
    /// Part of the id or the username, in any case.
    pub q: Option<String>,
    pub after: Option<UserId>,
    pub limit: i64,
}

diesel::alias!(members as theirs: Theirs);

diesel::define_sql_function! {
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

impl Store {
    /// Those of `ids` that exist, in no order.
    pub async fn users_by_id(&self, ids: &[UserId]) -> Result<Vec<User>> {
        let ids: Vec<String> = ids.iter().map(|id| id.as_str().to_owned()).collect();
        let rows = self
            .call(move |db| async move {
                on!(db, read, |c| {
                    Ok(users::table.filter(users::id.eq_any(ids)).select(UserRow::as_select()).load(c).await?)
                })
            })
            .await?;
        rows.into_iter().map(User::try_from).collect()
    }

    /// The member of staff who signs in with this name (in lower case).
    pub async fn user_by_login(&self, login: String) -> Result<Option<User>> {
        let row = self
            .call(move |db| async move {
                on!(db, read, |c| {
                    let found = users::table.filter(users::login.eq(login)).select(UserRow::as_select());
                    Ok(found.first(c).await.optional()?)
                })
            })
            .await?;
        row.map(User::try_from).transpose()
    }

    pub async fn users(&self, filter: UserFilter) -> Result<Vec<User>> {
        let rows = self
            .call(move |db| async move {
                on!(db, read, |c| {
                    let mut query = users::table.select(UserRow::as_select()).into_boxed();
                    if let Some(role) = filter.role {
                        query = query.filter(users::role.eq(role.as_str()));
                    }
                    if let Some(after) = &filter.after {
                        query = query.filter(users::id.gt(after.as_str()));
                    }
                    if let Some(q) = &filter.q {
                        let named = users::username.like(containing(q)).escape(ESCAPE);
                        // Ids are ASCII, in a collation of their own that compares with nothing else.
                        query = if q.is_ascii() {
                            let known = lower(users::id).like(containing(&q.to_ascii_lowercase())).escape(ESCAPE);
                            query.filter(named.or(known))
                        } else {
                            query.filter(named)
                        };
                    }
                    Ok(query.order(users::id).limit(filter.limit).load(c).await?)
                })
            })
            .await?;
        rows.into_iter().map(User::try_from).collect()
    }

    /// Are both members of some conversation?
    pub async fn share_conversation(&self, one: &UserId, other: &UserId) -> Result<bool> {
        let (one, other) = (one.as_str().to_owned(), other.as_str().to_owned());
        self.call(move |db| async move {
            on!(db, read, |c| {
                let same = theirs.field(members::conversation_id).eq(members::conversation_id);
                let other = theirs.filter(same).filter(theirs.field(members::user_id).eq(other));
                let mine = members::table.filter(members::user_id.eq(one));
                let shared = mine.filter(diesel::dsl::exists(other)).select(members::conversation_id);
                Ok(shared.first::<i64>(c).await.optional()?.is_some())
            })
        })
        .await
    }

    /// Adds one user. `login` is the name to sign in with, in lower case; customers have none. The audit log gets `lines` in
    /// the same transaction.
    pub async fn add_user(
        &self,
        draft: UserDraft,
        login: Option<String>,
        now: Timestamp,
        lines: Vec<AuditLine>,
    ) -> Result<Added> {
        let id = draft.id.clone();
        let row = NewUserRow::new(draft, login, now);
        let added = self
            .call(move |db| async move {
                on!(db, write, |c| {
                    c.transaction(async |c| {
                        match diesel::insert_into(users::table).values(&row).execute(c).await {
                            Ok(_) => {}
                            Err(cause) if is_duplicate(&cause) => return Ok(false),
                            Err(cause) => return Err(Error::from(cause)),
                        }
                        show_avatar!(c, &row.avatar, 1_i64);
                        audit::write!(c, &lines);
                        Ok(true)
                    })
                    .await
                })
            })
            .await?;
        let stored = self.user(&id).await?;
        match (added, stored) {
            (true, Some(user)) => Ok(Added::User(Box::new(user))),
            (true, None) => Err(Error::internal("a user vanished right after it was added")),
            (false, Some(_)) => Ok(Added::IdTaken),
            (false, None) => Ok(Added::LoginTaken),
        }
    }

    /// Adds those of `drafts` that are not there yet, all of them or none; answers the ids that were added now.
    pub async fn ensure_users(&self, mut drafts: Vec<UserDraft>, now: Timestamp) -> Result<Vec<UserId>> {
        // In one order everywhere, so that two calls never wait for each other.
        drafts.sort_by(|a, b| a.id.cmp(&b.id));
        let ids: Vec<UserId> = drafts.iter().map(|draft| draft.id.clone()).collect();
        let rows: Vec<NewUserRow> = drafts.into_iter().map(|draft| NewUserRow::new(draft, None, now)).collect();
        let added = self
            .call(move |db| async move {
                on!(db, write, |c| {
                    c.transaction(async |c| {
                        let mut added = Vec::with_capacity(rows.len());
                        for row in &rows {
                            let new = diesel::insert_or_ignore_into(users::table).values(row).execute(c).await? == 1;
                            if new {
                                show_avatar!(c, &row.avatar, 1_i64);
                            }
                            added.push(new);
                        }
                        Ok::<_, Error>(added)
                    })
                    .await
                })
            })
            .await?;
        Ok(ids.into_iter().zip(added).filter_map(|(id, added)| added.then_some(id)).collect())
    }

    /// Changes one user. Nobody can take away the last administrator that is not disabled.
    pub async fn change_user(&self, id: &UserId, change: UserChange) -> Result<Changed> {
        let id = id.as_str().to_owned();
        self.call(move |db| async move {
            on!(db, write, |c| c
                .transaction(async |c| {
                    if change.unseats() {
                        // Writing first locks every administrator, so that two of them cannot unseat each other.
                        let admins = users::role.eq(Role::Admin.as_str()).and(users::disabled.eq(false));
                        let same = users::token_generation.eq(users::token_generation);
                        diesel::update(users::table.filter(admins)).set(same).execute(c).await?;
                        let left: Vec<String> =
                            users::table.filter(admins).select(users::id).order(users::id).limit(2).load(c).await?;
                        if left == [id.as_str()] {
                            return Ok::<_, Error>(Changed::LastAdmin);
                        }
                    }
                    if let Some(avatar) = &change.avatar {
                        // Writing first locks the user, so that nobody else takes the same old avatar away.
                        let same = users::token_generation.eq(users::token_generation);
                        diesel::update(users::table.find(&id)).set(same).execute(c).await?;
                        let old: Option<String> =
                            users::table.find(&id).select(users::avatar).first(c).await.optional()?;
                        if let Some(old) = old.filter(|old| old != avatar) {
                            show_avatar!(c, &old, -1_i64);
                            show_avatar!(c, avatar, 1_i64);
                        }
                    }
                    let changeset = UserChangeset::from(&change);
                    if changeset.says_something() {
                        match diesel::update(users::table.find(&id)).set(changeset).execute(c).await {
                            Ok(_) => {}
                            Err(cause) if is_duplicate(&cause) => return Ok(Changed::LoginTaken),
                            Err(cause) => return Err(cause.into()),
                        }
                    }
                    if let Some(at) = change.void_tokens {
                        let next = users::token_generation.eq(users::token_generation + 1);
                        let voided = (next, users::tokens_void_until.eq(at.millis()));
                        diesel::update(users::table.find(&id)).set(voided).execute(c).await?;
                    }
                    let row = users::table.find(&id).select(UserRow::as_select()).first(c).await.optional()?;
                    let Some(row) = row else { return Ok(Changed::Missing) };
                    audit::write!(c, &change.audit);
                    Ok(Changed::User(Box::new(row.try_into()?)))
                })
                .await)
        })
        .await
    }

    /// The user was there at `at`.
    pub async fn user_seen(&self, id: &UserId, at: Timestamp) -> Result<()> {
        let id = id.as_str().to_owned();
        self.call(move |db| async move {
            on!(db, write, |c| {
                diesel::update(users::table.find(id)).set(users::last_seen.eq(at.millis())).execute(c).await?;
                Ok(())
            })
        })
        .await
    }
}

impl UserChange {
    /// It may leave nobody to administer.
    fn unseats(&self) -> bool {
        self.disabled == Some(true) || self.role.is_some_and(|role| role != Role::Admin)
    }
}

impl From<&UserChange> for UserChangeset {
    fn from(change: &UserChange) -> Self {
        Self {
            username: change.username.clone(),
            login: change.login.clone(),
            avatar: change.avatar.clone(),
            description: change.description.clone(),
            role: change.role.map(Role::as_str),
            disabled: change.disabled,
            password_hash: change.password_hash.clone(),
        }
    }
}

impl UserChangeset {
    /// The database takes no update that sets nothing.
    fn says_something(&self) -> bool {
        let Self { username, login, avatar, description, role, disabled, password_hash } = self;
        username.is_some()
            || login.is_some()
            || avatar.is_some()
            || description.is_some()
            || role.is_some()
            || disabled.is_some()
            || password_hash.is_some()
    }
}

impl NewUserRow {
    fn new(draft: UserDraft, login: Option<String>, now: Timestamp) -> Self {
        Self {
            id: draft.id.as_str().to_owned(),
            role: draft.role.as_str(),
            username: draft.username,
            login,
            password_hash: draft.password_hash,
            avatar: draft.avatar,
            description: draft.description,
            created_at: now.millis(),
        }
    }
}

impl TryFrom<UserRow> for User {
    type Error = Error;

    fn try_from(row: UserRow) -> Result<Self> {
        let role = Role::parse(&row.role)
            .ok_or_else(|| Error::internal(format!("user {} has the role {}, which there is not", row.id, row.role)))?;
        Ok(Self {
            id: row.id.into(),
            role,
            username: row.username,
            avatar: row.avatar,
            description: row.description,
            last_seen: row.last_seen.map(Timestamp::from_millis),
            created_at: row.created_at.into(),
            disabled: row.disabled,
            password_hash: row.password_hash,
            token_generation: row.token_generation,
            tokens_void_until: row.tokens_void_until.into(),
        })
    }
}
