//! Who may administer, and which storefronts may call?

use std::io::{BufRead, IsTerminal, Write};

use clap::Subcommand;

use super::{Failure, Outcome};
use crate::commands::{Services, api_keys, users};
use crate::error::Error;
use crate::time::Timestamp;

#[derive(Debug, Subcommand)]
pub(super) enum Admin {
    /// Create an administrator; exits 3 where somebody signs in with this name already
    Create {
        /// The name to sign in with
        #[arg(long)]
        username: String,
        /// 10–128 characters. Without it a terminal is asked, and an empty answer, or no terminal, makes one up
        #[arg(long)]
        password: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum ApiKey {
    /// Create a key and print it, once
    Create {
        /// What the key is for: 1–64 characters
        name: String,
    },
    /// List the keys
    List,
    /// Make a key useless
    Revoke {
        /// The name it was created under
        name: String,
    },
}

pub(super) async fn admin(services: &Services, command: Admin) -> Outcome {
    let Admin::Create { username, password } = command;
    let password = match password {
        None if std::io::stdin().is_terminal() => asked_password()?,
        given => given,
    };
    match users::create_admin(services, username, password, Timestamp::now()).await {
        Ok(new) => {
            let created = format!("Administrator {} created (id {}).", new.user.username, new.user.id);
            Ok(match new.generated {
                Some(password) => format!("{created}\npassword: {password}"),
                None => created,
            })
        }
        Err(Error::Conflict(sentence)) => Err(Failure::exists(sentence)),
        Err(error) => Err(error.into()),
    }
}

fn asked_password() -> Result<Option<String>, Error> {
    let mut answer = String::new();
    let _ = write!(std::io::stderr(), "Password (empty makes one up; it is shown as you type): ");
    std::io::stdin().lock().read_line(&mut answer).map_err(Error::internal)?;
    let answer = answer.trim();
    Ok((!answer.is_empty()).then(|| answer.to_owned()))
}

pub(super) async fn api_key(services: &Services, command: ApiKey) -> Outcome {
    let now = Timestamp::now();
    match command {
        ApiKey::Create { name } => {
            let new = api_keys::create(services, &name, now).await?;
            Ok(format!("API key {} (shown only now): {}", new.name, new.key))
        }
        ApiKey::List => {
            let keys = api_keys::list(services).await?;
            let line = |key: &crate::store::ApiKey| {
                let state = key.revoked_at.map_or_else(|| "valid".to_owned(), |at| format!("revoked {}", at.rfc3339()));
                format!("{}  created {}  {state}", key.name, key.created_at.rfc3339())
            };
            Ok(keys.iter().map(line).collect::<Vec<_>>().join("\n"))
        }
        ApiKey::Revoke { name } => {
            api_keys::revoke(services, &name, now).await?;
            Ok(format!("API key {name} revoked."))
        }
    }
}
