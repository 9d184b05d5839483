//! Are the settings right, and fit for the public?

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::finding::Finding;
use crate::config::{Config, ConfigError, REQUIRED};

const CHECK: &str = "settings";

/// Fewer different characters than this are no random secret: 64 random hexadecimal digits nearly always have all 16.
const SECRET_VARIETY: usize = 12;

/// All that keeps the server from starting.
pub(super) fn unreadable(error: &ConfigError) -> Vec<Finding> {
    let problem = |problem: &crate::config::Problem| {
        Finding::problem(
            CHECK,
            format!("{} {}", problem.name, problem.fault),
            format!("for example: {}", problem.example),
        )
    };
    error.problems().iter().map(problem).collect()
}

pub(super) fn look(config: &Config) -> Vec<Finding> {
    let mut findings = vec![Finding::ok(CHECK, format!("all {} required ones are set and right", REQUIRED.len()))];
    findings.extend(secret(config));
    findings.extend(development(config));
    findings.extend(addresses(config));
    findings.extend(proxies(config));
    findings
}

fn secret(config: &Config) -> Option<Finding> {
    let variety: BTreeSet<char> = config.jwt_secret.expose().chars().collect();
    (variety.len() < SECRET_VARIETY).then(|| {
        Finding::problem(
            CHECK,
            format!("JWT_SECRET_KEY has only {} different characters: it can be guessed", variety.len()),
            "openssl rand -hex 32; everybody signs in again then",
        )
    })
}

/// What belongs on a developer's machine only.
fn development(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    let public = config.base_url.scheme() == "https";
    if config.debug && public {
        let message = "DEBUG=True on an https address: anybody can create buyers and merchants";
        findings.push(Finding::problem(CHECK, message, "DEBUG=False"));
    } else if config.debug {
        let message = "DEBUG=True: anybody can create buyers and merchants";
        findings.push(Finding::warning(CHECK, message, "DEBUG=False before customers come"));
    }
    if config.reload && !config.debug {
        findings.push(Finding::warning(
            CHECK,
            "RELOAD=True restarts the server when its binary changes",
            "RELOAD=False",
        ));
    }
    if config.debug_sql && !config.debug {
        findings.push(Finding::warning(CHECK, "DEBUG_SQL=True logs every statement", "DEBUG_SQL=False"));
    }
    findings
}

fn addresses(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    let host = config.base_url.host_str().unwrap_or_default();
    let local = host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if config.base_url.scheme() != "https" && !config.debug {
        let message = format!("BASE_URL is {}: tokens and messages travel in the clear", config.base_url);
        let advice = "TLS in front (docs/operations.md), and BASE_URL=https://…";
        findings.push(if local {
            Finding::warning(CHECK, message, advice)
        } else {
            Finding::problem(CHECK, message, advice)
        });
    } else {
        findings.push(Finding::ok(CHECK, format!("BASE_URL is {}", config.base_url)));
    }
    let insecure: Vec<&str> =
        config.cors_origins.iter().map(String::as_str).filter(|origin| origin.starts_with("http://")).collect();
    if !insecure.is_empty() && !config.debug {
        let message = format!("CORS_ORIGINS trusts pages without TLS: {}", insecure.join(", "));
        findings.push(Finding::warning(
            CHECK,
            message,
            "https origins only: whoever is on the way can change such a page",
        ));
    }
    findings
}

/// One address for everybody, or an address that everybody can make up.
fn proxies(config: &Config) -> Option<Finding> {
    let proxies = &config.tuning.trusted_proxies;
    let anybody = [IpAddr::from([8, 8, 8, 8]), IpAddr::from([198, 51, 100, 1])];
    if anybody.iter().all(|address| proxies.trust(*address)) {
        let message = "TRUSTED_PROXIES believes everybody: clients choose the address that limits go by";
        return Some(Finding::problem(
            CHECK,
            message,
            "the addresses of your own proxies only: TRUSTED_PROXIES=127.0.0.1",
        ));
    }
    let behind = config.base_url.scheme() == "https" && proxies.is_empty();
    behind.then(|| {
        Finding::warning(
            CHECK,
            "BASE_URL is https, so a proxy stands in front, but TRUSTED_PROXIES is empty: all clients share its address and limits",
            "TRUSTED_PROXIES=127.0.0.1 for a proxy on this machine",
        )
    })
}
