//! Is it allowed, and what follows?
