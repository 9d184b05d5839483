//! Who may do what to whom, on a real database.

use super::*;
use crate::commands::testing::{ADDRESS, Bench, client, now, refusal};
use crate::commands::{Caller, auth};
use crate::id::UserId;
use crate::protocol::CloseCode;
use crate::store::{Changed, UserChange};

fn id(text: &str) -> UserId {
    UserId::parse(text).unwrap()
}

fn key() -> Caller {
    Caller::Key("shop".to_owned())
}

fn asks(caller: Option<Caller>) -> Asker {
    Asker { caller, address: ADDRESS }
}

fn entry(id: &str, role: &str) -> EnsureEntry {
    EnsureEntry { id: Some(id.to_owned()), role: Some(role.to_owned()), ..EnsureEntry::default() }
}

async fn ensure_all(bench: &Bench, caller: Option<Caller>, users: Vec<EnsureEntry>) -> Result<Vec<EnsuredUser>> {
    let answer = ensure(&bench.services, &asks(caller), EnsureUsers { users }, WithTokens::Yes, now()).await?;
    Ok(answer.items)
}

fn staff(username: &str, role: &str) -> NewUser {
    NewUser {
        id: None,
        username: username.to_owned(),
        password: "long enough".to_owned(),
        role: role.to_owned(),
        avatar: None,
        description: None,
    }
}

#[tokio::test]
async fn ensure_adds_those_who_are_missing_in_the_order_asked() {
    let bench = Bench::start().await;
    bench.user("m1", Role::Merchant).await;
    let mut named = entry("b1", "buyer");
    named.username = Some(" 小王 ".to_owned());

    let users = vec![entry("m1", "buyer"), named, entry("b1", "merchant"), entry("b2", "buyer")];
    let items = ensure_all(&bench, Some(key()), users).await.unwrap();

    let seen: Vec<_> = items.iter().map(|i| (i.user.id.as_str(), i.user.role, i.created)).collect();
    assert_eq!(
        seen,
        [
            ("m1", Role::Merchant, false),
            ("b1", Role::Buyer, true),
            ("b1", Role::Buyer, false),
            ("b2", Role::Buyer, true)
        ]
    );
    assert_eq!(items[1].user.username, "小王");
    assert_eq!(items[3].user.username, format!("买家{}", now().millis() + 3));
    assert!(items[3].user.avatar.starts_with("/api/media/avatars/buyer"));
    assert!(items.iter().all(|item| item.access_token.is_some()));
}

#[tokio::test]
async fn one_bad_entry_adds_nobody() {
    let bench = Bench::start().await;
    let mut long = entry("b3", "buyer");
    long.avatar = Some("javascript:alert(1)".to_owned());
    let users = vec![entry("b1", "buyer"), entry("b2", "king"), long, EnsureEntry::default()];

    let refused = ensure_all(&bench, Some(key()), users).await;

    assert_eq!(
        refusal(refused),
        ("invalid", vec!["users[1].role".to_owned(), "users[2].avatar".to_owned(), "users[3].id".to_owned()])
    );
    assert!(bench.services.store.user(&id("b1")).await.unwrap().is_none());
    for count in [0, 1001] {
        let users = (0..count).map(|n| entry(&format!("b{n}"), "buyer")).collect();
        assert_eq!(refusal(ensure_all(&bench, Some(key()), users).await), ("invalid", vec!["users".to_owned()]));
    }
}

#[tokio::test]
async fn a_thousand_users_at_once_are_fine_also_the_second_time() {
    let bench = Bench::start().await;
    let users: Vec<_> = (0..1000).map(|n| entry(&format!("b{n}"), "buyer")).collect();

    let first = ensure_all(&bench, Some(key()), users.clone()).await.unwrap();
    let second = ensure_all(&bench, Some(key()), users).await.unwrap();

    assert!(first.iter().all(|item| item.created));
    assert!(second.iter().all(|item| !item.created));
}

