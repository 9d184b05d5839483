//! Which storefront backends may ask?

use diesel::mysql::Mysql;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use diesel_async::RunQueryDsl;

use super::Store;
use super::failure::is_duplicate;
use super::pool::on;
use super::schema::api_keys;
use crate::error::Result;
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

    /// Keeps a new key; `false` where the name is taken, also by a revoked one.
    pub async fn add_api_key(&self, name: String, hash: String, now: Timestamp) -> Result<bool> {
        self.call(move |db| async move {
            on!(db, write, |c| {
                let row = (api_keys::name.eq(&name), api_keys::hash.eq(&hash), api_keys::created_at.eq(now.millis()));
                match diesel::insert_into(api_keys::table).values(row).execute(c).await {
                    Ok(_) => Ok(true),
                    Err(cause) if is_duplicate(&cause) => Ok(false),
                    Err(cause) => Err(cause.into()),
                }
            })
        })
        .await
    }

    /// Revokes the key of this name; `false` where there is none, or it was revoked before.
    pub async fn revoke_api_key(&self, name: String, now: Timestamp) -> Result<bool> {
        self.call(move |db| async move {
            on!(db, write, |c| {
                let valid = api_keys::table.find(&name).filter(api_keys::revoked_at.is_null());
                let revoked = diesel::update(valid).set(api_keys::revoked_at.eq(now.millis())).execute(c).await?;
                Ok(revoked == 1)
            })
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
