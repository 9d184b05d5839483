//! Why could something not be done?

use std::io;

/// What ends a run before there is a verdict, or ends one socket.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{0}")]
    Unusable(String),
    #[error("{what}: {source}")]
    Io { what: &'static str, source: io::Error },
    #[error("{what}: the server answered {status}{}{detail}", if detail.is_empty() { "" } else { ": " })]
    Refused { what: &'static str, status: u16, detail: String },
    #[error("the server broke the protocol: {0}")]
    Protocol(&'static str),
    #[error("{0} took longer than the time allowed")]
    TooSlow(&'static str),
}

pub type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    pub const fn io(what: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { what, source }
    }

    /// The setting of the server that stands in the way, if that is known.
    pub fn advice(&self) -> Option<Advice> {
        match self {
            Self::Refused { status: 429, what: UPGRADE, .. } => Some(Advice::Connections),
            Self::Refused { status: 401 | 403, .. } => Some(Advice::ApiKey),
            _ => None,
        }
    }
}

/// Opening a WebSocket.
pub const UPGRADE: &str = "opening a WebSocket";

/// What the person who runs this can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    Messages,
    Connections,
    ApiKey,
    Ports,
}

impl Advice {
    pub const fn text(self) -> &'static str {
        match self {
            Self::Messages => {
                "the server answers rate_limited: start it with MESSAGE_RATE_LIMIT=0 (default 20 a second per user) or \
                 spread the load over more pairs; if it has no limit, it sheds overload: fewer messages under way"
            }
            Self::Connections => {
                "the server refuses sockets with 429: start it with CONNECTION_LIMIT_PER_USER=0 (default 10 per user)"
            }
            Self::ApiKey => "the server does not let this key in: make one with `kefu api-key create loadtest`",
            Self::Ports => "local ports have run out: raise --sources (each address has about 28,000 ports)",
        }
    }
}
