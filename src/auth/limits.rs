//! How much is too much for one user, or from one address?

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use super::places::{Place, Places};
use super::rate::Rate;
use super::throttle::neighbourhood;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::metrics::{self, Limit};

/// An address may have as many times the requests of a user: a shop's own network hides many people behind one.
const PEOPLE_OF_AN_ADDRESS: u32 = 10;
/// Uploads of one user at the same time; each holds a file that grows.
const UPLOADS_AT_ONCE: Option<NonZeroU32> = NonZeroU32::new(4);
/// Seconds after which somebody may try again who has too much at once.
const LATER: u64 = 5;

/// The limits that are kept in this node's memory. Loopback addresses have none: behind a proxy that is not among
/// `TRUSTED_PROXIES` they are everybody.
#[derive(Clone)]
pub struct Limits {
    frames: Rate<UserId>,
    requests: Rate<UserId>,
    requests_of_address: Rate<IpAddr>,
    sockets: Arc<Places<IpAddr>>,
    connections: Arc<Places<IpAddr>>,
    uploads: Arc<Places<UserId>>,
}

impl Limits {
    pub fn new(config: &Config) -> Self {
        let limits = &config.tuning.limits;
        let of_address = limits
            .requests
            .map(|rate| NonZeroU32::new(PEOPLE_OF_AN_ADDRESS).map_or(rate, |people| rate.saturating_mul(people)));
        Self {
            frames: Rate::new(limits.frames),
            requests: Rate::new(limits.requests),
            requests_of_address: Rate::new(of_address),
            sockets: Places::new(limits.connections_of_address),
            connections: Places::new(limits.connections_of_address),
            uploads: Places::new(UPLOADS_AT_ONCE),
        }
    }

    /// One frame of any kind (`FRAME_RATE_LIMIT`).
    pub fn frame(&self, user: &UserId) -> Result<()> {
        self.frames.take(user).map_err(|wait| {
            too_much(Limit::Frames, "You are sending frames too fast; wait a moment and send this one again.", wait)
        })
    }

    /// One request of a user who is signed in (`REQUEST_RATE_LIMIT`).
    pub fn request_of(&self, user: &UserId) -> Result<()> {
        self.requests.take(user).map_err(too_many_requests)
    }

    /// One request of somebody who is not; ten times as many.
    pub fn request_from(&self, address: IpAddr) -> Result<()> {
        match limited(address) {
            Some(address) => self.requests_of_address.take(&address).map_err(too_many_requests),
            None => Ok(()),
        }
    }

    /// A WebSocket from this address, until the place is dropped (`CONNECTION_LIMIT_PER_ADDRESS`); none for an address
    /// without a limit.
    pub fn socket(&self, address: IpAddr) -> Result<Option<Place<IpAddr>>> {
        let full = || {
            let sentence = "Too many sockets are open from this address; close one first.";
            too_much(Limit::SocketsOfAddress, sentence, LATER)
        };
        limited(address).map(|address| self.sockets.take(address).ok_or_else(full)).transpose()
    }

    /// A TCP connection of this peer, likewise; `Err` is to be closed at once.
    pub fn connection(&self, peer: IpAddr) -> Result<Option<Place<IpAddr>>> {
        let full = || too_much(Limit::ConnectionsOfAddress, "Too many connections from this address.", LATER);
        limited(peer).map(|peer| self.connections.take(peer).ok_or_else(full)).transpose()
    }

    /// An upload that is being received, until the place is dropped.
    pub fn upload(&self, user: &UserId) -> Result<Place<UserId>> {
        self.uploads.take(user.clone()).ok_or_else(|| {
            too_much(Limit::UploadsAtOnce, "Too many of your uploads are under way; wait for one to end.", LATER)
        })
    }
}

/// What a limit answers; counted.
pub fn too_much(limit: Limit, sentence: &str, retry_after: u64) -> Error {
    metrics::RATE_LIMITED.one(limit);
    Error::RateLimited { detail: sentence.to_owned(), retry_after }
}

fn too_many_requests(wait: u64) -> Error {
    too_much(Limit::Requests, "Too many requests; wait a moment and try again.", wait)
}

/// What is counted as one address, where there is a limit at all.
fn limited(address: IpAddr) -> Option<IpAddr> {
    (!address.to_canonical().is_loopback()).then(|| neighbourhood(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches a limit that a subscriber leaves behind with the next of the 2^64 addresses it has.
    #[test]
    fn one_subscriber_is_one_address_and_this_machine_is_none() {
        let of = |text: &str| limited(text.parse().unwrap()).map(|address| address.to_string());
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::9"));
        assert_eq!(of("::ffff:192.0.2.7").as_deref(), Some("192.0.2.7"));
        for own in ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(of(own), None, "{own}");
        }
    }
}