#[tokio::test]
async fn strangers_may_ensure_while_debugging_only_and_get_no_tokens_of_others() {
    let bench = Bench::start().await;
    let buyer = bench.user("b1", Role::Buyer).await;
    assert_eq!(refusal(ensure_all(&bench, None, vec![entry("b2", "buyer")]).await).0, "unauthorized");
    assert_eq!(refusal(ensure_all(&bench, Some(buyer), vec![entry("b2", "buyer")]).await).0, "forbidden");

    let bench = Bench::with(&[("DEBUG", "True")]).await;
    bench.user("b1", Role::Buyer).await;
    let items = ensure_all(&bench, None, vec![entry("b1", "buyer"), entry("b2", "buyer")]).await.unwrap();
    assert_eq!(items[0].access_token, None);
    assert!(items[1].access_token.is_some());
    assert_eq!(refusal(ensure_all(&bench, None, vec![entry("x", "admin")]).await).0, "forbidden");
}

#[tokio::test]
async fn only_an_administrator_ensures_staff_and_they_get_no_tokens() {
    let bench = Bench::start().await;
    let admin = bench.user("a1", Role::Admin).await;
    assert_eq!(refusal(ensure_all(&bench, Some(key()), vec![entry("s1", "support")]).await).0, "forbidden");
    let items = ensure_all(&bench, Some(admin), vec![entry("s1", "support")]).await.unwrap();
    assert_eq!((items[0].created, items[0].access_token.as_deref()), (true, None));
}

#[tokio::test]
async fn lists_go_on_where_they_stopped_and_find_any_case() {
    let bench = Bench::start().await;
    let agent = bench.user("s1", Role::Support).await;
    for n in 0..5 {
        bench.user(&format!("Shop_{n}"), Role::Merchant).await;
    }
    let ask = |cursor: Option<String>| UserQuery {
        role: Some("merchant".to_owned()),
        q: Some("sHoP_".to_owned()),
        cursor,
        limit: Some(2),
    };

    let mut seen = Vec::new();
    let mut cursor = None;
    loop {
        let page = list(&bench.services, &agent, ask(cursor)).await.unwrap();
        // Somebody who comes in front of the cursor moves nothing.
        bench.user("Shop_", Role::Merchant).await;
        seen.extend(page.items.iter().map(|user| user.id.to_string()));
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }

    assert_eq!(seen, ["Shop_0", "Shop_1", "Shop_2", "Shop_3", "Shop_4"]);
    let found = async |q: &str| {
        let query = UserQuery { q: Some(q.to_owned()), ..UserQuery::default() };
        list(&bench.services, &agent, query).await.unwrap().items.len()
    };
    assert_eq!((found("_").await, found("%").await, found("!").await, found("商").await), (6, 0, 0, 0));
    assert_eq!(found("the S1").await, 1);
}

#[tokio::test]
async fn lists_are_for_staff_and_refuse_what_they_cannot_read() {
    let bench = Bench::start().await;
    let (buyer, agent) = (bench.user("b1", Role::Buyer).await, bench.user("s1", Role::Support).await);
    let ask = async |caller: &Caller, query: UserQuery| refusal(list(&bench.services, caller, query).await);

    assert_eq!(ask(&buyer, UserQuery::default()).await.0, "forbidden");
    let query = UserQuery { limit: Some(101), ..UserQuery::default() };
    assert_eq!(ask(&agent, query).await, ("invalid", vec!["limit".to_owned()]));
    let query = UserQuery { role: Some("king".to_owned()), ..UserQuery::default() };
    assert_eq!(ask(&agent, query).await, ("invalid", vec!["role".to_owned()]));
    let query = UserQuery { cursor: Some("?".to_owned()), ..UserQuery::default() };
    assert_eq!(ask(&agent, query).await.0, "bad_request");
}

#[tokio::test]
async fn one_reads_oneself_whole_acquaintances_in_part_and_others_not_at_all() {
    let bench = Bench::start().await;
    let buyer = bench.user("b1", Role::Buyer).await;
    let agent = bench.user("s1", Role::Support).await;
    bench.user("m1", Role::Merchant).await;
    bench.user("m2", Role::Merchant).await;
    bench.acquaint(7, "b1", "m1").await;

    let seen = async |caller: &Caller, who: &str| read(&bench.services, caller, &id(who)).await;
    assert!(matches!(seen(&buyer, "b1").await, Ok(UserAnswer::Whole(_))));
    assert!(matches!(seen(&buyer, "m1").await, Ok(UserAnswer::Public(_))));
    assert!(matches!(seen(&agent, "m2").await, Ok(UserAnswer::Whole(_))));
    assert!(matches!(seen(&key(), "m2").await, Ok(UserAnswer::Whole(_))));
    assert_eq!(refusal(seen(&buyer, "m2").await).0, "not_found");
    assert_eq!(refusal(seen(&buyer, "nobody").await).0, "not_found");
    assert_eq!(refusal(seen(&agent, "nobody").await).0, "not_found");
}

