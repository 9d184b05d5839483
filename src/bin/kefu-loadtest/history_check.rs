//! Is everything that was acked in the server's history, once and without a gap?

use std::collections::HashSet;

use futures_util::future::try_join_all;

use crate::failure::Result;
use crate::ledger::Name;
use crate::rest::{Caller, Rest};
use crate::said::Told;
use crate::scan::{Fields, Items, number};
use crate::setup::Pair;
use crate::world::World;

/// Connections that read side by side.
const WORKERS: usize = 8;

/// A message of this run, where the history has it.
type Place = (Name, i64, i64);

/// Reads what came since the run began, and adds what is wrong with it to the figures.
///
/// # Errors
/// When the history cannot be read.
pub async fn run(world: &World, pairs: &[Pair]) -> Result<()> {
    let share = pairs.len().div_ceil(WORKERS).max(1);
    let shares = try_join_all(pairs.chunks(share).map(|pairs| read(world, pairs))).await?;
    let mut stored: HashSet<Place> = HashSet::new();
    let mut twice = 0;
    for place in shares.into_iter().flatten() {
        twice += u64::from(!stored.insert(place));
    }
    let missing = world.ledger.borrow().acked_messages().filter(|place| !stored.contains(place)).count();
    let mut figures = world.figures.borrow_mut();
    figures.duplicated += twice;
    figures.not_stored += missing as u64;
    Ok(())
}

async fn read(world: &World, pairs: &[Pair]) -> Result<Vec<Place>> {
    let mut rest = Rest::new(&world.target);
    let mut places = Vec::new();
    for pair in pairs {
        let mut after = pair.last_seq;
        loop {
            let page = page(&mut rest, pair, after).await?;
            let known = note_page(world, &page, &mut after, &mut places);
            if known.items == 0 || after >= known.head {
                break;
            }
        }
    }
    Ok(places)
}

async fn page(rest: &mut Rest<'_>, pair: &Pair, after: i64) -> Result<Vec<u8>> {
    let path = format!("/api/messages?conversation_id={}&after_seq={after}&limit=100", pair.conversation);
    let request = rest.request("GET", &path, Caller::Token(&pair.buyer.token), b"");
    rest.ask(&request).await?.granted("reading the history")
}

/// How much a page held.
struct Page {
    items: usize,
    head: i64,
}

fn note_page(world: &World, page: &[u8], after: &mut i64, places: &mut Vec<Place>) -> Page {
    let (mut items, mut head) = (0, 0);
    let (ledger, mut figures) = (world.ledger.borrow(), world.figures.borrow_mut());
    for (key, value) in Fields::of(page) {
        if key == b"head" {
            head = number(value).unwrap_or(0);
        }
        for message in Items::of(value).filter(|_| key == b"items") {
            let told = Told::read(message);
            if told.seq != *after + 1 {
                figures.gaps += 1;
            }
            *after = told.seq;
            items += 1;
            places.extend(ledger.name(told.client_id).map(|name| (name, told.conversation, told.seq)));
        }
    }
    Page { items, head }
}
