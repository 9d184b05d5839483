//! The rules of the log, one by one: a head and an intent are given, what follows is compared.

use super::*;
use crate::domain::{Role, digest};
use crate::id::ConversationId;
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_millis(1_795_370_400_000);
const WINDOW: TimeDelta = TimeDelta::seconds(120);

fn id(text: &str) -> UserId {
    UserId::parse(text).unwrap()
}

fn actor(name: &str, role: Role) -> Actor {
    Actor { id: id(name), role }
}

fn buyer() -> Actor {
    actor("b1", Role::Buyer)
}

fn agent() -> Actor {
    actor("s1", Role::Support)
}

fn admin() -> Actor {
    actor("a1", Role::Admin)
}

fn rules_at(now: Timestamp) -> Rules {
    Rules { now, recall_window: WINDOW }
}

/// A support conversation of b1 with five entries, open and nobody's.
fn support() -> Head {
    Head {
        id: ConversationId(7),
        kind: Kind::Support,
        status: Status::Open,
        subject: None,
        assignee_id: None,
        customer_id: Some(id("b1")),
        last_seq: Seq(5),
        last_message_seq: Seq(4),
        last_activity_at: Timestamp::from_millis(1),
        closed_at: None,
        members: Arc::from([id("b1")]),
        newer_open: None,
    }
}

fn direct() -> Head {
    Head { kind: Kind::Direct, customer_id: None, members: Arc::from([id("b1"), id("m1")]), ..support() }
}

fn closed(head: Head) -> Head {
    Head { status: Status::Closed, closed_at: Some(Timestamp::from_millis(1)), ..head }
}

fn send_reply(text: &str, reply_to: Option<Seq>) -> Intent {
    let body = Body::Text(text.into()).json();
    let digest = digest(MessageKind::Text, body.get(), reply_to);
    Intent::Send { client_id: ClientId::parse("c1"), kind: MessageKind::Text, body, reply_to, digest }
}

fn send() -> Intent {
    send_reply("hello", None)
}

fn patch(patch: Patch) -> Intent {
    Intent::Patch(patch)
}

fn status(status: Status) -> Intent {
    patch(Patch { status: Some(status), ..Patch::default() })
}

fn assignee(user: Option<&str>) -> Intent {
    patch(Patch { assignee_id: Some(user.map(id)), ..Patch::default() })
}

fn subject(text: Option<&str>) -> Intent {
    patch(Patch { subject: Some(text.map(str::to_owned)), ..Patch::default() })
}

fn edit(text: &str) -> Intent {
    Intent::Edit { target: Seq(3), body: raw(&json!({"text": text})) }
}

const RECALL: Intent = Intent::Recall { target: Seq(3) };

/// The text that b1 sent as the third entry, at [`NOW`].
fn target() -> Target {
    let message = Message {
        conversation_id: ConversationId(7),
        seq: Seq(3),
        sender_id: Some(id("b1")),
        client_id: None,
        kind: MessageKind::Text,
        body: Some(Body::Text("first words".into()).json()),
        reply_to: None,
        created_at: NOW,
        edited_at: None,
        recalled_at: None,
    };
    Target { message, recall_seq: None }
}

fn does(head: &mut Head, actor: &Actor, intent: &Intent) -> Applied {
    apply(head, actor, intent, None, rules_at(NOW)).unwrap()
}

/// The refusal, once it is sure that the head did not move.
fn is_refused(head: &Head, actor: &Actor, intent: &Intent, target: Option<&mut Target>, now: Timestamp) -> Refusal {
    let mut after = head.clone();
    let refusal = apply(&mut after, actor, intent, target, rules_at(now)).expect_err("it was granted");
    assert_eq!(after, *head, "a refused intent left its mark on the head");
    refusal
}

fn field_of(refusal: Refusal) -> String {
    match refusal {
        Refusal::Invalid { field, .. } => field,
        other => panic!("not invalid but {other:?}"),
    }
}

/// The kind and the body of each entry.
fn told(applied: &Applied) -> Vec<(MessageKind, Value)> {
    let read = |entry: &Entry| (entry.kind, serde_json::from_str(entry.body.get()).unwrap());
    applied.entries.iter().map(read).collect()
}

fn seqs(applied: &Applied) -> Vec<i64> {
    applied.entries.iter().map(|entry| entry.seq.0).collect()
}

