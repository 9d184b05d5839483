//! What can be asked for on the command line?

use std::time::Duration;

use clap::{Args, Parser, Subcommand};

const EXITS: &str = "\
Needs from the server: an API key (`kefu api-key create loadtest`), or DEBUG=True; for anything fast
MESSAGE_RATE_LIMIT=0, and for `fanout` CONNECTION_LIMIT_PER_USER=0. It makes buyers and merchants named after
--prefix, and conversations between them, and leaves them there: use a database that you can throw away.

Exit codes: 0 all promises kept; 1 something was lost, repeated, out of order or invented, or sockets were lost;
2 wrong usage; 3 the run could not be done.";

/// Loads a kefu server over its public REST and WebSocket interface, and checks that nothing is lost, repeated,
/// out of order or invented.
#[derive(Debug, Parser)]
#[command(name = "kefu-loadtest", version, after_help = EXITS)]
pub struct Options {
    #[command(subcommand)]
    pub scenario: Scenario,
}

#[derive(Debug, Subcommand)]
pub enum Scenario {
    /// Open many sockets and hold them: connects a second, memory per connection
    Connect(Connect),
    /// Pairs of a buyer and a merchant talk in direct conversations: messages a second, latencies
    Chat(Chat),
    /// One talks, many listen in one conversation: deliveries a second
    Fanout(Fanout),
    /// Read the newest page of long conversations over REST: requests a second
    History(History),
    /// Cut all sockets at once while a chat goes on: time until all are back, and what was lost
    Storm(Storm),
    /// One user floods the server with frames; run `chat` beside it to see what others notice
    Flood(Flood),
}

/// What every scenario needs.
#[derive(Debug, Args)]
#[command(next_help_heading = "Server")]
pub struct Common {
    /// Where the server listens; plain http
    #[arg(long, default_value = "http://127.0.0.1:8700", value_name = "URL")]
    pub url: String,
    /// The API key to sign users in with; else the variable `KEFU_API_KEY`; neither is needed while DEBUG=True
    #[arg(long, value_name = "KEY")]
    pub api_key: Option<String>,
    /// How the ids of the users begin
    #[arg(long, default_value = "load", value_name = "TEXT", value_parser = prefix)]
    pub prefix: String,
    /// Load a server that is not on this machine
    #[arg(long)]
    pub yes_this_is_my_server: bool,
    /// Connect from 127.0.0.1 to 127.0.0.N in turn; each address has about 28,000 ports
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=254))]
    pub sources: u8,
    /// How many sockets may be in the middle of opening at once
    #[arg(long, default_value_t = 256, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub opening: u16,
    /// The server's process on this machine: its memory and CPU time are reported
    #[arg(long, value_name = "PID")]
    pub pid: Option<u32>,
    /// The database's process on this machine: its CPU time is reported
    #[arg(long, value_name = "PID")]
    pub database_pid: Option<u32>,
    /// Print one JSON object instead of a table
    #[arg(long)]
    pub json: bool,
}

/// For how long, and how big.
#[derive(Debug, Args)]
#[command(next_help_heading = "Load")]
pub struct Load {
    /// How long to measure
    #[arg(long, default_value = "10s", value_name = "TIME", value_parser = time)]
    pub duration: Duration,
    /// How long to run before measuring
    #[arg(long, default_value = "2s", value_name = "TIME", value_parser = time)]
    pub warmup: Duration,
    /// How long to wait at the end for what is under way
    #[arg(long, default_value = "15s", value_name = "TIME", value_parser = time)]
    pub drain: Duration,
    /// Bytes of text in a message
    #[arg(long, default_value_t = 120, value_name = "BYTES", value_parser = clap::value_parser!(u16).range(1..=16_384))]
    pub size: u16,
}

#[derive(Debug, Args)]
pub struct Connect {
    #[command(flatten)]
    pub common: Common,
    /// How many sockets to open
    #[arg(long, default_value_t = 1_000, value_name = "N", value_parser = at_least_one)]
    pub sockets: usize,
    /// How many to open a second; 0 is as fast as it goes
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub rate: u32,
    /// Sockets of one user (the server's `CONNECTION_LIMIT_PER_USER` is 10 by default)
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub per_user: u16,
    /// How long to hold them once all are open
    #[arg(long, default_value = "5s", value_name = "TIME", value_parser = time)]
    pub hold: Duration,
}

