//! What is kept of who did what? One line an event, added and never changed.

use std::net::IpAddr;

use serde::Serialize;
use serde_json::Value;

use super::Actor;
use crate::id::UserId;
use crate::time::Timestamp;

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditActor {
    User(UserId),
    /// The name of an API key.
    Key(String),
    /// Whoever may run `kefu` on the server.
    Cli,
    /// Somebody who did not show who it is: a failed sign-in.
    Nobody,
}

impl AuditActor {
    /// The word that is stored; an id of one kind is never taken for one of another.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Key(_) => "key",
            Self::Cli => "cli",
            Self::Nobody => "nobody",
        }
    }

    pub fn id(&self) -> Option<&str> {
        match self {
            Self::User(id) => Some(id.as_str()),
            Self::Key(name) => Some(name),
            Self::Cli | Self::Nobody => None,
        }
    }
}

impl From<&Actor> for AuditActor {
    fn from(actor: &Actor) -> Self {
        Self::User(actor.id.clone())
    }
}

macro_rules! actions {
    ($($(#[$doc:meta])* $action:ident => $name:literal,)+) => {
        /// What was done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum AuditAction {
            $($(#[$doc])* $action,)+
        }

        impl AuditAction {
            /// Every action there is.
            pub const ALL: &[Self] = &[$(Self::$action,)+];

            /// The stable word for it, at most 32 letters.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$action => $name,)+
                }
            }
        }
    };
}

actions! {
    /// With name and password.
    SignIn => "sign_in",
    /// The target is the account, where there is one of that name.
    SignInFailed => "sign_in_failed",
    SignOut => "sign_out",
    PasswordChanged => "password_changed",
    /// By an API key, for a customer.
    TokenIssued => "token_issued",
    /// The target is the visitor whose conversations moved.
    VisitorMerged => "visitor_merged",
    UserCreated => "user_created",
    /// Name, avatar or description, by somebody else.
    UserChanged => "user_changed",
    RoleChanged => "role_changed",
    UserDisabled => "user_disabled",
    UserEnabled => "user_enabled",
    PasswordReset => "password_reset",
    /// By an API key or an administrator; how many, not whom.
    UsersEnsured => "users_ensured",
    /// By another than its sender; the target is `conversation/seq`.
    MessageRecalled => "message_recalled",
    KeyCreated => "key_created",
    KeyRevoked => "key_revoked",
    /// The first time on a day (UTC).
    KeyUsed => "key_used",
    SchemaChanged => "schema_changed",
    BackupMade => "backup_made",
    BackupRestored => "backup_restored",
    UploadsSwept => "uploads_swept",
    DemoMade => "demo_made",
}

/// A line to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditLine {
    pub at: Timestamp,
    pub actor: AuditActor,
    pub action: AuditAction,
    /// Whom or what it was done to, at most 128 characters.
    pub target: Option<String>,
    /// Where from; the command line has none.
    pub address: Option<IpAddr>,
    /// A small object with what else matters: never a password, a key, a token or what people wrote.
    pub details: Option<Value>,
}

impl AuditLine {
    pub const fn new(at: Timestamp, actor: AuditActor, action: AuditAction) -> Self {
        Self { at, actor, action, target: None, address: None, details: None }
    }

    /// Done on the server's command line.
    pub const fn by_cli(at: Timestamp, action: AuditAction) -> Self {
        Self::new(at, AuditActor::Cli, action)
    }

    #[must_use]
    pub fn on(mut self, target: impl Into<String>) -> Self {
        self.target = Some(target.into());
        self
    }

    #[must_use]
    pub const fn from(mut self, address: Option<IpAddr>) -> Self {
        self.address = address;
        self
    }

    #[must_use]
    pub fn with(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }
}

/// A line as it is read.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct AuditEntry {
    pub id: i64,
    pub at: Timestamp,
    /// `user`, `key` (an API key), `cli` (the server's command line) or `nobody` (a failed sign-in).
    #[schema(example = "user")]
    pub actor_kind: String,
    /// A user's id or the name of an API key.
    pub actor_id: Option<String>,
    #[schema(example = "role_changed")]
    pub action: String,
    /// A user's id, the name of an API key, or `conversation/seq`.
    pub target: Option<String>,
    /// The client's address.
    pub address: Option<String>,
    /// What else matters, by action.
    pub details: Option<Value>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_actions_fit_their_column_and_differ() {
        let words: std::collections::BTreeSet<_> = AuditAction::ALL.iter().map(|action| action.as_str()).collect();
        assert_eq!(words.len(), AuditAction::ALL.len());
        assert!(words.iter().all(|word| word.len() <= 32));
    }
}
