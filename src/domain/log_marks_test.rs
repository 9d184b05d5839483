//! Read and delivered marks: they rise, never fall, and are no part of the log.

use super::*;

fn mark(read: Option<i64>, delivered: Option<i64>) -> Intent {
    Intent::Mark { read: read.map(Seq), delivered: delivered.map(Seq) }
}

const fn marks(delivered: i64, read: i64) -> Marks {
    Marks { delivered: Seq(delivered), read: Seq(read) }
}

#[test]
fn marks_rise_and_never_fall() {
    let cases = [
        (marks(0, 0), mark(None, Some(3)), marks(3, 0)),
        (marks(3, 0), mark(Some(2), None), marks(3, 2)),
        (marks(3, 2), mark(Some(5), None), marks(5, 5)),
        (marks(5, 5), mark(Some(1), None), marks(5, 5)),
        (marks(5, 5), mark(None, Some(1)), marks(5, 5)),
        (marks(1, 1), mark(Some(4), Some(2)), marks(4, 4)),
    ];
    for (present, wish, after) in cases {
        assert_eq!(moved_marks(&support(), &buyer(), present, &wish), Ok(after), "{present:?} {wish:?}");
    }
}

#[test]
fn nobody_reads_what_is_not_there() {
    for wish in [mark(Some(6), None), mark(None, Some(6)), mark(Some(1), Some(6))] {
        assert_eq!(field_of(moved_marks(&support(), &buyer(), marks(0, 0), &wish).unwrap_err()), "seq");
    }
}

#[test]
fn only_members_have_marks() {
    let wish = mark(Some(1), None);
    for staff in [agent(), admin()] {
        assert!(matches!(moved_marks(&support(), &staff, marks(0, 0), &wish), Err(Refusal::Forbidden(_))));
    }
    assert_eq!(moved_marks(&direct(), &agent(), marks(0, 0), &wish), Err(Refusal::Hidden("conversation")));
    let stranger = actor("b2", Role::Buyer);
    assert_eq!(moved_marks(&support(), &stranger, marks(0, 0), &wish), Err(Refusal::Hidden("conversation")));
}

#[test]
fn marks_are_no_entries_and_entries_no_marks() {
    assert_eq!(field_of(is_refused(&support(), &buyer(), &mark(Some(1), None), None, NOW)), "intent");
    assert_eq!(field_of(moved_marks(&support(), &buyer(), marks(0, 0), &send()).unwrap_err()), "intent");
}
