//! The contract's section 6, row by row, for every role and for what is one's own and what is another's.

use super::*;
use crate::id::{ConversationId, QuickReplyId, Seq};

/// What a rule answers: yes, "there is no such thing", or "not you".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Yes,
    Hidden,
    No,
    Invalid,
}
use Verdict::{Hidden, Invalid, No, Yes};

const ME: &str = "me";
const OTHER: &str = "other";
const WINDOW: TimeDelta = TimeDelta::seconds(120);
const SENT: Timestamp = Timestamp::from_millis(1_000_000);
const IN_TIME: Timestamp = Timestamp::from_millis(1_120_000);
const TOO_LATE: Timestamp = Timestamp::from_millis(1_120_001);

fn verdict(answer: &Answer) -> Verdict {
    match answer {
        Ok(()) => Yes,
        Err(Refusal::Hidden(_)) => Hidden,
        Err(Refusal::Forbidden(_)) => No,
        Err(Refusal::Invalid { .. }) => Invalid,
        Err(Refusal::Conflict(why)) => panic!("no permission is a conflict: {why}"),
    }
}

fn user(id: &str, role: Role) -> Actor {
    Actor { id: UserId::from(id.to_owned()), role }
}

fn me(role: Role) -> Actor {
    user(ME, role)
}

/// One row of the table: the rule's answers for buyer, merchant, support and admin.
fn row(name: &str, expected: [Verdict; 4], rule: impl Fn(&Actor) -> Answer) {
    let answers = Role::ALL.map(|role| verdict(&rule(&me(role))));
    assert_eq!(answers, expected, "{name}");
}

const STANDINGS: [(&str, Standing); 4] = [
    ("own direct", Standing { kind: Kind::Direct, member: true }),
    ("own support", Standing { kind: Kind::Support, member: true }),
    ("another's direct", Standing { kind: Kind::Direct, member: false }),
    ("another's support", Standing { kind: Kind::Support, member: false }),
];

/// A row for each of [`STANDINGS`].
fn rows(name: &str, expected: [[Verdict; 4]; 4], rule: impl Fn(&Actor, Standing) -> Answer) {
    for ((of, standing), expected) in STANDINGS.into_iter().zip(expected) {
        row(&format!("{name}: {of}"), expected, |actor| rule(actor, standing));
    }
}

/// What one may do to what one sees: own all, the desk's for support, everything for an admin.
const AS_SEEN: [[Verdict; 4]; 4] = [[Yes; 4], [Yes; 4], [Hidden, Hidden, Hidden, Yes], [Hidden, Hidden, Yes, Yes]];
/// The same, but for staff only.
const STAFF_AS_SEEN: [[Verdict; 4]; 4] =
    [[No, No, Yes, Yes], [No, No, Yes, Yes], [Hidden, Hidden, Hidden, Yes], [Hidden, Hidden, Yes, Yes]];
/// Members only.
const MEMBERS: [[Verdict; 4]; 4] = [[Yes; 4], [Yes; 4], [Hidden, Hidden, Hidden, No], [Hidden, Hidden, No, No]];

#[test]
fn conversations_are_seen_written_and_changed_by_those_who_see_them() {
    rows("see and read", AS_SEEN, see);
    rows("send", AS_SEEN, send);
    rows("rename", AS_SEEN, rename);
    rows("close", AS_SEEN, |actor, standing| set_status(actor, standing, Status::Closed));
    rows("reopen", AS_SEEN, |actor, standing| set_status(actor, standing, Status::Open));
}

#[test]
fn the_desks_tools_are_for_staff() {
    rows("snooze", STAFF_AS_SEEN, |actor, standing| set_status(actor, standing, Status::Snoozed));
    rows("assign", STAFF_AS_SEEN, assign);
    rows("watch", STAFF_AS_SEEN, watch);
    rows("view", STAFF_AS_SEEN, self::view);
}

#[test]
fn marks_and_typing_are_for_members() {
    rows("read marks", MEMBERS, mark);
    rows("typing", MEMBERS, typing);
}

fn message(sender: Option<&str>) -> Message {
    Message {
        conversation_id: ConversationId(1),
        seq: Seq(1),
        sender_id: sender.map(|id| UserId::from(id.to_owned())),
        client_id: None,
        kind: crate::domain::MessageKind::Text,
        body: None,
        reply_to: None,
        created_at: SENT,
        edited_at: None,
        recalled_at: None,
    }
}

