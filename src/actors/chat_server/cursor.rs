//! What has one socket got of one conversation, and what may it get next? (P3, P5)

use bytes::Bytes;

use crate::breakage::Breakage;
use crate::id::Seq;

/// A socket's place in a conversation's log.
#[derive(Debug)]
pub(super) enum Cursor {
    /// It has everything up to here, so the next entry can be sent.
    Live(Seq),
    /// Entries are being read from the store: nothing is sent until they are there.
    Filling(Gap),
}

/// What is known while a gap is being filled.
#[derive(Debug)]
pub(super) struct Gap {
    /// It has everything up to here; `None` while even that is being read (`hello`, `watch`).
    pub sent: Option<Seq>,
    /// The first entry that was committed meanwhile.
    pub first: Option<Seq>,
    /// The last one.
    pub head: Seq,
    /// Answers to the socket's own messages, to be sent in the place of their events.
    pub answers: Vec<(Seq, Bytes)>,
}

/// What to do with an entry that was just committed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is the next one: send it.
    Send,
    /// The socket has it.
    Skip,
    /// It comes with what is being read.
    Wait,
    /// Entries before it are missing: read from the store what follows this `seq`.
    Fill(Seq),
}

impl Cursor {
    /// Nothing is known yet but that entries from now on must not be lost.
    pub(super) const fn held() -> Self {
        Self::Filling(Gap { sent: None, first: None, head: Seq::ZERO, answers: Vec::new() })
    }

    /// Judges an entry; the cursor moves with [`Verdict::Send`].
    pub(super) fn judge(&mut self, seq: Seq) -> Verdict {
        match self {
            Self::Live(sent) if seq <= *sent => Verdict::Skip,
            Self::Live(sent) if seq == sent.next() || Breakage::GapFillOff.is_on() => {
                *sent = seq;
                Verdict::Send
            }
            Self::Live(sent) => {
                let sent = *sent;
                *self = Self::Filling(Gap { sent: Some(sent), first: Some(seq), head: seq, answers: Vec::new() });
                Verdict::Fill(sent)
            }
            Self::Filling(gap) => {
                gap.first.get_or_insert(seq);
                gap.head = gap.head.max(seq);
                Verdict::Wait
            }
        }
    }

    /// The entry could not be queued after all: it is read from the store once there is room.
    pub(super) fn step_back(&mut self, seq: Seq) -> Seq {
        let sent = Seq(seq.0 - 1);
        *self = Self::Filling(Gap { sent: Some(sent), first: Some(seq), head: seq, answers: Vec::new() });
        sent
    }

    /// Where the socket is live but lacks entries up to `head`, it waits for them from now on: read what follows this.
    pub(super) fn lag_behind(&mut self, head: Seq) -> Option<Seq> {
        match self {
            Self::Live(sent) if *sent < head && !Breakage::GapFillOff.is_on() => {
                let sent = *sent;
                *self = Self::Filling(Gap { sent: Some(sent), first: None, head, answers: Vec::new() });
                Some(sent)
            }
            Self::Filling(gap) => {
                gap.head = gap.head.max(head);
                None
            }
            Self::Live(_) => None,
        }
    }

    /// Another node committed entries from here on: what is being read reaches them.
    pub(super) fn expect_from(&mut self, first: Seq) {
        if let Self::Filling(gap) = self {
            gap.first.get_or_insert(first);
        }
    }

    /// Is it not known yet from where the socket gets entries?
    pub(super) const fn is_held(&self) -> bool {
        matches!(self, Self::Filling(Gap { sent: None, .. }))
    }

    /// The first entry that came while it was not known.
    pub(super) const fn first_held(&self) -> Option<Seq> {
        match self {
            Self::Filling(Gap { sent: None, first, .. }) => *first,
            _ => None,
        }
    }

    /// Keeps an answer for its place in what is being read.
    pub(super) fn keep_answer(&mut self, seq: Seq, answer: Bytes) {
        if let Self::Filling(gap) = self {
            gap.answers.push((seq, answer));
        }
    }
}

impl Gap {
    /// The answer that stands for the event of this entry, where the socket sent it itself.
    pub(super) fn take_answer(&mut self, seq: Seq) -> Option<Bytes> {
        let place = self.answers.iter().position(|(own, _)| *own == seq)?;
        Some(self.answers.swap_remove(place).1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_pass_in_order_only() {
        let mut cursor = Cursor::Live(Seq(3));
        assert_eq!(cursor.judge(Seq(3)), Verdict::Skip);
        assert_eq!(cursor.judge(Seq(4)), Verdict::Send);
        assert_eq!(cursor.judge(Seq(4)), Verdict::Skip);
        assert_eq!(cursor.judge(Seq(6)), Verdict::Fill(Seq(4)));
        assert_eq!(cursor.judge(Seq(7)), Verdict::Wait);
        let Cursor::Filling(gap) = cursor else { panic!("not filling") };
        assert_eq!((gap.sent, gap.head), (Some(Seq(4)), Seq(7)));
    }

    #[test]
    fn a_held_cursor_remembers_what_came() {
        let mut cursor = Cursor::held();
        assert_eq!(cursor.judge(Seq(9)), Verdict::Wait);
        let Cursor::Filling(gap) = cursor else { panic!("not filling") };
        assert_eq!((gap.sent, gap.first, gap.head), (None, Some(Seq(9)), Seq(9)));
    }
}
