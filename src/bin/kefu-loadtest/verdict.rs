//! Were the promises kept?

use std::collections::HashMap;

use crate::figures::Figures;
use crate::ledger::{Ledger, Story};
use crate::member::Member;

/// What went wrong, counted; all zero when every promise was kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Stored and never told to a listener, counted per listener; or skipped in what it was told.
    pub lost: u64,
    /// The same thing twice on one socket, or one message under two numbers, or two under one.
    pub duplicated: u64,
    /// A sender's messages stored in another order than it sent them.
    pub reordered: u64,
    /// Numbers that a socket was told of before those below them, and gaps in the history.
    pub skipped: u64,
    /// Told, but nobody had sent it so.
    pub phantom: u64,
    /// Sent, and neither acked nor refused in the time allowed.
    pub unanswered: u64,
    /// Sockets that the server closed, or that broke, and that did not come back.
    pub sockets_lost: u64,
}

impl Verdict {
    /// Weighs what the sockets counted and what their owners know.
    pub fn new(members: &[Member], ledger: &Ledger, figures: &Figures) -> Self {
        let stories = ledger.stories();
        let lost = |member: &Member| stories.get(&member.conversation).map_or(0, |story| lost(member, story, ledger));
        Self {
            lost: members.iter().map(lost).sum::<u64>() + figures.not_stored,
            duplicated: figures.duplicated + shared_numbers(&stories),
            reordered: ledger.inversions(),
            skipped: figures.skipped + figures.gaps,
            phantom: figures.phantom,
            unanswered: ledger.unanswered(),
            sockets_lost: members.iter().filter(|member| member.lost).count() as u64,
        }
    }

    /// Each by its name.
    pub const fn faults(&self) -> [(&'static str, u64); 7] {
        [
            ("lost", self.lost),
            ("duplicated", self.duplicated),
            ("reordered", self.reordered),
            ("skipped", self.skipped),
            ("phantom", self.phantom),
            ("unanswered", self.unanswered),
            ("sockets_lost", self.sockets_lost),
        ]
    }
}

/// What one listener should know and does not. One whose socket was lost is asked only for what lies below the last
/// thing it heard.
fn lost(member: &Member, story: &Story, ledger: &Ledger) -> u64 {
    if member.conversation == 0 {
        return 0;
    }
    if member.lost {
        return member.seen.missing_up_to(member.seen.newest());
    }
    let above = story.seqs.len() - story.seqs.partition_point(|&seq| seq <= member.base);
    let owed = (above as u64).saturating_sub(ledger.stored_by(member.number, member.base));
    let newest = story.acked_head.max(member.seen.newest());
    owed.saturating_sub(member.received).max(member.seen.missing_up_to(newest))
}

/// How often two messages of a conversation stand under one number.
fn shared_numbers(stories: &HashMap<i64, Story>) -> u64 {
    let shared = |story: &Story| story.seqs.windows(2).filter(|pair| pair.first() == pair.last()).count() as u64;
    stories.values().map(shared).sum()
}
