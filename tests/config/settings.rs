//! Which settings does a node take, and what does it say about the others?

use std::net::IpAddr;
use std::time::Duration;

use chrono::TimeDelta;
use kefu::config::{Config, EXIT_CONFIG, JwtAlgorithm, OPTIONAL, REQUIRED, optional_table};
use proptest::prelude::*;

use crate::pairs::{GOOD, SECRET, fault, with, without};

#[test]
fn the_sixteen_are_those_of_the_contract() {
    let names: Vec<&str> = REQUIRED.iter().map(|row| row.name).collect();

    assert_eq!(names, GOOD.map(|(name, _)| name));
    assert_eq!(EXIT_CONFIG, 78);
}

/// Catches a default that slips in for a required setting.
#[test]
fn each_of_the_sixteen_is_required() {
    for (name, _) in GOOD {
        let error = without(name).unwrap_err();

        let [problem] = error.problems() else { panic!("{name}: {error}") };
        assert_eq!((problem.name.as_str(), problem.fault.as_str()), (name, "is not set"));
        assert!(problem.example.starts_with(&format!("{name}=")), "{problem:?}");
    }
}

/// Catches a check that stops at the first problem.
#[test]
fn nothing_set_lists_all_sixteen_at_once() {
    let error = Config::from_pairs([]).unwrap_err();

    let listed: Vec<&str> = error.problems().iter().map(|problem| problem.name.as_str()).collect();
    assert_eq!(listed, GOOD.map(|(name, _)| name));
    let text = error.to_string();
    for row in REQUIRED {
        assert!(text.contains(&format!("{} is not set", row.name)), "{text}");
        assert!(text.contains(&format!("{}={}", row.name, row.example)), "{text}");
    }
}

#[test]
fn missing_and_bad_are_listed_together_the_optional_too() {
    let pairs = GOOD.iter().filter(|(name, _)| *name != "PORT").copied();
    let pairs = pairs.chain([("DEBUG", "maybe"), ("WORKERS", "0"), ("JWT_SECRET_KEY", "short")]);

    let error = Config::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value.to_owned()))).unwrap_err();

    let listed: Vec<&str> = error.problems().iter().map(|problem| problem.name.as_str()).collect();
    assert_eq!(listed, ["JWT_SECRET_KEY", "PORT", "DEBUG", "WORKERS"]);
}

