//! What does the settings file mean, and who wins over it?

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use kefu::config::{Config, ConfigError, DatabaseUrl, OPTIONAL, REQUIRED};
use proptest::prelude::*;

use crate::pairs::{GOOD, SECRET};

/// The settings of a file with `text`, under the environment `environment`.
fn load(text: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, text).unwrap();
    Config::load_from(file.path(), environment.iter().map(|(name, value)| (name.into(), value.into())))
}

/// A file of all sixteen, with `lines` below.
fn file_with(lines: &str) -> String {
    let good: Vec<String> = GOOD.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{}\n{lines}\n", good.join("\n"))
}

#[test]
fn the_environment_wins_over_the_file() {
    let config = load(&file_with(""), &[("PORT", "9000"), ("APP_DESCRIPTION", ""), ("PATH", "/bin")]).unwrap();

    assert_eq!((config.port, config.app_description.as_str()), (9000, ""));
    assert_eq!(config.app_title, "Shop chat");
}

#[test]
fn no_file_is_an_empty_file() {
    let environment = GOOD.map(|(name, value)| (OsString::from(name), OsString::from(value)));

    assert!(Config::load_from(Path::new("/no/such/.env"), environment).is_ok());
    assert_eq!(load("", &[]).unwrap_err().problems().len(), 16);
}

/// A file as a Python server had it: spaces without quotes, a driver in the URL, a JSON list, comments, `$` in a password.
#[test]
fn an_old_file_works_unchanged() {
    let text = format!(
        "\u{feff}# Database\r\nDATABASE_URL=mysql+aiomysql://root:pa$sw0rd@localhost:3306/chat?charset=utf8mb4\r\n\
         DEBUG_SQL = False\r\n\r\nJWT_SECRET_KEY='{SECRET}'\r\nJWT_ALGORITHM=\"HS256\" # signed\r\n\
         JWT_ACCESS_TOKEN_EXPIRE_DAYS=30   # a month\r\nHOST=0.0.0.0\r\nPORT=8000\r\nRELOAD=True\r\nDEBUG=True\r\n\
         BASE_URL=http://localhost:8000\r\nCORS_ORIGINS=[\"http://localhost:5173\", \"http://localhost:3000\"]\r\n\
         export MEDIA_DIR=media\r\nMAX_FILE_SIZE=10485760\r\nAPP_TITLE=Shop chat API\r\n\
         APP_DESCRIPTION=客服 \"live\" chat, it's 100% C:\\chat\r\nAPP_VERSION=1.0.0\r\nREDIS_HOST=ignored\r\n"
    );

    let config = load(&text, &[]).unwrap();

    let url = "mysql://root:pa$sw0rd@localhost:3306/chat".to_owned();
    assert_eq!(config.database, DatabaseUrl::MySql { url });
    assert_eq!(config.jwt_secret.expose(), SECRET);
    assert_eq!(config.token_lifetime.num_days(), 30);
    assert_eq!(config.cors_origins, ["http://localhost:5173", "http://localhost:3000"]);
    assert_eq!(config.app_title, "Shop chat API");
    assert_eq!(config.app_description, "客服 \"live\" chat, it's 100% C:\\chat");
    assert!(config.reload);
}

#[test]
fn values_are_read_as_people_write_them() {
    for (written, expected) in [
        ("two words", "two words"),
        ("  padded  ", "padded"),
        ("\"two words\"", "two words"),
        ("'two words'  # said", "two words"),
        ("a#b", "a#b"),
        ("#b", "#b"),
        ("a # b", "a"),
        (" # nothing", ""),
        ("", ""),
        ("$5 and $HOME", "$5 and $HOME"),
        ("\"$5 \\\"and\\\" \\$6\"", "$5 \"and\" $6"),
        ("${APP_TITLE}!", "Shop chat!"),
        ("back\\slash\\", "back\\slash\\"),
        ("\"over\ntwo lines\"", "over\ntwo lines"),
        ("'a=b", ""),
    ] {
        let text = file_with(&format!("APP_DESCRIPTION={written}"));
        match load(&text, &[]) {
            Ok(config) => assert_eq!(config.app_description, expected, "{written:?}"),
            Err(error) => assert_eq!(error.problems()[0].name, ".env line 17", "{written:?}: {error}"),
        }
    }
}

