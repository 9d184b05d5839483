//! `flood`: one user sends all it can, and reads what it is answered. Others are measured beside it with `chat`.

use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::spawn_local;
use tokio::time::{sleep, timeout_at};

use crate::failure::Result;
use crate::frame::{Outgoing, TEXT};
use crate::handshake;
use crate::options::Flood;
use crate::report::Report;
use crate::run::{Run, count};
use crate::setup::{self, Pair};
use crate::world::{Plan, Release};

/// Frames in one write.
const BLOCK: usize = 64;
/// What is read at once.
const READ: usize = 64 * 1024;
/// A socket that was refused or closed comes back after this long.
const PAUSE: Duration = Duration::from_millis(20);

/// What one socket did.
#[derive(Debug, Default)]
struct Done {
    frames: u64,
    answer_bytes: u64,
    closed: u64,
    refused: u64,
}

/// Floods from all sockets of one user until the time is over.
///
/// # Errors
/// When signing in fails.
pub async fn run(options: &Flood) -> Result<Report> {
    let plan =
        Plan { size: 1, release: Release::Paced, reconnect: false, opening: usize::from(options.common.opening) };
    let run = Run::new(&options.common, plan, usize::from(options.sockets))?;
    let pairs = setup::pairs(&run.world.target, &run.sign_in, 1).await?;
    let Some(pair) = pairs.into_iter().next().map(Rc::new) else { return Ok(Report::new("flood")) };
    let until = Instant::now() + options.duration;
    let sockets: Vec<_> = (0..options.sockets)
        .map(|number| {
            let (world, pair) = (Rc::clone(&run.world), Rc::clone(&pair));
            spawn_local(async move {
                let mut done = Done::default();
                while Instant::now() < until {
                    match handshake::open(&world.target, &pair.buyer.id, &pair.buyer.token).await {
                        Ok((stream, _)) => pour(stream, &block(&pair, number), until, &mut done).await,
                        Err(_) => done.refused += 1,
                    }
                    sleep(PAUSE).await;
                }
                done
            })
        })
        .collect();
    let mut all = Done::default();
    for socket in sockets {
        let done = socket.await.unwrap_or_default();
        all.frames += done.frames;
        all.answer_bytes += done.answer_bytes;
        all.closed += done.closed;
        all.refused += done.refused;
    }
    Ok(told(options, &all))
}

fn told(options: &Flood, all: &Done) -> Report {
    let mut report = Report::new("flood");
    report.count("sockets", options.sockets.into());
    report.number("frames_per_second", count(all.frames) / options.duration.as_secs_f64(), 1);
    report.count("answer_bytes", all.answer_bytes);
    report.count("sockets_closed_by_server", all.closed);
    report.count("sockets_refused", all.refused);
    report
}

/// Writes blocks and reads answers until the server closes or the time is over.
async fn pour(mut stream: TcpStream, block: &[u8], until: Instant, done: &mut Done) {
    let (mut source, mut sink) = stream.split();
    let mut frames = 0;
    let mut answers = 0;
    let pouring = async {
        while sink.write_all(block).await.is_ok() {
            frames += BLOCK as u64;
        }
    };
    let reading = async {
        let mut scratch = vec![0; READ];
        while let Ok(bytes @ 1..) = source.read(&mut scratch).await {
            answers += bytes as u64;
        }
    };
    let over = timeout_at(until.into(), async { futures_util::join!(pouring, reading) }).await.is_err();
    done.frames += frames;
    done.answer_bytes += answers;
    done.closed += u64::from(!over);
}

/// Frames of the kinds that clients send, in one conversation, whole and masked.
fn block(pair: &Pair, socket: u16) -> Vec<u8> {
    let mut out = Outgoing::new(rand::random());
    let id = pair.conversation;
    for number in 0..BLOCK {
        let frame = match number % 6 {
            0 => format!(
                r#"{{"type":"send","id":"f{socket}-{number}","conversation_id":{id},"kind":"text","body":{{"text":"flood"}}}}"#
            ),
            1 => format!(r#"{{"type":"sync","id":"s{number}","conversation_id":{id},"after_seq":0}}"#),
            2 => format!(r#"{{"type":"typing","conversation_id":{id},"state":"start"}}"#),
            3 => format!(r#"{{"type":"read","conversation_id":{id},"seq":0}}"#),
            4 => format!(r#"{{"type":"delivered","conversation_id":{id},"seq":0}}"#),
            _ => format!(r#"{{"type":"ping","id":"p{number}"}}"#),
        };
        out.push(TEXT, frame.as_bytes());
    }
    out.waiting().to_vec()
}
