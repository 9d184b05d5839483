//! Any wishes in any order: the log grows without a gap and its head stays true to itself.

use super::*;
use proptest::prelude::*;

fn intents() -> impl Strategy<Value = (Actor, Intent)> {
    let actors = prop_oneof![Just(buyer()), Just(agent()), Just(admin()), Just(actor("b2", Role::Buyer))];
    let wishes = prop_oneof![
        Just(send()),
        Just(send_reply("x", Some(Seq(9)))),
        Just(RECALL),
        Just(edit("other words")),
        Just(status(Status::Open)),
        Just(status(Status::Snoozed)),
        Just(status(Status::Closed)),
        Just(assignee(Some("s1"))),
        Just(assignee(None)),
        Just(subject(Some("tea"))),
        Just(subject(None)),
    ];
    (actors, wishes)
}

proptest! {
    /// Whatever is asked in whatever order: the log grows by exactly the entries told, numbered without a gap, and
    /// the head stays true to itself.
    #[test]
    fn the_log_has_no_gap(wishes in prop::collection::vec(intents(), 1..60)) {
        let (mut head, mut target) = (support(), target());
        for (who, wish) in wishes {
            let before = head.clone();
            let outcome = apply(&mut head, &who, &wish, Some(&mut target), rules_at(NOW));
            let Ok(applied) = outcome else {
                prop_assert_eq!(&head, &before);
                continue;
            };
            let expected: Vec<i64> = (before.last_seq.0 + 1..=head.last_seq.0).collect();
            prop_assert_eq!(seqs(&applied), expected);
            prop_assert_eq!(head.status == Status::Closed, head.closed_at.is_some());
            prop_assert!(head.last_message_seq <= head.last_seq);
            prop_assert!(applied.answer.is_none_or(|seq| seq <= head.last_seq));
            let mut members: Vec<_> = head.members.iter().collect();
            members.sort();
            members.dedup();
            prop_assert_eq!(members.len(), head.members.len());
            prop_assert!(applied.changed || (head.status, &head.assignee_id, &head.subject, &head.members)
                == (before.status, &before.assignee_id, &before.subject, &before.members));
        }
    }
}