#[test]
fn a_message_takes_the_next_place_and_becomes_the_last_one() {
    let mut head = support();

    let applied = does(&mut head, &buyer(), &send());

    assert_eq!(told(&applied), [(MessageKind::Text, json!({"text": "hello"}))]);
    let entry = &applied.entries[0];
    assert_eq!(
        (entry.seq, entry.sender_id.clone(), entry.client_id.clone()),
        (Seq(6), Some(id("b1")), ClientId::parse("c1"))
    );
    assert_eq!((applied.answer, applied.joined, applied.changed), (Some(Seq(6)), None, false));
    assert_eq!(head, Head { last_seq: Seq(6), last_message_seq: Seq(6), last_activity_at: NOW, ..support() });
}

#[test]
fn staff_join_by_sending_and_the_joining_comes_first() {
    for staff in [agent(), admin()] {
        let mut head = support();

        let applied = does(&mut head, &staff, &send());

        let joined = json!({"event": "joined", "user_id": staff.id.as_str()});
        assert_eq!(told(&applied), [(MessageKind::System, joined), (MessageKind::Text, json!({"text": "hello"}))]);
        assert_eq!((seqs(&applied), applied.answer), (vec![6, 7], Some(Seq(7))));
        assert_eq!((applied.joined.as_ref(), applied.changed), (Some(&staff.id), true));
        assert_eq!(*head.members, [id("b1"), staff.id.clone()]);
        assert_eq!(applied.entries[0].sender_id, None);
        assert_eq!(applied.entries[0].client_id, None, "the client's name is the message's alone");

        let again = does(&mut head, &staff, &send());

        assert_eq!((seqs(&again), again.joined, again.changed), (vec![8], None, false));
    }
}

#[test]
fn an_admin_joins_a_direct_conversation_and_support_does_not_see_it() {
    let mut head = direct();

    assert_eq!(is_refused(&head, &agent(), &send(), None, NOW), Refusal::Hidden("conversation"));
    assert_eq!(seqs(&does(&mut head, &admin(), &send())), [6, 7]);
}

#[test]
fn strangers_see_nothing() {
    let stranger = actor("b2", Role::Buyer);
    for head in [support(), direct()] {
        let every = [send(), edit("x"), RECALL, status(Status::Closed), assignee(Some("s1")), subject(Some("x"))];
        for intent in &every {
            let refusal = is_refused(&head, &stranger, intent, Some(&mut target()), NOW);
            assert_eq!(refusal, Refusal::Hidden("conversation"), "{intent:?}");
        }
    }
}

#[test]
fn a_reply_names_a_message_that_is_there() {
    let mut head = support();

    assert_eq!(field_of(is_refused(&head, &buyer(), &send_reply("x", Some(Seq(6))), None, NOW)), "reply_to");
    let applied = does(&mut head, &buyer(), &send_reply("x", Some(Seq(5))));
    assert_eq!(applied.entries[0].reply_to, Some(Seq(5)));
}

#[test]
fn sending_into_a_closed_conversation_reopens_it() {
    for (head, actor) in [(support(), buyer()), (direct(), buyer()), (direct(), actor("m1", Role::Merchant))] {
        let mut head = closed(head);

        let applied = does(&mut head, &actor, &send());

        let reopened = json!({"event": "status", "status": "open", "by": actor.id.as_str()});
        assert_eq!(told(&applied), [(MessageKind::System, reopened), (MessageKind::Text, json!({"text": "hello"}))]);
        assert_eq!((head.status, head.closed_at, applied.changed), (Status::Open, None, true));
        assert_eq!(applied.answer, Some(Seq(7)));
    }
}

#[test]
fn staff_who_reopen_join_first() {
    let mut head = closed(support());

    let applied = does(&mut head, &agent(), &send());

    let events: Vec<Value> = told(&applied).into_iter().map(|(_, body)| body["event"].clone()).collect();
    assert_eq!(events, [json!("joined"), json!("status"), Value::Null]);
}

#[test]
fn a_closed_conversation_stays_closed_while_the_customer_has_a_newer_one() {
    let head = Head { newer_open: Some(ConversationId(9)), ..closed(support()) };

    for (actor, intent) in [(buyer(), send()), (agent(), send()), (agent(), status(Status::Open))] {
        match is_refused(&head, &actor, &intent, None, NOW) {
            Refusal::Conflict(why) => assert!(why.contains("conversation 9"), "{why}"),
            other => panic!("not a conflict but {other:?}"),
        }
    }
}

#[test]
fn only_a_customer_wakes_a_snoozed_conversation() {
    let snoozed = || Head { status: Status::Snoozed, ..support() };
    let (mut by_customer, mut by_agent) = (snoozed(), snoozed());

    does(&mut by_customer, &buyer(), &send());
    let applied = does(&mut by_agent, &agent(), &send());

    assert_eq!(by_customer.status, Status::Open);
    assert_eq!(by_agent.status, Status::Snoozed);
    assert_eq!(seqs(&applied), [6, 7], "joined and the message, no status");
}

