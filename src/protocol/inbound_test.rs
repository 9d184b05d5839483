use super::*;

fn field(text: &str) -> String {
    match Frame::parse(text).unwrap_err().error {
        FrameError::Invalid { field, .. } => field,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn a_send_frame_is_understood() {
    let frame = Frame::parse(
        r#"{"type":"send","id":"c1","conversation_id":42,"kind":"text","body":{"text":"hi"},"reply_to":null,"extra":1}"#,
    )
    .unwrap();
    let Request::Send(send) = frame.request else { panic!("not a send") };
    assert_eq!(frame.id.as_deref(), Some("c1"));
    assert_eq!((send.conversation_id, send.kind, send.reply_to), (ConversationId(42), MessageKind::Text, None));
    assert_eq!(send.body.get(), r#"{"text":"hi"}"#);
}

#[test]
fn what_is_wrong_is_named() {
    let cases = [
        (r#"{"type":"send","conversation_id":1,"kind":"text","body":{}}"#, "id"),
        (r#"{"type":"send","id":"","conversation_id":1,"kind":"text","body":{}}"#, "id"),
        (r#"{"type":"send","id":7,"conversation_id":1,"kind":"text","body":{}}"#, "id"),
        (r#"{"type":"send","id":"a","conversation_id":"1","kind":"text","body":{}}"#, "conversation_id"),
        (r#"{"type":"send","id":"a","conversation_id":0,"kind":"text","body":{}}"#, "conversation_id"),
        (r#"{"type":"send","id":"a","conversation_id":1,"kind":"system","body":{}}"#, "kind"),
        (r#"{"type":"send","id":"a","conversation_id":1,"kind":"text"}"#, "body"),
        (r#"{"type":"send","id":"a","conversation_id":1,"kind":"text","body":{},"reply_to":0}"#, "reply_to"),
        (r#"{"type":"sync","conversation_id":1,"after_seq":0}"#, "id"),
        (r#"{"type":"sync","id":"a","conversation_id":1,"after_seq":-1}"#, "after_seq"),
        (r#"{"type":"sync","id":"a","conversation_id":1,"after_seq":0,"limit":501}"#, "limit"),
        (r#"{"type":"typing","conversation_id":1,"state":"go"}"#, "state"),
        (r#"{"type":"view","conversation_id":1}"#, "state"),
        (r#"{"type":"view","state":"start"}"#, "conversation_id"),
        (r#"{"type":"token","id":"a"}"#, "access_token"),
        (r#"{"id":"a"}"#, "type"),
    ];
    for (text, wrong) in cases {
        assert_eq!(field(text), wrong, "{text}");
    }
}

#[test]
fn the_id_of_a_bad_frame_is_kept_for_its_answer() {
    let bad = Frame::parse(r#"{"type":"read","id":"r1","conversation_id":1}"#).unwrap_err();
    assert_eq!(bad.id.as_deref(), Some("r1"));
    assert!(matches!(Frame::parse("nonsense").unwrap_err().error, FrameError::Malformed(_)));
    assert!(matches!(Frame::parse("[1]").unwrap_err().error, FrameError::Malformed(_)));
    assert!(matches!(Frame::parse(r#"{"type":"nope"}"#).unwrap_err().error, FrameError::Unknown(_)));
}
