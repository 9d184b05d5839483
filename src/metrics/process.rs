//! What does this process cost? From `/proc`; where there is none, nothing is said.

use std::fs;

use super::text::{Kind, Text};

/// The kernel counts processor time in hundredths of a second, whatever its own clock is.
const TICKS: u64 = 100;

pub(super) fn write(text: &mut Text) {
    let mut gauge = |name: &str, help: &str, value: Option<u64>| {
        if let Some(value) = value {
            text.head(name, Kind::Gauge, help);
            text.sample(name, &[], value);
        }
    };
    gauge("process_resident_memory_bytes", "Memory that is in use.", resident());
    gauge("process_open_fds", "Open files and sockets.", open_files());
    gauge("process_max_fds", "Files and sockets that may be open.", most_files());
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    gauge("process_threads", "Threads.", field(&stat, 20));
    let ticks = field(&stat, 14).zip(field(&stat, 15)).map(|(user, system)| user + system);
    if let Some(ticks) = ticks {
        text.head("process_cpu_seconds_total", Kind::Counter, "Processor time that was used.");
        text.sample("process_cpu_seconds_total", &[], format_args!("{}.{:02}", ticks / TICKS, ticks % TICKS));
    }
    let started = began(&stat);
    if let Some(seconds) = started {
        text.head("process_start_time_seconds", Kind::Gauge, "When the process began, in seconds since 1970.");
        text.sample("process_start_time_seconds", &[], seconds);
    }
}

fn resident() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kib| kib * 1024)
}

fn open_files() -> Option<u64> {
    u64::try_from(fs::read_dir("/proc/self/fd").ok()?.count()).ok()
}

fn most_files() -> Option<u64> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// A field by its number in proc(5). The second, the name in brackets, may hold anything; what follows it may not.
fn field(stat: &str, number: usize) -> Option<u64> {
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(number.checked_sub(3)?)?.parse().ok()
}

fn began(stat: &str) -> Option<u64> {
    let boot = fs::read_to_string("/proc/stat").ok()?;
    let boot: u64 = boot.lines().find_map(|line| line.strip_prefix("btime "))?.trim().parse().ok()?;
    Some(boot + field(stat, 22)? / TICKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches a field counted from the wrong end where the program's name has blanks and brackets.
    #[test]
    fn fields_are_counted_behind_the_name() {
        let stat = "42 (a) b (c) S 1 42 42 0 -1 4194560 100 0 0 0 700 30 0 0 20 0 9 0 12345 1 2";
        assert_eq!([14, 15, 20, 22].map(|number| field(stat, number)), [Some(700), Some(30), Some(9), Some(12_345)]);
        assert_eq!(field("", 14), None);
    }
}
