//! What does a believable shop look like? People, what they say, and the answers that staff keep at hand.
//!
//! All of it goes through the commands that everybody uses, so no rule is bent: a demo that can be filled in is a demo
//! that clients could have made.

mod cast;
mod picture;
mod script;
mod stage;
#[cfg(test)]
mod tests;

use super::{Failure, Outcome};
use crate::commands::{MessageLimit, Services};
use crate::domain::{AuditAction, AuditLine};
use crate::error::Error;
use crate::store::UserFilter;
use crate::time::Timestamp;
use cast::Cast;
use picture::Album;
use script::Shop;
use stage::Stage;

/// Fills an empty database; answers who can be used, with the agents' password.
///
/// Fails with the code for "exists" where there is any user.
pub(super) async fn run(services: &Services) -> Outcome {
    let shop = Shop::read()?;
    let album = picture::album()?;
    check_room(services, &album).await?;
    // Nobody waits at a keyboard here: the limit on people's typing speed does not apply.
    let services = Services { message_limit: MessageLimit::new(None), ..services.clone() };
    let cast = Cast::hire(&services, &shop).await?;
    let stage = Stage::new(&services, &cast, &album);
    stage.quick_replies(shop.quick_replies).await?;
    let mut messages = 0;
    for conversation in &shop.conversations {
        messages += stage.play(conversation).await?;
    }
    let made = AuditLine::by_cli(Timestamp::now(), AuditAction::DemoMade);
    services.store.record(vec![made]).await?;
    Ok(cast.introduce(shop.conversations.len(), messages))
}

/// Can everything be stored? Looked at first, as nothing of a shop is better than half of it.
async fn check_room(services: &Services, album: &Album) -> Result<(), Failure> {
    if services.store.migration_states().await?.iter().any(|state| !state.applied) {
        return Err(Error::Conflict("The database lacks tables; run `kefu migrate up` first.".to_owned()).into());
    }
    let anyone = UserFilter { role: None, q: None, after: None, limit: 1 };
    if !services.store.users(anyone).await?.is_empty() {
        return Err(Failure::exists("The database has users already; a demo is filled into an empty one only."));
    }
    let largest = album.values().map(Vec::len).max().unwrap_or_default() as u64;
    if largest > services.config.max_file_size {
        let sentence = format!("The demo's pictures have up to {largest} bytes; MAX_FILE_SIZE allows fewer.");
        return Err(Error::Conflict(sentence).into());
    }
    Ok(())
}
