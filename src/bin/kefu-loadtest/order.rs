//! Did one listener get everything, once, and in order?

/// How a live item (an event, or the ack of a new message) came, measured against those before it on the same socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    InOrder,
    /// Something that should have come first had not come.
    Ahead,
    /// Below one that came already.
    Behind,
    /// This very one came already.
    Again,
}

/// The live order of one conversation on one socket: each `seq` the next after the one before.
#[derive(Debug, Default)]
pub struct LiveOrder {
    next: Option<i64>,
    /// Ranges (first, last) that were jumped over. Empty with a server that keeps its promise.
    skipped: Vec<(i64, i64)>,
}

impl LiveOrder {
    /// A socket whose greeting named `last_seq`: the first live item is the one after it, or an earlier one.
    pub const fn after(last_seq: i64) -> Self {
        Self { next: Some(last_seq + 1), skipped: Vec::new() }
    }

    /// Takes note of one live item.
    pub fn arrived(&mut self, seq: i64) -> Arrival {
        let next = self.next.unwrap_or(seq);
        if seq >= next {
            self.next = Some(seq + 1);
            if seq == next {
                return Arrival::InOrder;
            }
            self.skipped.push((next, seq - 1));
            return Arrival::Ahead;
        }
        let Some(place) = self.skipped.iter().position(|&(first, last)| (first..=last).contains(&seq)) else {
            return Arrival::Again;
        };
        let (first, last) = self.skipped.swap_remove(place);
        self.skipped.extend([(first, seq - 1), (seq + 1, last)].into_iter().filter(|(first, last)| first <= last));
        Arrival::Behind
    }
}

/// Which numbers a listener knows by now, by whatever way they came: ranges in rising order, one of them as a rule.
#[derive(Debug)]
pub struct Seen {
    ranges: Vec<(i64, i64)>,
}

impl Seen {
    /// All up to and with `base` count as known.
    pub fn up_to(base: i64) -> Self {
        Self { ranges: vec![(i64::MIN, base)] }
    }

    /// Adds one. Was it new?
    pub fn insert(&mut self, seq: i64) -> bool {
        if let Some((_, last)) = self.ranges.last_mut()
            && seq == *last + 1
        {
            *last = seq;
            return true;
        }
        let place = self.ranges.partition_point(|&(_, last)| last < seq);
        if self.ranges.get(place).is_some_and(|&(first, _)| first <= seq) {
            return false;
        }
        self.ranges.insert(place, (seq, seq));
        self.join_after(place);
        self.join_after(place.saturating_sub(1));
        true
    }

    /// The highest number up to which nothing is missing.
    pub fn without_gap(&self) -> i64 {
        self.ranges.first().map_or(0, |&(_, last)| last)
    }

    /// The highest number known.
    pub fn newest(&self) -> i64 {
        self.ranges.last().map_or(0, |&(_, last)| last)
    }

    /// How many up to and with `head` are missing.
    pub fn missing_up_to(&self, head: i64) -> u64 {
        let mut missing = 0;
        let mut known = self.without_gap();
        for &(first, last) in self.ranges.iter().skip(1) {
            missing += (first - 1).min(head).saturating_sub(known).max(0);
            known = last;
        }
        u64::try_from(missing + head.saturating_sub(known).max(0)).unwrap_or(0)
    }

    fn join_after(&mut self, place: usize) {
        let (Some(&(first, last)), Some(&(next_first, next_last))) =
            (self.ranges.get(place), self.ranges.get(place + 1))
        else {
            return;
        };
        if last + 1 == next_first {
            self.ranges.remove(place + 1);
            if let Some(range) = self.ranges.get_mut(place) {
                *range = (first, next_last);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rising_row_is_in_order() {
        let mut order = LiveOrder::after(4);
        assert_eq!([5, 6, 7].map(|seq| order.arrived(seq)), [Arrival::InOrder; 3]);
    }

    #[test]
    fn a_jump_is_ahead_and_what_follows_late_is_behind_and_only_once() {
        use Arrival::{Again, Ahead, Behind, InOrder};
        let mut order = LiveOrder::after(0);
        let arrivals = [1, 4, 3, 3, 2, 5, 5].map(|seq| order.arrived(seq));
        assert_eq!(arrivals, [InOrder, Ahead, Behind, Again, Behind, InOrder, Again]);
    }

    #[test]
    fn numbers_come_in_any_order_and_count_once() {
        let mut seen = Seen::up_to(10);

        let new = [11, 13, 15, 14, 13, 5, 12].map(|seq| seen.insert(seq));

        assert_eq!(new, [true, true, true, true, false, false, true]);
        assert_eq!(seen.without_gap(), 15);
        assert_eq!(seen.ranges.len(), 1);
    }

    #[test]
    fn the_missing_are_counted_up_to_the_head() {
        let mut seen = Seen::up_to(10);
        for seq in [12, 13, 17] {
            seen.insert(seq);
        }
        assert_eq!(seen.without_gap(), 10);
        assert_eq!([10, 11, 13, 15, 17, 20].map(|head| seen.missing_up_to(head)), [0, 1, 1, 3, 4, 7]);
    }
}
