//! With which number does the server close a socket, and what does it mean to the client?

/// Why the server ends a socket. The numbers are the contract's (`docs/protocol.md`, "Close codes").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CloseCode {
    /// 1000: the client closed first; its own close frame is answered.
    Normal,
    /// 1001: restart or shutdown; come back after `bye.reconnect_after_ms`.
    GoingAway,
    /// 1002: the frames broke RFC 6455.
    ProtocolError,
    /// 1007: a text frame was not UTF-8.
    NotUtf8,
    /// 1008: too many bad frames.
    TooManyBadFrames,
    /// 1009: a frame, or its joined fragments, over `max_frame_bytes`.
    TooBig,
    /// 1011: the server failed, while it opened the session or by a mistake of its own.
    Internal,
    /// 1013: reading too slowly, or overload: come back and `sync`.
    TryAgainLater,
    /// 4401: the token is missing, expired or revoked.
    Unauthorized,
    /// 4403: the account was disabled.
    Disabled,
}

impl CloseCode {
    /// The number on the wire.
    pub const fn number(self) -> u16 {
        match self {
            Self::Normal => 1000,
            Self::GoingAway => 1001,
            Self::ProtocolError => 1002,
            Self::NotUtf8 => 1007,
            Self::TooManyBadFrames => 1008,
            Self::TooBig => 1009,
            Self::Internal => 1011,
            Self::TryAgainLater => 1013,
            Self::Unauthorized => 4401,
            Self::Disabled => 4403,
        }
    }

    /// A short reason for people reading a log; at most 123 bytes, as RFC 6455 asks.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Normal => "",
            Self::GoingAway => "the server is restarting",
            Self::ProtocolError => "the frames are not valid WebSocket",
            Self::NotUtf8 => "text frames must be UTF-8",
            Self::TooManyBadFrames => "too many bad frames",
            Self::TooBig => "the frame is too big",
            Self::Internal => "the server made a mistake",
            Self::TryAgainLater => "reading too slowly or overload; come back and sync",
            Self::Unauthorized => "the token is missing, expired or revoked",
            Self::Disabled => "this account is disabled",
        }
    }
}