#[test]
fn each_bad_value_is_refused_by_its_name() {
    let long = "9".repeat(200);
    for (name, value, says) in [
        ("DEBUG_SQL", "yes", "True or False"),
        ("DEBUG_SQL", "TRUE", "True or False"),
        ("JWT_SECRET_KEY", "replace-me", "at least 64 characters, and has 10"),
        ("JWT_ALGORITHM", "none", "HS256, HS384 or HS512"),
        ("JWT_ALGORITHM", "RS256", "HS256, HS384 or HS512"),
        ("JWT_ACCESS_TOKEN_EXPIRE_DAYS", "0", "from 1 to 3650"),
        ("JWT_ACCESS_TOKEN_EXPIRE_DAYS", "3651", "from 1 to 3650"),
        ("JWT_ACCESS_TOKEN_EXPIRE_DAYS", "1.5", "whole number"),
        ("HOST", "127.0.0.1:8700", "without a port"),
        ("HOST", "http://shop.example", "IP address or a host name"),
        ("PORT", "65536", "from 0 to 65535"),
        ("PORT", "-1", "from 0 to 65535"),
        ("PORT", "http", "`http`"),
        ("RELOAD", "on", "True or False"),
        ("DEBUG", "2", "True or False"),
        ("BASE_URL", "127.0.0.1:8700", "http or https"),
        ("BASE_URL", "ftp://shop.example", "http or https"),
        ("BASE_URL", "https://shop.example/?a=1", "without `?`"),
        ("BASE_URL", "https://shop.example/#top", "without `?`"),
        ("BASE_URL", "https://me:pass@shop.example", "user name"),
        ("CORS_ORIGINS", "*", "list the origins"),
        ("CORS_ORIGINS", "https://*.shop.example", "list the origins"),
        ("CORS_ORIGINS", "[\"*\"]", "list the origins"),
        ("CORS_ORIGINS", "shop.example", "no origin"),
        ("CORS_ORIGINS", "https://shop.example/chat", "no origin"),
        ("CORS_ORIGINS", "https://ok.example,https://me@shop.example", "no origin"),
        ("CORS_ORIGINS", "null", "no origin"),
        ("MAX_FILE_SIZE", "0", "from 1 to"),
        ("MAX_FILE_SIZE", "10MB", "whole number"),
        ("MAX_FILE_SIZE", "1099511627777", "from 1 to 1099511627776"),
        ("MAX_FILE_SIZE", &long, "…"),
        ("MESSAGE_RATE_LIMIT", "-1", "from 0 to"),
        ("LOGIN_RATE_LIMIT", "many", "whole number"),
        ("CONNECTION_LIMIT_PER_USER", "1000001", "from 0 to"),
        ("CONNECTION_LIMIT_PER_ADDRESS", "-1", "from 0 to 1000000"),
        ("FRAME_RATE_LIMIT", "1000001", "from 0 to 1000000"),
        ("REQUEST_RATE_LIMIT", "0.5", "whole number"),
        ("UPLOAD_RATE_LIMIT", "off", "whole number"),
        ("UPLOAD_BYTES_PER_DAY", "1GiB", "from 0 to 1125899906842624"),
        ("ENSURE_RATE_LIMIT", "", "is empty"),
        ("VISITOR_RATE_LIMIT", "many", "whole number"),
        ("RECALL_WINDOW_SECONDS", "2m", "whole number"),
        ("WS_HEARTBEAT_SECONDS", "0", "from 1 to 300"),
        ("WS_QUEUE_FRAMES", "1", "from 16 to"),
        ("WS_QUEUE_BYTES", "1024", "from 524288 to"),
        ("DATABASE_POOL_SIZE", "0", "from 2 to 1000"),
        ("WORKERS", "0", "`auto`"),
        ("ALLOW_VISITORS", "", "True or False, and is empty"),
        ("TRUSTED_PROXIES", "nginx", "no IP address"),
        ("TRUSTED_PROXIES", "10.0.0.0/33", "no IP address"),
        ("TRUSTED_PROXIES", "::/129", "no IP address"),
        ("REDIS_URL", "127.0.0.1:6379", "no address of a Redis server"),
        ("LOG_FORMAT", "xml", "auto, text or json"),
        ("LOG", "kefu=loud", "no filter of log lines"),
        ("LOG", "", "must not be empty"),
        ("SLOW_QUERY_MILLISECONDS", "60001", "from 0 to 60000"),
    ] {
        let fault = fault(name, value);
        assert!(fault.contains(says), "{name}={value:?}: {fault:?} does not say {says:?}");
    }
}

/// An empty string is set: right where a text may be empty, a bad value elsewhere, never "is not set".
#[test]
fn an_empty_value_is_a_value() {
    for (name, _) in GOOD {
        match name {
            "APP_DESCRIPTION" | "CORS_ORIGINS" => assert!(with(&[(name, "")]).is_ok(), "{name}"),
            _ => assert_ne!(fault(name, ""), "is not set"),
        }
    }
    let config = with(&[("APP_DESCRIPTION", ""), ("CORS_ORIGINS", "")]).unwrap();
    assert_eq!((config.app_description.as_str(), config.cors_origins.len()), ("", 0));
}

#[test]
fn booleans_are_written_in_six_ways() {
    for (value, expected) in
        [("True", true), ("true", true), ("1", true), ("False", false), ("false", false), ("0", false)]
    {
        assert_eq!(with(&[("DEBUG", value)]).unwrap().debug, expected, "{value}");
    }
}

