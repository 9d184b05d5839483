//! How does the script come to life? Each step is the command that a client would have called.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::json;
use serde_json::value::{RawValue, to_raw_value};

use super::cast::{Cast, operator};
use super::picture::{Album, Picture};
use super::script::{Deed, OwnedReply, Scene, Step};
use crate::commands::audit::Client;
use crate::commands::conversations::{self, NewConversation};
use crate::commands::messages::{self, NewMessage};
use crate::commands::{Caller, Services, quick_replies, uploads};
use crate::domain::{MessageKind, Patch, Scope};
use crate::error::{Error, Result};
use crate::id::{ConversationId, Seq, UserId};
use crate::time::Timestamp;

pub(super) struct Stage<'a> {
    services: &'a Services,
    cast: &'a Cast,
    album: &'a Album,
}

/// A conversation as far as it was played.
struct Progress {
    id: ConversationId,
    /// The messages that have a name in the script.
    named: HashMap<String, Seq>,
    /// Up to where the members have read: whoever says something has seen what was there.
    seen: HashMap<UserId, Seq>,
    messages: usize,
}

impl Progress {
    fn seq(&self, label: &str) -> Result<Seq> {
        self.named.get(label).copied().ok_or_else(|| Error::internal(format!("shop.json: no message is named {label}")))
    }
}

impl<'a> Stage<'a> {
    pub(super) const fn new(services: &'a Services, cast: &'a Cast, album: &'a Album) -> Self {
        Self { services, cast, album }
    }

    /// Shared ones go under their owner's name, but only an administrator may share them.
    pub(super) async fn quick_replies(&self, replies: Vec<OwnedReply>) -> Result<()> {
        let shared = Scope::Shared.as_str();
        for OwnedReply { owner, reply } in replies {
            let is_shared = reply.scope.as_deref() == Some(shared);
            let caller = if is_shared { operator(&owner) } else { self.cast.actor(&owner)? };
            quick_replies::create(self.services, &caller, reply, Timestamp::now()).await?;
        }
        Ok(())
    }

    /// Plays one conversation; answers how many messages were sent.
    pub(super) async fn play(&self, scene: &Scene) -> Result<usize> {
        let new = NewConversation {
            kind: scene.kind,
            participants: scene.with.iter().cloned().collect(),
            subject: scene.subject.clone(),
            context: scene.context.clone(),
        };
        let caller = self.cast.actor(&scene.by)?;
        let opened = conversations::open(self.services, &caller, new, Timestamp::now()).await?;
        let mut progress =
            Progress { id: opened.conversation.id, named: HashMap::new(), seen: HashMap::new(), messages: 0 };
        for step in &scene.steps {
            self.step(step, &mut progress).await?;
        }
        for (user, seq) in &progress.seen {
            conversations::mark_read(self.services, &self.cast.actor(user)?, progress.id, *seq).await?;
        }
        Ok(progress.messages)
    }

    async fn step(&self, step: &Step, progress: &mut Progress) -> Result<()> {
        let caller = self.cast.actor(&step.by)?;
        let id = progress.id;
        match &step.deed {
            Deed::Text(text) => self.say(step, &caller, progress, MessageKind::Text, &json!({"text": text})).await?,
            Deed::Card(card) => {
                let mut card = card.clone();
                if let Some(name) = card.remove("image") {
                    let picture = serde_json::from_value(name).map_err(Error::internal)?;
                    card.insert("image_url".to_owned(), self.upload(&caller, picture).await?.into());
                }
                self.say(step, &caller, progress, MessageKind::Card, &card).await?;
            }
            Deed::Picture(picture) => {
                let url = self.upload(&caller, *picture).await?;
                self.say(step, &caller, progress, MessageKind::Image, &json!({"upload_url": url})).await?;
            }
            Deed::Edit { of, text } => {
                let body = raw(&json!({"text": text}))?;
                messages::edit(self.services, &caller, (id, progress.seq(of)?), body).await?;
            }
            Deed::Recall(of) => self.recall(&caller, id, progress.seq(of)?).await?,
            Deed::Read => {
                let conversation = conversations::read(self.services, &caller, id).await?;
                progress.seen.insert(step.by.clone(), conversation.last_seq);
            }
            Deed::Assign(agent) => {
                let patch = Patch { assignee_id: Some(Some(agent.clone())), ..Patch::default() };
                conversations::update(self.services, &caller, id, patch).await?;
            }
            Deed::Status(status) => {
                let patch = Patch { status: Some(*status), ..Patch::default() };
                conversations::update(self.services, &caller, id, patch).await?;
            }
        }
        Ok(())
    }

    async fn say(
        &self,
        step: &Step,
        caller: &Caller,
        progress: &mut Progress,
        kind: MessageKind,
        body: &impl Serialize,
    ) -> Result<()> {
        let reply_to = step.reply_to.as_deref().map(|label| progress.seq(label)).transpose()?;
        let new = NewMessage { conversation_id: progress.id, client_id: None, kind, body: raw(body)?, reply_to };
        let sent = messages::send(self.services, caller, new).await?;
        progress.messages += 1;
        progress.seen.insert(step.by.clone(), sent.message.seq);
        if let Some(label) = &step.label {
            progress.named.insert(label.clone(), sent.message.seq);
        }
        Ok(())
    }

    /// Takes a message back, where the settings give its sender any time to do so.
    async fn recall(&self, caller: &Caller, id: ConversationId, seq: Seq) -> Result<()> {
        if self.services.config.tuning.recall_window.is_zero() {
            return Ok(());
        }
        let client = Client { caller: caller.clone(), address: None };
        messages::recall(self.services, &client, id, seq).await.map(drop)
    }

    /// Answers the address of the stored picture.
    async fn upload(&self, caller: &Caller, picture: Picture) -> Result<String> {
        let leave = uploads::admit(self.services, caller, Timestamp::now()).await?;
        let mut incoming = uploads::begin(self.services, &leave).await?;
        let png = self.album.get(&picture).ok_or_else(|| Error::internal("a picture was not painted"))?;
        incoming.write(png).await?;
        let stored = uploads::store(self.services, caller, incoming, picture.file_name(), Timestamp::now()).await?;
        Ok(self.services.config.public_url(&format!("/api/media/{}", stored.path)))
    }
}

fn raw(body: &impl Serialize) -> Result<Box<RawValue>> {
    to_raw_value(body).map_err(Error::internal)
}
