//! What an attacker tries, with its answers; `docs/security.md` lists them.

mod canaries;
mod matrix;
mod overreach;
mod requests;
mod revocation;
mod scene;
mod sign_in;
mod table;
mod tokens;
mod uploads;
