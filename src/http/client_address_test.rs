use actix_web::http::header::HeaderValue;
use actix_web::test::TestRequest;

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

/// Catches what is for this machine only, open to the world through a proxy on it.
#[test]
fn local_is_a_peer_on_this_machine_that_nobody_sent() {
    let from = |peer: &str| TestRequest::default().peer_addr(SocketAddr::new(peer.parse().unwrap(), 1234));
    for (peer, local) in
        [("127.0.0.1", true), ("::1", true), ("::ffff:127.0.0.1", true), ("10.0.0.1", false), ("203.0.113.9", false)]
    {
        assert_eq!(is_local(&from(peer).to_http_request()), local, "{peer}");
    }
    assert!(!is_local(&TestRequest::default().to_http_request()));
    for name in OF_PROXIES {
        let request = from("127.0.0.1").insert_header((name.clone(), "")).to_http_request();
        assert!(!is_local(&request), "{name}");
    }
}
