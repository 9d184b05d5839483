//! Which storefront backends may ask?

use diesel::mysql::Mysql;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::failure::is_duplicate;
use super::pool::on;
use super::schema::api_keys;
use super::{Store, audit};
use crate::domain::{AuditAction, AuditLine};
use crate::error::{Error, Result};
use crate::time::Timestamp;

/// A key, as far as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    pub name: String,
    pub created_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = api_keys, check_for_backend(Mysql, Sqlite))]
struct ApiKeyRow {
    name: String,
    created_at: i64,
    revoked_at: Option<i64>,
}

impl Store {
    /// The name of the key with this hash, unless it was revoked.
    pub async fn api_key(&self, hash: String) -> Result<Option<String>> {
        self.call(move |db| async move {
            on!(db, read, |c| {
                let valid = api_keys::table.filter(api_keys::hash.eq(hash)).filter(api_keys::revoked_at.is_null());
                Ok(valid.select(api_keys::name).first(c).await.optional()?)
            })
        })
        .await
    }

    /// All keys by name, revoked ones too.
    pub async fn api_keys(&self) -> Result<Vec<ApiKey>> {
        self.call(move |db| async move {
            on!(db, read, |c| {
                let rows: Vec<ApiKeyRow> =
                    api_keys::table.select(ApiKeyRow::as_select()).order(api_keys::name).load(c).await?;
                Ok(rows.into_iter().map(ApiKey::from).collect())
            })
        })
        .await
    }

    /// Keeps a new key; `false` where the name is taken, also by a revoked one. Keys are made on the command line only, so
    /// that is what the audit log says.
    pub async fn add_api_key(&self, name: String, hash: String, now: Timestamp) -> Result<bool> {
        let lines = vec![AuditLine::by_cli(now, AuditAction::KeyCreated).on(&name)];
        self.call(move |db| async move {
            on!(db, write, |c| c
                .transaction(async |c| {
                    let row =
                        (api_keys::name.eq(&name), api_keys::hash.eq(&hash), api_keys::created_at.eq(now.millis()));
                    match diesel::insert_into(api_keys::table).values(row).execute(c).await {
                        Ok(_) => {}
                        Err(cause) if is_duplicate(&cause) => return Ok(false),
                        Err(cause) => return Err(Error::from(cause)),
                    }
                    audit::write!(c, &lines);
                    Ok(true)
                })
                .await)
        })
        .await
    }

    /// Revokes the key of this name; `false` where there is none, or it was revoked before.
    pub async fn revoke_api_key(&self, name: String, now: Timestamp) -> Result<bool> {
        let lines = vec![AuditLine::by_cli(now, AuditAction::KeyRevoked).on(&name)];
        self.call(move |db| async move {
            on!(db, write, |c| c
                .transaction(async |c| {
                    let valid = api_keys::table.find(&name).filter(api_keys::revoked_at.is_null());
                    let revoked = diesel::update(valid).set(api_keys::revoked_at.eq(now.millis())).execute(c).await?;
                    if revoked == 1 {
                        audit::write!(c, &lines);
                    }
                    Ok::<_, Error>(revoked == 1)
                })
                .await)
        })
        .await
    }
}

impl From<ApiKeyRow> for ApiKey {
    fn from(row: ApiKeyRow) -> Self {
        Self {
            name: row.name,
            created_at: row.created_at.into(),
            revoked_at: row.revoked_at.map(Timestamp::from_millis),
        }
    }
}
