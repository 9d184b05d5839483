//! Which answers are kept for use again?

use diesel::mysql::Mysql;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use diesel_async::RunQueryDsl;

use super::Store;
use super::failure::is_duplicate;
use super::pattern::{ESCAPE, containing};
use super::pool::on;
use super::schema::quick_replies;
use crate::domain::{QuickReply, QuickReplyDraft, Scope};
use crate::error::{Error, Result};
use crate::id::{QuickReplyId, UserId, fresh};
use crate::time::Timestamp;

#[derive(Queryable, Selectable)]
#[diesel(table_name = quick_replies, check_for_backend(Mysql, Sqlite))]
struct QuickReplyRow {
    id: i64,
    owner_id: String,
    scope: String,
    title: String,
    content: String,
    shortcut: Option<String>,
    category: Option<String>,
    created_at: i64,
    updated_at: i64,
}

/// What a new or changed reply says; where one takes a field away it becomes NULL.
#[derive(Insertable, AsChangeset, Clone)]
#[diesel(table_name = quick_replies, treat_none_as_default_value = false, treat_none_as_null = true)]
struct QuickReplyText {
    scope: &'static str,
    title: String,
    content: String,
    shortcut: Option<String>,
    category: Option<String>,
    updated_at: i64,
}

#[derive(Insertable)]
#[diesel(table_name = quick_replies, treat_none_as_default_value = false)]
struct NewQuickReplyRow {
    id: i64,
    owner_id: String,
    created_at: i64,
    #[diesel(embed)]
    text: QuickReplyText,
}

/// Which replies to list, by rising id.
#[derive(Debug, Clone, Default)]
pub struct QuickReplyFilter {
    /// This user's own; [`None`] is everybody's.
    pub owner: Option<UserId>,
    /// Besides the owner's, all shared ones.
    pub with_shared: bool,
    pub scope: Option<Scope>,
    pub category: Option<String>,
    /// Part of the title, the content or the shortcut.
    pub q: Option<String>,
    pub after: Option<QuickReplyId>,
    pub limit: i64,
}

impl Store {
    pub async fn quick_reply(&self, id: QuickReplyId) -> Result<Option<QuickReply>> {
        let row: Option<QuickReplyRow> = self
            .call(move |db| async move {
                on!(db, read, |c| Ok(quick_replies::table
                    .find(id.0)
                    .select(QuickReplyRow::as_select())
                    .first(c)
                    .await
                    .optional()?))
            })
            .await?;
        row.map(QuickReply::try_from).transpose()
    }

    pub async fn quick_replies(&self, filter: QuickReplyFilter) -> Result<Vec<QuickReply>> {
        let rows: Vec<QuickReplyRow> = self
            .call(move |db| async move {
                on!(db, read, |c| {
                    let mut query = quick_replies::table.select(QuickReplyRow::as_select()).into_boxed();
                    if let Some(owner) = &filter.owner {
                        let own = quick_replies::owner_id.eq(owner.as_str());
                        query = if filter.with_shared {
                            query.filter(own.or(quick_replies::scope.eq(Scope::Shared.as_str())))
                        } else {
                            query.filter(own)
                        };
                    }
                    if let Some(scope) = filter.scope {
                        query = query.filter(quick_replies::scope.eq(scope.as_str()));
                    }
                    if let Some(category) = &filter.category {
                        query = query.filter(quick_replies::category.eq(category));
                    }
                    if let Some(after) = filter.after {
                        query = query.filter(quick_replies::id.gt(after.0));
                    }
                    if let Some(q) = &filter.q {
                        let pattern = containing(q);
                        let title = quick_replies::title.like(pattern.clone()).escape(ESCAPE);
                        let content = quick_replies::content.like(pattern.clone()).escape(ESCAPE);
                        let shortcut = quick_replies::shortcut.like(pattern).escape(ESCAPE);
                        // A missing shortcut makes the last one NULL, which is not true either.
                        query = query.filter(title.nullable().or(content.nullable()).or(shortcut));
                    }
                    Ok(query.order(quick_replies::id).limit(filter.limit).load(c).await?)
                })
            })
            .await?;
        rows.into_iter().map(QuickReply::try_from).collect()
    }

    /// Adds a reply of `owner`; the draft was checked.
    pub async fn add_quick_reply(&self, owner: &UserId, draft: QuickReplyDraft, now: Timestamp) -> Result<QuickReply> {
        let owner_id = owner.as_str().to_owned();
        let text = QuickReplyText::new(draft, now);
        let id = self
            .call(move |db| async move {
                on!(db, write, |c| {
                    loop {
                        let id = fresh(now);
                        let (owner_id, text) = (owner_id.clone(), text.clone());
                        let row = NewQuickReplyRow { id, owner_id, created_at: now.millis(), text };
                        match diesel::insert_into(quick_replies::table).values(row).execute(c).await {
                            Ok(_) => return Ok(QuickReplyId(id)),
                            Err(cause) if is_duplicate(&cause) => {}
                            Err(cause) => return Err(cause.into()),
                        }
                    }
                })
            })
            .await?;
        self.quick_reply(id).await?.ok_or_else(|| Error::internal("a quick reply vanished right after it was added"))
    }

    /// Changes a reply; [`None`] where there is none (any more).
    pub async fn change_quick_reply(
        &self,
        id: QuickReplyId,
        draft: QuickReplyDraft,
        now: Timestamp,
    ) -> Result<Option<QuickReply>> {
        let text = QuickReplyText::new(draft, now);
        self.call(move |db| async move {
            on!(db, write, |c| {
                diesel::update(quick_replies::table.find(id.0)).set(text).execute(c).await?;
                Ok(())
            })
        })
        .await?;
        self.quick_reply(id).await
    }

    /// Deletes a reply; `false` where there was none.
    pub async fn delete_quick_reply(&self, id: QuickReplyId) -> Result<bool> {
        self.call(move |db| async move {
            on!(db, write, |c| Ok(diesel::delete(quick_replies::table.find(id.0)).execute(c).await? == 1))
        })
        .await
    }
}

impl QuickReplyText {
    fn new(draft: QuickReplyDraft, now: Timestamp) -> Self {
        Self {
            scope: draft.scope.as_str(),
            title: draft.title,
            content: draft.content,
            shortcut: draft.shortcut,
            category: draft.category,
            updated_at: now.millis(),
        }
    }
}

impl TryFrom<QuickReplyRow> for QuickReply {
    type Error = Error;

    fn try_from(row: QuickReplyRow) -> Result<Self> {
        let scope = Scope::parse(&row.scope)
            .ok_or_else(|| Error::internal(format!("quick reply {} has the scope {}", row.id, row.scope)))?;
        Ok(Self {
            id: row.id.into(),
            owner_id: row.owner_id.into(),
            scope,
            title: row.title,
            content: row.content,
            shortcut: row.shortcut,
            category: row.category,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
        })
    }
}
