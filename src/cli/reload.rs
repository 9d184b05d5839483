//! How does a developer's server restart itself?
//!
//! With `RELOAD=True` the process that was started only supervises: it runs the server as a child, from the same binary,
//! and replaces it when the binary or `.env` changes. It opens no port and no database.

use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, ExitStatus};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use super::watch::{Fingerprint, is_executable};
use crate::config::DOTENV;

/// Set in the environment of a supervised server.
const CHILD_MARK: &str = "KEFU_SUPERVISED";
/// How often the files are looked at; a change counts once they stay the same for one such time.
const POLL: Duration = Duration::from_millis(300);
/// How long a server may take to stop; its own drain ends within 10 seconds.
const STOP_LIMIT: Duration = Duration::from_secs(15);

/// Is this process the server that a supervisor started? Then it must not supervise in its turn.
pub fn is_child() -> bool {
    std::env::var_os(CHILD_MARK).is_some()
}

/// Runs this program again with the same arguments, as a child, until it ends well or this process is told to end.
/// Answers with the child's exit status.
pub async fn supervise() -> ExitCode {
    match supervise_self().await {
        Ok(code) => ExitCode::from(code),
        Err(cause) => {
            tracing::error!(%cause, "the server cannot be supervised; start it with RELOAD=False");
            ExitCode::FAILURE
        }
    }
}

async fn supervise_self() -> io::Result<u8> {
    // Read once: after the file is replaced, its name would come with " (deleted)" at the end.
    let program = std::env::current_exe()?;
    let mut supervisor = Supervisor::new(program.clone(), vec![program.clone(), PathBuf::from(DOTENV)], move || {
        let mut command = Command::new(&program);
        command.args(std::env::args_os().skip(1));
        command
    });
    let orders = end_signals()?;
    supervisor.run(orders).await
}

/// What tells this process to end, as it comes. A closed terminal (SIGHUP) counts: the child is in a group of its own
/// and would otherwise stay behind and keep the port.
fn end_signals() -> io::Result<mpsc::Receiver<Signal>> {
    let (mut terms, mut interrupts) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let mut hangups = signal(SignalKind::hangup())?;
    let (sender, receiver) = mpsc::channel(4);
    tokio::spawn(async move {
        loop {
            let order = tokio::select! {
                Some(()) = terms.recv() => Signal::TERM,
                Some(()) = interrupts.recv() => Signal::INT,
                Some(()) = hangups.recv() => Signal::TERM,
                else => return,
            };
            if sender.send(order).await.is_err() {
                return;
            }
        }
    });
    Ok(receiver)
}

/// Keeps one child running while files change.
pub struct Supervisor<F> {
    program: PathBuf,
    watched: Vec<PathBuf>,
    command: F,
    poll: Duration,
}

/// Why the supervisor stopped waiting.
enum Event {
    Ended(ExitStatus),
    Changed,
    Told(Signal),
}

/// What follows the end of a child; the number is its exit status.
enum Outcome {
    /// Another child, at once.
    Restart,
    /// Another child after the next change.
    Failed(u8),
    /// The end of the supervisor too.
    Done(u8),
}

impl<F: FnMut() -> Command> Supervisor<F> {
    /// `command` starts `program`; a change of any of `watched` replaces the child.
    pub const fn new(program: PathBuf, watched: Vec<PathBuf>, command: F) -> Self {
        Self { program, watched, command, poll: POLL }
    }

    /// Looks at the files this often instead of every 300 ms.
    #[must_use]
    pub const fn polling(mut self, poll: Duration) -> Self {
        self.poll = poll;
        self
    }

