//! `connect`: how fast do sockets open, and what does one cost while it is idle?

use std::time::Duration;

use tokio::time::sleep;

use crate::failure::Result;
use crate::machine::Usage;
use crate::options::Connect;
use crate::progress::Progress;
use crate::report::Report;
use crate::run::{Run, count, pass};
use crate::setup::{self, Account};
use crate::world::{Plan, Release};

/// Opens, holds, closes.
///
/// # Errors
/// When signing in or opening fails.
pub async fn run(options: &Connect) -> Result<Report> {
    let plan =
        Plan { size: 1, release: Release::Paced, reconnect: false, opening: usize::from(options.common.opening) };
    let mut run = Run::new(&options.common, plan, options.sockets)?;
    let users = options.sockets.div_ceil(usize::from(options.per_user));
    let accounts = setup::accounts(&run.world.target, &run.sign_in, "buyer", users).await?;
    let before = run.server_usage();
    let mut report = Report::new("connect");

    let began = run.world.now();
    let usages = run.usages();
    open(&mut run, options, &accounts).await;
    run.all_open().await?;
    let seconds = Duration::from_nanos(run.world.last_ready.get() - began).as_secs_f64();
    let opened = count(options.sockets as u64);
    report.count("sockets", options.sockets as u64);
    report.number("connects_per_second", opened / seconds, 1);
    report.times("opening", &run.world.figures.borrow().opening);
    run.tell_costs(&usages, &run.usages(), (seconds, opened / 1_000.0), &mut report);

    pass("holding", options.hold).await;
    if let (Some(before), Some(after)) = (before, run.server_usage()) {
        tell_memory(before, after, opened, &mut report);
    }
    run.close(&mut report).await;
    Ok(report)
}

async fn open(run: &mut Run, options: &Connect, accounts: &[Account]) {
    let progress = (options.rate > 0).then(|| Progress::counting("opening sockets", options.sockets));
    let began = std::time::Instant::now();
    let each = usize::from(options.per_user);
    let owners = accounts.iter().flat_map(|account| std::iter::repeat_n(account, each)).take(options.sockets);
    for (opened, account) in owners.enumerate() {
        if let Some(progress) = &progress {
            let due = Duration::from_secs_f64(count(opened as u64) / f64::from(options.rate));
            sleep(due.saturating_sub(began.elapsed())).await;
            progress.at(opened);
        }
        run.add(&account.id, &account.token, 0);
    }
}

fn tell_memory(before: Usage, after: Usage, opened: f64, report: &mut Report) {
    let mut tell = |name: &str, before: u64, after: u64| {
        report.number(&format!("server_{name}_mib_before"), count(before) / 1_048_576.0, 2);
        report.number(&format!("server_{name}_mib_open"), count(after) / 1_048_576.0, 2);
        report.number(
            &format!("server_{name}_kib_per_socket"),
            count(after.saturating_sub(before)) / 1_024.0 / opened,
            2,
        );
    };
    tell("rss", before.rss, after.rss);
    if after.pss > 0 {
        tell("pss", before.pss, after.pss);
    }
}
