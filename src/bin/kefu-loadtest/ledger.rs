//! What was sent, what became of it, and do the stories agree?

use std::collections::HashMap;

use crate::scan;

/// What the server said about one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    None,
    Acked,
    /// Refused before anything was stored: it must never turn up.
    Refused,
    /// An error that leaves open whether it was stored.
    Uncertain,
}

/// One message that was sent. 24 bytes each: a minute at 30,000 a second takes 43 MB.
#[derive(Debug, Clone, Copy)]
struct Sent {
    /// Nanoseconds since the run began.
    at: u64,
    /// Where it stands in its conversation by ack, event or page; 0 while nobody said.
    seq: i64,
    heard: u32,
    answer: Answer,
    /// Sent again on a later socket.
    again: bool,
}

/// All that one sender sent, by number.
#[derive(Debug)]
struct Journal {
    conversation: i64,
    sent: Vec<Sent>,
}

/// What is wrong with something the server said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// Nobody sent this, or not there, or not with these words, or it was refused.
    Phantom,
    /// The same message under a second number.
    Duplicate,
}

/// A message as its sender numbered it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Name {
    pub sender: usize,
    pub number: usize,
}

/// A message that somebody heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// When it was sent.
    pub sent_at: u64,
    /// How many have heard it now.
    pub by: u32,
}

/// The sums that tell when a run is at rest.
#[derive(Debug, Clone, Copy, Default)]
pub struct Totals {
    pub sent: u64,
    pub answered: u64,
    pub acked: u64,
    /// Answered by an error.
    pub failed: u64,
    pub stored: u64,
    pub heard: u64,
}

/// One conversation, as all journals together tell it.
#[derive(Debug, Default)]
pub struct Story {
    /// The numbers of the messages stored, rising.
    pub seqs: Vec<i64>,
    /// The highest number that was acked.
    pub acked_head: i64,
}

/// The journals of all senders of a run.
pub struct Ledger {
    run: Vec<u8>,
    journals: Vec<Journal>,
    pub totals: Totals,
}

impl Ledger {
    /// `run` tells this run's messages from those of others in the same conversation.
    pub fn new(run: &str) -> Self {
        Self { run: run.as_bytes().to_vec(), journals: Vec::new(), totals: Totals::default() }
    }

    /// Opens a journal; the answer is the sender's number.
    pub fn enlist(&mut self, conversation: i64) -> usize {
        self.journals.push(Journal { conversation, sent: Vec::new() });
        self.journals.len() - 1
    }

    /// Writes down that `sender` sends one more message; the answer is its number.
    pub fn begin(&mut self, sender: usize, now: u64) -> Option<usize> {
        let journal = self.journals.get_mut(sender)?;
        journal.sent.push(Sent { at: now, seq: 0, heard: 0, answer: Answer::None, again: false });
        self.totals.sent += 1;
        Some(journal.sent.len() - 1)
    }

    /// Appends the `client_id` of a message.
    pub fn push_id(&self, out: &mut Vec<u8>, name: Name) {
        out.extend_from_slice(&self.run);
        out.push(b'.');
        scan::push_number(out, name.sender as u64);
        out.push(b'.');
        scan::push_number(out, name.number as u64);
    }

    /// Reads a `client_id`; none if it is not of this run.
    pub fn name(&self, client_id: &[u8]) -> Option<Name> {
        let rest = client_id.strip_prefix(self.run.as_slice())?.strip_prefix(b".")?;
        let dot = rest.iter().position(|&byte| byte == b'.')?;
        let number = |bytes: &[u8]| scan::number(bytes).and_then(|number| usize::try_from(number).ok());
        Some(Name { sender: number(rest.get(..dot)?)?, number: number(rest.get(dot + 1..)?)? })
    }

