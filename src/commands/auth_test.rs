//! Who gets in, for how long, and what throws them out again?

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::*;
use crate::commands::api_keys;
use crate::commands::testing::{ADDRESS, Bench, client, now, refusal};
use crate::commands::users::{UserPatch, create_admin, update};
use crate::domain::Role;

const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn later(seconds: i64) -> Timestamp {
    now().plus(TimeDelta::seconds(seconds))
}

fn id(text: &str) -> UserId {
    UserId::parse(text).unwrap()
}

fn with_token(token: &str) -> Credentials {
    Credentials { bearer: Some(token.to_owned()), api_key: None }
}

fn signed(algorithm: Algorithm, secret: &str, claims: &Value) -> String {
    encode(&Header::new(algorithm), claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

/// A token such as another backend with the same secret makes.
fn foreign(claims: &Value) -> String {
    signed(Algorithm::HS256, SECRET, claims)
}

async fn token_of(bench: &Bench, user: &str) -> String {
    sign_in(&bench.services, &bench.stored(user).await, TimeDelta::days(1), now()).unwrap().access_token
}

async fn admitted(bench: &Bench, token: &str, at: Timestamp) -> bool {
    match authenticate(&bench.services, with_token(token), ADDRESS, at).await {
        Ok(_) => true,
        Err(Error::Unauthorized(_)) => false,
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_token_is_good_until_it_ends() {
    let bench = Bench::start().await;
    bench.user("b1", Role::Buyer).await;
    let token = token_of(&bench, "b1").await;

    let identity = authenticate(&bench.services, with_token(&token), ADDRESS, now()).await.unwrap();

    assert_eq!(identity.caller, Caller::User(Actor { id: id("b1"), role: Role::Buyer }));
    let end = identity.expires_at.unwrap();
    assert_eq!(end.millis(), (now().seconds() + 86_400) * 1000);
    assert!(admitted(&bench, &token, Timestamp::from_millis(end.millis() - 1)).await);
    assert!(!admitted(&bench, &token, end).await);
    assert_eq!(refusal(authenticate(&bench.services, Credentials::default(), ADDRESS, now()).await).0, "unauthorized");
}

/// Catches keys made up without end: each costs a query of the database.
#[tokio::test]
async fn keys_that_nobody_has_are_limited_per_address() {
    let bench = Bench::with(&[("REQUEST_RATE_LIMIT", "1")]).await;
    let address = "203.0.113.9".parse().unwrap();
    let tried = async |address| {
        let credentials = Credentials { bearer: None, api_key: Some(keys::generate()) };
        refusal(authenticate(&bench.services, credentials, address, now()).await).0
    };

    let mut answers = Vec::new();
    for _ in 0..100 {
        answers.push(tried(address).await);
    }

    assert_eq!((answers[0], answers[99]), ("unauthorized", "rate_limited"));
    assert_eq!(tried("203.0.113.10".parse().unwrap()).await, "unauthorized");
}

/// Catches tokens that are taken without our signature in our algorithm, or without an end.
#[tokio::test]
async fn forged_tokens_are_refused() {
    let bench = Bench::start().await;
    bench.user("b1", Role::Buyer).await;
    let (iat, exp) = (now().seconds(), now().seconds() + 600);
    let good = json!({"sub": "b1", "iat": iat, "exp": exp});
    assert!(admitted(&bench, &foreign(&good), now()).await);

    let parts: Vec<String> = foreign(&good).split('.').map(str::to_owned).collect();
    // {"alg":"none","typ":"JWT"}
    let none = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{}.", parts[1]);
    let bad = [
        none.clone(),
        format!("{none}{}", parts[2]),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{}.{}.{}", parts[0], foreign(&json!({"sub": "a1", "iat": iat, "exp": exp})), parts[2]),
        signed(Algorithm::HS512, SECRET, &good),
        signed(Algorithm::HS256, "another secret of the same length, which is sixty-four characters.", &good),
        foreign(&json!({"sub": "b1", "iat": iat})),
        foreign(&json!({"sub": "b1", "exp": exp})),
        foreign(&json!({"iat": iat, "exp": exp})),
        foreign(&json!({"sub": 1, "iat": iat, "exp": exp})),
        foreign(&json!({"sub": "b 1", "iat": iat, "exp": exp})),
        foreign(&json!({"sub": "nobody", "iat": iat, "exp": exp})),
        foreign(&json!({"sub": "b1", "iat": iat, "exp": "never"})),
        foreign(&json!({"sub": "b1", "iat": iat, "exp": 1e300})),
        foreign(&json!({"sub": "b1", "iat": iat, "exp": -1})),
        foreign(&json!({"sub": "b1", "iat": iat + 3600, "exp": exp + 7200})),
        foreign(&json!({"sub": "b1", "iat": iat, "exp": exp, "nbf": iat + 3600})),
        foreign(&json!({"sub": "b1", "iat": iat, "exp": exp, "gen": 1})),
        foreign(&json!({"sub": "b1", "iat": iat, "exp": exp, "gen": "0"})),
        foreign(&json!({"sub": "b1", "iat": iat, "exp": exp, "aud": "somebody else"})),
        String::new(),
        "..".to_owned(),
        "x".repeat(100_000),
    ];
    for token in &bad {
        assert!(!admitted(&bench, token, now()).await, "{token:.200}");
    }
}

#[tokio::test]
async fn tokens_of_the_old_backend_count_until_the_first_revocation() {
    let bench = Bench::start().await;
    let buyer = bench.user("b1", Role::Buyer).await;
    let old = |iat: f64| foreign(&json!({"sub": "b1", "iat": iat, "exp": iat + 600.5}));
    #[expect(clippy::cast_precision_loss, reason = "a date")]
    let seconds = now().millis() as f64 / 1000.0;
    assert!(admitted(&bench, &old(seconds), now()).await);

    logout(&bench.services, &client(&buyer), now()).await.unwrap();

    assert!(!admitted(&bench, &old(seconds), now()).await);
    assert!(!admitted(&bench, &old(seconds.floor()), now()).await);
    assert!(admitted(&bench, &old(seconds + 1.0), later(1)).await);
}

/// Catches a cache that outlives a revocation on this node.
#[tokio::test]
async fn logging_out_ends_every_token_at_once_and_closes_the_sockets() {
    let bench = Bench::start().await;
    let buyer = bench.user("b1", Role::Buyer).await;
    let (one, other) = (token_of(&bench, "b1").await, token_of(&bench, "b1").await);
    assert!(admitted(&bench, &one, now()).await && admitted(&bench, &other, now()).await);

    logout(&bench.services, &client(&buyer), now()).await.unwrap();

    assert!(!admitted(&bench, &one, now()).await && !admitted(&bench, &other, now()).await);
    assert_eq!(bench.closed(), [("b1".to_owned(), CloseCode::Unauthorized)]);
    let fresh = token_of(&bench, "b1").await;
    assert!(admitted(&bench, &fresh, now()).await);
}

/// Catches a cache that never asks again: a change on another node must be seen here within 2 s.
#[tokio::test]
async fn a_revocation_elsewhere_is_seen_within_two_seconds() {
    let bench = Bench::start().await;
    bench.user("b1", Role::Buyer).await;
    let token = token_of(&bench, "b1").await;
    assert!(admitted(&bench, &token, now()).await);

    let before = bench.stored("b1").await;
    bench.services.store.run_sql("UPDATE users SET token_generation = 1 WHERE id = 'b1'").await;

    assert!(!admitted(&bench, &token, later(2)).await);
    let revoked = async |at: Timestamp| revoked_since(&bench.services, &before, at).await.unwrap();
    assert_eq!(revoked(later(2)).await, Some(CloseCode::Unauthorized));
    bench.services.store.run_sql("UPDATE users SET disabled = TRUE WHERE id = 'b1'").await;
    assert_eq!(revoked(later(4)).await, Some(CloseCode::Disabled));
    bench.user("b2", Role::Buyer).await;
    assert_eq!(revoked_since(&bench.services, &bench.stored("b2").await, later(4)).await.unwrap(), None);
}

#[tokio::test]
async fn disabled_users_are_out() {
    let bench = Bench::start().await;
    let admin = bench.user("a1", Role::Admin).await;
    bench.user("b1", Role::Buyer).await;
    let disable = UserPatch { disabled: Some(true), ..UserPatch::default() };
    update(&bench.services, &client(&admin), &id("b1"), disable, now()).await.unwrap();
    // Even with a token that nothing has revoked.
    let token = token_of(&bench, "b1").await;
    assert!(!admitted(&bench, &token, now()).await);
}

#[tokio::test]
async fn a_socket_is_opened_by_its_own_users_token_only() {
    let bench = Bench::start().await;
    bench.user("b1", Role::Buyer).await;
    let token = token_of(&bench, "b1").await;

    let own = authenticate_socket(&bench.services, &token, &id("b1"), now()).await.unwrap();
    assert_eq!(own.user.id, id("b1"));
    let other = authenticate_socket(&bench.services, &token, &id("b2"), now()).await;
    assert_eq!(refusal(other).0, "forbidden");
    let none = authenticate_socket(&bench.services, "", &id("b1"), now()).await;
    assert_eq!(refusal(none).0, "unauthorized");
}

#[tokio::test]
async fn keys_work_until_they_are_revoked_and_a_token_wins() {
    let bench = Bench::start().await;
    bench.user("b1", Role::Buyer).await;
    let made = api_keys::create(&bench.services, " shop ", now()).await.unwrap();
    let with_key = |bearer: Option<String>| Credentials { bearer, api_key: Some(made.key.clone()) };
    let who = async |credentials| authenticate(&bench.services, credentials, ADDRESS, now()).await.map(|i| i.caller);

    assert_eq!(who(with_key(None)).await.unwrap(), Caller::Key("shop".to_owned()));
    let token = token_of(&bench, "b1").await;
    assert!(matches!(who(with_key(Some(token))).await, Ok(Caller::User(_))));
    assert_eq!(refusal(who(with_key(Some("bad".to_owned()))).await).0, "unauthorized");
    assert_eq!(refusal(api_keys::create(&bench.services, "shop", now()).await).0, "conflict");
    assert_eq!(refusal(api_keys::create(&bench.services, " ", now()).await), ("invalid", vec!["name".to_owned()]));

    api_keys::revoke(&bench.services, "shop", now()).await.unwrap();

    assert_eq!(refusal(who(with_key(None)).await).0, "unauthorized");
    assert_eq!(refusal(api_keys::revoke(&bench.services, "shop", now()).await).0, "not_found");
    let kept = api_keys::list(&bench.services).await.unwrap();
    assert_eq!((kept[0].name.as_str(), kept[0].revoked_at), ("shop", Some(now())));
    let stored = bench.services.store.texts("SELECT hash AS text FROM api_keys").await;
    assert!(!stored.iter().any(|text| made.key.contains(text)));
}

#[tokio::test]
async fn failures_say_one_thing_and_only_so_many_are_let_through() {
    let bench = Bench::with(&[("LOGIN_RATE_LIMIT", "3")]).await;
    create_admin(&bench.services, "anna".to_owned(), Some("long enough".to_owned()), now()).await.unwrap();
    let attempt = async |username: &str, password: &str, at: Timestamp| {
        let login = Login { username: username.to_owned(), password: password.to_owned() };
        super::login(&bench.services, ADDRESS, login, at).await
    };

    let wrong = attempt("anna", "wrong password", now()).await.unwrap_err();
    let unknown = attempt("nobody", "long enough", now()).await.unwrap_err();
    assert_eq!((wrong.code(), wrong.detail()), (unknown.code(), unknown.detail()));
    assert_eq!(wrong.code(), "unauthorized");
    // What is right does not count, and forgives.
    attempt("anna", "wrong password", now()).await.unwrap_err();
    attempt("Anna", "long enough", now()).await.unwrap();
    for _ in 0..3 {
        assert_eq!(attempt("anna", "wrong password", now()).await.unwrap_err().code(), "unauthorized");
    }
    let refused = attempt("anna", "long enough", now()).await.unwrap_err();
    assert_eq!((refused.code(), refused.retry_after()), ("rate_limited", Some(60)));
    assert_eq!(attempt("nobody", "x", now()).await.unwrap_err().code(), "unauthorized");
    attempt("anna", "long enough", later(60)).await.unwrap();
}

/// Catches a name that costs no hash, and so tells by the time it takes that nobody has it.
#[tokio::test]
async fn every_attempt_costs_one_hash_whoever_it_is_for() {
    use std::sync::atomic::Ordering::Relaxed;
    let bench = Bench::with(&[("LOGIN_RATE_LIMIT", "3")]).await;
    let services = &bench.services;
    let admin = create_admin(services, "root".to_owned(), Some("correct horse".to_owned()), now()).await.unwrap().user;
    bench.user("b1", Role::Buyer).await;
    let computed = || services.auth.passwords.computed.load(Relaxed);
    let attempt = async |username: &str, password: &str| {
        let before = computed();
        let input = Login { username: username.to_owned(), password: password.to_owned() };
        let answer = login(services, ADDRESS, input, now()).await.map(drop);
        (answer, computed() - before)
    };

    for (name, password) in
        [("root", "wrong horse"), ("nobody", "correct horse"), ("b1", "correct horse"), ("root", ""), ("", "x")]
    {
        let (answer, hashes) = attempt(name, password).await;
        assert_eq!((refusal(answer).0, hashes), ("unauthorized", 1), "{name}");
    }
    assert!(matches!(attempt("root", "correct horse").await, (Ok(()), 1)));
    let gone = UserChange { disabled: Some(true), ..UserChange::default() };
    create_admin(services, "other".to_owned(), None, now()).await.unwrap();
    accounts::change(services, &admin.id, gone, None).await.unwrap();
    let (answer, hashes) = attempt("root", "correct horse").await;
    assert_eq!((refusal(answer).0, hashes), ("unauthorized", 1), "disabled");
    for _ in 0..2 {
        attempt("root", "x").await.0.unwrap_err();
    }
    let (answer, hashes) = attempt("root", "correct horse").await;
    assert_eq!((refusal(answer).0, hashes), ("rate_limited", 0), "what is refused beforehand costs nothing");
}

#[tokio::test]
async fn another_password_ends_what_the_old_one_began() {
    let bench = Bench::start().await;
    let made = create_admin(&bench.services, "anna".to_owned(), Some("long enough".to_owned()), now()).await.unwrap();
    let anna = Caller::User(Actor { id: made.user.id.clone(), role: Role::Admin });
    let token = token_of(&bench, made.user.id.as_str()).await;
    let change = async |current: &str, new: &str| {
        let input = PasswordChange { current_password: current.to_owned(), new_password: new.to_owned() };
        change_password(&bench.services, &client(&anna), input, now()).await
    };

    assert_eq!(refusal(change("wrong password", "a better one").await).0, "forbidden");
    assert_eq!(refusal(change("long enough", "short").await), ("invalid", vec!["new_password".to_owned()]));
    assert!(admitted(&bench, &token, now()).await);
    change("long enough", "a better one").await.unwrap();

    assert!(!admitted(&bench, &token, now()).await);
    assert_eq!(bench.closed(), [(made.user.id.to_string(), CloseCode::Unauthorized)]);
    let login = Login { username: "anna".to_owned(), password: "a better one".to_owned() };
    assert!(super::login(&bench.services, ADDRESS, login, now()).await.is_ok());
}

#[tokio::test]
async fn a_refreshed_token_is_another_and_lives_a_whole_life() {
    let bench = Bench::start().await;
    let buyer = bench.user("b1", Role::Buyer).await;
    let old = token_of(&bench, "b1").await;
    let fresh = refresh(&bench.services, &buyer, now()).await.unwrap();
    assert_ne!(fresh.access_token, old);
    assert_eq!(fresh.expires_at.seconds(), now().seconds() + 7 * 86_400);
    let identity = authenticate(&bench.services, with_token(&fresh.access_token), ADDRESS, now()).await.unwrap();
    let verified = verify(&bench.services, &identity).unwrap();
    assert_eq!((verified.valid, verified.expires_at, verified.user.id), (true, fresh.expires_at, id("b1")));
}

#[tokio::test]
async fn a_storefront_signs_in_its_own_customers_only() {
    let bench = Bench::start().await;
    let buyer = bench.user("b1", Role::Buyer).await;
    bench.user("s1", Role::Support).await;
    let key = Caller::Key("shop".to_owned());
    let ask = async |caller: &Caller, user: &str, expires_in: Option<i64>| {
        let input = TokenRequest { user_id: user.to_owned(), expires_in, visitor_token: None };
        issue(&bench.services, &client(caller), input, now()).await
    };

    let signed = ask(&key, "b1", Some(60)).await.unwrap();
    assert_eq!(signed.expires_at.seconds(), now().seconds() + 60);
    assert_eq!(ask(&key, "b1", None).await.unwrap().expires_at.seconds(), now().seconds() + 7 * 86_400);
    for bad in [59, -1, 7 * 86_400 + 1, i64::MAX] {
        assert_eq!(refusal(ask(&key, "b1", Some(bad)).await), ("invalid", vec!["expires_in".to_owned()]));
    }
    assert_eq!(refusal(ask(&key, "b 1", None).await), ("invalid", vec!["user_id".to_owned()]));
    assert_eq!(refusal(ask(&key, "nobody", None).await).0, "not_found");
    assert_eq!(refusal(ask(&key, "s1", None).await).0, "forbidden");
    assert_eq!(refusal(ask(&buyer, "b1", None).await).0, "forbidden");
}
