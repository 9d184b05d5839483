//! Does the demo fill an empty database, once, with a shop that reads well?

use std::collections::HashMap;

use super::super::EXIT_EXISTS;
use super::run;
use crate::commands::conversations::{self, Query};
use crate::commands::demo::{self, DemoPart};
use crate::commands::testing::{ADDRESS, Bench};
use crate::commands::{Caller, auth, messages, quick_replies, users};
use crate::domain::{Actor, Conversation, Kind, Message, MessageKind, Role, Status};
use crate::id::UserId;
use crate::store::Bounds;
use crate::time::Timestamp;

fn caller(id: &str, role: Role) -> Caller {
    Caller::User(Actor { id: UserId::from(id.to_owned()), role })
}

async fn all_conversations(bench: &Bench) -> Vec<Conversation> {
    let query = Query { limit: Some(100), ..Query::default() };
    conversations::list(&bench.services, &caller("nobody", Role::Admin), query).await.unwrap().items
}

async fn log(bench: &Bench, conversation: &Conversation) -> Vec<Message> {
    let admin = caller("nobody", Role::Admin);
    messages::history(&bench.services, &admin, conversation.id, Bounds::After(0.into()), 100).await.unwrap().items
}

#[tokio::test]
async fn an_empty_database_is_filled_once() {
    let bench = Bench::start().await;

    let said = run(&bench.services).await.unwrap();
    let again = run(&bench.services).await.unwrap_err();

    assert!(said.contains("demo-b12") && said.contains("demo-m4") && said.contains("lin mia hao"), "{said}");
    assert_eq!(again.code, EXIT_EXISTS);
    let admin = caller("nobody", Role::Admin);
    let query = users::UserQuery { limit: Some(100), ..users::UserQuery::default() };
    let people = users::list(&bench.services, &admin, query).await.unwrap().items;
    let mut roles: HashMap<Role, usize> = HashMap::new();
    for user in &people {
        *roles.entry(user.role).or_default() += 1;
    }
    assert_eq!(roles, HashMap::from([(Role::Buyer, 12), (Role::Merchant, 4), (Role::Support, 3)]));
    let replies = quick_replies::list(
        &bench.services,
        &caller("demo-s1", Role::Support),
        quick_replies::QuickReplyQuery::default(),
    )
    .await;
    assert_eq!(replies.unwrap().items.len(), 12);
}

#[tokio::test]
async fn it_shows_every_state_and_every_kind_of_entry() {
    let bench = Bench::start().await;
    run(&bench.services).await.unwrap();

    let conversations = all_conversations(&bench).await;
    let mut kinds: HashMap<MessageKind, usize> = HashMap::new();
    for conversation in &conversations {
        let entries = log(&bench, conversation).await;
        assert!(entries.iter().zip(1..).all(|(entry, seq)| entry.seq.0 == seq));
        for entry in &entries {
            *kinds.entry(entry.kind).or_default() += 1;
        }
    }

    let desk = |status: Status, assigned: bool| {
        let fits = |c: &&Conversation| c.status == status && c.assignee_id.is_some() == assigned;
        conversations.iter().filter(|c| c.kind == Kind::Support).filter(fits).count()
    };
    let states =
        [desk(Status::Open, false), desk(Status::Open, true), desk(Status::Snoozed, true), desk(Status::Closed, true)];
    assert_eq!(states, [2, 3, 1, 2]);
    assert!(conversations.iter().any(|c| c.members.iter().any(|member| member.read_seq < c.last_seq)));
    for (kind, least) in
        [(MessageKind::Image, 3), (MessageKind::Card, 8), (MessageKind::Edit, 3), (MessageKind::Recall, 2)]
    {
        assert!(kinds.get(&kind) >= Some(&least), "{kind:?}: {kinds:?}");
    }
}

#[tokio::test]
async fn a_conversation_reads_as_people_talk() {
    let bench = Bench::start().await;
    run(&bench.services).await.unwrap();

    let all = all_conversations(&bench).await;
    let tea = all.iter().find(|c| c.subject.as_deref() == Some("明前龙井")).unwrap();
    let entries = log(&bench, tea).await;

    let [card, question, answer, photo] = &entries[..4] else { panic!("{entries:?}") };
    assert!(card.body_text().unwrap().contains("/api/media/"), "{card:?}");
    assert_eq!(question.body_text(), Some(r#"{"text":"你好，这款是今年的新茶吗？"}"#));
    assert_eq!(answer.reply_to, Some(question.seq));
    assert!(photo.body_text().unwrap().contains("thumbnail_url"), "{photo:?}");
    assert!(entries.iter().any(|entry| entry.edited_at.is_some()));
}

fn password_in(said: &str) -> &str {
    said.split("the password ").nth(1).unwrap().split(' ').next().unwrap()
}

/// Catches a demo that everybody who has read its source can sign in to.
#[tokio::test]
async fn no_two_demos_share_a_password() {
    let (one, other) = (Bench::start().await, Bench::start().await);
    let (one, other) = (run(&one.services).await.unwrap(), run(&other.services).await.unwrap());

    let (one, other) = (password_in(&one), password_in(&other));
    assert!(one != other && one.len() >= 32, "{one} {other}");
}

#[tokio::test]
async fn the_agents_sign_in_with_the_password_that_is_shown() {
    let bench = Bench::start().await;
    let said = run(&bench.services).await.unwrap();

    let password = password_in(&said);
    let login = auth::Login { username: "mia".to_owned(), password: password.to_owned() };
    let session = auth::login(&bench.services, ADDRESS, login, Timestamp::now()).await;

    assert_eq!(session.unwrap().user.id.as_str(), "demo-s2");
}

/// Catches a name in the script that the demo's pages know otherwise.
#[tokio::test]
async fn newcomers_can_play_a_buyer_a_merchant_and_an_agent() {
    let bench = Bench::with(&[("DEBUG", "True")]).await;
    assert!(demo::sign_in_as(&bench.services, DemoPart::Buyer, Timestamp::now()).await.is_err(), "nobody is there yet");
    run(&bench.services).await.unwrap();

    for part in DemoPart::ALL {
        let (id, role) = part.cast();
        let user = demo::sign_in_as(&bench.services, part, Timestamp::now()).await.unwrap().user;
        assert_eq!((user.id.as_str(), user.role), (id, role));
        let own = Query { limit: Some(100), ..Query::default() };
        let own = conversations::list(&bench.services, &caller(id, role), own).await.unwrap().items;
        assert!(
            own.iter().any(|c| c.members.iter().any(|member| member.user.id.as_str() == id)),
            "{id} talks to nobody"
        );
    }
}

#[tokio::test]
async fn strict_settings_do_not_stop_it() {
    let bench = Bench::with(&[("MESSAGE_RATE_LIMIT", "1"), ("RECALL_WINDOW_SECONDS", "0")]).await;

    assert!(run(&bench.services).await.is_ok());
}
