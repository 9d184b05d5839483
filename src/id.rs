//! What is it called?
