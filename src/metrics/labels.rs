//! By what are things told apart when they are counted?

use super::kinds::Label;

macro_rules! label {
    ($(#[$doc:meta])* $name:ident, $key:literal, { $($(#[$of:meta])* $variant:ident => $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $($(#[$of])* $variant,)+
        }

        impl $name {
            pub(super) const COUNT: usize = [$($text),+].len();
        }

        impl Label for $name {
            const NAME: &'static str = $key;
            const VALUES: &'static [&'static str] = &[$($text),+];
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn place(self) -> usize {
                self as usize
            }
        }
    };
}

label! {
    /// Which limit refused something.
    Limit, "limit", {
        /// `MESSAGE_RATE_LIMIT`.
        Messages => "messages",
        /// `FRAME_RATE_LIMIT`.
        Frames => "frames",
        /// `REQUEST_RATE_LIMIT`.
        Requests => "requests",
        /// `CONNECTION_LIMIT_PER_USER`.
        SocketsOfUser => "sockets_of_user",
        /// `CONNECTION_LIMIT_PER_ADDRESS`, at the upgrade.
        SocketsOfAddress => "sockets_of_address",
        /// `CONNECTION_LIMIT_PER_ADDRESS`, when the connection was accepted.
        ConnectionsOfAddress => "connections_of_address",
        /// `LOGIN_RATE_LIMIT`.
        Logins => "logins",
        Visitors => "visitors",
        /// `ENSURE_RATE_LIMIT`.
        Ensure => "ensure",
        /// `UPLOAD_RATE_LIMIT`.
        Uploads => "uploads",
        /// `UPLOAD_BYTES_PER_DAY`.
        UploadBytes => "upload_bytes",
        /// Uploads of one user at the same time.
        UploadsAtOnce => "uploads_at_once",
        /// Requests of one socket that are read at the same time.
        Reads => "reads",
        /// The queue into the log was full.
        Queue => "queue",
    }
}

label! {
    /// What a frame of a client asked for.
    FrameKind, "type", {
        Send => "send",
        Edit => "edit",
        Recall => "recall",
        Read => "read",
        Delivered => "delivered",
        Typing => "typing",
        Sync => "sync",
        Watch => "watch",
        Unwatch => "unwatch",
        View => "view",
        Token => "token",
        Presence => "presence",
        Ping => "ping",
        /// It was no frame.
        Bad => "bad",
    }
}

label! {
    /// What was wrong: the codes of problems and of `error` frames.
    Code, "code", {
        BadRequest => "bad_request",
        Unauthorized => "unauthorized",
        Forbidden => "forbidden",
        NotFound => "not_found",
        MethodNotAllowed => "method_not_allowed",
        Conflict => "conflict",
        PayloadTooLarge => "payload_too_large",
        UnsupportedMediaType => "unsupported_media_type",
        RangeNotSatisfiable => "range_not_satisfiable",
        Invalid => "invalid",
        RateLimited => "rate_limited",
        Internal => "internal",
        Unavailable => "unavailable",
        Other => "other",
    }
}

impl Code {
    /// The one that is written so.
    pub fn named(code: &str) -> Self {
        let place = Self::VALUES.iter().position(|value| *value == code);
        place.and_then(|place| Self::ALL.get(place)).copied().unwrap_or(Self::Other)
    }
}

label! {
    /// Why a socket ended: the close code the server sent, or what happened without one.
    Farewell, "reason", {
        /// The client closed it.
        Client => "client",
        /// The connection broke.
        Lost => "lost",
        /// No pong came.
        Silent => "silent",
        /// What waited for it was not taken in time.
        Jammed => "jammed",
        Normal => "1000",
        GoingAway => "1001",
        ProtocolError => "1002",
        NotUtf8 => "1007",
        TooManyBadFrames => "1008",
        TooBig => "1009",
        Internal => "1011",
        TryAgainLater => "1013",
        Unauthorized => "4401",
        Disabled => "4403",
    }
}

label! {
    /// How an attempt to sign in with a password ended.
    Login, "outcome", {
        Granted => "granted",
        /// Wrong name, wrong password, disabled.
        Refused => "refused",
    }
}

label! {
    /// Where a panic was caught.
    Place, "place", {
        Request => "request",
        Session => "session",
        ChatServer => "chat_server",
        Lane => "lane",
        Store => "store",
        Background => "background",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_by_their_names() {
        for (value, code) in Code::VALUES.iter().zip(Code::ALL) {
            assert_eq!((Code::named(value), Code::VALUES[code.place()]), (*code, *value));
        }
        assert_eq!(Code::named("teapot"), Code::Other);
    }
}