#[tokio::test]
async fn one_changes_oneself_but_not_ones_rights() {
    let bench = Bench::start().await;
    let buyer = bench.user("b1", Role::Buyer).await;
    bench.user("m1", Role::Merchant).await;
    bench.acquaint(7, "b1", "m1").await;
    let patch =
        async |who: &str, patch: UserPatch| update(&bench.services, &client(&buyer), &id(who), patch, now()).await;
    let name = |name: &str| UserPatch { username: Some(name.to_owned()), ..UserPatch::default() };

    assert_eq!(patch("b1", name(" New ")).await.unwrap().username, "New");
    assert_eq!(refusal(patch("b1", name("")).await), ("invalid", vec!["username".to_owned()]));
    assert_eq!(refusal(patch("m1", name("x")).await).0, "forbidden");
    assert_eq!(refusal(patch("m9", name("x")).await).0, "not_found");
    for rights in [
        UserPatch { role: Some("admin".to_owned()), ..UserPatch::default() },
        UserPatch { disabled: Some(false), ..UserPatch::default() },
        UserPatch { password: Some("long enough".to_owned()), ..UserPatch::default() },
    ] {
        assert_eq!(refusal(patch("b1", rights).await).0, "forbidden");
    }
    assert!(bench.closed().is_empty());
}

#[tokio::test]
async fn a_new_role_and_disabling_end_sockets_and_tokens() {
    let bench = Bench::start().await;
    let admin = bench.user("a1", Role::Admin).await;
    bench.user("b1", Role::Buyer).await;
    let patch =
        async |patch: UserPatch| update(&bench.services, &client(&admin), &id("b1"), patch, now()).await.unwrap();

    let same = UserPatch { role: Some("buyer".to_owned()), disabled: Some(false), ..UserPatch::default() };
    patch(same).await;
    assert_eq!((bench.closed().len(), bench.stored("b1").await.token_generation), (0, 0));

    patch(UserPatch { role: Some("merchant".to_owned()), ..UserPatch::default() }).await;
    let gone = patch(UserPatch { disabled: Some(true), ..UserPatch::default() }).await;
    remove(&bench.services, &client(&admin), &id("b1"), now()).await.unwrap();

    assert!(gone.disabled);
    assert_eq!(bench.closed(), [("b1".to_owned(), CloseCode::Unauthorized), ("b1".to_owned(), CloseCode::Disabled)]);
    let user = bench.stored("b1").await;
    assert_eq!((user.token_generation, user.tokens_void_until), (2, now()));
    patch(UserPatch { disabled: Some(false), ..UserPatch::default() }).await;
    assert!(!bench.stored("b1").await.disabled);
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let bench = Bench::start().await;
    let admin = bench.user("a1", Role::Admin).await;
    let demote = UserPatch { role: Some("support".to_owned()), ..UserPatch::default() };

    assert_eq!(refusal(remove(&bench.services, &client(&admin), &id("a1"), now()).await).0, "conflict");
    assert_eq!(refusal(update(&bench.services, &client(&admin), &id("a1"), demote, now()).await).0, "conflict");

    bench.user("a2", Role::Admin).await;
    remove(&bench.services, &client(&admin), &id("a1"), now()).await.unwrap();
    let second = bench.user("a2", Role::Admin).await;
    assert_eq!(refusal(remove(&bench.services, &client(&second), &id("a2"), now()).await).0, "conflict");
}

