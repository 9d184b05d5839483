//! How are plain messages written in one round trip?
//!
//! A lane knows the heads of the conversations it wrote to last. For messages of members in open conversations that is
//! all the rules need, so the whole transaction is one text: heads first, each only if it still stands where the lane
//! believes (every change of a conversation moves its `last_seq` or its `roster`), then the entries, then the commit.
//! Where another process was faster, a head becomes NULL, which its column refuses, and the batch takes the long way.
//!
//! Nothing a person wrote stands in the text but as hexadecimal digits.

use std::fmt::Write;

use super::batch::{Batch, Heads};
use super::sql::Dialect;
use super::state::State;
use super::{Queued, Wish};
use crate::domain::{Head, Intent, Status, shown_upload};
use crate::store::messages::MessageRow;

/// May this wish be written by what the lane knows? A message of a member in an open conversation that shows no file.
pub(super) fn is_plain(wish: &Wish, heads: &Heads) -> bool {
    let member_of = |head: &Head| head.status == Status::Open && head.has_member(&wish.actor.id);
    matches!(&wish.intent, Intent::Send { kind, body, .. } if shown_upload(*kind, body.get()).is_none())
        && heads.get(&wish.conversation.0).is_some_and(|known| member_of(&known.head))
}

/// Parts a batch by conversation: those with plain messages only, and the others. Each keeps its order.
pub(super) fn part(wishes: Vec<Queued>, heads: &Heads) -> (Vec<Queued>, Vec<Queued>) {
    let others: std::collections::HashSet<i64> = wishes
        .iter()
        .filter(|queued| !is_plain(&queued.wish, heads))
        .map(|queued| queued.wish.conversation.0)
        .collect();
    if others.is_empty() {
        return (wishes, Vec::new());
    }
    wishes.into_iter().partition(|queued| !others.contains(&queued.wish.conversation.0))
}

/// The whole transaction as one text; `None` where there is nothing to write.
pub(super) fn transaction(batch: &Batch, dialect: &Dialect) -> Option<String> {
    let mut moved: Vec<&State> = batch.states.iter().filter(|state| state.written).collect();
    if moved.is_empty() {
        return None;
    }
    moved.sort_unstable_by_key(|state| state.head.id);
    let bytes: usize = batch.rows.iter().map(|row| 160 + 2 * row.body.as_ref().map_or(0, String::len)).sum();
    let mut sql = String::with_capacity(bytes + moved.len() * 80 + 800);
    sql.push_str(dialect.begin);
    sql.push_str(
        "; INSERT INTO conversations (id, kind, status, last_seq, last_message_seq, last_activity_at, created_at, roster) VALUES ",
    );
    for (place, state) in moved.iter().enumerate() {
        comma(&mut sql, place);
        let (head, first) = (&state.head, state.first_seq);
        let (id, last, message) = (head.id, head.last_seq, head.last_message_seq);
        let at = head.last_activity_at.millis();
        let _ = write!(sql, "({id},'','',{last},{message},{at},{first},{})", state.roster);
    }
    sql.push_str(dialect.express_upsert);
    sql.push_str(
        "; INSERT INTO messages (conversation_id, seq, sender_id, client_id, kind, body, reply_to, digest, created_at) VALUES ",
    );
    for (place, row) in batch.rows.iter().enumerate() {
        comma(&mut sql, place);
        entry(&mut sql, row, dialect);
    }
    sql.push_str("; COMMIT");
    Some(sql)
}

fn comma(sql: &mut String, place: usize) {
    if place > 0 {
        sql.push(',');
    }
}

fn entry(sql: &mut String, row: &MessageRow, dialect: &Dialect) {
    let _ = write!(sql, "({},{},", row.conversation_id, row.seq);
    text(sql, row.sender_id.as_deref().map(str::as_bytes), dialect);
    sql.push(',');
    match &row.client_id {
        Some(client_id) => hex(sql, "x'", client_id, "'"),
        None => sql.push_str("NULL"),
    }
    // The kind is one of our own seven words.
    let _ = write!(sql, ",'{}',", row.kind);
    text(sql, row.body.as_deref().map(str::as_bytes), dialect);
    match row.reply_to {
        Some(seq) => drop(write!(sql, ",{seq}")),
        None => sql.push_str(",NULL"),
    }
    let _ = write!(sql, ",{},{})", row.digest, row.created_at);
}

fn text(sql: &mut String, bytes: Option<&[u8]>, dialect: &Dialect) {
    match bytes {
        Some(bytes) => hex(sql, dialect.text_open, bytes, dialect.text_close),
        None => sql.push_str("NULL"),
    }
}

fn hex(sql: &mut String, open: &str, bytes: &[u8], close: &str) {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    sql.push_str(open);
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            sql.push(DIGITS.get(usize::from(nibble)).copied().unwrap_or('0'));
        }
    }
    sql.push_str(close);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_digits_only() {
        let mut sql = String::new();
        hex(&mut sql, "x'", "'; DROP TABLE 客".as_bytes(), "'");
        assert_eq!(sql, "x'273b2044524f50205441424c4520e5aea2'");
    }
}
