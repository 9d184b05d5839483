//! A migrated database of one's own, and the words to write into it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use kefu::domain::{Actor, Body, Intent, Message, MessageKind, Role, UserDraft, digest};
use kefu::error::Result;
use kefu::id::{ClientId, ConversationId, Seq, UserId};
use kefu::store::{Answer, Bounds, Committed, Listener, Opening, Parties, StatementLog, Step, Store, StoreOptions};
use kefu::time::Timestamp;
use tempfile::TempDir;

use crate::database::Database;

pub struct Scene {
    pub store: Store,
    // Dropped in this order.
    pub database: Database,
    _folder: TempDir,
}

impl Scene {
    pub async fn set() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::create(folder.path()).await;
        let store = open(&database.url());
        store.migrate_up().await.unwrap();
        Self { store, database, _folder: folder }
    }

    /// As another process would open it.
    pub fn another_store(&self) -> Store {
        open(&self.database.url())
    }

    /// A direct conversation of a buyer of this name with `m1`.
    pub async fn conversation(&self, buyer: &str) -> ConversationId {
        let opening = Opening { parties: Parties::Pair(id(buyer), id("m1")), subject: None, context: None };
        self.store.open_conversation(&opening, Timestamp::now()).await.unwrap().0
    }

    pub async fn user(&self, name: &str) {
        self.store.ensure_users(vec![draft(name)], Timestamp::now()).await.unwrap();
    }

    /// The whole log.
    pub async fn log(&self, conversation: ConversationId) -> Vec<Message> {
        let mut all: Vec<Message> = Vec::new();
        loop {
            let after = all.last().map_or(Seq::ZERO, |message| message.seq);
            let page = self.store.history(conversation, Bounds::After(after), 500).await.unwrap();
            if page.items.is_empty() {
                assert_eq!(page.head, after, "the head stands behind the last entry");
                return all;
            }
            all.extend(page.items);
        }
    }
}

pub fn open(url: &str) -> Store {
    let config = crate::settings::config(url, std::path::Path::new("unused"), &[]);
    let options =
        StoreOptions { connections: 4, statements: StatementLog::Off, recall_window: TimeDelta::seconds(120) };
    Store::open(&config.database, options).unwrap()
}

pub fn id(text: &str) -> UserId {
    UserId::parse(text).unwrap()
}

pub fn draft(name: &str) -> UserDraft {
    UserDraft {
        id: id(name),
        role: Role::Buyer,
        username: format!("The {name}"),
        avatar: String::new(),
        description: String::new(),
        password_hash: None,
    }
}

pub fn buyer(name: &str) -> Actor {
    Actor { id: id(name), role: Role::Buyer }
}

/// Says `text`, under the client's name for it.
pub fn say(client_id: &str, text: &str) -> Intent {
    let body = Body::Text(text.to_owned()).json();
    let digest = digest(MessageKind::Text, body.get(), None);
    Intent::Send { client_id: ClientId::parse(client_id), kind: MessageKind::Text, body, reply_to: None, digest }
}

/// `sender` says something in a conversation.
pub async fn says(store: &Store, at: ConversationId, sender: &str, client_id: &str, text: &str) -> Result<Answer> {
    store.perform(at, buyer(sender), say(client_id, text)).await
}

/// The log is 1, 2, 3 … and holds each name of each sender once; its seqs by sender and name.
#[track_caller]
pub fn assert_whole(log: &[Message]) -> HashMap<(String, String), i64> {
    let seqs: Vec<i64> = log.iter().map(|message| message.seq.0).collect();
    assert_eq!(seqs, (1..=i64::try_from(log.len()).unwrap()).collect::<Vec<_>>(), "1, 2, 3 … without a gap");
    let mut named = HashMap::new();
    for message in log {
        let (Some(sender), Some(name)) = (&message.sender_id, &message.client_id) else { continue };
        let before = named.insert((sender.as_str().to_owned(), name.as_str().to_owned()), message.seq.0);
        assert_eq!(before, None, "{sender}'s {name:?} is stored twice");
    }
    named
}

/// Who listens, and writes down the entries of each conversation in the order it is told of them.
#[derive(Default, Clone)]
pub struct Notes(Arc<Mutex<HashMap<i64, Vec<i64>>>>);

impl Listener for Notes {
    fn committed(&self, commit: Committed) {
        let mut notes = self.0.lock().unwrap();
        for told in commit.conversations {
            for step in told.steps {
                if let Step::Entry { message, .. } = step {
                    notes.entry(told.id.0).or_default().push(message.seq.0);
                }
            }
        }
    }
}

impl Notes {
    pub fn of(&self, conversation: ConversationId) -> Vec<i64> {
        self.0.lock().unwrap().get(&conversation.0).cloned().unwrap_or_default()
    }
}
