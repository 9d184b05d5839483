use actix_web::http::header::HeaderValue;

use super::*;
use crate::http::testing::settings;

fn address(peer: &str, forwarded: &[&str], proxies: &str) -> String {
    let mut headers = HeaderMap::new();
    for line in forwarded {
        headers.append(X_FORWARDED_FOR, HeaderValue::from_str(line).unwrap());
    }
    let proxies = settings(&[("TRUSTED_PROXIES", proxies)]).tuning.trusted_proxies;
    behind(peer.parse().unwrap(), &headers, &proxies).to_string()
}

#[test]
fn nobody_is_believed_unless_trusted() {
    assert_eq!(address("203.0.113.9", &["10.1.1.1"], ""), "203.0.113.9");
    assert_eq!(address("203.0.113.9", &["10.1.1.1"], "127.0.0.1"), "203.0.113.9");
    assert_eq!(address("::ffff:203.0.113.9", &[], ""), "203.0.113.9");
}

/// Catches a server that believes the first entry: anybody can send one.
#[test]
fn the_last_entry_that_no_trusted_proxy_wrote_counts() {
    let proxies = "127.0.0.1, 10.0.0.0/8";
    assert_eq!(address("127.0.0.1", &["1.1.1.1, 203.0.113.9"], proxies), "203.0.113.9");
    assert_eq!(address("127.0.0.1", &["1.1.1.1, 203.0.113.9, 10.2.3.4"], proxies), "203.0.113.9");
    assert_eq!(address("127.0.0.1", &["1.1.1.1", "203.0.113.9", "10.2.3.4"], proxies), "203.0.113.9");
    assert_eq!(address("127.0.0.1", &["[2001:db8::1]:443"], proxies), "2001:db8::1");
    assert_eq!(address("127.0.0.1", &["203.0.113.9:5000"], proxies), "203.0.113.9");
    assert_eq!(address("127.0.0.1", &["10.0.0.1, 10.0.0.2"], proxies), "10.0.0.1");
}

#[test]
fn what_cannot_be_read_ends_the_search() {
    for junk in ["", "unknown", "_hidden", "1.2.3.4.5", "\"x\""] {
        assert_eq!(address("127.0.0.1", &["203.0.113.9", junk], "127.0.0.1"), "127.0.0.1", "{junk}");
    }
}
