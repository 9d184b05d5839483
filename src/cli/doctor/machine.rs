//! Are disk, files and port as the server needs them?

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::process::{Resource, getrlimit};

use super::finding::Finding;
use crate::config::{Config, DOTENV, DatabaseUrl};

const MIB: u64 = 1 << 20;
/// Less free space than this will be full soon.
const LITTLE_ROOM: u64 = 2048 * MIB;
/// Less free space than this is full.
const NO_ROOM: u64 = 256 * MIB;
/// Descriptors that are no sockets: files, the log, the runtime's own.
const OWN_FILES: u64 = 100;
/// Fewer sockets than this are few for a shop.
const FEW_SOCKETS: u64 = 4000;
/// How long somebody on our port may take to say who it is.
const PROBE: Duration = Duration::from_secs(2);

pub(super) fn look(config: &Config) -> Vec<Finding> {
    let mut findings = vec![writable("media", "MEDIA_DIR", &config.media_dir), room("media", &config.media_dir)];
    if let DatabaseUrl::Sqlite { path } = &config.database {
        let folder = folder_of(path);
        findings.extend([writable("database", "the folder of the SQLite file", &folder), room("database", &folder)]);
    }
    findings.extend([files(config), port(config)]);
    findings.extend(dotenv());
    findings
}

fn folder_of(file: &Path) -> PathBuf {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// The folder itself, or the one that it would be made in.
fn nearest(folder: &Path) -> PathBuf {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    absolute.ancestors().find(|place| place.exists()).map_or(absolute.clone(), Path::to_path_buf)
}

fn writable(check: &'static str, name: &str, folder: &Path) -> Finding {
    let place = nearest(folder);
    let probe = place.join(format!(".kefu-doctor-{}", std::process::id()));
    let written = std::fs::File::create_new(&probe).and_then(|mut file| file.write_all(b"probe"));
    let removed = std::fs::remove_file(&probe);
    match written.and(removed) {
        Ok(()) => Finding::ok(check, format!("{name} can be written to: {}", folder.display())),
        Err(error) => Finding::problem(
            check,
            format!("{name} cannot be written to: {}: {error}", place.display()),
            "give the folder to the account that kefu runs as; under systemd only ReadWritePaths can be written to",
        ),
    }
}

fn room(check: &'static str, folder: &Path) -> Finding {
    let place = nearest(folder);
    let free = match rustix::fs::statvfs(&place) {
        Ok(disk) => disk.f_bavail.saturating_mul(disk.f_frsize),
        Err(error) => return Finding::warning(check, format!("{}: {error}", place.display()), "look at the disk"),
    };
    let message = format!("{} MiB free at {}", free / MIB, place.display());
    match free {
        0..NO_ROOM => Finding::problem(check, message, "make room: a full disk stops messages and uploads"),
        NO_ROOM..LITTLE_ROOM => Finding::warning(check, message, "make room, or add a disk"),
        _ => Finding::ok(check, message),
    }
}

fn files(config: &Config) -> Finding {
    let limit = getrlimit(Resource::Nofile);
    let soft = limit.current.unwrap_or(u64::MAX);
    let sockets = soft.saturating_sub(OWN_FILES + config.tuning.database_pool_size as u64);
    let message = format!("{soft} open files allowed to this process: room for about {sockets} sockets");
    if sockets >= FEW_SOCKETS {
        return Finding::ok("files", message);
    }
    let advice = "a systemd unit has its own limit: LimitNOFILE=65536 there; in a shell `ulimit -n 65536` before kefu";
    if sockets == 0 { Finding::problem("files", message, advice) } else { Finding::warning("files", message, advice) }
}

fn port(config: &Config) -> Finding {
    let wanted = format!("{}:{}", config.host, config.port);
    let Ok(Some(address)) = (config.host.as_str(), config.port).to_socket_addrs().map(|mut all| all.next()) else {
        return Finding::problem("port", format!("HOST names no address: {}", config.host), "HOST=127.0.0.1");
    };
    match TcpListener::bind(address) {
        Ok(_) => Finding::ok("port", format!("{wanted} is free")),
        Err(error) if error.kind() == ErrorKind::AddrInUse && answers(address) => {
            Finding::ok("port", format!("a kefu answers on {wanted}"))
        }
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            let advice = format!("`ss -ltnp | grep :{}` says by whom; stop it, or change PORT", config.port);
            Finding::problem("port", format!("{wanted} is taken by another program"), advice)
        }
        Err(error) => Finding::problem("port", format!("{wanted} cannot be opened: {error}"), "another HOST or PORT"),
    }
}

/// Does a kefu answer there?
fn answers(address: std::net::SocketAddr) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&address, PROBE)?;
        stream.set_read_timeout(Some(PROBE))?;
        stream.write_all(b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        stream.take(16 * 1024).read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    };
    ask().is_ok_and(|answer| answer.contains("\"uptime_seconds\"") && answer.contains("\"database\""))
}

/// The secret is in it.
fn dotenv() -> Option<Finding> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(DOTENV).ok()?.permissions().mode();
    (mode & 0o004 != 0).then(|| {
        Finding::warning("settings", format!("{DOTENV} can be read by everybody on this machine"), "chmod o-r .env")
    })
}
