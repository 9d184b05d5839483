//! Does the sweep remove what nobody needs, and nothing else? On real files and a real database.

use std::fs;
use std::path::PathBuf;

use serde_json::{json, value::to_raw_value};

use super::*;
use crate::commands::conversations::{self, NewConversation};
use crate::commands::messages::{self, NewMessage};
use crate::commands::testing::{Bench, client};
use crate::commands::users::{self, UserPatch};
use crate::commands::{Caller, uploads};
use crate::domain::{Kind, MessageKind, Role, Upload};
use crate::error::Error;
use crate::id::ConversationId;

const HOUR: Duration = Duration::from_hours(1);

/// A buyer with a conversation, who uploads.
struct Scene {
    bench: Bench,
    buyer: Caller,
    chat: ConversationId,
}

impl Scene {
    async fn set() -> Self {
        let bench = Bench::with(&[("MESSAGE_RATE_LIMIT", "0")]).await;
        let buyer = bench.user("b1", Role::Buyer).await;
        let new = NewConversation { kind: Kind::Support, participants: Vec::new(), subject: None, context: None };
        let chat = conversations::open(&bench.services, &buyer, new, Timestamp::now()).await.unwrap().conversation.id;
        Self { bench, buyer, chat }
    }

    async fn upload(&self, text: &str) -> Upload {
        let mut incoming = uploads::begin(&self.bench.services, &self.buyer).await.unwrap();
        incoming.write(text.as_bytes()).await.unwrap();
        uploads::store(&self.bench.services, &self.buyer, incoming, "a.txt", Timestamp::now()).await.unwrap()
    }

    async fn send(&self, kind: MessageKind, body: serde_json::Value) -> Result<messages::Sent> {
        let body = to_raw_value(&body).unwrap();
        let new = NewMessage { conversation_id: self.chat, client_id: None, kind, body, reply_to: None };
        messages::send(&self.bench.services, &self.buyer, new).await
    }

    async fn show(&self, upload: &Upload) -> Result<messages::Sent> {
        self.send(MessageKind::File, json!({"upload_url": url(upload)})).await
    }

    async fn recall(&self, sent: &messages::Sent) {
        messages::recall(&self.bench.services, &client(&self.buyer), self.chat, sent.message.seq).await.unwrap();
    }

    fn file(&self, upload: &Upload) -> PathBuf {
        self.bench.services.files.root().join(&upload.path)
    }

    /// The file and its row are both there, or both gone.
    async fn is_there(&self, upload: &Upload) -> bool {
        let row = self.bench.services.store.upload(&upload.path).await.unwrap().is_some();
        assert_eq!(row, self.file(upload).exists(), "a row and its file go together: {}", upload.path);
        row
    }

    /// Sweeps as if it were two hours later, what is older than one.
    async fn sweep(&self, mode: SweepMode) -> Swept {
        let later = Timestamp::now().plus(TimeDelta::hours(2));
        let sweeping = Sweeping { older_than: HOUR, mode, files: true };
        run(&self.bench.services, sweeping, later).await.unwrap()
    }

    /// Nobody wrote to this file for a day.
    fn age(path: &std::path::Path) {
        let yesterday = std::time::SystemTime::now() - Duration::from_hours(24);
        fs::File::options().write(true).open(path).unwrap().set_modified(yesterday).unwrap();
    }
}

fn url(upload: &Upload) -> String {
    format!("/api/media/{}", upload.path)
}

/// Catches a sweep that takes what a message, a card or an avatar shows, and one that takes what is young.
#[tokio::test(flavor = "multi_thread")]
async fn only_what_nothing_shows_goes() {
    let scene = Scene::set().await;
    let [alone, shown, on_card, avatar] =
        [scene.upload("1").await, scene.upload("2").await, scene.upload("3").await, scene.upload("4").await];
    scene.show(&shown).await.unwrap();
    let card = json!({"type": "product", "title": "Tea", "image_url": url(&on_card)});
    scene.send(MessageKind::Card, card).await.unwrap();
    let patch = UserPatch { avatar: Some(url(&avatar)), ..UserPatch::default() };
    users::update(&scene.bench.services, &client(&scene.buyer), &"b1".to_owned().into(), patch, Timestamp::now())
        .await
        .unwrap();

    let young = Sweeping { older_than: HOUR, mode: SweepMode::Remove, files: true };
    assert_eq!(run(&scene.bench.services, young, Timestamp::now()).await.unwrap(), Swept::default());
    let counted = scene.sweep(SweepMode::Count).await;
    assert_eq!((counted.unshown, scene.is_there(&alone).await), (1, true));
    assert_eq!(scene.sweep(SweepMode::Remove).await, Swept { unshown: 1, ..Swept::default() });

    assert!(!scene.is_there(&alone).await);
    for upload in [&shown, &on_card, &avatar] {
        assert!(scene.is_there(upload).await);
    }
    // What shows it no longer, holds it no longer.
    let patch = UserPatch { avatar: Some("/a.png".to_owned()), ..UserPatch::default() };
    users::update(&scene.bench.services, &client(&scene.buyer), &"b1".to_owned().into(), patch, Timestamp::now())
        .await
        .unwrap();
    assert_eq!(scene.sweep(SweepMode::Remove).await.unshown, 1);
    assert!(!scene.is_there(&avatar).await);
}

