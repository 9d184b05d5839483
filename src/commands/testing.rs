//! What do the unit tests of commands run on? The real services on a database of their own; only who listens is noted.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};

use super::audit::Client;
use super::{Caller, Live, NewestPages, Services};
use crate::auth::Auth;
use crate::config::Config;
use crate::config::testing::settings;
use crate::domain::{Actor, Presence, Role, User, UserDraft};
use crate::error::Error;
use crate::files::Storage;
use crate::id::{ConversationId, UserId};
use crate::protocol::CloseCode;
use crate::store::testing::TestStore;
use crate::time::Timestamp;

/// Where callers come from.
pub const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// The services, and what they told the live side.
pub struct Bench {
    pub services: Services,
    pub heard: Arc<Heard>,
    _store: TestStore,
    _media: tempfile::TempDir,
}

/// A live side that takes notes.
#[derive(Default)]
pub struct Heard {
    pub closed: Mutex<Vec<(UserId, CloseCode)>>,
    pub changed: Mutex<Vec<ConversationId>>,
}

impl Live for Heard {
    fn presence(&self, _: &UserId) -> Presence {
        Presence::Offline
    }

    fn disconnect(&self, user: &UserId, code: CloseCode) {
        self.closed.lock().unwrap().push((user.clone(), code));
    }

    fn conversation_changed(&self, id: ConversationId) {
        self.changed.lock().unwrap().push(id);
    }
}

impl Bench {
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// With some settings other than usual.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        Self::on(TestStore::open().await, settings)
    }

    /// On this database.
    pub fn on(store: TestStore, settings: &[(&str, &str)]) -> Self {
        let media = tempfile::tempdir().unwrap();
        let config = config(&media.path().to_string_lossy(), settings);
        let heard = Arc::new(Heard::default());
        let services = Services {
            auth: Auth::new(&config).unwrap(),
            message_limit: super::MessageLimit::new(config.tuning.message_rate_limit),
            newest_pages: NewestPages::default(),
            files: Storage::open(&config.media_dir, config.max_file_size).unwrap(),
            config: Arc::new(config),
            store: store.store.clone(),
            live: heard.clone(),
        };
        Self { services, heard, _store: store, _media: media }
    }

    /// A user of this role who is there from now on.
    pub async fn user(&self, id: &str, role: Role) -> Caller {
        let draft = UserDraft {
            id: id.to_owned().into(),
            role,
            username: format!("The {id}"),
            avatar: "/a.png".to_owned(),
            description: String::new(),
            password_hash: None,
        };
        self.services.store.ensure_users(vec![draft], now()).await.unwrap();
        Caller::User(Actor { id: id.to_owned().into(), role })
    }

    pub async fn stored(&self, id: &str) -> User {
        self.services.store.user(&id.to_owned().into()).await.unwrap().unwrap()
    }

    /// The two are members of a conversation.
    pub async fn acquaint(&self, conversation: i64, one: &str, other: &str) {
        for user in [one, other] {
            let sql = format!("INSERT INTO members VALUES ({conversation}, '{user}', 1, 0, 0)");
            self.services.store.run_sql(&sql).await;
        }
    }

    pub fn closed(&self) -> Vec<(String, CloseCode)> {
        let closed = self.heard.closed.lock().unwrap();
        closed.iter().map(|(user, code)| (user.to_string(), *code)).collect()
    }
}

/// The caller, from [`ADDRESS`].
pub fn client(caller: &Caller) -> Client {
    Client::new(caller.clone(), ADDRESS)
}

/// The stable code of a refusal, and the fields it names.
pub fn refusal<T: std::fmt::Debug>(outcome: Result<T, Error>) -> (&'static str, Vec<String>) {
    let refused = outcome.expect_err("this had to be refused");
    let fields = match &refused {
        Error::Invalid(faults) => faults.iter().map(|fault| fault.field.clone()).collect(),
        _ => Vec::new(),
    };
    (refused.code(), fields)
}

/// One moment; tests that need another add to it.
pub const fn now() -> Timestamp {
    Timestamp::from_millis(1_795_370_400_123)
}

fn config(media: &str, others: &[(&str, &str)]) -> Config {
    let mut all = vec![("BASE_URL", "http://127.0.0.1"), ("MEDIA_DIR", media)];
    all.extend(others);
    settings(&all).unwrap()
}