/// Catches a check that reads before it writes: two administrators who unseat each other at once would leave nobody.
/// (On SQLite there is one writer, so only a run on MySQL can show it.)
#[tokio::test]
async fn two_administrators_cannot_unseat_each_other() {
    let bench = Bench::start().await;
    bench.user("a1", Role::Admin).await;
    bench.user("a2", Role::Admin).await;
    let store = &bench.services.store;
    let unseat = || UserChange { disabled: Some(true), ..UserChange::default() };

    for _ in 0..30 {
        let (a1, a2) = (id("a1"), id("a2"));
        let (first, second) = tokio::join!(store.change_user(&a1, unseat()), store.change_user(&a2, unseat()));

        let outcomes = [first.unwrap(), second.unwrap()];
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == Changed::LastAdmin).count(), 1);
        store.run_sql("UPDATE users SET disabled = FALSE").await;
    }
}

#[tokio::test]
async fn staff_are_added_by_an_administrator_under_a_name_of_their_own() {
    let bench = Bench::start().await;
    let (admin, agent) = (bench.user("a1", Role::Admin).await, bench.user("s1", Role::Support).await);
    let add = async |caller: &Caller, input: NewUser| create(&bench.services, &client(caller), input, now()).await;

    let anna = add(&admin, staff("Anna", "support")).await.unwrap();
    assert_eq!((anna.username.as_str(), anna.role), ("Anna", Role::Support));
    assert_eq!(refusal(add(&admin, staff(" aNNa", "admin")).await).0, "conflict");
    let taken = NewUser { id: Some("s1".to_owned()), ..staff("bert", "support") };
    assert_eq!(refusal(add(&admin, taken).await).0, "conflict");
    assert_eq!(refusal(add(&agent, staff("bert", "support")).await).0, "forbidden");
    assert_eq!(refusal(add(&key(), staff("bert", "support")).await).0, "forbidden");
    assert_eq!(refusal(add(&admin, staff("bert", "buyer")).await), ("invalid", vec!["role".to_owned()]));
    assert_eq!(refusal(add(&admin, staff("long enough", "admin")).await), ("invalid", vec!["password".to_owned()]));
    let login = auth::Login { username: "ANNA".to_owned(), password: "long enough".to_owned() };
    assert!(auth::login(&bench.services, ADDRESS, login, now()).await.is_ok());
}

#[tokio::test]
async fn a_password_comes_with_a_name_to_sign_in_and_goes_with_the_role() {
    let bench = Bench::start().await;
    let admin = bench.user("a1", Role::Admin).await;
    bench.user("s1", Role::Support).await;
    let patch = async |patch: UserPatch| update(&bench.services, &client(&admin), &id("s1"), patch, now()).await;
    let sign_in = async |username: &str| {
        let login = auth::Login { username: username.to_owned(), password: "long enough".to_owned() };
        auth::login(&bench.services, ADDRESS, login, now()).await.is_ok()
    };

    patch(UserPatch { password: Some("long enough".to_owned()), ..UserPatch::default() }).await.unwrap();
    assert!(sign_in("the s1").await);
    patch(UserPatch { username: Some("Sven".to_owned()), ..UserPatch::default() }).await.unwrap();
    assert!(sign_in("sven").await && !sign_in("the s1").await);
    patch(UserPatch { role: Some("buyer".to_owned()), ..UserPatch::default() }).await.unwrap();
    assert!(!sign_in("sven").await);
    let password = UserPatch { password: Some("long enough".to_owned()), ..UserPatch::default() };
    assert_eq!(refusal(patch(password).await), ("invalid", vec!["password".to_owned()]));
}

#[tokio::test]
async fn the_shell_makes_administrators_once_each() {
    let bench = Bench::start().await;
    let made = create_admin(&bench.services, "root".to_owned(), None, now()).await.unwrap();
    let password = made.generated.unwrap();
    let login = auth::Login { username: "root".to_owned(), password };
    assert!(auth::login(&bench.services, ADDRESS, login, now()).await.is_ok());
    let again = create_admin(&bench.services, "Root".to_owned(), Some("another password".to_owned()), now()).await;
    assert_eq!(refusal(again).0, "conflict");
}

/// Catches a password that is the same on every installation.
#[tokio::test]
async fn a_password_that_is_made_up_is_never_the_same() {
    let bench = Bench::start().await;
    let one = create_admin(&bench.services, "one".to_owned(), None, now()).await.unwrap().generated.unwrap();
    let other = create_admin(&bench.services, "other".to_owned(), None, now()).await.unwrap().generated.unwrap();

    assert!(one != other && one.len() >= 32, "{one} {other}");
}
