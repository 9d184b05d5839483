//! `fanout`: how many listeners a second hear something?

use std::rc::Rc;

use tokio::task::spawn_local;

use crate::failure::Result;
use crate::options::Fanout;
use crate::report::Report;
use crate::run::{Run, pace};
use crate::setup;
use crate::world::{Plan, Release};

/// Lets one talk to many.
///
/// # Errors
/// When signing in or opening fails.
pub async fn run(options: &Fanout) -> Result<Report> {
    let listeners = u32::from(options.listeners);
    let release = if options.rate.is_some() { Release::Paced } else { Release::OnHeardBy(listeners) };
    let opening = usize::from(options.common.opening);
    let plan = Plan { size: options.load.size, release, reconnect: false, opening };
    let mut run = Run::new(&options.common, plan, usize::from(options.listeners) + 1)?;
    let pairs = setup::pairs(&run.world.target, &run.sign_in, 1).await?;
    let Some(pair) = pairs.first() else { return Ok(Report::new("fanout")) };
    let sender = run.add(&pair.buyer.id, &pair.buyer.token, pair.conversation);
    for listener in 0..listeners {
        let user = if listener % 2 == 0 { &pair.merchant } else { &pair.buyer };
        run.add(&user.id, &user.token, pair.conversation);
    }
    run.all_open().await?;

    let mut report = Report::new("fanout");
    report.count("listeners", listeners.into());
    report.count("size", options.load.size.into());
    if let Some(rate) = options.rate {
        report.number("rate", rate, 2);
        spawn_local(pace(Rc::clone(&run.world), vec![sender], rate));
    } else {
        report.count("window", options.window.into());
        run.world.grant(sender, options.window.into());
    }
    run.measure(&options.load, &mut report).await;
    run.drain(options.load.drain, listeners.into()).await;
    run.close(&mut report).await;
    Ok(report)
}
