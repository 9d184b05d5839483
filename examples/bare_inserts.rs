//! How fast can this machine's database take messages at all? Multi-row inserts in a loop, and nothing else.
//!
//! The yardstick beside the server's own figures: the same rows, the same table, no sockets, no rules, no heads, no
//! reading. Fills the table `messages` of an empty database that `kefu migrate up` prepared; prints one JSON object.
//! With `--rate` it keeps to a pace, and tells how long the commits take: the wait that no server can take away.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use clap::Parser;
use hdrhistogram::Histogram;
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts};
use serde_json::json;
use tokio::time::{sleep, sleep_until};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Linux counts CPU time in hundredths of a second towards programs, on every architecture that Rust knows.
const TICKS_A_SECOND: f64 = 100.0;

#[derive(Parser)]
struct Options {
    /// The database: mysql://user:password@host:port/name
    #[arg(long)]
    url: String,
    /// Connections that insert side by side.
    #[arg(long, default_value_t = 4)]
    writers: u32,
    /// Rows in one statement, which is one commit.
    #[arg(long, default_value_t = 256)]
    rows: u32,
    /// Conversations that the rows go to in turn.
    #[arg(long, default_value_t = 200)]
    conversations: u32,
    /// Bytes of text in a message.
    #[arg(long, default_value_t = 120)]
    size: usize,
    /// Commits a second of all writers together, each measured from the moment it was due; as many as go where missing.
    #[arg(long)]
    rate: Option<f64>,
    /// Seconds before measuring begins.
    #[arg(long, default_value_t = 2.0)]
    warmup: f64,
    /// Seconds to measure.
    #[arg(long, default_value_t = 10.0)]
    duration: f64,
    /// The database's process on this machine: its CPU time is reported.
    #[arg(long)]
    database_pid: Option<u32>,
}

/// What the writers share.
#[derive(Default)]
struct Progress {
    rows: AtomicU64,
    over: AtomicBool,
    /// Microseconds of each commit, since measuring began.
    commits: Mutex<Vec<u64>>,
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let options = Arc::new(Options::parse());
    let progress = Arc::new(Progress::default());
    let writers: Vec<_> = (0..options.writers)
        .map(|writer| tokio::spawn(write(Arc::clone(&options), Arc::clone(&progress), writer)))
        .collect();

    sleep(Duration::from_secs_f64(options.warmup)).await;
    progress.commits.lock().unwrap_or_else(PoisonError::into_inner).clear();
    let (began, rows, own, database) = (Instant::now(), inserted(&progress), own_cpu(), database_cpu(&options));
    sleep(Duration::from_secs_f64(options.duration)).await;
    let seconds = began.elapsed().as_secs_f64();
    let rows = inserted(&progress) - rows;
    let (own, database) = (own_cpu() - own, database_cpu(&options) - database);
    progress.over.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await??;
    }
    let report = json!({
        "scenario": "bare",
        "commit_ms": commit_times(&progress)?,
        "writers": options.writers,
        "rows_a_commit": options.rows,
        "seconds": seconds,
        "rows_per_second": rows / seconds,
        "load_generator_cpu_s_per_1000": own * 1_000.0 / rows,
        "database_cpu_s_per_1000": database * 1_000.0 / rows,
    });
    writeln!(io::stdout(), "{report}")?;
    Ok(())
}

/// One connection with conversations of its own, as one lane of the server has.
async fn write(options: Arc<Options>, progress: Arc<Progress>, writer: u32) -> Result<(), Failure> {
    let mut connection = Conn::new(Opts::from_url(&options.url)?).await?;
    let pause = options.rate.map(|rate| Duration::from_secs_f64(f64::from(options.writers) / rate));
    let mut due = Instant::now() + pause.unwrap_or_default() * writer / options.writers;
    let mut next: u64 = 0;
    while !progress.over.load(Ordering::Relaxed) {
        let sql = statement(&options, writer, next)?;
        next += u64::from(options.rows);
        if let Some(pause) = pause {
            sleep_until(due.into()).await;
            connection.query_drop(sql).await?;
            let waited = u64::try_from(due.elapsed().as_micros())?;
            progress.commits.lock().unwrap_or_else(PoisonError::into_inner).push(waited);
            due += pause;
        } else {
            connection.query_drop(sql).await?;
        }
        progress.rows.fetch_add(options.rows.into(), Ordering::Relaxed);
    }
    connection.disconnect().await?;
    Ok(())
}

/// The insert of one writer's rows from number `next` on.
fn statement(options: &Options, writer: u32, mut next: u64) -> Result<String, Failure> {
    let text = "x".repeat(options.size);
    let own = (options.conversations / options.writers).max(1);
    let mut sql = String::from(
        "INSERT INTO messages (conversation_id, seq, sender_id, client_id, kind, body, reply_to, digest, created_at) VALUES ",
    );
    for place in 0..options.rows {
        let comma = if place == 0 { "" } else { "," };
        let conversation = 1 + writer + options.writers * u32::try_from(next % u64::from(own))?;
        let seq = 1 + next / u64::from(own);
        write!(
            sql,
            "{comma}({conversation},{seq},'load:aB3dE6:b{conversation}','aB3dE6-{conversation}-{seq}','text',\
             '{{\"text\":\"{text}\"}}',NULL,-6148914691236517205,1764000000000)"
        )?;
        next += 1;
    }
    Ok(sql)
}

/// Of a paced run; null otherwise.
fn commit_times(progress: &Progress) -> Result<serde_json::Value, Failure> {
    let commits = progress.commits.lock().unwrap_or_else(PoisonError::into_inner);
    if commits.is_empty() {
        return Ok(serde_json::Value::Null);
    }
    let mut times = Histogram::<u64>::new(3)?;
    for microseconds in commits.iter() {
        times.record(*microseconds)?;
    }
    let ms = |quantile| f64::from(u32::try_from(times.value_at_quantile(quantile)).unwrap_or(u32::MAX)) / 1_000.0;
    Ok(
        json!({ "count": times.len(), "p50": ms(0.5), "p90": ms(0.9), "p99": ms(0.99), "p999": ms(0.999), "max": ms(1.0) }),
    )
}

#[expect(clippy::cast_precision_loss, reason = "the rows of a run stay far below 2^52")]
fn inserted(progress: &Progress) -> f64 {
    progress.rows.load(Ordering::Relaxed) as f64
}

fn own_cpu() -> f64 {
    cpu_seconds(std::process::id()).unwrap_or(0.0)
}

fn database_cpu(options: &Options) -> f64 {
    options.database_pid.and_then(cpu_seconds).unwrap_or(0.0)
}

/// User and system time of a process so far. `utime` and `stime` are the 14th and 15th field of its line.
fn cpu_seconds(pid: u32) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut ticks = stat.rsplit_once(')')?.1.split_whitespace().skip(11).map(str::parse::<f64>);
    Some((ticks.next()?.ok()? + ticks.next()?.ok()?) / TICKS_A_SECOND)
}
