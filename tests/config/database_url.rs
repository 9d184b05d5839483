//! Which databases can be named, and in which spellings?

use std::path::{Path, PathBuf};

use kefu::config::DatabaseUrl;
use mysql_async::Opts;

use crate::pairs::{fault, with};

fn database(url: &str) -> DatabaseUrl {
    with(&[("DATABASE_URL", url)]).unwrap_or_else(|error| panic!("{url}: {error}")).database
}

/// What the driver makes of it: user, password, host, port, database.
fn mysql(url: &str) -> (String, Option<String>, String, u16, String) {
    let DatabaseUrl::MySql { url } = database(url) else { panic!("{url} is no MySQL") };
    let opts = Opts::from_url(&url).unwrap();
    (
        opts.user().unwrap().to_owned(),
        opts.pass().map(str::to_owned),
        opts.ip_or_hostname().to_owned(),
        opts.tcp_port(),
        opts.db_name().unwrap().to_owned(),
    )
}

fn sqlite(url: &str) -> PathBuf {
    let DatabaseUrl::Sqlite { path } = database(url) else { panic!("{url} is no SQLite") };
    path
}

#[test]
fn every_spelling_of_mysql_is_one() {
    for url in [
        "mysql://kefu:secret@db.lan:3306/shop",
        "mysql://kefu:secret@db.lan/shop",
        "mysql+aiomysql://kefu:secret@db.lan:3306/shop",
        "mysql+pymysql://kefu:secret@db.lan/shop?charset=utf8mb4",
        "mysql+asyncmy://kefu:secret@db.lan/shop?charset=utf8mb4&autocommit=true&connect_timeout=10",
        " mariadb://kefu:secret@db.lan/shop ",
    ] {
        assert_eq!(
            database(url),
            DatabaseUrl::MySql { url: "mysql://kefu:secret@db.lan:3306/shop".to_owned() },
            "{url}"
        );
    }
}

/// Catches a password that reaches the driver other than it was meant.
#[test]
fn passwords_reach_the_driver_as_meant() {
    for (written, password) in [
        ("p%40ss%2Fw%3Ard%25", Some("p@ss/w:rd%")),
        ("p@ss", Some("p@ss")),
        ("p$ss!*'()", Some("p$ss!*'()")),
        ("密码", Some("密码")),
        ("%E5%AF%86", Some("密")),
    ] {
        let (user, pass, ..) = mysql(&format!("mysql+aiomysql://root:{written}@127.0.0.1:3307/chat"));
        assert_eq!((user.as_str(), pass.as_deref()), ("root", password), "{written}");
    }
    assert_eq!(mysql("mysql://root@[::1]:3307/chat"), ("root".into(), None, "[::1]".into(), 3307, "chat".into()));
}

#[test]
fn tls_is_asked_for_by_the_drivers_own_parameters() {
    let DatabaseUrl::MySql { url } = database("mysql://u:p@db/shop?charset=utf8mb4&require_ssl=true&verify_ca=false")
    else {
        panic!()
    };
    assert_eq!(url, "mysql://u:p@db:3306/shop?require_ssl=true&verify_ca=false");
    assert!(Opts::from_url(&url).unwrap().ssl_opts().is_some());
}

#[test]
fn a_file_is_relative_after_two_slashes_and_absolute_after_three() {
    for (url, path) in [
        ("sqlite://kefu.db", "kefu.db"),
        ("sqlite://data/kefu.db", "data/kefu.db"),
        ("sqlite://./data/kefu.db", "./data/kefu.db"),
        ("sqlite:///var/lib/kefu/kefu.db", "/var/lib/kefu/kefu.db"),
        ("sqlite+aiosqlite://data/kefu.db", "data/kefu.db"),
        // SQLAlchemy's own rule: three slashes are relative, four are absolute.
        ("sqlite+aiosqlite:///./kefu.db", "./kefu.db"),
        ("sqlite+aiosqlite:///kefu.db?check_same_thread=false", "kefu.db"),
        ("sqlite+aiosqlite:////var/lib/kefu.db", "/var/lib/kefu.db"),
        ("sqlite:///./kefu.db", "./kefu.db"),
        ("sqlite://数据/客服 1.db", "数据/客服 1.db"),
    ] {
        assert_eq!(sqlite(url), Path::new(path), "{url}");
    }
}

#[test]
fn what_names_no_database_is_refused() {
    for (url, says) in [
        ("", "mysql:// or sqlite://"),
        ("kefu.db", "mysql:// or sqlite://"),
        ("postgresql://u:p@db/shop", "mysql:// or sqlite://"),
        ("mysql://u:p@db:3306", "names no database"),
        ("mysql://u:p@db:3306/", "names no database"),
        ("mysql://db/shop", "names no user"),
        ("mysql://u:p@/shop", "cannot be read"),
        ("mysql://u:p@db:port/shop", "cannot be read"),
        ("mysql://u:p@db/shop/more", "cannot be read"),
        ("mysql://u:p/w@db/shop", "cannot be read"),
        ("mysql://u:p@db/shop#1", "cannot be read"),
        ("mysql://u:p@db/shop?ssl_ca=/ca.pem", "require_ssl=true"),
        ("mysql://u:p@db/shop?pool=5", "`pool`"),
        ("mysql://u:p@db/shop?require_ssl=please", "require_ssl"),
        ("sqlite://", "must name a file"),
        ("sqlite:///", "must name a file"),
        ("sqlite://data/", "must name a file"),
        ("sqlite://:memory:", "in memory"),
        ("sqlite+aiosqlite:///:memory:", "in memory"),
        ("sqlite://kefu.db?mode=ro", "`mode`"),
    ] {
        let fault = fault("DATABASE_URL", url);
        assert!(fault.contains(says), "{url}: {fault:?} does not say {says:?}");
    }
}