#[test]
fn status_moves_as_the_table_says() {
    let mut head = support();

    let applied = does(&mut head, &buyer(), &status(Status::Closed));

    assert_eq!(told(&applied), [(MessageKind::System, json!({"event": "status", "status": "closed", "by": "b1"}))]);
    assert_eq!((head.status, head.closed_at, applied.changed), (Status::Closed, Some(NOW), true));
    assert_eq!((applied.answer, head.last_message_seq), (Some(Seq(6)), Seq(4)), "a system entry is no message");

    does(&mut head, &buyer(), &status(Status::Open));
    assert_eq!((head.status, head.closed_at), (Status::Open, None));
    assert!(matches!(is_refused(&head, &buyer(), &status(Status::Snoozed), None, NOW), Refusal::Forbidden(_)));
    does(&mut head, &agent(), &status(Status::Snoozed));
    assert_eq!((head.status, head.closed_at), (Status::Snoozed, None));
    assert!(!head.has_member(&id("s1")), "changing the status is no joining");
}

#[test]
fn assigning_makes_a_member_and_null_puts_it_back() {
    let mut head = support();
    assert!(head.is_waiting());

    let applied = does(&mut head, &agent(), &assignee(Some("s2")));

    assert_eq!(told(&applied), [(MessageKind::System, json!({"event": "assigned", "assignee_id": "s2", "by": "s1"}))]);
    assert_eq!((head.assignee_id.clone(), applied.joined), (Some(id("s2")), Some(id("s2"))));
    assert!(head.has_member(&id("s2")) && !head.is_waiting());

    let back = does(&mut head, &agent(), &assignee(None));
    assert_eq!(told(&back), [(MessageKind::System, json!({"event": "assigned", "assignee_id": null, "by": "s1"}))]);
    assert!(head.is_waiting() && head.has_member(&id("s2")));
}

#[test]
fn customers_do_not_assign_and_direct_conversations_have_no_assignee() {
    assert!(matches!(is_refused(&support(), &buyer(), &assignee(Some("s1")), None, NOW), Refusal::Forbidden(_)));
    assert_eq!(field_of(is_refused(&direct(), &admin(), &assignee(Some("s1")), None, NOW)), "assignee_id");
    assert_eq!(field_of(is_refused(&direct(), &admin(), &assignee(None), None, NOW)), "assignee_id");
}

#[test]
fn one_patch_tells_each_change_and_a_wrong_part_spoils_all_of_it() {
    let all = |assignee: &str| {
        patch(Patch {
            status: Some(Status::Snoozed),
            assignee_id: Some(Some(id(assignee))),
            subject: Some(Some("tea".into())),
        })
    };
    let mut head = support();

    let applied = does(&mut head, &agent(), &all("s1"));

    let events: Vec<Value> = told(&applied).into_iter().map(|(_, body)| body["event"].clone()).collect();
    assert_eq!(events, [json!("status"), json!("assigned"), json!("subject")]);
    assert_eq!((applied.answer, head.last_seq, head.last_activity_at), (Some(Seq(8)), Seq(8), NOW));
    assert_eq!(field_of(is_refused(&direct(), &admin(), &all("s1"), None, NOW)), "assignee_id");
}

#[test]
fn nothing_is_written_where_nothing_changes() {
    let head = Head { subject: Some("tea".into()), assignee_id: Some(id("s1")), ..support() };
    let same = [status(Status::Open), assignee(Some("s1")), subject(Some("tea")), patch(Patch::default())];
    for intent in &same {
        let mut after = head.clone();

        let applied = does(&mut after, &agent(), intent);

        assert_eq!(after, head, "{intent:?}");
        assert!(applied.entries.is_empty() && applied.answer.is_none() && !applied.changed, "{intent:?}");
    }
}

