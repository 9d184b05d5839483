//! Which files were uploaded, and by whom?

use diesel::mysql::Mysql;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use diesel_async::RunQueryDsl;

use super::Store;
use super::failure::is_duplicate;
use super::pool::on;
use super::schema::uploads;
use crate::domain::Upload;
use crate::error::Result;
use crate::id::UserId;

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

impl Store {
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

    /// Forgets the file at `path`; a missing one is fine. Its row goes before the file does.
    pub async fn remove_upload(&self, path: &str) -> Result<()> {
        let path = path.to_owned();
        self.call(move |db| async move {
            on!(db, write, |c| {
                diesel::delete(uploads::table.filter(uploads::path.eq(&path))).execute(c).await?;
                Ok(())
            })
        })
        .await
    }
}
