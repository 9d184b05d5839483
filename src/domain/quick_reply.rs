//! What does somebody answer often?

use serde::{Deserialize, Serialize};

use super::{Refusal, TextRule};
use crate::id::{QuickReplyId, UserId};
use crate::time::Timestamp;

/// Who may use a quick reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Its owner alone.
    Personal,
    /// All staff; an admin keeps it.
    Shared,
}

impl Scope {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::Shared => "shared",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Personal, Self::Shared].into_iter().find(|scope| scope.as_str() == text)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct QuickReply {
    pub id: QuickReplyId,
    pub owner_id: UserId,
    pub scope: Scope,
    pub title: String,
    pub content: String,
    /// What is typed after `/` to find it.
    pub shortcut: Option<String>,
    pub category: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A quick reply about to be created, not checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuickReplyDraft {
    pub scope: Scope,
    pub title: String,
    pub content: String,
    pub shortcut: Option<String>,
    pub category: Option<String>,
}

/// What changes in a quick reply: `None` stays, `Some(None)` is taken away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuickReplyPatch {
    pub scope: Option<Scope>,
    pub title: Option<String>,
    pub content: Option<String>,
    pub shortcut: Option<Option<String>>,
    pub category: Option<Option<String>>,
}

impl QuickReplyDraft {
    /// The draft with its texts trimmed: title 1–100, content 1–4,000, category up to 50 characters, and a shortcut of
    /// 1–32 characters without white space or `/`.
    pub fn check(mut self) -> Result<Self, Refusal> {
        self.title = TextRule::some(100).check("title", &self.title)?;
        self.content = TextRule::some(4000).check("content", &self.content)?;
        self.category = self.category.map(|text| TextRule::some(50).check("category", &text)).transpose()?;
        self.shortcut = self.shortcut.map(|text| check_shortcut(&text)).transpose()?;
        Ok(self)
    }

    /// `reply` with `patch` applied, not checked yet.
    pub fn merged(reply: &QuickReply, patch: QuickReplyPatch) -> Self {
        Self {
            scope: patch.scope.unwrap_or(reply.scope),
            title: patch.title.unwrap_or_else(|| reply.title.clone()),
            content: patch.content.unwrap_or_else(|| reply.content.clone()),
            shortcut: patch.shortcut.unwrap_or_else(|| reply.shortcut.clone()),
            category: patch.category.unwrap_or_else(|| reply.category.clone()),
        }
    }
}

fn check_shortcut(text: &str) -> Result<String, Refusal> {
    let text = TextRule::some(32).check("shortcut", text)?;
    if text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '/') {
        return Err(Refusal::invalid("shortcut", "must not contain white space or /"));
    }
    Ok(text)
}
