//! How much may one user, or one address, ask for?

use std::num::NonZeroU32;

use super::checks::whole;
use super::raw::Raw;

/// The limits beside those of messages, logins and sockets of a user. `None` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Frames of any kind a second per user; the burst is twice that.
    pub frames: Option<NonZeroU32>,
    /// Requests a second per user; the burst is twice that.
    pub requests: Option<NonZeroU32>,
    /// Sockets, and connections beside them, that one address may have open.
    pub connections_of_address: Option<NonZeroU32>,
    /// Files a user may upload within an hour.
    pub uploads_an_hour: Option<NonZeroU32>,
    /// Bytes of the files a user may upload within a day.
    pub upload_bytes_a_day: Option<u64>,
    /// Calls of `ensure` a minute from one address.
    pub ensures_a_minute: Option<NonZeroU32>,
    /// New visitors a minute from one address.
    pub visitors_a_minute: Option<NonZeroU32>,
}

/// The largest rate or count that is no typing error.
const MAX_LIMIT: u32 = 1_000_000;
/// One pebibyte: beyond it, a quota is no quota.
const MAX_BYTES: u64 = 1 << 50;

impl Limits {
    pub(super) fn read(raw: &mut Raw) -> Option<Self> {
        let frames = raw.optional("FRAME_RATE_LIMIT", limit);
        let requests = raw.optional("REQUEST_RATE_LIMIT", limit);
        let connections_of_address = raw.optional("CONNECTION_LIMIT_PER_ADDRESS", limit);
        let uploads_an_hour = raw.optional("UPLOAD_RATE_LIMIT", limit);
        let upload_bytes_a_day = raw.optional("UPLOAD_BYTES_PER_DAY", |text| whole(text, 0..=MAX_BYTES));
        let ensures_a_minute = raw.optional("ENSURE_RATE_LIMIT", limit);
        let visitors_a_minute = raw.optional("VISITOR_RATE_LIMIT", limit);
        Some(Self {
            frames: frames?,
            requests: requests?,
            connections_of_address: connections_of_address?,
            uploads_an_hour: uploads_an_hour?,
            upload_bytes_a_day: Some(upload_bytes_a_day?).filter(|bytes| *bytes > 0),
            ensures_a_minute: ensures_a_minute?,
            visitors_a_minute: visitors_a_minute?,
        })
    }
}

/// A limit where 0 is "off".
pub(super) fn limit(text: &str) -> Result<Option<NonZeroU32>, String> {
    whole(text, 0..=MAX_LIMIT).map(NonZeroU32::new)
}