/// Catches a recall that takes the file of another message along (it did), and a card whose edit keeps the old picture.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_with_the_last_message_that_shows_it() {
    let scene = Scene::set().await;
    let (upload, other) = (scene.upload("1").await, scene.upload("2").await);
    let first = scene.show(&upload).await.unwrap();
    let second = scene.show(&upload).await.unwrap();

    scene.recall(&first).await;
    assert!(scene.is_there(&upload).await);
    scene.recall(&second).await;
    assert!(!scene.is_there(&upload).await);
    assert!(matches!(scene.show(&upload).await, Err(Error::NotFound(_))));

    let card = |upload: &Upload| json!({"type": "product", "title": "Tea", "image_url": url(upload)});
    let third = scene.upload("3").await;
    let sent = scene.send(MessageKind::Card, card(&other)).await.unwrap();
    let place = (scene.chat, sent.message.seq);
    messages::edit(&scene.bench.services, &scene.buyer, place, to_raw_value(&card(&third)).unwrap()).await.unwrap();
    assert_eq!(scene.sweep(SweepMode::Remove).await.unshown, 1);
    assert!(!scene.is_there(&other).await && scene.is_there(&third).await);
}

/// Catches files that a crash between row and file, or file and row, leaves for ever.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_crash_left_is_swept() {
    let scene = Scene::set().await;
    let services = &scene.bench.services;
    let (whole, stray, young) = (scene.upload("1").await, scene.upload("2").await, scene.upload("3").await);
    scene.show(&whole).await.unwrap();
    // A recall that crashed after its commit and after the row went; an upload that crashed before its row came.
    for path in [&stray.path, &young.path] {
        assert!(services.store.release_upload(path, None).await.unwrap());
    }
    let thumbnail = scene
        .file(&stray)
        .with_file_name(scene.file(&stray).file_stem().unwrap().to_string_lossy().into_owned() + "_t.jpg");
    fs::write(&thumbnail, "x").unwrap();
    let foreign = thumbnail.with_file_name("notes.txt");
    fs::write(&foreign, "the operator's").unwrap();
    for path in [&scene.file(&whole), &scene.file(&stray), &thumbnail, &foreign] {
        Scene::age(path);
    }

    assert_eq!(scene.sweep(SweepMode::Count).await.strays, 2);
    assert_eq!(scene.sweep(SweepMode::Remove).await, Swept { strays: 2, ..Swept::default() });

    assert!(!scene.file(&stray).exists() && !thumbnail.exists());
    assert!(scene.file(&whole).exists() && scene.file(&young).exists() && foreign.exists());
    fs::remove_file(scene.file(&whole)).unwrap();
    assert_eq!(scene.sweep(SweepMode::Count).await.missing, 1);
}

/// Catches a sweep that empties the media folder because it was pointed at another, empty database.
#[tokio::test(flavor = "multi_thread")]
async fn files_of_another_installation_are_left_alone() {
    let scene = Scene::set().await;
    let upload = scene.upload("1").await;
    Scene::age(&scene.file(&upload));
    scene.bench.services.store.run_sql("DELETE FROM uploads").await;

    let swept = scene.sweep(SweepMode::Remove).await;
    assert!(swept.refused && swept.strays == 1 && scene.file(&upload).exists());
    assert!(!scene.sweep(SweepMode::Force).await.refused);
    assert!(!scene.file(&upload).exists());
}

/// Catches a sweep that looks first and removes then: who sends a file at that moment would show nothing.
#[tokio::test(flavor = "multi_thread")]
async fn who_sends_a_file_while_it_is_swept_keeps_it_or_is_told() {
    let scene = Scene::set().await;
    let (mut kept, mut told) = (0, 0);
    for round in 0..25 {
        let mut files = Vec::new();
        for n in 0..4 {
            files.push(scene.upload(&format!("{round} {n}")).await);
        }
        let sending = futures_util::future::join_all(files.iter().map(|upload| scene.show(upload)));
        let (sent, _) = tokio::join!(sending, scene.sweep(SweepMode::Remove));
        for (upload, sent) in files.iter().zip(sent) {
            match sent {
                Ok(_) => {
                    assert!(scene.is_there(upload).await, "a file that is shown was swept");
                    kept += 1;
                }
                Err(Error::NotFound(_)) => {
                    assert!(!scene.is_there(upload).await);
                    told += 1;
                }
                Err(other) => panic!("{other}"),
            }
        }
    }
    assert_eq!(kept + told, 100);
}