    /// An ack came. The answer says when it was sent if this is the first answer to it.
    pub fn acked(&mut self, name: Name, seq: i64) -> Result<Option<u64>, Wrong> {
        let sent = find(&mut self.journals, name).ok_or(Wrong::Phantom)?;
        stands_at(sent, seq, &mut self.totals)?;
        let first = sent.answer == Answer::None;
        self.totals.answered += u64::from(first);
        self.totals.acked += u64::from(sent.answer != Answer::Acked);
        sent.answer = Answer::Acked;
        Ok(first.then_some(sent.at))
    }

    /// An error came instead of an ack. Was it the first answer?
    pub fn failed(&mut self, name: Name, refused: bool) -> bool {
        let Some(sent) = find(&mut self.journals, name).filter(|sent| sent.answer == Answer::None) else {
            return false;
        };
        sent.answer = if refused { Answer::Refused } else { Answer::Uncertain };
        self.totals.answered += 1;
        self.totals.failed += 1;
        true
    }

    /// A listener was told of a message for the first time: `place` is its conversation and `seq`. The sender itself
    /// (`own`) may be told after an absence; it does not count as a listener.
    pub fn told(&mut self, name: Name, (conversation, seq): (i64, i64), own: bool) -> Result<Heard, Wrong> {
        if self.journals.get(name.sender).is_none_or(|journal| journal.conversation != conversation) {
            return Err(Wrong::Phantom);
        }
        let sent =
            find(&mut self.journals, name).filter(|sent| sent.answer != Answer::Refused).ok_or(Wrong::Phantom)?;
        stands_at(sent, seq, &mut self.totals)?;
        sent.heard += u32::from(!own);
        self.totals.heard += u64::from(!own);
        Ok(Heard { sent_at: sent.at, by: sent.heard })
    }

    /// The messages of one sender that nobody answered.
    pub fn unanswered(&self) -> u64 {
        self.totals.sent - self.totals.answered
    }

    /// Writes down that a message is sent again, because its answer went down with a socket.
    pub fn again(&mut self, name: Name) {
        if let Some(sent) = find(&mut self.journals, name) {
            sent.again = true;
        }
    }

    /// How often one sender's messages do not stand in the order it sent them. What was sent again may stand behind
    /// later ones rightly: the first try may have been refused, in an answer that was never read.
    pub fn inversions(&self) -> u64 {
        let falls = |journal: &Journal| {
            let stored = journal.sent.iter().filter(|sent| sent.seq > 0 && !sent.again);
            let seqs: Vec<i64> = stored.map(|sent| sent.seq).collect();
            seqs.windows(2).filter(|pair| pair.first() > pair.last()).count() as u64
        };
        self.journals.iter().map(falls).sum()
    }

    /// Each conversation with all that was stored in it by this run.
    pub fn stories(&self) -> HashMap<i64, Story> {
        let mut stories: HashMap<i64, Story> = HashMap::new();
        for journal in &self.journals {
            let story = stories.entry(journal.conversation).or_default();
            story.seqs.extend(journal.sent.iter().map(|sent| sent.seq).filter(|&seq| seq > 0));
            let acked = journal.sent.iter().filter(|sent| sent.answer == Answer::Acked).map(|sent| sent.seq);
            story.acked_head = acked.fold(story.acked_head, i64::max);
        }
        for story in stories.values_mut() {
            story.seqs.sort_unstable();
        }
        stories
    }

    /// Every message that was acked: its name, its conversation and its place there.
    pub fn acked_messages(&self) -> impl Iterator<Item = (Name, i64, i64)> {
        self.journals.iter().enumerate().flat_map(|(sender, journal)| {
            let acked = journal.sent.iter().enumerate().filter(|(_, sent)| sent.answer == Answer::Acked);
            acked.map(move |(number, sent)| (Name { sender, number }, journal.conversation, sent.seq))
        })
    }

    /// How many of one sender's messages were acked.
    pub fn acked_by(&self, sender: usize) -> u64 {
        let acked = |journal: &Journal| journal.sent.iter().filter(|sent| sent.answer == Answer::Acked).count() as u64;
        self.journals.get(sender).map_or(0, acked)
    }

