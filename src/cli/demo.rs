//! What does a believable shop look like?

use super::Outcome;
use crate::commands::Services;

pub(super) async fn run(_services: &Services) -> Outcome {
    Ok(String::new())
}
