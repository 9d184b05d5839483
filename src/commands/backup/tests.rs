//! Does a backup made under load come back whole, into either database, and is a damaged one refused?
//!
//! MariaDB or MySQL takes part with `KEFU_TEST_DATABASE_URL`; then rows cross over in both directions.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use serde_json::value::to_raw_value;
use tempfile::TempDir;

use super::*;
use crate::commands::conversations::{self, NewConversation};
use crate::commands::messages::{self, NewMessage};
use crate::commands::testing::{Bench, client};
use crate::commands::{Caller, Services, uploads};
use crate::domain::{Kind, MessageKind, Role};
use crate::error::{Error, Result};
use crate::id::{ClientId, ConversationId, UserId};
use crate::store::testing::TestStore;
use crate::store::{Bounds, History, Table};
use crate::time::Timestamp;

/// A shop in which three customers talk to the desk.
struct Shop {
    bench: Bench,
    chats: Vec<(Caller, ConversationId)>,
}

impl Shop {
    async fn open(store: TestStore) -> Self {
        let bench = Bench::on(store, &[("MESSAGE_RATE_LIMIT", "0")]);
        let mut chats = Vec::new();
        for n in 1..=3 {
            let buyer = bench.user(&format!("b{n}"), Role::Buyer).await;
            let new = NewConversation { kind: Kind::Support, participants: Vec::new(), subject: None, context: None };
            let opened = conversations::open(&bench.services, &buyer, new, Timestamp::now()).await.unwrap();
            chats.push((buyer, opened.conversation.id));
        }
        bench.user("a1", Role::Admin).await;
        Self { bench, chats }
    }

    async fn say(&self, chat: usize, n: usize) -> i64 {
        let (buyer, id) = &self.chats[chat];
        let body = json!({"text": format!("第 {n} 条 \u{1F375} \"quoted\" \\ \u{0}\n")});
        send(&self.bench.services, buyer, *id, (MessageKind::Text, body), Some(format!("名-{n}"))).await.unwrap()
    }

    /// Uploads a file and shows it; its path.
    async fn show(&self, text: &str) -> String {
        let (buyer, id) = &self.chats[0];
        let leave = uploads::admit(&self.bench.services, buyer, Timestamp::now()).await.unwrap();
        let mut incoming = uploads::begin(&self.bench.services, &leave).await.unwrap();
        incoming.write(text.as_bytes()).await.unwrap();
        let stored = uploads::store(&self.bench.services, buyer, incoming, "a.txt", Timestamp::now()).await.unwrap();
        let body = json!({"upload_url": format!("/api/media/{}", stored.path)});
        send(&self.bench.services, buyer, *id, (MessageKind::File, body), None).await.unwrap();
        stored.path
    }

    async fn save(&self, folder: &TempDir) -> Result<Manifest> {
        make(&self.bench.services, &folder.path().join("backup"), Media::With, Timestamp::now()).await
    }
}

async fn send(
    services: &Services,
    caller: &Caller,
    id: ConversationId,
    (kind, body): (MessageKind, serde_json::Value),
    client_id: Option<String>,
) -> Result<i64> {
    let client_id = client_id.map(ClientId::from);
    let body = to_raw_value(&body).unwrap();
    let new = NewMessage { conversation_id: id, client_id, kind, body, reply_to: None };
    Ok(messages::send(services, caller, new).await?.message.seq.0)
}

async fn history(services: &Services, id: ConversationId) -> History {
    services.store.history(id, Bounds::Newest, 100).await.unwrap()
}

/// The databases that rows go from and to: each kind that is there, crossed.
async fn pairs() -> Vec<(TestStore, TestStore)> {
    let mut pairs = vec![(TestStore::sqlite().await, TestStore::sqlite().await)];
    if TestStore::has_server() {
        pairs.push((TestStore::open().await, TestStore::open().await));
        pairs.push((TestStore::open().await, TestStore::sqlite().await));
        pairs.push((TestStore::sqlite().await, TestStore::open().await));
    }
    pairs
}