#[test]
fn an_edit_shows_the_new_text_and_takes_a_place_of_its_own() {
    let (mut head, mut target) = (support(), target());
    let later = NOW.plus(TimeDelta::days(400));

    let applied = apply(&mut head, &buyer(), &edit("  second  "), Some(&mut target), rules_at(later)).unwrap();

    let entry = (MessageKind::Edit, json!({"target_seq": 3, "body": {"text": "second"}}));
    assert_eq!(told(&applied), [entry]);
    assert_eq!((applied.answer, head.last_seq, head.last_message_seq), (Some(Seq(6)), Seq(6), Seq(4)));
    assert_eq!(target.message.body_text(), Some(r#"{"text":"second"}"#));
    assert_eq!((target.message.edited_at, target.message.created_at), (Some(later), NOW));
    assert!(!applied.changed);
}

#[test]
fn an_edit_is_the_senders_alone() {
    for other in [agent(), admin()] {
        let mut untouched = target();
        let refusal = is_refused(&support(), &other, &edit("mine"), Some(&mut untouched), NOW);
        assert!(matches!(refusal, Refusal::Forbidden(_)));
        assert_eq!(untouched.message.body_text(), Some(r#"{"text":"first words"}"#));
    }
    assert_eq!(is_refused(&support(), &buyer(), &edit("x"), None, NOW), Refusal::Hidden("message"));
}

#[test]
fn only_what_has_a_text_is_edited_and_only_while_it_is_there() {
    let recalled = || Target {
        message: Message { recalled_at: Some(NOW), body: None, ..target().message },
        recall_seq: Some(Seq(5)),
    };
    assert!(matches!(is_refused(&support(), &buyer(), &edit("x"), Some(&mut recalled()), NOW), Refusal::Conflict(_)));
    for kind in [MessageKind::Image, MessageKind::File, MessageKind::Edit, MessageKind::Recall] {
        let mut other = Target { message: Message { kind, ..target().message }, recall_seq: None };
        assert_eq!(field_of(is_refused(&support(), &buyer(), &edit("x"), Some(&mut other), NOW)), "seq", "{kind:?}");
    }
    assert_eq!(field_of(is_refused(&support(), &buyer(), &edit("  "), Some(&mut target()), NOW)), "body.text");
    let mut card = Target { message: Message { kind: MessageKind::Card, ..target().message }, recall_seq: None };
    let new = Intent::Edit { target: Seq(3), body: raw(&json!({"type": "product", "title": "Tea"})) };
    assert!(apply(&mut support(), &buyer(), &new, Some(&mut card), rules_at(NOW)).is_ok());
}

#[test]
fn a_recall_is_granted_to_the_last_millisecond_of_its_window() {
    let (mut head, mut mine) = (support(), target());

    let applied = apply(&mut head, &buyer(), &RECALL, Some(&mut mine), rules_at(NOW.plus(WINDOW))).unwrap();

    assert_eq!(told(&applied), [(MessageKind::Recall, json!({"target_seq": 3}))]);
    assert_eq!((applied.answer, mine.recall_seq), (Some(Seq(6)), Some(Seq(6))));
    assert_eq!((mine.message.body.is_none(), mine.message.recalled_at), (true, Some(NOW.plus(WINDOW))));

    let late = NOW.plus(WINDOW + TimeDelta::milliseconds(1));
    let mut untouched = target();
    assert!(matches!(is_refused(&support(), &buyer(), &RECALL, Some(&mut untouched), late), Refusal::Forbidden(_)));
    assert!(untouched.message.body.is_some() && untouched.recall_seq.is_none());
    assert!(matches!(is_refused(&support(), &agent(), &RECALL, Some(&mut target()), NOW), Refusal::Forbidden(_)));
    let by_admin = apply(&mut support(), &admin(), &RECALL, Some(&mut target()), rules_at(late)).unwrap();
    assert_eq!(by_admin.joined, None, "an administrator recalls without joining");
}

#[test]
fn a_second_recall_answers_as_the_first_did_however_late() {
    let (mut head, mut mine) = (support(), target());
    apply(&mut head, &buyer(), &RECALL, Some(&mut mine), rules_at(NOW)).unwrap();
    let (after, late) = (head.clone(), NOW.plus(TimeDelta::days(1)));

    for who in [buyer(), admin()] {
        let again = apply(&mut head, &who, &RECALL, Some(&mut mine), rules_at(late)).unwrap();

        assert_eq!((again.answer, again.entries.len()), (Some(Seq(6)), 0));
    }
    assert_eq!(head, after);
    assert_eq!(mine.message.recalled_at, Some(NOW));
    assert!(matches!(is_refused(&after, &agent(), &RECALL, Some(&mut mine), NOW), Refusal::Forbidden(_)));
}

#[test]
fn the_servers_own_entries_are_not_recalled() {
    for kind in [MessageKind::System, MessageKind::Edit, MessageKind::Recall] {
        let mut entry = Target { message: Message { kind, ..target().message }, recall_seq: None };
        assert_eq!(field_of(is_refused(&support(), &admin(), &RECALL, Some(&mut entry), NOW)), "seq", "{kind:?}");
    }
    assert_eq!(is_refused(&support(), &buyer(), &RECALL, None, NOW), Refusal::Hidden("message"));
}

#[path = "log_any_order_test.rs"]
mod any_order;
#[path = "log_marks_test.rs"]
mod marks;
