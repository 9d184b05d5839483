//! `/api/messages`: what is said?

mod attachments;
mod edit;
mod history;
mod recall;
mod send;