#[test]
fn the_last_of_two_lines_counts() {
    assert_eq!(load(&file_with("PORT=1\nPORT=2"), &[]).unwrap().port, 2);
}

/// Catches a broken line that swallows the lines below it, and one that is quoted with the secret in it.
#[test]
fn a_broken_line_is_named_by_its_number_only() {
    let text = format!("JWT_SECRET_KEY {SECRET}\nwhat is this\n{}\nAPP_TITLE=\"open\n", file_with(""));

    let error = load(&text, &[]).unwrap_err();

    let names: Vec<&str> = error.problems().iter().map(|problem| problem.name.as_str()).collect();
    assert_eq!(names, [".env line 1", ".env line 2", ".env line 21"]);
    assert!(!error.to_string().contains(SECRET));
}

#[test]
fn a_file_or_a_value_that_is_no_text_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join(".env");
    std::fs::write(&broken, b"PORT=\xff").unwrap();
    let mut environment: Vec<(OsString, OsString)> =
        GOOD.iter().map(|(name, value)| (name.into(), value.into())).collect();

    let unreadable = Config::load_from(folder.path(), environment.clone()).unwrap_err();
    let not_utf8 = Config::load_from(&broken, environment.clone()).unwrap_err();
    environment.push(("PORT".into(), OsStr::from_bytes(b"\xff").to_owned()));
    environment.push(("OTHER".into(), OsStr::from_bytes(b"\xff").to_owned()));
    let value = Config::load_from(Path::new("/no/such/.env"), environment).unwrap_err();

    assert!(unreadable.problems()[0].fault.contains("cannot be read"), "{unreadable}");
    assert!(not_utf8.problems()[0].fault.contains("UTF-8"), "{not_utf8}");
    let [problem] = value.problems() else { panic!("{value}") };
    assert_eq!(problem.name, "PORT");
    assert!(problem.fault.contains("UTF-8"), "{problem:?}");
}

/// Catches an example that has fallen behind the tables, and one that would run with a public secret.
#[test]
fn the_example_is_complete_and_lacks_only_its_secret() {
    let example = include_str!("../../.env.example");

    let error = load(example, &[]).unwrap_err();
    let [problem] = error.problems() else { panic!("{error}") };
    assert_eq!(problem.name, "JWT_SECRET_KEY");
    assert!(load(example, &[("JWT_SECRET_KEY", SECRET)]).is_ok());
    for row in REQUIRED {
        assert_eq!(
            example.lines().filter(|line| line.starts_with(&format!("{}=", row.name))).count(),
            1,
            "{}",
            row.name
        );
    }
    for row in OPTIONAL {
        let line = format!("# {}={}", row.name, row.default);
        assert!(example.lines().any(|other| other == line), "{line}");
    }
}

proptest! {
    /// Catches a reader that panics or loops: any file is read to its end.
    #[test]
    fn any_file_is_read(lines in prop::collection::vec("(export )?[A-Z#]{0,3} ?=?[ \"'#$\\\\{}a-z密\t]{0,12}", 0..8)) {
        let _ = load(&lines.join("\n"), &[]);
    }

    /// Catches a value without quotes that is changed on the way.
    #[test]
    fn a_plain_value_stays_as_it_is(value in "[!-~密][ -~密]{0,40}") {
        prop_assume!(!value.starts_with(['"', '\'']) && !value.contains(" #") && !value.contains("${"));
        let config = load(&file_with(&format!("APP_DESCRIPTION={value}")), &[]).unwrap();
        prop_assert_eq!(config.app_description, value.trim());
    }
}