/// Catches rows that lose something on their way, in any direction between the databases.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_under_load_comes_back_whole_in_either_database() {
    for (from, to) in pairs().await {
        let folder = tempfile::tempdir().unwrap();
        let shop = Arc::new(Shop::open(from).await);
        for chat in 0..3 {
            shop.say(chat, 0).await;
        }
        let picture = shop.show("a file").await;
        let over = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> = (0..3)
            .map(|chat| {
                let (shop, over) = (shop.clone(), over.clone());
                tokio::spawn(async move {
                    let mut last = 0;
                    for n in 1.. {
                        last = shop.say(chat, n).await;
                        if over.load(Ordering::Relaxed) {
                            break;
                        }
                    }
                    last
                })
            })
            .collect();

        let manifest = shop.save(&folder).await.unwrap();
        let backup = folder.path().join("backup");
        over.store(true, Ordering::Relaxed);
        for writer in writers {
            assert!(writer.await.unwrap() > 1);
        }

        assert_eq!(check(&backup).unwrap(), manifest);
        let target = Bench::on(to, &[]);
        assert_eq!(restore(&target.services, &backup, Target::Unused).await.unwrap(), manifest);
        let mut messages = 0;
        for (_, id) in &shop.chats {
            let (before, after) = (history(&shop.bench.services, *id).await, history(&target.services, *id).await);
            let head = usize::try_from(after.head.0).unwrap();
            assert!(head >= 1 && after.head <= before.head);
            assert_eq!(after.items.first().map(|first| first.seq.0), Some(after.head.0.saturating_sub(99).max(1)));
            for item in &after.items {
                let same = shop.bench.services.store.message(*id, item.seq).await.unwrap().unwrap();
                assert_eq!(serde_json::to_value(item).unwrap(), serde_json::to_value(same).unwrap());
            }
            messages += head;
        }
        assert_eq!(u64::try_from(messages).unwrap(), manifest.rows(Table::Messages));
        assert_eq!(std::fs::read(target.services.files.root().join(&picture)).unwrap(), b"a file");
        goes_on(&shop, &target).await;
    }
}

/// Catches a backup that reads its tables one after the other without a snapshot: messages that came after the heads were
/// read would stand beyond them.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_while_rows_are_read_is_left_out() {
    for (store, _) in pairs().await {
        let shop = Shop::open(store).await;
        shop.say(0, 0).await;

        let mut rows = shop.bench.services.store.export();
        assert_eq!(rows.recv().await.unwrap().unwrap().table, Table::Users);
        // The heads are read once they wait here, and the messages are not, as the members wait behind the heads.
        while rows.is_empty() {
            tokio::task::yield_now().await;
        }
        for n in 1..=3 {
            shop.say(0, n).await;
        }

        let (mut logs, mut messages) = (manifest::Logs::default(), 0);
        while let Some(chunk) = rows.recv().await.transpose().unwrap() {
            messages += if chunk.table == Table::Messages { chunk.lines.len() } else { 0 };
            chunk.lines.iter().for_each(|line| logs.line(chunk.table, line).unwrap());
        }
        logs.check().unwrap();
        assert_eq!(messages, 1);
    }
}

/// The restored server is one to work with: the next `seq`, the same `client_id`, the file still one's own.
async fn goes_on(shop: &Shop, target: &Bench) {
    let (buyer, id) = &shop.chats[1];
    let head = history(&target.services, *id).await.head.0;
    let text = (MessageKind::Text, json!({"text": "goes on"}));
    assert_eq!(send(&target.services, buyer, *id, text, None).await.unwrap(), head + 1);
    let repeated = json!({"text": "第 0 条 \u{1F375} \"quoted\" \\ \u{0}\n"});
    let again = send(&target.services, buyer, *id, (MessageKind::Text, repeated), Some("名-0".to_owned())).await;
    assert_eq!(again.unwrap(), 1);
    let stored = target.services.store.user(&UserId::from("a1".to_owned())).await.unwrap().unwrap();
    assert_eq!(stored, shop.bench.stored("a1").await);
}

