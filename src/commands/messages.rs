//! What can be said, said differently, taken back and read again?

use std::sync::Arc;

use bytes::Bytes;
use serde_json::value::RawValue;

use super::audit::Client;
use super::{Caller, Services};
use crate::domain::{self, Actor, Body, Intent, Message, MessageKind, Parsed, may};
use crate::error::{Error, Result};
use crate::id::{ClientId, ConversationId, Seq};
use crate::store::{Bounds, History, Position};

/// A message that somebody wants to say.
#[derive(Debug, Clone)]
pub struct NewMessage {
    pub conversation_id: ConversationId,
    pub client_id: Option<ClientId>,
    pub kind: MessageKind,
    /// As it came; its shape depends on the kind.
    pub body: Box<RawValue>,
    pub reply_to: Option<Seq>,
}

/// A message in the log, and whether it stood there before.
#[derive(Debug, Clone)]
pub struct Sent {
    pub message: Message,
    /// The same `client_id` was stored before; nothing was written now.
    pub duplicate: bool,
}

/// What a new message needs before it can be queued.
#[derive(Debug)]
pub enum Prepared {
    Ready(Intent),
    /// It shows this upload, which must be looked up: [`prepare`].
    Upload(String),
}

/// Checks what can be checked without the store: texts and cards are ready at once.
pub fn check(new: &NewMessage) -> Result<Prepared> {
    Ok(match Body::parse(new.kind, new.body.get())? {
        Parsed::Ready(body) => {
            let body = body.json();
            let digest = domain::digest(new.kind, body.get(), new.reply_to);
            Prepared::Ready(intent(new, body, digest))
        }
        Parsed::Upload(url) => Prepared::Upload(url),
    })
}

/// Checks the message and looks its attachment up among the sender's own uploads. Where it is not there (404), it may
/// have been shown and recalled: under the name it had then, that is for the log to say.
pub async fn prepare(services: &Services, actor: &Actor, new: &NewMessage) -> Result<Intent> {
    let url = match check(new)? {
        Prepared::Ready(intent) => return Ok(intent),
        Prepared::Upload(url) => url,
    };
    let hidden = || Error::missing("upload");
    let path = media_path(services, &url).ok_or_else(hidden)?;
    let digest = domain::digest(new.kind, &path, new.reply_to);
    let Some(upload) = services.store.upload_of(&actor.id, &path).await? else {
        let client_id = new.client_id.clone().ok_or_else(hidden)?;
        return Ok(Intent::Resend { client_id, digest });
    };
    let url = services.config.public_url(&format!("/api/media/{}", upload.path));
    let thumbnail = upload.thumbnail.as_ref().map(|path| services.config.public_url(&format!("/api/media/{path}")));
    let body = Body::attach(new.kind, &upload, url, thumbnail)?;
    Ok(intent(new, body.json(), digest))
}

fn intent(new: &NewMessage, body: Arc<RawValue>, digest: i64) -> Intent {
    Intent::Send { client_id: new.client_id.clone(), kind: new.kind, body, reply_to: new.reply_to, digest }
}

/// What follows `/api/media/` in the address of an upload, absolute or not; the names of files are ASCII.
fn media_path(services: &Services, url: &str) -> Option<String> {
    let base = services.config.public_url("/api/media/");
    let path = url.strip_prefix(&base).or_else(|| url.strip_prefix("/api/media/"))?;
    path.is_ascii().then(|| path.to_owned())
}

/// Says it; answers after the commit.
pub async fn send(services: &Services, caller: &Caller, new: NewMessage) -> Result<Sent> {
    let actor = caller.user()?;
    services.message_limit.take(&actor.id)?;
    visible(services, actor, new.conversation_id).await?;
    let intent = prepare(services, actor, &new).await?;
    let answer = services.store.perform(new.conversation_id, actor.clone(), intent).await?;
    let message = stored(services, new.conversation_id, answer.seq).await?;
    Ok(Sent { message, duplicate: answer.duplicate })
}

/// Says it differently; answers with the message as it stands now.
pub async fn edit(
    services: &Services,
    caller: &Caller,
    (id, seq): (ConversationId, Seq),
    body: Box<RawValue>,
) -> Result<Message> {
    let actor = caller.user()?;
    services.message_limit.take(&actor.id)?;
    let intent = Intent::Edit { target: seq, body: Arc::from(body) };
    services.store.perform(id, actor.clone(), intent).await?;
    stored(services, id, seq).await
}

/// Takes it back for everyone, its file too; answers with the recall's entry.
pub async fn recall(services: &Services, client: &Client, id: ConversationId, seq: Seq) -> Result<Message> {
    let (actor, intent) = (client.user()?.clone(), Intent::Recall { target: seq });
    let answer = services.store.perform_from(client.address, id, actor, intent).await?;
    if let Some(url) = &answer.freed {
        free(services, url).await?;
    }
    stored(services, id, answer.seq).await
}

/// Removes the file of a message that was recalled, unless another one shows it: its row, then the file and its thumbnail.
pub async fn free(services: &Services, url: &str) -> Result<()> {
    let Some(path) = media_path(services, url) else { return Ok(()) };
    if services.store.release_upload(&path, None).await? {
        services.files.remove(&path).await?;
    }
    Ok(())
}

/// A page of the log in rising `seq`, for those who may see the conversation.
pub async fn history(
    services: &Services,
    caller: &Caller,
    id: ConversationId,
    bounds: Bounds,
    limit: i64,
) -> Result<History> {
    visible(services, caller.user()?, id).await?;
    services.store.history(id, bounds, limit).await
}

/// The newest page as JSON, `{"items": [...], "head": n}`: kept, as it is what every client asks for first.
pub async fn newest_page(services: &Services, caller: &Caller, id: ConversationId, limit: i64) -> Result<Bytes> {
    let position = visible(services, caller.user()?, id).await?;
    let state = (position.last_seq, position.roster);
    if let Some(page) = services.newest_pages.find(id, limit, state) {
        return Ok(page);
    }
    let history = services.store.history(id, Bounds::Newest, limit).await?;
    let page = Bytes::from(serde_json::to_vec(&history).map_err(Error::internal)?);
    if history.head == position.last_seq {
        services.newest_pages.keep(id, limit, state, page.clone());
    }
    Ok(page)
}

/// How the actor stands to the conversation, where it may see it; else 404.
pub(super) async fn visible(services: &Services, actor: &Actor, id: ConversationId) -> Result<Position> {
    let position = services.store.position(id, &actor.id).await?.ok_or_else(|| Error::missing("conversation"))?;
    may::see(actor, position.standing)?;
    Ok(position)
}

async fn stored(services: &Services, id: ConversationId, seq: Seq) -> Result<Message> {
    services.store.message(id, seq).await?.ok_or_else(|| Error::internal(format!("entry {id}/{seq} is missing")))
}