#[test]
fn good_values_arrive_with_their_types() {
    let config = with(&[
        ("JWT_ALGORITHM", "HS512"),
        ("JWT_ACCESS_TOKEN_EXPIRE_DAYS", "3650"),
        ("PORT", "0"),
        ("MAX_FILE_SIZE", "1099511627776"),
        ("CORS_ORIGINS", " HTTPS://Shop.Example:443/, http://localhost:5173,,http://localhost:5173,app://Shell"),
    ])
    .unwrap();

    assert_eq!(config.jwt_secret.expose(), SECRET);
    assert_eq!(config.jwt_algorithm, JwtAlgorithm::Hs512);
    assert_eq!(config.token_lifetime, TimeDelta::days(3650));
    assert_eq!(config.port, 0);
    assert_eq!(config.max_file_size, 1 << 40);
    assert_eq!(config.cors_origins, ["https://shop.example", "http://localhost:5173", "app://shell"]);
}

#[test]
fn a_secret_of_64_characters_is_long_enough() {
    assert!(with(&[("JWT_SECRET_KEY", &"密".repeat(64))]).is_ok());
    assert!(with(&[("JWT_SECRET_KEY", &"密".repeat(63))]).is_err());
}

#[test]
fn hosts_are_addresses_or_names() {
    for (value, expected) in
        [("0.0.0.0", "0.0.0.0"), ("::", "::"), ("[::1]", "::1"), ("localhost", "localhost"), ("db-1.Lan", "db-1.lan")]
    {
        assert_eq!(with(&[("HOST", value)]).unwrap().host, expected, "{value}");
    }
}

#[test]
fn public_addresses_have_one_slash_between() {
    for (base, expected) in [
        ("http://127.0.0.1:8700", "http://127.0.0.1:8700/api/media/a.png"),
        ("http://127.0.0.1:8700/", "http://127.0.0.1:8700/api/media/a.png"),
        ("https://shop.example/chat//", "https://shop.example/chat/api/media/a.png"),
    ] {
        assert_eq!(with(&[("BASE_URL", base)]).unwrap().public_url("/api/media/a.png"), expected);
    }
}

/// Catches a default in the table that the check itself would refuse, or that is not the one used.
#[test]
fn leaving_out_an_optional_setting_is_writing_its_default() {
    let bare = format!("{:?}", with(&[]).unwrap());
    for row in OPTIONAL.iter().filter(|row| !row.default.is_empty()) {
        let written = with(&[(row.name, row.default)]).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(format!("{written:?}"), bare, "{}", row.name);
    }
    for row in OPTIONAL {
        assert!(with(&[(row.name, row.example)]).is_ok(), "{}={}", row.name, row.example);
        assert!(optional_table().contains(&format!("| `{}` |", row.name)), "{}", row.name);
    }
}

#[test]
fn the_defaults_are_those_of_the_contract() {
    let tuning = with(&[]).unwrap().tuning;

    assert_eq!(tuning.message_rate_limit.map(u32::from), Some(20));
    assert_eq!(tuning.login_rate_limit.map(u32::from), Some(10));
    assert_eq!(tuning.connection_limit_per_user.map(u32::from), Some(10));
    assert_eq!(tuning.recall_window, TimeDelta::minutes(2));
    assert_eq!(tuning.heartbeat, Duration::from_secs(25));
    assert_eq!((tuning.queue_frames, tuning.queue_bytes), (256, 1 << 20));
    let limits = tuning.limits;
    let per_second = [limits.frames, limits.requests].map(|limit| limit.map(u32::from));
    let per_minute = [limits.ensures_a_minute, limits.visitors_a_minute].map(|limit| limit.map(u32::from));
    assert_eq!((per_second, per_minute), ([Some(100), Some(100)], [Some(1200), Some(30)]));
    assert_eq!(limits.connections_of_address.map(u32::from), Some(1000));
    assert_eq!((limits.uploads_an_hour.map(u32::from), limits.upload_bytes_a_day), (Some(200), Some(1 << 30)));
    assert_eq!(tuning.slow_query, Some(Duration::from_millis(500)));
    assert!(!tuning.allow_visitors && tuning.trusted_proxies.is_empty() && tuning.workers >= 1);
}