    /// How many of one sender's messages stand above `base`.
    pub fn stored_by(&self, sender: usize, base: i64) -> u64 {
        let stored = |journal: &Journal| journal.sent.iter().filter(|sent| sent.seq > base.max(0)).count() as u64;
        self.journals.get(sender).map_or(0, stored)
    }
}

fn find(journals: &mut [Journal], name: Name) -> Option<&mut Sent> {
    journals.get_mut(name.sender)?.sent.get_mut(name.number)
}

fn stands_at(sent: &mut Sent, seq: i64, totals: &mut Totals) -> Result<(), Wrong> {
    if seq <= 0 {
        return Err(Wrong::Phantom);
    }
    if sent.seq == 0 {
        sent.seq = seq;
        totals.stored += 1;
    }
    if sent.seq == seq { Ok(()) } else { Err(Wrong::Duplicate) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger_with_one_sent() -> (Ledger, Name) {
        let mut ledger = Ledger::new("run");
        let sender = ledger.enlist(42);
        let number = ledger.begin(sender, 5).unwrap();
        (ledger, Name { sender, number })
    }

    #[test]
    fn names_there_and_back() {
        let ledger = Ledger::new("a1");
        let name = Name { sender: 399, number: 1_000_000 };
        let mut id = Vec::new();

        ledger.push_id(&mut id, name);

        assert_eq!(id, b"a1.399.1000000");
        assert_eq!(ledger.name(&id), Some(name));
        for foreign in ["", "a1", "a1.", "a1.5", "a2.1.1", "a1.x.1", "a1.1.-1"] {
            assert_eq!(ledger.name(foreign.as_bytes()), None, "{foreign}");
        }
    }

    #[test]
    fn an_ack_and_an_event_that_agree_are_fine() {
        let (mut ledger, name) = ledger_with_one_sent();
        assert_eq!(ledger.told(name, (42, 7), false), Ok(Heard { sent_at: 5, by: 1 }));
        assert_eq!(ledger.acked(name, 7), Ok(Some(5)));
        assert_eq!(ledger.acked(name, 7), Ok(None));
        assert_eq!((ledger.totals.stored, ledger.totals.acked, ledger.unanswered()), (1, 1, 0));
    }

    #[test]
    fn a_second_number_for_one_message_is_a_duplicate() {
        let (mut ledger, name) = ledger_with_one_sent();
        ledger.acked(name, 7).unwrap();
        assert_eq!(ledger.told(name, (42, 8), false), Err(Wrong::Duplicate));
        assert_eq!(ledger.acked(name, 9), Err(Wrong::Duplicate));
    }

    #[test]
    fn what_nobody_sent_or_was_refused_or_stands_elsewhere_is_a_phantom() {
        let (mut ledger, name) = ledger_with_one_sent();
        assert_eq!(ledger.told(Name { number: 1, ..name }, (42, 7), false), Err(Wrong::Phantom));
        assert_eq!(ledger.told(name, (43, 7), false), Err(Wrong::Phantom));
        assert_eq!(ledger.acked(Name { sender: 9, ..name }, 7), Err(Wrong::Phantom));
        assert!(ledger.failed(name, true));
        assert_eq!(ledger.told(name, (42, 7), false), Err(Wrong::Phantom));
    }

    #[test]
    fn inversions_are_found_and_what_was_not_stored_does_not_matter() {
        let mut ledger = Ledger::new("run");
        let sender = ledger.enlist(1);
        for seq in [3, 0, 5, 4, 9] {
            let number = ledger.begin(sender, 0).unwrap();
            if seq > 0 {
                ledger.acked(Name { sender, number }, seq).unwrap();
            }
        }
        assert_eq!(ledger.inversions(), 1);
        ledger.again(Name { sender, number: 3 });
        assert_eq!(ledger.inversions(), 0);
        assert_eq!(ledger.unanswered(), 1);
        let story = &ledger.stories()[&1];
        assert_eq!((story.seqs.as_slice(), story.acked_head), (&[3, 4, 5, 9][..], 9));
        assert_eq!(ledger.stored_by(sender, 4), 2);
    }
}
