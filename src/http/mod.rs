//! How do requests get in?
