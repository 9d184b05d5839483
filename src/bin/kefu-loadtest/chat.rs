//! `chat`: how many messages a second go between pairs, and how long do they take?

use std::rc::Rc;

use tokio::task::spawn_local;

use crate::failure::Result;
use crate::history_check;
use crate::options::Chat;
use crate::report::Report;
use crate::run::{Run, pace};
use crate::setup;
use crate::world::{Plan, Release};

/// Lets pairs talk.
///
/// # Errors
/// When signing in or opening fails.
pub async fn run(options: &Chat) -> Result<Report> {
    let release = if options.rate.is_some() { Release::Paced } else { Release::OnAck };
    let opening = usize::from(options.common.opening);
    let plan = Plan { size: options.load.size, release, reconnect: options.reconnect, opening };
    let mut run = Run::new(&options.common, plan, options.pairs * 2)?;
    let pairs = setup::pairs(&run.world.target, &run.sign_in, options.pairs).await?;
    let mut senders = Vec::with_capacity(options.pairs * 2);
    for pair in &pairs {
        senders.push(run.add(&pair.buyer.id, &pair.buyer.token, pair.conversation));
        let merchant = run.add(&pair.merchant.id, &pair.merchant.token, pair.conversation);
        senders.extend((!options.one_way).then_some(merchant));
    }
    run.all_open().await?;

    let mut report = Report::new("chat");
    report.count("pairs", options.pairs as u64);
    report.count("senders", senders.len() as u64);
    report.count("size", options.load.size.into());
    if let Some(rate) = options.rate {
        report.number("rate", rate, 2);
        spawn_local(pace(Rc::clone(&run.world), senders, rate));
    } else {
        report.count("window", options.window.into());
        for sender in senders {
            run.world.grant(sender, options.window.into());
        }
    }
    run.measure(&options.load, &mut report).await;
    run.drain(options.load.drain, 1).await;
    if options.verify {
        history_check::run(&run.world, &pairs).await?;
    }
    run.close(&mut report).await;
    Ok(report)
}
