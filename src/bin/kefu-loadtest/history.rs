//! `history`: how many pages a second can be read?

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::time::sleep;

use crate::failure::{Advice, Failure, Result};
use crate::figures::{self, Times, record};
use crate::options::History;
use crate::progress::Progress;
use crate::report::Report;
use crate::rest::{Caller, Rest};
use crate::run::{Run, count, pass, until};
use crate::said::Told;
use crate::scan::{Fields, Items, number};
use crate::setup::{self, Pair};
use crate::world::{Phase, Plan, Release, World};

/// Messages that one conversation has under way while it is filled; the server's bound is 256 frames.
const FILLING: u64 = 100;

/// How long a batch may take while filling.
const PATIENCE: Duration = Duration::from_secs(30);

/// What all readers share.
struct Readers {
    times: RefCell<Times>,
    wrong: Cell<u64>,
    over: Cell<bool>,
}

/// Fills, then reads.
///
/// # Errors
/// When signing in or filling fails.
pub async fn run(options: &History) -> Result<Report> {
    let opening = usize::from(options.common.opening);
    let plan = Plan { size: options.load.size, release: Release::Paced, reconnect: false, opening };
    let conversations = usize::from(options.conversations);
    let mut run = Run::new(&options.common, plan, conversations + usize::from(options.connections))?;
    let pairs = setup::pairs(&run.world.target, &run.sign_in, conversations).await?;
    let mut report = Report::new("history");
    fill(&mut run, &pairs, u64::from(options.messages)).await?;
    report.count("conversations", conversations as u64);
    report.count("messages_each", options.messages.into());
    report.count("connections", options.connections.into());
    report.count("page", options.page.into());

    let readers = Readers { times: RefCell::new(figures::times()?), wrong: Cell::new(0), over: Cell::new(false) };
    let world = Rc::clone(&run.world);
    let reading = (0..usize::from(options.connections)).filter_map(|connection| {
        let pair = pairs.get(connection % conversations)?;
        Some(read(&world, &readers, pair, options))
    });
    tokio::join!(join_all(reading), measure(&run, &readers, options, &mut report));
    report.count("wrong_pages", readers.wrong.get());
    report.faults += readers.wrong.get();
    run.close(&mut report).await;
    Ok(report)
}

async fn measure(run: &Run, readers: &Readers, options: &History, report: &mut Report) {
    pass("warming up", options.load.warmup).await;
    readers.times.borrow_mut().reset();
    let (before, began) = (run.usages(), Instant::now());
    pass("measuring", options.load.duration).await;
    let seconds = began.elapsed().as_secs_f64();
    let requests = count(readers.times.borrow().len());
    report.number("seconds", seconds, 2);
    report.number("requests_per_second", requests / seconds, 1);
    report.times("request", &readers.times.borrow());
    run.tell_costs(&before, &run.usages(), (seconds, requests / 1_000.0), report);
    readers.over.set(true);
}

/// One kept connection. A page that is byte for byte the one before needs no second look.
async fn read(world: &World, readers: &Readers, pair: &Pair, options: &History) {
    let mut rest = Rest::new(&world.target);
    let path = format!("/api/messages?conversation_id={}&limit={}", pair.conversation, options.page);
    let request = rest.request("GET", &path, Caller::Token(&pair.buyer.token), b"");
    let expected = u64::from(options.page).min(options.messages.into());
    let mut good = Vec::new();
    while !readers.over.get() {
        let began = Instant::now();
        match rest.ask(&request).await.and_then(|answer| answer.granted("reading a page")) {
            Ok(body) => {
                let took = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
                record(&mut readers.times.borrow_mut(), took);
                if body != good {
                    readers.wrong.set(readers.wrong.get() + u64::from(!is_newest_page(&body, expected)));
                    good = body;
                }
            }
            Err(failure) => {
                note(world, &failure);
                readers.wrong.set(readers.wrong.get() + 1);
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

fn note(world: &World, failure: &Failure) {
    world.figures.borrow_mut().failed(failure);
    if matches!(failure, Failure::Refused { status: 429, .. }) {
        world.figures.borrow_mut().advise(Advice::Messages);
    }
}

/// Rising without a gap, up to the head.
fn is_newest_page(body: &[u8], expected: u64) -> bool {
    let (mut head, mut seqs) = (None, Vec::new());
    for (key, value) in Fields::of(body) {
        match key {
            b"head" => head = number(value),
            b"items" => seqs = Items::of(value).map(|message| Told::read(message).seq).collect(),
            _ => {}
        }
    }
    let rising = seqs.windows(2).all(|pair| pair.first().map(|seq| seq + 1) == pair.last().copied());
    rising && seqs.len() as u64 >= expected && seqs.last().copied() == head
}

/// Sends until every conversation holds `messages`, a batch at a time.
async fn fill(run: &mut Run, pairs: &[Pair], messages: u64) -> Result<()> {
    let wanted = |pair: &Pair| messages.saturating_sub(pair.last_seq.unsigned_abs());
    let mut filling = Vec::new();
    for pair in pairs.iter().filter(|pair| wanted(pair) > 0) {
        filling.push((run.add(&pair.buyer.id, &pair.buyer.token, pair.conversation), wanted(pair)));
    }
    run.all_open().await?;
    let all: u64 = filling.iter().map(|(_, wanted)| wanted).sum();
    let progress = Progress::counting("filling", usize::try_from(all).unwrap_or(usize::MAX));
    while fill_batch(&run.world, &filling).await? {
        progress.at(usize::try_from(run.world.ledger.borrow().totals.acked).unwrap_or(usize::MAX));
    }
    run.world.enter(Phase::Draining);
    Ok(())
}

/// Did anything remain to be done?
async fn fill_batch(world: &World, filling: &[(usize, u64)]) -> Result<bool> {
    let acked_before = world.ledger.borrow().totals.acked;
    let mut asked = 0;
    for &(sender, wanted) in filling {
        let remaining = wanted.saturating_sub(world.ledger.borrow().acked_by(sender)).min(FILLING);
        world.grant(sender, u32::try_from(remaining).unwrap_or(0));
        asked += remaining;
    }
    let expected = world.ledger.borrow().totals.sent + asked;
    let answered = || world.gone.get() > 0 || world.ledger.borrow().totals.answered >= expected;
    if !until(answered, PATIENCE).await || world.gone.get() > 0 {
        let words: Vec<String> = world.figures.borrow().failures.keys().cloned().collect();
        return Err(Failure::Unusable(format!("filling stopped: {}", words.join("; "))));
    }
    if asked > 0 && world.ledger.borrow().totals.acked == acked_before {
        world.figures.borrow().advice.iter().for_each(|advice| crate::run::warn(advice.text()));
        sleep(Duration::from_secs(1)).await;
    }
    Ok(asked > 0)
}
