//! Of which entries was this node told, and which does the database hold besides? Kept only where there are other nodes.

use std::collections::HashMap;

use chrono::TimeDelta;
use smallvec::SmallVec;

use crate::id::{ConversationId, Seq};
use crate::time::Timestamp;

/// How far the clocks of two nodes may differ.
const SLACK: TimeDelta = TimeDelta::seconds(30);
/// Pieces of a log beyond its first hole that are remembered of one conversation.
const PIECES: usize = 8;

/// What was told lately, and where looking for the rest stands.
#[derive(Debug)]
pub(super) struct Lookout {
    told: HashMap<ConversationId, Told>,
    /// When the last look that succeeded began: what is older was told or found.
    since: Timestamp,
    /// Hints were lost since then.
    doubt: bool,
    looking: bool,
    again: bool,
}

/// A look that begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub begun: Timestamp,
    /// Activity from here on is looked for.
    pub since: Timestamp,
    pub doubt: bool,
}

/// What was told of one conversation.
#[derive(Debug)]
struct Told {
    /// Everything up to here, as far as is known.
    upto: Seq,
    /// Nothing before `upto` can have been lost: it was told or looked for from the beginning of what is new.
    sure: bool,
    /// What was told beyond a hole; other nodes' hints and own commits may overtake each other.
    beyond: SmallVec<[(Seq, Seq); 1]>,
    at: Timestamp,
}

/// A conversation with something that was not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Untold {
    pub id: ConversationId,
    pub last: Seq,
    /// What was not told begins here, where that is known.
    pub first: Option<Seq>,
}

impl Lookout {
    pub(super) fn new(now: Timestamp) -> Self {
        Self { told: HashMap::new(), since: now, doubt: false, looking: false, again: false }
    }

    /// These entries were committed, here or at another node. Where others before them were not told yet: the first of
    /// those.
    pub(super) fn hear(&mut self, id: ConversationId, (first, last): (Seq, Seq), now: Timestamp) -> Option<Seq> {
        let begun = || Told { upto: last, sure: first == Seq::ZERO.next(), beyond: SmallVec::new(), at: now };
        let told = self.told.entry(id).or_insert_with(begun);
        told.at = now;
        let hole = told.upto.next();
        told.hear(first, last);
        (hole < first).then_some(hole)
    }

    /// It began, or was shown anew as a whole.
    pub(super) fn hear_of(&mut self, id: ConversationId, now: Timestamp) {
        let begun = || Told { upto: Seq::ZERO, sure: false, beyond: SmallVec::new(), at: now };
        self.told.entry(id).or_insert_with(begun).at = now;
    }

    /// Something may have been lost.
    pub(super) const fn doubt(&mut self) {
        self.doubt = true;
    }

    /// One look at a time: a wish for another one is remembered.
    pub(super) fn begin(&mut self, now: Timestamp) -> Option<Look> {
        if self.looking {
            self.again = true;
            return None;
        }
        self.looking = true;
        let since = self.since.plus(-SLACK);
        Some(Look { begun: now, since, doubt: std::mem::take(&mut self.doubt) })
    }

    /// Of those that are so far by now: which have something that was not told?
    pub(super) fn judge(&mut self, moved: &[(ConversationId, Seq)], look: Look) -> Vec<Untold> {
        moved.iter().filter_map(|(id, head)| self.untold(*id, *head, look)).collect()
    }

    fn untold(&mut self, id: ConversationId, last: Seq, look: Look) -> Option<Untold> {
        let Some(told) = self.told.get_mut(&id) else { return Some(Untold { id, last, first: None }) };
        // What came before the first hint may have been lost where hints were lost at all.
        let doubted = look.doubt && !told.sure;
        if told.upto < last {
            let first = (told.upto > Seq::ZERO && !doubted).then(|| told.upto.next());
            return Some(Untold { id, last, first });
        }
        if doubted && told.upto > Seq::ZERO {
            return Some(Untold { id, last, first: None });
        }
        told.sure = true;
        None
    }

    /// What was not told up to here is told now.
    pub(super) fn found(&mut self, id: ConversationId, last: Seq, now: Timestamp) {
        let begun = || Told { upto: last, sure: true, beyond: SmallVec::new(), at: now };
        let told = self.told.entry(id).or_insert_with(begun);
        told.at = now;
        told.sure = true;
        told.hear(told.upto.next(), last);
    }

