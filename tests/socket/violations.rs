//! Each way to break RFC 6455, and the close code it earns.

use crate::client::{BINARY, CLOSE, CONTINUATION, Client, FIN, MASKED, PING, TEXT, masked};
use crate::server::{Server, limits};
use kefu::actors::socket::Ending;
use kefu::protocol::CloseCode;

fn cases() -> Vec<(&'static str, CloseCode, Vec<u8>)> {
    use CloseCode::{NotUtf8, ProtocolError, TooBig};
    let big = limits().max_message_bytes;
    let announced = |first: u8, length: u64| [&[first, MASKED | 0x7f][..], &length.to_be_bytes()].concat();
    let unmasked = vec![FIN | TEXT, 2, b'h', b'i'];
    let half = masked(TEXT, b"half");
    let last = masked(CONTINUATION, b"x");
    vec![
        ("reserved bit", ProtocolError, masked(FIN | 0x40 | TEXT, b"x")),
        ("reserved data opcode", ProtocolError, masked(FIN | 0x3, b"x")),
        ("reserved control opcode", ProtocolError, masked(FIN | 0xb, b"x")),
        ("no mask", ProtocolError, unmasked),
        ("fragmented ping", ProtocolError, masked(PING, b"x")),
        ("long ping", ProtocolError, masked(FIN | PING, &[b'x'; 126])),
        ("continuation of nothing", ProtocolError, masked(FIN | CONTINUATION, b"x")),
        ("text inside a message", ProtocolError, [half.clone(), masked(FIN | TEXT, b"x")].concat()),
        ("binary inside a message", ProtocolError, [half.clone(), masked(BINARY, b"x")].concat()),
        ("length with the top bit", ProtocolError, announced(FIN | BINARY, 1 << 63)),
        ("close of one byte", ProtocolError, masked(FIN | CLOSE, &[3])),
        ("close code 999", ProtocolError, masked(FIN | CLOSE, &999_u16.to_be_bytes())),
        ("close code 1005", ProtocolError, masked(FIN | CLOSE, &1005_u16.to_be_bytes())),
        ("close code 5000", ProtocolError, masked(FIN | CLOSE, &5000_u16.to_be_bytes())),
        ("close reason", NotUtf8, masked(FIN | CLOSE, &[3, 232, 0xff])),
        ("text", NotUtf8, masked(FIN | TEXT, &[b'a', 0xff])),
        ("text cut off", NotUtf8, masked(FIN | TEXT, &"服".as_bytes()[..2])),
        ("text of surrogates", NotUtf8, masked(FIN | TEXT, &[0xed, 0xa0, 0x80])),
        ("fragment, before its end", NotUtf8, masked(TEXT, &[b'a', 0xff])),
        ("last fragment cut off", NotUtf8, [half, masked(FIN | CONTINUATION, &[0xe6])].concat()),
        ("announced size", TooBig, announced(FIN | TEXT, big as u64 + 1)),
        ("joined size", TooBig, [masked(BINARY, &vec![0; big - 1]), last.clone(), last].concat()),
    ]
}

/// Each row catches a server that lets that violation pass, or gives it another code; and all of them one that does not
/// answer what was said before it.
#[tokio::test]
async fn each_violation_has_its_close_code() {
    let mut server = Server::start(limits());

    for (name, code, bytes) in cases() {
        let mut client = Client::open(server.address).await;
        client.send(&[masked(FIN | TEXT, b"before"), bytes].concat()).await;

        assert_eq!(client.next_text().await, "before", "{name}");
        assert_eq!(client.close_code().await, code.number(), "{name}");
        assert_eq!(client.next().await, None, "{name}");
        assert_eq!(server.stopped().await, Some(Ending::Violation(code)), "{name}");
    }
}

/// Catches a server that waits for a payload it will not take.
#[tokio::test]
async fn a_frame_too_big_is_refused_at_its_header() {
    let server = Server::start(limits());
    let mut client = Client::open(server.address).await;

    client.send(&[FIN | TEXT, MASKED | 0x7f, 0, 0, 0, 0, 0, 1, 0, 1]).await;

    assert_eq!(client.close_code().await, 1009);
}

/// Catches a connection that is closed while bytes lie unread in it: the kernel then sends a reset, which overtakes the
/// close frame.
#[tokio::test]
async fn the_code_arrives_although_the_client_goes_on_sending() {
    let server = Server::start(limits());
    let mut client = Client::open(server.address).await;

    client.send(&[masked(FIN | 0x3, b"x"), vec![0; 1024 * 1024]].concat()).await;

    assert_eq!(client.close_code().await, 1002);
    assert_eq!(client.next().await, None);
}
