//! Which files were uploaded, and by whom?

use diesel::mysql::Mysql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel::sqlite::Sqlite;
use diesel_async::RunQueryDsl;

use super::Store;
use super::failure::{is_collision, is_duplicate};
use super::pool::on;
use super::schema::uploads;
use crate::domain::Upload;
use crate::error::Result;
use crate::id::UserId;
use crate::time::Timestamp;

/// Tries again at a row that somebody else holds.
const TRIES: usize = 5;

/// Says on a connection that one avatar more, or less, shows the file of this address; not every avatar is one of ours.
macro_rules! show_avatar {
    ($c:expr, $url:expr, $by:expr) => {
        if let Some(path) = $crate::domain::upload_path($url) {
            use $crate::store::schema::uploads;
            let file = diesel::update(uploads::table.filter(uploads::path.eq(path)));
            diesel_async::RunQueryDsl::execute(file.set(uploads::shown.eq(uploads::shown + $by)), $c).await?;
        }
    };
}
pub(super) use show_avatar;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = uploads, check_for_backend(Mysql, Sqlite), treat_none_as_default_value = false)]
struct UploadRow {
    id: i64,
    owner_id: String,
    path: String,
    thumbnail: Option<String>,
    name: String,
    mime: String,
    size: i64,
    width: Option<i32>,
    height: Option<i32>,
    created_at: i64,
}

impl From<&Upload> for UploadRow {
    fn from(upload: &Upload) -> Self {
        Self {
            id: upload.id.0,
            owner_id: upload.owner_id.as_str().to_owned(),
            path: upload.path.clone(),
            thumbnail: upload.thumbnail.clone(),
            name: upload.name.clone(),
            mime: upload.mime.clone(),
            size: upload.size,
            width: upload.width,
            height: upload.height,
            created_at: upload.created_at.millis(),
        }
    }
}

impl From<UploadRow> for Upload {
    fn from(row: UploadRow) -> Self {
        Self {
            id: row.id.into(),
            owner_id: row.owner_id.into(),
            path: row.path,
            thumbnail: row.thumbnail,
            name: row.name,
            mime: row.mime,
            size: row.size,
            width: row.width,
            height: row.height,
            created_at: row.created_at.into(),
        }
    }
}

/// What a user uploaded lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Uploaded {
    pub count: i64,
    pub bytes: i64,
    /// When the first of them came.
    pub oldest: Option<Timestamp>,
}

impl Uploaded {
    /// Seconds until the first of them is `age` milliseconds old; at least one.
    pub fn until_the_oldest_is(&self, age: i64, now: Timestamp) -> u64 {
        let left = self.oldest.map_or(0, |oldest| oldest.millis() + age - now.millis());
        u64::try_from(left).unwrap_or_default().div_ceil(1000).max(1)
    }
}

impl Store {
    /// What this user uploaded after `since`; files of recalled messages are gone and do not count.
    pub async fn uploads_since(&self, owner: &UserId, since: Timestamp) -> Result<Uploaded> {
        let owner = owner.as_str().to_owned();
        self.call(move |db| async move {
            on!(db, read, |c| {
                let recent =
                    uploads::table.filter(uploads::owner_id.eq(&owner)).filter(uploads::created_at.gt(since.millis()));
                let bytes = diesel::dsl::sql::<BigInt>("CAST(COALESCE(SUM(size), 0) AS SIGNED)");
                let columns = (diesel::dsl::count_star(), bytes, diesel::dsl::min(uploads::created_at));
                let (count, bytes, oldest): (i64, i64, Option<i64>) = recent.select(columns).first(c).await?;
                Ok(Uploaded { count, bytes, oldest: oldest.map(Timestamp::from_millis) })
            })
        })
        .await
    }

    /// Writes the row of a file that is in its place. `false`: the id or the path is taken, nothing was written.
    pub async fn add_upload(&self, upload: &Upload) -> Result<bool> {
        let row = UploadRow::from(upload);
        self.call(move |db| async move {
            on!(db, write, |c| {
                match diesel::insert_into(uploads::table).values(row.clone()).execute(c).await {
                    Ok(_) => Ok(true),
                    Err(cause) if is_duplicate(&cause) => Ok(false),
                    Err(cause) => Err(cause.into()),
                }
            })
        })
        .await
    }

    /// The file at `path` (relative to `/api/media/`), if it is this user's.
    pub async fn upload_of(&self, owner: &UserId, path: &str) -> Result<Option<Upload>> {
        let found = self.upload(path).await?;
        Ok(found.filter(|upload| upload.owner_id == *owner))
    }

    /// The file at `path` (relative to `/api/media/`), whoever's it is.
    pub async fn upload(&self, path: &str) -> Result<Option<Upload>> {
        let path = path.to_owned();
        self.call(move |db| async move {
            on!(db, read, |c| {
                let row = uploads::table.filter(uploads::path.eq(&path)).select(UploadRow::as_select());
                Ok(row.first(c).await.optional()?.map(Upload::from))
            })
        })
        .await
    }

    /// Forgets the file at `path` if nothing shows it and it was made before `before`. `true`: its row is gone, and the file
    /// may go too. Whoever shows it at the same moment holds the row's lock, or comes too late and is told so.
    pub async fn release_upload(&self, path: &str, before: Option<Timestamp>) -> Result<bool> {
        let path = path.to_owned();
        let before = before.map_or(i64::MAX, Timestamp::millis);
        self.call(move |db| async move {
            on!(db, write, |c| {
                let mut left = TRIES;
                loop {
                    let unshown = uploads::table.filter(uploads::path.eq(&path)).filter(uploads::shown.eq(0));
                    match diesel::delete(unshown.filter(uploads::created_at.lt(before))).execute(c).await {
                        // Somebody shows it just now, and takes the row's locks in another order.
                        Err(cause) if left > 0 && is_collision(&cause) => left -= 1,
                        Err(cause) => break Err(cause.into()),
                        Ok(rows) => break Ok(rows == 1),
                    }
                }
            })
        })
        .await
    }

    /// Paths of files that nothing shows, made before `before`; at most `limit` of them, beyond `after`.
    pub async fn unshown_uploads(&self, before: Timestamp, after: String, limit: i64) -> Result<Vec<String>> {
        self.call(move |db| async move {
            on!(db, read, |c| {
                let unshown =
                    uploads::table.filter(uploads::shown.eq(0)).filter(uploads::created_at.lt(before.millis()));
                let beyond = unshown.filter(uploads::path.gt(&after)).order(uploads::path).limit(limit);
                Ok(beyond.select(uploads::path).load(c).await?)
            })
        })
        .await
    }

    /// Paths of files in this order between two texts, the second excluded.
    pub async fn uploads_between(&self, from: String, to: String) -> Result<Vec<String>> {
        self.call(move |db| async move {
            on!(db, read, |c| {
                let there = uploads::table.filter(uploads::path.ge(&from)).filter(uploads::path.lt(&to));
                Ok(there.select(uploads::path).order(uploads::path).load(c).await?)
            })
        })
        .await
    }

    /// Is there any upload at all?
    pub async fn has_uploads(&self) -> Result<bool> {
        self.call(move |db| async move {
            on!(db, read, |c| Ok(uploads::table.select(uploads::id).first::<i64>(c).await.optional()?.is_some()))
        })
        .await
    }
}