    /// The look is over; is there to be another one at once?
    pub(super) fn end(&mut self, look: Look, succeeded: bool) -> bool {
        self.looking = false;
        if succeeded {
            self.since = look.begun;
            // The next look asks from `SLACK` before; by another clock that may have been told `SLACK` earlier.
            let kept = look.begun.plus(-SLACK * 2);
            self.told.retain(|_, told| told.at >= kept);
        } else {
            self.doubt |= look.doubt;
        }
        std::mem::take(&mut self.again)
    }
}

impl Told {
    fn hear(&mut self, first: Seq, last: Seq) {
        self.sure |= first == Seq::ZERO.next();
        if first > self.upto.next() {
            if self.beyond.len() < PIECES {
                self.beyond.push((first, last));
            }
            return;
        }
        self.upto = self.upto.max(last);
        // Few pieces, in any order: each round joins one or is the last.
        while let Some(place) = self.beyond.iter().position(|(first, _)| *first <= self.upto.next()) {
            let (_, last) = self.beyond.swap_remove(place);
            self.upto = self.upto.max(last);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: ConversationId = ConversationId(7);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_millis(second * 1000)
    }

    fn lookout(told: &[(i64, i64)]) -> Lookout {
        let mut lookout = Lookout::new(at(1000));
        for (first, last) in told {
            lookout.hear(ID, (Seq(*first), Seq(*last)), at(1001));
        }
        lookout
    }

    fn untold(lookout: &mut Lookout, head: i64, doubt: bool) -> Vec<Option<Seq>> {
        let look = Look { begun: at(1002), since: at(970), doubt };
        let untold = lookout.judge(&[(ID, Seq(head))], look);
        for one in &untold {
            lookout.found(one.id, one.last, at(1003));
        }
        untold.iter().map(|untold| untold.first).collect()
    }

    #[test]
    fn what_was_told_in_any_order_is_told() {
        for doubt in [false, true] {
            assert_eq!(untold(&mut lookout(&[(1, 3), (6, 6), (5, 5), (4, 4)]), 6, doubt), []);
        }
    }

    #[test]
    fn a_hole_is_found_once_whatever_was_told_behind_it() {
        let mut lookout = lookout(&[(1, 3), (5, 5)]);
        assert_eq!(lookout.hear(ID, (Seq(6), Seq(6)), at(1001)), Some(Seq(4)));
        assert_eq!(untold(&mut lookout, 6, false), [Some(Seq(4))]);
        assert_eq!(untold(&mut lookout, 6, true), []);
        assert_eq!(lookout.hear(ID, (Seq(7), Seq(7)), at(1001)), None);
    }

    #[test]
    fn what_nobody_told_is_found_and_what_lies_before_the_first_hint_is_doubted() {
        assert_eq!(untold(&mut lookout(&[]), 0, false), [None], "a conversation that began");
        assert_eq!(untold(&mut lookout(&[(9, 9)]), 9, false), []);
        let mut doubted = lookout(&[(9, 9)]);
        assert_eq!((untold(&mut doubted, 9, true), untold(&mut doubted, 9, true)), (vec![None], vec![]));
        let mut begun = lookout(&[]);
        begun.hear_of(ID, at(1001));
        assert_eq!(untold(&mut begun, 0, true), []);
        assert_eq!(untold(&mut begun, 2, true), [None]);
    }

    /// Catches looks beside each other, which read the same twice, and one that forgets what was wished meanwhile.
    #[test]
    fn there_is_one_look_at_a_time_and_one_more_where_wished() {
        let mut lookout = lookout(&[]);
        lookout.doubt();
        let look = lookout.begin(at(1010)).unwrap();
        assert!(look.doubt);
        assert_eq!((lookout.begin(at(1011)), lookout.begin(at(1012))), (None, None));
        assert!(lookout.end(look, false));
        let look = lookout.begin(at(1013)).unwrap();
        assert!(look.doubt, "nothing was found out yet");
        assert_eq!(look.since, at(970));
        assert!(!lookout.end(look, true));
        let next = lookout.begin(at(1070)).unwrap();
        assert_eq!((next.since, next.doubt), (at(983), false));
    }

    #[test]
    fn nothing_is_remembered_for_ever() {
        let mut lookout = lookout(&[(1, 3)]);
        for (now, kept) in [(1060, 1), (1062, 0)] {
            let look = lookout.begin(at(now)).unwrap();
            lookout.end(look, true);
            assert_eq!(lookout.told.len(), kept);
        }
    }
}
