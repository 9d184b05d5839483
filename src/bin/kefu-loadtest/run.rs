//! How does a run go, from signing in to the verdict?

use std::rc::Rc;
use std::time::{Duration, Instant};

use rand::distr::{Alphanumeric, SampleString};
use tokio::task::{JoinHandle, spawn_local};
use tokio::time::sleep;

use crate::failure::{Failure, Result};
use crate::machine::{self, Usage};
use crate::member::Member;
use crate::options::{Common, Load};
use crate::progress::Progress;
use crate::report::Report;
use crate::setup::SignIn;
use crate::socket;
use crate::target::{Reach, Target};
use crate::verdict::Verdict;
use crate::world::{Phase, Plan, World};

/// How often conditions are looked at. Nothing is measured by it.
const LOOK: Duration = Duration::from_millis(5);

/// How long all sockets together may take to open.
const OPENING: Duration = Duration::from_mins(2);

/// The processes whose CPU time is told, by name.
type Costs = Vec<(&'static str, u32)>;

/// A run under way.
pub struct Run {
    pub world: Rc<World>,
    pub sign_in: SignIn,
    costs: Costs,
    server: Option<u32>,
    sockets: Vec<JoinHandle<Member>>,
}

impl Run {
    /// Checks the command line and this machine; talks to nobody yet.
    ///
    /// # Errors
    /// A target that may not be loaded.
    pub fn new(common: &Common, plan: Plan, sockets: usize) -> Result<Self> {
        let reach = if common.yes_this_is_my_server { Reach::Anywhere } else { Reach::Loopback };
        let target = Target::new(&common.url, common.sources, reach)?;
        let run = Alphanumeric.sample_string(&mut rand::rng(), 6);
        let key = common.api_key.clone().or_else(|| std::env::var("KEFU_API_KEY").ok());
        let prefix = if key.is_some() { common.prefix.clone() } else { format!("{}:{run}", common.prefix) };
        let world = World::new(target, plan, &run)?;
        if let Some(warning) = machine::warning_about_ulimit(sockets, machine::open_files_limit()) {
            warn(&warning);
        }
        let mut costs = vec![("load_generator", std::process::id())];
        costs.extend(common.pid.map(|pid| ("server", pid)));
        costs.extend(common.database_pid.map(|pid| ("database", pid)));
        if let Some((name, pid)) = costs.iter().find(|(_, pid)| machine::usage(*pid).is_none()) {
            return Err(Failure::Unusable(format!("there is no process {pid} ({name}) on this machine")));
        }
        let sign_in = SignIn { key, prefix };
        Ok(Self { world: Rc::new(world), sign_in, costs, server: common.pid, sockets: Vec::new() })
    }

    /// Adds one socket; the answer is its number.
    pub fn add(&mut self, user: &str, token: &str, conversation: i64) -> usize {
        let member = Member::new(&self.world, user, token, conversation);
        let number = member.number;
        self.sockets.push(spawn_local(socket::live(member, Rc::clone(&self.world))));
        number
    }

    /// Waits until all sockets are open.
    ///
    /// # Errors
    /// When not all open: a run with fewer would not be what was asked for.
    pub async fn all_open(&self) -> Result<()> {
        let all = self.sockets.len();
        let progress = Progress::counting("opening sockets", all);
        let world = &self.world;
        let settled = || {
            progress.at(world.ready.get());
            world.ready.get() + world.gone.get() >= all
        };
        let in_time = until(settled, OPENING).await;
        drop(progress);
        if in_time && world.gone.get() == 0 {
            return Ok(());
        }
        let figures = world.figures.borrow();
        figures.advice.iter().for_each(|advice| warn(advice.text()));
        let words: Vec<String> = figures.failures.iter().map(|(words, times)| format!("{words} (×{times})")).collect();
        let open = world.ready.get();
        Err(Failure::Unusable(format!("only {open} of {all} sockets opened: {}", words.join("; "))))
    }

    /// Warms up, measures, and tells what was measured.
    pub async fn measure(&self, load: &Load, report: &mut Report) {
        pass("warming up", load.warmup).await;
        self.world.enter(Phase::Measuring);
        let (before, began) = (self.usages(), Instant::now());
        pass("measuring", load.duration).await;
        let seconds = began.elapsed().as_secs_f64();
        let after = self.usages();
        self.world.enter(Phase::Draining);
        self.tell(seconds, report);
        let figures = self.world.figures.borrow();
        let thousands = count(figures.acked.max(figures.delivered.min(figures.sent))) / 1_000.0;
        drop(figures);
        self.tell_costs(&before, &after, (seconds, thousands), report);
    }

    /// Waits until every message was answered and everybody heard everything, for `listeners` of each message.
    pub async fn drain(&self, longest: Duration, listeners: u64) {
        let _shown = Progress::counting("draining", 0);
        let world = &self.world;
        let at_rest = || {
            let totals = world.ledger.borrow().totals;
            let all_back = world.ready.get() + world.gone.get() >= self.sockets.len();
            all_back && totals.answered == totals.sent && totals.heard >= totals.stored * listeners
        };
        until(at_rest, longest).await;
    }

    /// Closes all sockets, and weighs what their owners know.
    pub async fn close(&mut self, report: &mut Report) -> Vec<Member> {
        self.world.enter(Phase::Over);
        let mut members = Vec::with_capacity(self.sockets.len());
        for socket in self.sockets.drain(..) {
            members.extend(socket.await);
        }
        let (ledger, figures) = (self.world.ledger.borrow(), self.world.figures.borrow());
        report.count("messages_sent_in_all", ledger.totals.sent);
        report.count("messages_acked_in_all", ledger.totals.acked);
        report.count("messages_refused_in_all", ledger.totals.failed);
        report.verdict(&Verdict::new(&members, &ledger, &figures));
        let words: Vec<String> = figures.failures.iter().map(|(words, times)| format!("{words} (×{times})")).collect();
        report.words("failures", &words);
        let advice: Vec<String> = figures.advice.iter().map(|advice| advice.text().to_owned()).collect();
        report.words("advice", &advice);
        members
    }

    /// What the server uses now, if its process is known.
    pub fn server_usage(&self) -> Option<Usage> {
        self.server.and_then(machine::usage)
    }

    fn tell(&self, seconds: f64, report: &mut Report) {
        let figures = self.world.figures.borrow();
        report.number("seconds", seconds, 2);
        report.number("sent_per_second", count(figures.sent) / seconds, 1);
        report.number("acked_per_second", count(figures.acked) / seconds, 1);
        report.number("delivered_per_second", count(figures.delivered) / seconds, 1);
        report.times("ack", &figures.ack);
        report.times("delivery", &figures.delivery);
    }

    pub fn usages(&self) -> Vec<Usage> {
        self.costs.iter().map(|&(_, pid)| machine::usage(pid).unwrap_or_default()).collect()
    }

    /// CPU seconds of all processes, in the time and per 1,000 of what was done in it.
    pub fn tell_costs(&self, before: &[Usage], after: &[Usage], (seconds, thousands): (f64, f64), report: &mut Report) {
        for ((&(name, _), before), after) in self.costs.iter().zip(before).zip(after) {
            let used = after.cpu_seconds - before.cpu_seconds;
            report.number(&format!("{name}_cpu_cores"), used / seconds, 3);
            if thousands > 0.0 {
                report.number(&format!("{name}_cpu_s_per_1000"), used / thousands, 5);
            }
        }
    }
}

/// Waits for a condition. Did it come true in time?
pub async fn until(mut condition: impl FnMut() -> bool, longest: Duration) -> bool {
    let began = Instant::now();
    while !condition() {
        if began.elapsed() > longest {
            return false;
        }
        sleep(LOOK).await;
    }
    true
}

/// Lets time pass, with a bar.
pub async fn pass(what: &str, time: Duration) {
    let progress = Progress::timing(what, time);
    let began = Instant::now();
    while began.elapsed() < time {
        progress.at(usize::try_from(began.elapsed().as_millis()).unwrap_or(usize::MAX));
        sleep(time.saturating_sub(began.elapsed()).min(Duration::from_millis(200))).await;
    }
}

/// Grants messages to `senders` in turn at `rate` a second until the run drains.
pub async fn pace(world: Rc<World>, senders: Vec<usize>, rate: f64) {
    let began = Instant::now();
    let mut turn = senders.iter().cycle();
    let mut granted = 0_u64;
    while world.phase() <= Phase::Measuring {
        while count(granted) < began.elapsed().as_secs_f64() * rate {
            let Some(&sender) = turn.next() else { return };
            world.grant(sender, 1);
            granted += 1;
        }
        let due = Duration::from_secs_f64(count(granted) / rate);
        sleep(due.saturating_sub(began.elapsed())).await;
    }
}

/// A counter as a number to divide by.
#[expect(clippy::cast_precision_loss, reason = "counters of a run stay far below 2^52")]
pub const fn count(counter: u64) -> f64 {
    counter as f64
}

/// Tells the person something at once, beside the figures.
pub fn warn(words: &str) {
    use std::io::Write;
    let _nobody_reads_standard_error = writeln!(std::io::stderr(), "kefu-loadtest: {words}");
}