#[test]
fn zero_turns_a_limit_off() {
    for name in [
        "MESSAGE_RATE_LIMIT",
        "LOGIN_RATE_LIMIT",
        "CONNECTION_LIMIT_PER_USER",
        "CONNECTION_LIMIT_PER_ADDRESS",
        "FRAME_RATE_LIMIT",
        "REQUEST_RATE_LIMIT",
        "UPLOAD_RATE_LIMIT",
        "UPLOAD_BYTES_PER_DAY",
        "ENSURE_RATE_LIMIT",
        "VISITOR_RATE_LIMIT",
        "SLOW_QUERY_MILLISECONDS",
    ] {
        let tuning = with(&[(name, "0")]).unwrap().tuning;
        let limits = tuning.limits;
        let off = [
            tuning.message_rate_limit.is_none(),
            tuning.login_rate_limit.is_none(),
            tuning.connection_limit_per_user.is_none(),
            limits.connections_of_address.is_none(),
            limits.frames.is_none(),
            limits.requests.is_none(),
            limits.uploads_an_hour.is_none(),
            limits.upload_bytes_a_day.is_none(),
            limits.ensures_a_minute.is_none(),
            limits.visitors_a_minute.is_none(),
            tuning.slow_query.is_none(),
        ];
        assert_eq!(off.iter().filter(|off| **off).count(), 1, "{name}");
    }
}

/// Catches a header that is believed from anybody, and a proxy on a dual-stack socket that is not recognised.
#[test]
fn proxies_are_trusted_by_address_and_block() {
    let proxies = with(&[("TRUSTED_PROXIES", "127.0.0.1, 10.1.0.0/16,2001:db8::/32,192.168.7.9/0")]);
    assert!(proxies.unwrap().tuning.trusted_proxies.trust(address("8.8.8.8")), "/0 is everybody");

    let proxies = with(&[("TRUSTED_PROXIES", "127.0.0.1, 10.1.0.0/16,2001:db8::/32")]).unwrap().tuning.trusted_proxies;
    for (text, trusted) in [
        ("127.0.0.1", true),
        ("127.0.0.2", false),
        ("10.1.255.255", true),
        ("10.2.0.0", false),
        ("::ffff:10.1.2.3", true),
        ("2001:db8:ffff::1", true),
        ("2001:db9::1", false),
        ("::1", false),
    ] {
        assert_eq!(proxies.trust(address(text)), trusted, "{text}");
    }
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// Catches a secret in a log line or on a terminal: neither the settings nor any complaint about them shows one.
#[test]
fn secrets_are_never_shown() {
    let config = with(&[("DATABASE_URL", "mysql://kefu:pa55word@db/kefu")]).unwrap();
    let debug = format!("{config:?}");
    assert!(!debug.contains(SECRET) && !debug.contains("pa55word"), "{debug}");

    for bad in
        ["mysql://kefu:pa55word@db", "mysql://kefu:pa55word@db/kefu?x=1", "mysql://kefu:pa55#word@db/kefu", "pa55word"]
    {
        let error = with(&[("DATABASE_URL", bad), ("JWT_SECRET_KEY", "tooshort1")]).unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(!text.contains("pa55") && !text.contains("tooshort1"), "{text}");
    }
}

proptest! {
    /// Catches a check that panics: whatever is set, the answer is a configuration or a list.
    #[test]
    fn any_text_is_taken_or_refused(index in 0..REQUIRED.len() + OPTIONAL.len(), value in any::<String>()) {
        let names = REQUIRED.iter().map(|row| row.name).chain(OPTIONAL.iter().map(|row| row.name));
        let name = names.clone().nth(index).unwrap();
        if let Err(error) = with(&[(name, &value)]) {
            prop_assert!(error.problems().iter().all(|problem| problem.name == name));
        }
    }

    #[test]
    fn any_network_is_taken_or_refused(a in any::<[u8; 4]>(), prefix in 0u32..40, other in any::<IpAddr>()) {
        let block = format!("{}.{}.{}.{}/{prefix}", a[0], a[1], a[2], a[3]);
        let taken = with(&[("TRUSTED_PROXIES", &block)]);
        prop_assert_eq!(taken.is_ok(), prefix <= 32);
        if let Ok(config) = taken {
            prop_assert!(config.tuning.trusted_proxies.trust(IpAddr::from(a)));
            config.tuning.trusted_proxies.trust(other);
        }
    }
}
