//! How is this node set up?