#[test]
fn a_message_is_edited_by_its_sender_wherever_it_still_sees_it() {
    rows("edit one's own", AS_SEEN, |actor, standing| edit(actor, standing, &message(Some(ME))));
    let nobody = [[No; 4], [No; 4], [Hidden, Hidden, Hidden, No], [Hidden, Hidden, No, No]];
    rows("edit another's", nobody, |actor, standing| edit(actor, standing, &message(Some(OTHER))));
    rows("edit the server's", nobody, |actor, standing| edit(actor, standing, &message(None)));
}

#[test]
fn a_message_is_recalled_by_its_sender_in_time_and_by_an_admin_always() {
    let recalled = |sender: Option<&'static str>, now: Timestamp| {
        move |actor: &Actor, standing: Standing| recall(actor, standing, &message(sender), now, WINDOW)
    };
    let admins = [[No, No, No, Yes], [No, No, No, Yes], [Hidden, Hidden, Hidden, Yes], [Hidden, Hidden, No, Yes]];
    rows("recall one's own in the window", AS_SEEN, recalled(Some(ME), IN_TIME));
    rows("recall one's own after it", admins, recalled(Some(ME), TOO_LATE));
    rows("recall another's in the window", admins, recalled(Some(OTHER), IN_TIME));
    rows("recall another's after it", admins, recalled(Some(OTHER), TOO_LATE));
    rows("recall the server's", admins, recalled(None, IN_TIME));
}

#[test]
fn direct_conversations_begin_between_buyer_and_merchant_or_with_staff() {
    let with = |other: Role| move |actor: &Actor| create_direct(actor, &user(OTHER, other));
    row("direct with a buyer", [No, Yes, Yes, Yes], with(Role::Buyer));
    row("direct with a merchant", [Yes, No, Yes, Yes], with(Role::Merchant));
    row("direct with support", [No, No, Yes, Yes], with(Role::Support));
    row("direct with an admin", [No, No, Yes, Yes], with(Role::Admin));
}

#[test]
fn support_conversations_begin_for_oneself_or_by_staff_for_a_customer() {
    row("support for oneself", [Yes; 4], |actor| create_support(actor, &actor.id));
    row("support for another", [No, No, Yes, Yes], |actor| create_support(actor, &user(OTHER, Role::Buyer).id));
    row("be supported", [Yes, Yes, Invalid, Invalid], |actor| be_supported(actor.role));
}

#[test]
fn users_are_listed_by_staff_and_administered_by_admins() {
    row("list and search users", [No, No, Yes, Yes], |actor| list_users(actor.role));
    row("read the audit log", [No, No, No, Yes], |actor| read_audit(actor.role));
    row("create staff, set a role, disable", [No, No, No, Yes], |actor| administer_users(actor.role));
    let whole = |id: &str| Role::ALL.map(|role| read_user_whole(&me(role), &UserId::from(id.to_owned())));
    assert_eq!(whole(ME), [true; 4]);
    assert_eq!(whole(OTHER), [false, false, true, true]);
}

fn reply(owner: &str, scope: Scope) -> QuickReply {
    QuickReply {
        id: QuickReplyId(1),
        owner_id: UserId::from(owner.to_owned()),
        scope,
        title: "Hello".to_owned(),
        content: "Hello!".to_owned(),
        shortcut: None,
        category: None,
        created_at: SENT,
        updated_at: SENT,
    }
}

#[test]
fn quick_replies_are_ones_own_the_desk_reads_the_shared_ones_an_admin_keeps_all() {
    row("have quick replies", [No, Yes, Yes, Yes], |actor| use_quick_replies(actor.role));
    row("create a personal one", [No, Yes, Yes, Yes], |actor| create_quick_reply(actor, Scope::Personal));
    row("create a shared one", [No, No, No, Yes], |actor| create_quick_reply(actor, Scope::Shared));

    let see = |owner: &'static str, scope: Scope| move |actor: &Actor| see_quick_reply(actor, &reply(owner, scope));
    row("see one's own", [No, Yes, Yes, Yes], see(ME, Scope::Personal));
    row("see another's", [No, Hidden, Hidden, Yes], see(OTHER, Scope::Personal));
    row("see a shared one", [No, Hidden, Yes, Yes], see(OTHER, Scope::Shared));

    let change =
        |owner: &'static str, scope: Scope| move |actor: &Actor| change_quick_reply(actor, &reply(owner, scope));
    row("change one's own", [No, Yes, Yes, Yes], change(ME, Scope::Personal));
    row("change another's", [No, Hidden, Hidden, Yes], change(OTHER, Scope::Personal));
    row("change a shared one", [No, Hidden, No, Yes], change(OTHER, Scope::Shared));
    row("change a shared one of one's own", [No, No, No, Yes], change(ME, Scope::Shared));
}
