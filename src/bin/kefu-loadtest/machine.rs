//! What does this machine let us do, and what does a process of it cost?

use std::fs;

/// How much one process uses, as Linux tells it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Usage {
    /// Resident, in bytes.
    pub rss: u64,
    /// The proportional share: pages that others share count in part. In bytes; 0 where it may not be read.
    pub pss: u64,
    /// User and system time, in seconds.
    pub cpu_seconds: f64,
}

/// Linux counts CPU time in hundredths of a second towards programs, on every architecture that Rust knows.
const TICKS_A_SECOND: f64 = 100.0;

/// What the process uses now; none if there is no such process.
pub fn usage(pid: u32) -> Option<Usage> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    Some(Usage {
        rss: kibibytes(&status, "VmRSS:").unwrap_or(0),
        pss: kibibytes(&rollup, "Pss:").unwrap_or(0),
        cpu_seconds: cpu_seconds(&stat)?,
    })
}

/// How many files this process may have open.
pub fn open_files_limit() -> Option<u64> {
    soft_open_files(&fs::read_to_string("/proc/self/limits").ok()?)
}

/// A warning if `sockets` do not fit into `ulimit -n`.
pub fn warning_about_ulimit(sockets: usize, limit: Option<u64>) -> Option<String> {
    /// Standard streams, the runtime's own, REST connections.
    const BESIDES: u64 = 64;
    let needed = sockets as u64 + BESIDES;
    let limit = limit?;
    (needed > limit).then(|| {
        format!("`ulimit -n` is {limit}, {sockets} sockets need {needed}: raise it here, and for the server too")
    })
}

fn kibibytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|number| number * 1024)
}

/// `utime` and `stime` are the 14th and 15th field; the second, the name, may hold blanks and brackets itself.
fn cpu_seconds(stat: &str) -> Option<f64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u32>().ok().map(f64::from);
    Some((ticks()? + ticks()?) / TICKS_A_SECOND)
}

fn soft_open_files(limits: &str) -> Option<u64> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    match line.split_whitespace().next()? {
        "unlimited" => None,
        number => number.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_and_time_are_found_in_what_linux_says() {
        assert_eq!(kibibytes("Name:\tkefu\nVmRSS:\t   51200 kB\n", "VmRSS:"), Some(51_200 * 1024));
        let stat = "77 (a b) c) S 1 77 77 0 -1 4194560 900 0 0 0 250 50 0 0 20 0 9 0 100 0 0";
        assert_eq!(cpu_seconds(stat), Some(3.0));
        assert!(usage(std::process::id()).unwrap().rss > 0);
    }

    #[test]
    fn the_limit_is_read_and_warned_about_only_when_too_low() {
        let limits = "Limit   Soft Limit  Hard Limit  Units\nMax open files            1024      4096      files\n";
        let limit = soft_open_files(limits);
        assert_eq!(limit, Some(1024));
        assert_eq!(warning_about_ulimit(900, limit), None);
        assert!(warning_about_ulimit(1_000, limit).unwrap().contains("1064"));
        assert_eq!(warning_about_ulimit(1_000_000, None), None);
    }
}