#[derive(Debug, Args)]
pub struct Chat {
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub load: Load,
    /// Pairs of a buyer and a merchant, each with a socket
    #[arg(long, default_value_t = 200, value_name = "N", value_parser = at_least_one)]
    pub pairs: usize,
    /// Closed loop: messages that each sender has under way, the next one leaves when an ack comes
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub window: u16,
    /// Open loop instead: messages a second of all senders together, whatever the server does
    #[arg(long, conflicts_with = "window", value_name = "N", value_parser = rate)]
    pub rate: Option<f64>,
    /// Only the buyers talk
    #[arg(long)]
    pub one_way: bool,
    /// Come back when a socket is lost, catch up, send again what was not acked (for tests that kill the server)
    #[arg(long)]
    pub reconnect: bool,
    /// At the end read all conversations over REST too, and compare what is stored with what was acked
    #[arg(long)]
    pub verify: bool,
}

#[derive(Debug, Args)]
pub struct Fanout {
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub load: Load,
    /// Listening sockets. They belong to the two members of one direct conversation in turn, because an API key cannot
    /// make staff: the server needs `CONNECTION_LIMIT_PER_USER=0` for more than about 19
    #[arg(long, default_value_t = 500, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub listeners: u16,
    /// Closed loop: messages under way, the next one leaves when all listeners have one
    #[arg(long, default_value_t = 16, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=200))]
    pub window: u16,
    /// Open loop instead: messages a second, whatever the server does
    #[arg(long, conflicts_with = "window", value_name = "N", value_parser = rate)]
    pub rate: Option<f64>,
}

#[derive(Debug, Args)]
pub struct History {
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub load: Load,
    /// Conversations to read from, in turn
    #[arg(long, default_value_t = 4, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub conversations: u16,
    /// Messages that each is filled to first (over WebSocket; those of an earlier run count)
    #[arg(long, default_value_t = 10_000, value_name = "N")]
    pub messages: u32,
    /// Messages a page
    #[arg(long, default_value_t = 50, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=100))]
    pub page: u8,
    /// Kept connections, each with one request at a time
    #[arg(long, default_value_t = 32, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub connections: u16,
}

#[derive(Debug, Args)]
pub struct Storm {
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub load: Load,
    /// Sockets, half of buyers and half of merchants
    #[arg(long, default_value_t = 2_000, value_name = "N", value_parser = at_least_one)]
    pub sockets: usize,
    /// Messages a second of all of them together; they go on being written while the sockets are away
    #[arg(long, default_value_t = 200.0, value_name = "N", value_parser = rate)]
    pub rate: f64,
    /// How often all are cut; `--duration` is the time between two cuts
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub rounds: u16,
}

#[derive(Debug, Args)]
pub struct Flood {
    #[command(flatten)]
    pub common: Common,
    /// Sockets of the one user (the server's `CONNECTION_LIMIT_PER_USER` is 10 by default)
    #[arg(long, default_value_t = 10, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub sockets: u16,
    /// How long to flood
    #[arg(long, default_value = "10s", value_name = "TIME", value_parser = time)]
    pub duration: Duration,
}

/// `10`, `10s`, `500ms`, `2m`.
fn time(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: f64 = digits.parse().map_err(|_| "a time is a number with ms, s or m behind it".to_owned())?;
    let seconds = match text.get(digits.len()..).unwrap_or_default() {
        "ms" => number / 1_000.0,
        "" | "s" => number,
        "m" => number * 60.0,
        unit => return Err(format!("`{unit}` is no unit of time; ms, s and m are")),
    };
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&number| number > 0).ok_or_else(|| "a whole number from 1 up".to_owned())
}

/// From one in a hundred seconds to a million a second.
fn rate(text: &str) -> Result<f64, String> {
    let rate: f64 = text.parse().map_err(|_| "a number of messages a second".to_owned())?;
    if (0.01..=1e6).contains(&rate) { Ok(rate) } else { Err("0.01 to 1000000 messages a second".to_owned()) }
}

/// Leaves room in an id of 64 for the run, the role and a number.
fn prefix(text: &str) -> Result<String, String> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_.:@-".contains(&byte);
    let fits = (1..=32).contains(&text.len()) && text.bytes().all(allowed);
    if fits { Ok(text.to_owned()) } else { Err("1–32 of A–Z a–z 0–9 _ . : @ -".to_owned()) }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Options::command().debug_assert();
    }

    #[test]
    fn times_in_all_units() {
        assert_eq!(
            ["10", "10s", "500ms", "1.5m"].map(|text| time(text).unwrap().as_millis()),
            [10_000, 10_000, 500, 90_000]
        );
        for bad in ["", "s", "5h", "-1", "1e400"] {
            assert!(time(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_window_and_a_rate_exclude_each_other() {
        assert!(Options::try_parse_from(["kefu-loadtest", "chat", "--window", "2", "--rate", "5"]).is_err());
        assert!(Options::try_parse_from(["kefu-loadtest", "chat", "--rate", "5"]).is_ok());
    }
}