/// Catches a restore that mixes a backup into a shop that is open, or stops half-way without a word.
#[tokio::test(flavor = "multi_thread")]
async fn only_an_unused_database_is_filled() {
    let folder = tempfile::tempdir().unwrap();
    let shop = Shop::open(TestStore::open().await).await;
    shop.say(0, 1).await;
    let manifest = shop.save(&folder).await.unwrap();
    let backup = folder.path().join("backup");
    let other = Bench::start().await;
    other.user("somebody", Role::Buyer).await;

    let refused = restore(&other.services, &backup, Target::Unused).await;
    assert!(matches!(refused, Err(Error::Conflict(_))));
    other.stored("somebody").await;
    assert!(matches!(shop.save(&folder).await, Err(Error::Conflict(_))), "the folder is not empty");

    assert_eq!(restore(&other.services, &backup, Target::Overwritten).await.unwrap(), manifest);
    assert!(other.services.store.user(&UserId::from("somebody".to_owned())).await.unwrap().is_none());
    let inside = shop.bench.services.files.root().join("backup");
    let refused = make(&shop.bench.services, &inside, Media::With, Timestamp::now()).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "a backup that everybody could read");
}

/// Breaks a backup; the text is the path of an upload in it.
type Damage = fn(&std::path::Path, &str);

/// Catches a restore that trusts what it reads.
#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_backup_is_refused_before_anything_changes() {
    let shop = Shop::open(TestStore::open().await).await;
    shop.say(0, 1).await;
    let picture = shop.show("a file").await;
    let damages: [(&str, Damage); 4] = [
        ("no manifest", |folder, _| std::fs::remove_file(folder.join("manifest.json")).unwrap()),
        ("a table cut short", |folder, _| {
            let place = folder.join("tables/messages.ndjson.gz");
            let bytes = std::fs::read(&place).unwrap();
            std::fs::write(place, &bytes[..bytes.len() - 9]).unwrap();
        }),
        ("a table of another backup", |folder, _| {
            std::fs::copy(folder.join("tables/audit.ndjson.gz"), folder.join("tables/users.ndjson.gz")).unwrap();
        }),
        ("a file lost", |folder, picture| std::fs::remove_file(folder.join("media").join(picture)).unwrap()),
    ];
    for (damage, break_it) in damages {
        let folder = tempfile::tempdir().unwrap();
        shop.save(&folder).await.unwrap();
        break_it(&folder.path().join("backup"), &picture);
        let target = Bench::start().await;

        let refused = restore(&target.services, &folder.path().join("backup"), Target::Overwritten).await;

        assert!(matches!(refused, Err(Error::Conflict(_))), "{damage}: {refused:?}");
        assert!(target.services.store.is_unused().await.unwrap(), "{damage}");
    }
}

/// Catches a backup that names a file it does not have, and one that keeps what was taken back.
#[tokio::test(flavor = "multi_thread")]
async fn files_in_a_backup_are_those_of_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let shop = Shop::open(TestStore::open().await).await;
    let (kept, lost, recalled) = (shop.show("1").await, shop.show("2").await, shop.show("3").await);
    let (buyer, id) = &shop.chats[0];
    let head = history(&shop.bench.services, *id).await.head;
    messages::recall(&shop.bench.services, &client(buyer), *id, head).await.unwrap();
    let root = shop.bench.services.files.root();
    std::fs::remove_file(root.join(&lost)).unwrap();
    // A file that a crash left without a row.
    std::fs::write(root.join(&recalled), "3").unwrap();

    let manifest = shop.save(&folder).await.unwrap();

    let media = folder.path().join("backup/media");
    assert_eq!((manifest.uploads, manifest.missing.as_slice()), (Some(2), [lost].as_slice()));
    assert!(media.join(kept).exists() && !media.join(recalled).exists() && media.join("avatars/buyer1.png").exists());
}
