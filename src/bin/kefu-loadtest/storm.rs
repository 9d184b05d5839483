//! `storm`: when every line is cut at once, how soon are all back, and what was lost?

use std::rc::Rc;
use std::time::Duration;

use tokio::task::spawn_local;

use crate::failure::Result;
use crate::options::Storm;
use crate::report::Report;
use crate::run::{Run, pace, pass, until};
use crate::setup;
use crate::world::{Phase, Plan, Release};

/// How long is waited for the last socket.
const PATIENCE: Duration = Duration::from_mins(2);

/// Cuts and counts.
///
/// # Errors
/// When signing in or opening fails.
pub async fn run(options: &Storm) -> Result<Report> {
    let opening = usize::from(options.common.opening);
    let plan = Plan { size: options.load.size, release: Release::Paced, reconnect: true, opening };
    let pairs = options.sockets.div_ceil(2);
    let mut run = Run::new(&options.common, plan, pairs * 2)?;
    let mut senders = Vec::with_capacity(pairs * 2);
    for pair in setup::pairs(&run.world.target, &run.sign_in, pairs).await? {
        senders.push(run.add(&pair.buyer.id, &pair.buyer.token, pair.conversation));
        senders.push(run.add(&pair.merchant.id, &pair.merchant.token, pair.conversation));
    }
    run.all_open().await?;

    let mut report = Report::new("storm");
    report.count("sockets", senders.len() as u64);
    report.count("rounds", options.rounds.into());
    report.number("rate", options.rate, 2);
    run.world.gate.add_permits(senders.len());
    spawn_local(pace(Rc::clone(&run.world), senders, options.rate));
    pass("warming up", options.load.warmup).await;
    run.world.enter(Phase::Measuring);
    cut_again_and_again(&run, options, pairs * 2, &mut report).await;
    run.world.enter(Phase::Draining);
    run.drain(options.load.drain, 1).await;
    report.times("ack", &run.world.figures.borrow().ack);
    report.times("delivery", &run.world.figures.borrow().delivery);
    run.close(&mut report).await;
    Ok(report)
}

async fn cut_again_and_again(run: &Run, options: &Storm, all: usize, report: &mut Report) {
    let world = &run.world;
    let mut slowest = Duration::ZERO;
    let mut absent = 0;
    for round in 1..=options.rounds {
        let back_before = world.figures.borrow().back.len();
        let cut_at = world.cut_all();
        let all_back = || world.figures.borrow().back.len() >= back_before + all as u64 && world.ready.get() == all;
        if until(all_back, PATIENCE).await {
            slowest = slowest.max(Duration::from_nanos(world.last_ready.get() - cut_at));
        } else {
            absent = absent.max(all - world.ready.get());
        }
        pass(&format!("after cut {round}"), options.load.duration).await;
    }
    report.number("all_back_after_seconds", slowest.as_secs_f64(), 3);
    report.count("never_back", absent as u64);
    report.faults += absent as u64;
    report.times("back", &world.figures.borrow().back);
}