    /// Runs until a child ends with 0 or an order comes. An order goes to the child; the answer is the exit status of
    /// the last child, 128 and the signal's number if a signal ended it.
    ///
    /// A child that fails is not started again before a file changes: the next try would fail the same way.
    pub async fn run(&mut self, mut orders: mpsc::Receiver<Signal>) -> io::Result<u8> {
        loop {
            let seen = self.fingerprint();
            let outcome = match self.spawn() {
                Ok(child) => self.follow(child, &seen, &mut orders).await?,
                Err(cause) => self.refused(&cause).await,
            };
            let code = match outcome {
                Outcome::Restart => continue,
                Outcome::Done(code) => return Ok(code),
                Outcome::Failed(code) => code,
            };
            tracing::warn!(code, "the server ended; it starts again when its binary or {DOTENV} changes");
            tokio::select! {
                () = self.changed(&seen) => {}
                _ = orders.recv() => return Ok(code),
            }
        }
    }

    /// Waits for the end of `child`, and ends it for an order or a change.
    async fn follow(
        &self,
        mut child: Child,
        seen: &[Option<Fingerprint>],
        orders: &mut mpsc::Receiver<Signal>,
    ) -> io::Result<Outcome> {
        let event = tokio::select! {
            status = child.wait() => Event::Ended(status?),
            Some(order) = orders.recv() => Event::Told(order),
            () = self.changed(seen) => Event::Changed,
        };
        match event {
            Event::Ended(status) if status.success() => Ok(Outcome::Done(0)),
            Event::Ended(status) => Ok(Outcome::Failed(exit_code(status))),
            Event::Told(order) => stop(&mut child, order).await.map(exit_code).map(Outcome::Done),
            Event::Changed => {
                tracing::info!("the binary or {DOTENV} changed: the server restarts");
                let code = exit_code(stop(&mut child, Signal::TERM).await?);
                // An order that came meanwhile counts now, before another child is started.
                Ok(if orders.try_recv().is_ok() { Outcome::Done(code) } else { Outcome::Restart })
            }
        }
    }

    /// A program that somebody still has open for writing is tried again; any other refusal waits for a change.
    async fn refused(&self, cause: &io::Error) -> Outcome {
        if cause.kind() == io::ErrorKind::ExecutableFileBusy {
            sleep(self.poll).await;
            return Outcome::Restart;
        }
        tracing::error!(%cause, program = %self.program.display(), "the server cannot be started");
        Outcome::Failed(1)
    }

    /// A process group of its own keeps a Ctrl-C on the terminal from reaching the child twice.
    fn spawn(&mut self) -> io::Result<Child> {
        (self.command)().env(CHILD_MARK, "1").process_group(0).kill_on_drop(true).spawn()
    }

    /// Comes back once the files differ from `seen`, no longer change, and the program can be run.
    async fn changed(&self, seen: &[Option<Fingerprint>]) {
        let mut last = self.fingerprint();
        loop {
            sleep(self.poll).await;
            let now = self.fingerprint();
            if now != seen && now == last {
                if is_executable(&self.program) {
                    return;
                }
                tracing::debug!(program = %self.program.display(), "the binary cannot be run yet");
            }
            last = now;
        }
    }

    fn fingerprint(&self) -> Vec<Option<Fingerprint>> {
        self.watched.iter().map(|path| Fingerprint::of(Path::new(path))).collect()
    }
}

/// Asks the child to end, and ends it if it does not within [`STOP_LIMIT`].
async fn stop(child: &mut Child, order: Signal) -> io::Result<ExitStatus> {
    if let Some(pid) = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw) {
        // Not waited for yet, so the id is still the child's. An error says that it is gone, which is what was wanted.
        let _ = kill_process(pid, order);
    }
    if let Ok(status) = timeout(STOP_LIMIT, child.wait()).await {
        return status;
    }
    tracing::warn!("the server did not stop within {} s and is killed", STOP_LIMIT.as_secs());
    child.kill().await?;
    child.wait().await
}

/// The status a shell would show.
fn exit_code(status: ExitStatus) -> u8 {
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal)).unwrap_or(1);
    u8::try_from(code).unwrap_or(1)
}
