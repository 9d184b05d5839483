//! `kefu-loadtest`: how much does a kefu server bear, and does it keep its promises meanwhile?
//!
//! It speaks the public REST and WebSocket contract alone and shares no code with the server, so that a mistake in one
//! is not hidden by the same mistake in the other. `options` says what can be asked for; each scenario has a file of
//! its name; `run` is what they have in common; `member` is one socket's owner, `ledger` and `order` hold what was
//! sent and heard, `verdict` weighs it.

mod chat;
mod connect;
mod failure;
mod fanout;
mod figures;
mod flood;
mod frame;
mod handshake;
mod history;
mod history_check;
mod ledger;
mod link;
mod machine;
mod member;
mod options;
mod order;
mod progress;
mod report;
mod response;
mod rest;
mod run;
mod said;
mod scan;
mod setup;
mod socket;
mod storm;
mod target;
mod verdict;
#[cfg(test)]
mod verdict_test;
mod world;

use std::process::ExitCode;

use clap::Parser;
use tokio::task::LocalSet;

use crate::failure::{Failure, Result};
use crate::options::{Options, Scenario};
use crate::report::Report;

/// A promise was broken.
const BROKEN: u8 = 1;
/// The run could not be done.
const IMPOSSIBLE: u8 = 3;

fn main() -> ExitCode {
    let options = Options::parse();
    match measured(&options.scenario).and_then(|report| told(&report, &options.scenario)) {
        Ok(code) => code,
        Err(failure) => {
            run::warn(&failure.to_string());
            if let Some(advice) = failure.advice() {
                run::warn(advice.text());
            }
            ExitCode::from(IMPOSSIBLE)
        }
    }
}

fn measured(scenario: &Scenario) -> Result<Report> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(Failure::io("starting"))?;
    let sockets = LocalSet::new();
    sockets.block_on(&runtime, async {
        match scenario {
            Scenario::Connect(options) => connect::run(options).await,
            Scenario::Chat(options) => chat::run(options).await,
            Scenario::Fanout(options) => fanout::run(options).await,
            Scenario::History(options) => history::run(options).await,
            Scenario::Storm(options) => storm::run(options).await,
            Scenario::Flood(options) => flood::run(options).await,
        }
    })
}

fn told(report: &Report, scenario: &Scenario) -> Result<ExitCode> {
    let common = match scenario {
        Scenario::Connect(options) => &options.common,
        Scenario::Chat(options) => &options.common,
        Scenario::Fanout(options) => &options.common,
        Scenario::History(options) => &options.common,
        Scenario::Storm(options) => &options.common,
        Scenario::Flood(options) => &options.common,
    };
    report.print(common.json).map_err(Failure::io("writing the report"))?;
    Ok(if report.faults == 0 { ExitCode::SUCCESS } else { ExitCode::from(BROKEN) })
}
