//! How does a WebSocket reach an actor, and how do frames leave?
