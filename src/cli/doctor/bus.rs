//! Does Redis carry what several nodes tell each other?

use std::time::Duration;

use redis::{AsyncCommands, RedisError};
use tokio::time::timeout;

use super::finding::Finding;
use crate::config::{Config, DatabaseUrl};

const CHECK: &str = "redis";
/// As long as a node waits before it tries again.
const PATIENCE: Duration = Duration::from_secs(3);
/// Nobody listens there.
const CHANNEL: &str = "kefu:doctor";

/// Nothing without a `REDIS_URL`: one node needs none.
pub(super) async fn look(config: &Config) -> Vec<Finding> {
    let Some(url) = &config.tuning.redis_url else { return Vec::new() };
    let mut findings = vec![match timeout(PATIENCE, try_out(url.expose())).await {
        Ok(Ok(())) => Finding::ok(CHECK, "it answers, and nodes may publish and subscribe"),
        Ok(Err(error)) => unusable(&error.to_string()),
        Err(_) => unusable(&format!("no answer within {} s", PATIENCE.as_secs())),
    }];
    if matches!(config.database, DatabaseUrl::Sqlite { .. }) {
        let advice = "several nodes need one MySQL or MariaDB; a single node needs no REDIS_URL";
        findings.push(Finding::warning(CHECK, "REDIS_URL is set, and the database is a SQLite file", advice));
    }
    findings
}

fn unusable(error: &str) -> Finding {
    let advice = "is it running, are REDIS_URL and its password right, and may that account publish and subscribe? \
                  Until then what other nodes wrote comes up to 5 s late";
    Finding::problem(CHECK, format!("nodes cannot hear each other: {error}"), advice)
}

async fn try_out(url: &str) -> Result<(), RedisError> {
    let client = redis::Client::open(url)?;
    client.get_async_pubsub().await?.subscribe(CHANNEL).await?;
    client.get_multiplexed_async_connection().await?.publish(CHANNEL, "").await
}
