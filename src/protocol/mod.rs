//! What goes over the wire?

mod close;
mod field;
mod inbound;
mod outbound;

pub use close::CloseCode;
pub use inbound::{BadFrame, Frame, FrameError, Request, SendRequest};
pub use outbound::{Ack, LimitsView, Outbound, SummaryView, UserView};

/// The version in `hello`.
pub const VERSION: u8 = 1;
/// The most bytes of a frame a client may send.
pub const MAX_FRAME_BYTES: usize = 64 * 1024;
/// The most characters of a frame's `id`.
pub const MAX_ID_CHARS: usize = 64;
/// The subprotocol that a browser offers beside `bearer.<JWT>`.
pub const SUBPROTOCOL: &str = "kefu.v1";
