//! Does a developer's server restart when its files change, and only then?

use std::fs::{File, Permissions};
use std::io::{PipeWriter, Write, pipe};
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::Duration;

use kefu::cli::reload::Supervisor;
use rustix::process::Signal;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::net::unix::pipe::Receiver;
use tokio::process::Command;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tracing::Level;
use tracing::subscriber::DefaultGuard;

/// Says when it starts and with what, and ends with 7 when asked to.
/// A shell cannot trap a signal that was ignored when it began, as SIGINT is for what runs in the background.
const SERVER: &str = "#!/usr/bin/env -S --default-signal=INT sh\ntrap 'echo asked; exit 7' TERM\ntrap 'echo interrupted; exit 8' INT\n\
                      echo started $(cat \"$1\") $KEFU_SUPERVISED\nwhile :; do sleep 0.02; done\n";

/// A supervisor at work on a script in a folder of its own.
struct Bench {
    folder: TempDir,
    said: Lines<BufReader<Receiver>>,
    orders: mpsc::Sender<Signal>,
    run: JoinHandle<std::io::Result<u8>>,
    logged: mpsc::UnboundedReceiver<String>,
    _log: DefaultGuard,
}

/// Hands on each log line of the supervisor.
struct Log(mpsc::UnboundedSender<String>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        // Nobody listens any more at the end of a test.
        let _ = self.0.send(String::from_utf8_lossy(bytes).into_owned());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Bench {
    fn start(script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (program, dotenv) = (folder.path().join("server"), folder.path().join(".env"));
        std::fs::write(&dotenv, "one").unwrap();
        install(&program, script);
        let (reader, writer) = pipe().unwrap();
        let said = BufReader::new(Receiver::from_owned_fd(OwnedFd::from(reader)).unwrap()).lines();
        let (orders, received) = mpsc::channel(4);
        let (sender, logged) = mpsc::unbounded_channel();
        let log = tracing_subscriber::fmt().with_max_level(Level::DEBUG).with_writer(move || Log(sender.clone()));
        let guard = tracing::subscriber::set_default(log.finish());
        let run = tokio::spawn(supervise(program, dotenv, writer, received));
        Self { folder, said, orders, run, logged, _log: guard }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    async fn says(&mut self, line: &str) {
        assert_eq!(self.said.next_line().await.unwrap().as_deref(), Some(line));
    }

    /// Waits until the supervisor logs `words`; meanwhile no server may say anything.
    async fn logs(&mut self, words: &str) {
        loop {
            tokio::select! {
                line = self.said.next_line() => panic!("instead of {words:?} a server says {line:?}"),
                Some(line) = self.logged.recv() => if line.contains(words) { return },
            }
        }
    }

    async fn ends_with(self, code: u8) {
        assert_eq!(self.run.await.unwrap().unwrap(), code);
    }
}

async fn supervise(
    program: PathBuf,
    dotenv: PathBuf,
    said: PipeWriter,
    orders: mpsc::Receiver<Signal>,
) -> std::io::Result<u8> {
    let watched = vec![program.clone(), dotenv.clone()];
    let starts = program.clone();
    let mut supervisor = Supervisor::new(program, watched, move || {
        let mut command = Command::new(&starts);
        command.arg(&dotenv).stdout(said.try_clone().unwrap());
        command
    })
    .polling(Duration::from_millis(10));
    supervisor.run(orders).await
}

/// Replaces a program the way a linker does: a new file, whole and runnable before it has the name.
fn install(program: &std::path::Path, script: &str) {
    let fresh = program.with_extension("new");
    let mut file = File::create(&fresh).unwrap();
    file.write_all(script.as_bytes()).unwrap();
    file.set_permissions(Permissions::from_mode(0o755)).unwrap();
    drop(file);
    std::fs::rename(fresh, program).unwrap();
}

/// Catches an order that ends the supervisor and leaves the server behind, and a lost exit status.
#[tokio::test]
async fn an_order_goes_to_the_server_and_its_status_comes_back() {
    for (order, answer, code) in [(Signal::TERM, "asked", 7), (Signal::INT, "interrupted", 8)] {
        let mut bench = Bench::start(SERVER);
        bench.says("started one 1").await;

        bench.orders.send(order).await.unwrap();

        bench.says(answer).await;
        bench.ends_with(code).await;
    }
}

/// Catches a file that is not watched, and a second server that is started beside the first.
#[tokio::test]
async fn a_change_of_either_file_replaces_the_server() {
    let mut bench = Bench::start(SERVER);
    bench.says("started one 1").await;

    std::fs::write(bench.path(".env"), "two").unwrap();
    bench.says("asked").await;
    bench.says("started two 1").await;

    install(&bench.path("server"), &SERVER.replace("started", "rebuilt"));
    bench.says("asked").await;
    bench.says("rebuilt two 1").await;

    bench.orders.send(Signal::TERM).await.unwrap();
    bench.says("asked").await;
    bench.ends_with(7).await;
}

/// Catches a loop of failing starts: the supervisor says that it waits, and no server starts before the change.
#[tokio::test]
async fn a_server_that_fails_waits_for_the_next_change() {
    let mut bench = Bench::start("#!/bin/sh\nv=$(cat \"$1\")\necho refused $v\n[ $v = good ] || exit 78\n");
    bench.says("refused one").await;
    bench.logs("starts again when").await;

    std::fs::write(bench.path(".env"), "good").unwrap();
    bench.says("refused good").await;

    bench.ends_with(0).await;
}

#[tokio::test]
async fn an_order_after_a_failure_ends_with_its_status() {
    let mut bench = Bench::start("#!/bin/sh\necho refused\nexit 78\n");
    bench.says("refused").await;
    bench.logs("starts again when").await;

    bench.orders.send(Signal::TERM).await.unwrap();

    bench.ends_with(78).await;
}

/// Catches a start of a binary that is still being written: it is run only once somebody may run it.
#[tokio::test]
async fn a_binary_that_cannot_be_run_yet_is_waited_for() {
    let mut bench = Bench::start(SERVER);
    bench.says("started one 1").await;

    let program = bench.path("server");
    std::fs::remove_file(&program).unwrap();
    std::fs::write(&program, SERVER.replace("started", "half")).unwrap();
    bench.logs("cannot be run yet").await;
    install(&program, &SERVER.replace("started", "whole"));

    bench.says("asked").await;
    bench.says("whole one 1").await;
    bench.orders.send(Signal::TERM).await.unwrap();
    bench.says("asked").await;
    bench.ends_with(7).await;
}
