//! What can people do?
