//! What goes over the wire?

mod close;

pub use close::CloseCode;
