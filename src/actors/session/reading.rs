//! What does a socket read from the log?

use std::time::Duration;

use actix::{Handler, Message, ResponseFuture};
use actix_web_actors::ws::WebsocketContext;
use bytes::Bytes;

use super::Session;
use crate::actors::chat_server::{Fill, Unwatch, Watch, Watching};
use crate::actors::socket::{Load, json_frame};
use crate::commands::messages;
use crate::commands::{Caller, conversations};
use crate::domain;
use crate::error::{Error, Result};
use crate::id::{ConversationId, Seq, UserId};
use crate::metrics;
use crate::protocol::{Ack, CloseCode, Outbound};
use crate::store::{Bounds, Store};

/// An `events` frame stays below 256 KiB; what its envelope needs besides is far less than the difference.
const EVENTS_BYTES: usize = 250 * 1024;
/// Entries read at once to fill a gap.
const GAP_PAGE: i64 = 100;
/// Bytes of them at most, so that they fit an outbox that has drained.
const GAP_BYTES: usize = 256 * 1024;
/// A socket that lags gets this long to take what waits for it.
const LAG: Duration = Duration::from_secs(5);

/// Read what follows `after` and hand it to the chat server, once the outbox has room.
#[derive(Message)]
#[rtype(result = "()")]
pub struct ReadGap {
    pub session: crate::id::SessionId,
    pub conversation: ConversationId,
    pub after: Seq,
}

impl Handler<ReadGap> for Session {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, gap: ReadGap, _: &mut Self::Context) -> Self::Result {
        metrics::GAPS_READ.one();
        let (store, server, outbox) = (self.services.store.clone(), self.server.clone(), self.socket.outbox().clone());
        let me = self.asker.id.clone();
        Box::pin(async move {
            if tokio::time::timeout(LAG, outbox.drained()).await.is_err() {
                outbox.close(CloseCode::TryAgainLater);
                return;
            }
            let events = read_gap(&store, &me, gap.conversation, gap.after).await;
            if let Err(error) = &events {
                tracing::warn!(session = %gap.session, %error, "a gap could not be read");
            }
            server.do_send(Fill { session: gap.session, conversation: gap.conversation, events: events.ok() });
        })
    }
}

async fn read_gap(store: &Store, me: &UserId, id: ConversationId, after: Seq) -> Result<Vec<(Seq, Bytes)>> {
    let page = store.history(id, Bounds::After(after), GAP_PAGE).await?;
    if page.items.iter().any(|message| message.sender_id.as_ref() == Some(me)) {
        // It may be this socket's own, committed and not told yet: its `ack` belongs in the event's place.
        store.told(id).await;
    }
    let mut bytes = 0;
    let mut events = Vec::with_capacity(page.items.len());
    for message in &page.items {
        let frame = json_frame(&Outbound::Event { event: message }).map_err(Error::internal)?;
        bytes += frame.len();
        if bytes > GAP_BYTES && !events.is_empty() {
            break;
        }
        events.push((message.seq, frame));
    }
    Ok(events)
}

impl Session {
    /// Answers with a page of the log. It waits until the outbox has room, so that a client may ask for all it missed.
    pub(super) fn sync(
        &mut self,
        id: Option<Box<str>>,
        conversation: ConversationId,
        (after, limit): (i64, i64),
        ctx: &mut WebsocketContext<Self>,
    ) {
        let (services, caller) = (self.services.clone(), Caller::User(self.asker.clone()));
        let outbox = self.socket.outbox().clone();
        let frame_id = id.clone().unwrap_or_default();
        let look = async move {
            let after = Bounds::After(Seq(after));
            let page = messages::history(&services, &caller, conversation, after, limit).await?;
            let frame = events_frame(&frame_id, conversation, &page.items, page.head)?;
            if !outbox.has_room(Load { frames: 1, bytes: frame.len() }) {
                outbox.drained().await;
            }
            Ok(frame)
        };
        self.read(id, ctx, look, |session, _, frame| {
            session.push(frame);
            Ok(())
        });
    }

    /// Registers first and reads the head then, so that nothing falls between the two.
    pub(super) fn watch(
        &mut self,
        id: Option<Box<str>>,
        conversation: ConversationId,
        ctx: &mut WebsocketContext<Self>,
    ) {
        let (services, asker, server, me) = (self.services.clone(), self.asker.clone(), self.server.clone(), self.id);
        let look = async move {
            conversations::watch(&services, &asker, conversation).await?;
            let watch = server.send(Watch { session: me, conversation });
            watch.await.map_err(|_| Error::Unavailable("The server is shutting down.".to_owned()))?;
            conversations::watch(&services, &asker, conversation).await
        };
        self.read(id, ctx, look, move |session, id, head| {
            let ack =
                Ack { conversation_id: Some(conversation), head: Some(head), ..Ack::plain(id.unwrap_or_default()) };
            let answer = json_frame(&Outbound::Ack(ack)).map_err(Error::internal)?;
            let answer = id.is_some().then_some(answer);
            session.server.do_send(Watching { session: session.id, conversation, head, answer });
            Ok(())
        });
    }

    /// Ends the live events; the answer comes behind the last of them and says where the log stood.
    pub(super) fn unwatch(
        &mut self,
        id: Option<Box<str>>,
        conversation: ConversationId,
        ctx: &mut WebsocketContext<Self>,
    ) {
        let (services, asker) = (self.services.clone(), self.asker.clone());
        let unwatch = self.server.send(Unwatch { session: self.id, conversation });
        let look = async move {
            unwatch.await.map_err(|_| Error::Unavailable("The server is shutting down.".to_owned()))?;
            conversations::watch(&services, &asker, conversation).await
        };
        self.read(id, ctx, look, move |session, id, head| {
            if let Some(id) = id {
                let ack = Ack { conversation_id: Some(conversation), head: Some(head), ..Ack::plain(id) };
                session.say(&Outbound::Ack(ack));
            }
            Ok(())
        });
    }
}

/// As many events as fit; the rest is `more`.
fn events_frame(id: &str, conversation: ConversationId, items: &[domain::Message], head: Seq) -> Result<Bytes> {
    let mut bytes = 0;
    let mut fitting = 0;
    for message in items {
        bytes += serde_json::to_string(message).map_err(Error::internal)?.len() + 1;
        if bytes > EVENTS_BYTES && fitting > 0 {
            break;
        }
        fitting += 1;
    }
    let events = items.get(..fitting).unwrap_or_default();
    let more = events.last().is_some_and(|last| last.seq < head);
    let frame = Outbound::Events { id, conversation_id: conversation, events, head, more };
    json_frame(&frame).map_err(Error::internal)
}
