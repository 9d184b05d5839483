//! Which command does each frame become?

use std::future::Future;
use std::sync::Arc;

use actix::{ActorFutureExt, AsyncContext, ContextFutureSpawner, WrapFuture};
use actix_web_actors::ws::WebsocketContext;

use super::{READS, Session};
use crate::actors::chat_server::{Extend, StepAway, View, Whisper};
use crate::actors::socket::json_frame;
use crate::commands::messages::{self, NewMessage, Prepared};
use crate::commands::{auth, conversations};
use crate::domain::Intent;
use crate::error::{Error, Result};
use crate::id::ConversationId;
use crate::metrics::{self, FrameKind, Limit};
use crate::protocol::{Ack, Frame, Outbound, Request, SendRequest};
use crate::store::{Origin, Wish};
use crate::time::Timestamp;

type Context = WebsocketContext<Session>;
type FrameId = Option<Box<str>>;

impl Session {
    pub(super) fn ask(&mut self, frame: Frame, ctx: &mut Context) {
        metrics::FRAMES_RECEIVED.one(kind(&frame.request));
        let Frame { id, request } = frame;
        match request {
            Request::Send(send) => self.send(id, send, ctx),
            Request::Edit { conversation_id, seq, body } => {
                let intent = Intent::Edit { target: seq, body: Arc::from(body) };
                self.wish_message(id, conversation_id, intent);
            }
            Request::Recall { conversation_id, seq } => {
                self.wish_message(id, conversation_id, Intent::Recall { target: seq });
            }
            Request::Read { conversation_id, seq } => {
                self.wish(id, conversation_id, Intent::Mark { read: Some(seq), delivered: None });
            }
            Request::Delivered { conversation_id, seq } => {
                self.wish(id, conversation_id, Intent::Mark { read: None, delivered: Some(seq) });
            }
            Request::Typing { conversation_id, started } => self.typing(id, conversation_id, started, ctx),
            Request::Sync { conversation_id, after, limit } => self.sync(id, conversation_id, (after, limit), ctx),
            Request::Watch { conversation_id } => self.watch(id, conversation_id, ctx),
            Request::Unwatch { conversation_id } => self.unwatch(id, conversation_id, ctx),
            Request::View { conversation_id, started } => self.view(id, conversation_id, started, ctx),
            Request::Token { access_token } => self.take_token(id, access_token, ctx),
            Request::Presence { away } => {
                self.server.do_send(StepAway { session: self.id, away });
                self.acknowledge(id.as_deref());
            }
            Request::Ping => self.say(&Outbound::Pong { id: id.as_deref(), server_time: Timestamp::now() }),
        }
    }

    fn acknowledge(&self, id: Option<&str>) {
        if let Some(id) = id {
            self.say(&Outbound::Ack(Ack::plain(id)));
        }
    }

    /// Queues a wish; the lane answers it through the chat server, in its place among the events.
    fn wish(&self, id: FrameId, conversation: ConversationId, intent: Intent) {
        let named = id.clone();
        let origin = Origin::Socket { session: self.id, frame: id };
        let wish = Wish { conversation, actor: self.asker.clone(), intent, origin, address: Some(self.address) };
        if let Err(error) = self.services.store.submit(wish) {
            self.refuse(named.as_deref(), &error);
        }
    }

    fn wish_message(&self, id: FrameId, conversation: ConversationId, intent: Intent) {
        match self.services.message_limit.take(&self.asker.id) {
            Ok(()) => self.wish(id, conversation, intent),
            Err(error) => self.refuse(id.as_deref(), &error),
        }
    }

    fn send(&mut self, id: FrameId, send: SendRequest, ctx: &mut Context) {
        let new = NewMessage {
            conversation_id: send.conversation_id,
            client_id: Some(send.client_id),
            kind: send.kind,
            body: send.body,
            reply_to: send.reply_to,
        };
        match messages::check(&new) {
            Ok(Prepared::Ready(intent)) => self.wish_message(id, new.conversation_id, intent),
            Ok(Prepared::Upload(_)) => self.send_attachment(id, new, ctx),
            Err(error) => self.refuse(id.as_deref(), &error),
        }
    }

    /// Looks the upload up before anything else of this socket goes on, so that its messages keep their order.
    fn send_attachment(&mut self, id: FrameId, new: NewMessage, ctx: &mut Context) {
        let (services, asker) = (self.services.clone(), self.asker.clone());
        let conversation = new.conversation_id;
        async move { messages::prepare(&services, &asker, &new).await }
            .into_actor(self)
            .map(move |prepared, session, _| match prepared {
                Ok(intent) => session.wish_message(id, conversation, intent),
                Err(error) => session.refuse(id.as_deref(), &error),
            })
            .wait(ctx);
    }

    fn typing(&mut self, id: FrameId, conversation: ConversationId, started: bool, ctx: &mut Context) {
        let (services, asker) = (self.services.clone(), self.asker.clone());
        let look = async move { conversations::typing(&services, &asker, conversation).await };
        self.read(id, ctx, look, move |session, _, to| {
            let from = session.asker.id.clone();
            let frame = json_frame(&Outbound::typing(conversation, &from, started)).map_err(Error::internal)?;
            session.server.do_send(Whisper { conversation, from, to, frame });
            Ok(())
        });
    }

    /// Nothing else of this socket goes on meanwhile, so that a quick start and stop keep their order.
    fn view(&mut self, id: FrameId, conversation: ConversationId, started: bool, ctx: &mut Context) {
        let (services, asker) = (self.services.clone(), self.asker.clone());
        async move { conversations::view_along(&services, &asker, conversation).await }
            .into_actor(self)
            .map(move |allowed, session, _| match allowed {
                Ok(()) => session.server.do_send(View { session: session.id, conversation, started }),
                Err(error) => session.refuse(id.as_deref(), &error),
            })
            .wait(ctx);
    }

    fn take_token(&mut self, id: FrameId, token: String, ctx: &mut Context) {
        let (services, user) = (self.services.clone(), self.asker.id.clone());
        let look = async move { auth::authenticate_socket(&services, &token, &user, Timestamp::now()).await };
        self.read(id, ctx, look, move |session, id, identity| {
            session.expires_at = identity.expires_at;
            session.server.do_send(Extend { session: session.id, expires_at: identity.expires_at });
            session.acknowledge(id);
            Ok(())
        });
    }

    /// Runs something that reads the store beside everything else, a few at a time; errors become the answer.
    pub(super) fn read<T: 'static>(
        &mut self,
        id: FrameId,
        ctx: &mut Context,
        look: impl Future<Output = Result<T>> + 'static,
        then: impl FnOnce(&mut Self, Option<&str>, T) -> Result<()> + 'static,
    ) {
        if self.reads >= READS {
            let detail =
                format!("At most {READS} requests of one socket are read at the same time; wait for an answer.");
            metrics::RATE_LIMITED.one(Limit::Reads);
            return self.refuse(id.as_deref(), &Error::RateLimited { detail, retry_after: 1 });
        }
        self.reads += 1;
        let reading = look.into_actor(self).map(move |found, session, _| {
            session.reads = session.reads.saturating_sub(1);
            if let Err(error) = found.and_then(|found| then(session, id.as_deref(), found)) {
                session.refuse(id.as_deref(), &error);
            }
        });
        ctx.spawn(reading);
    }
}

/// As it is counted.
const fn kind(request: &Request) -> FrameKind {
    match request {
        Request::Send(_) => FrameKind::Send,
        Request::Edit { .. } => FrameKind::Edit,
        Request::Recall { .. } => FrameKind::Recall,
        Request::Read { .. } => FrameKind::Read,
        Request::Delivered { .. } => FrameKind::Delivered,
        Request::Typing { .. } => FrameKind::Typing,
        Request::Sync { .. } => FrameKind::Sync,
        Request::Watch { .. } => FrameKind::Watch,
        Request::Unwatch { .. } => FrameKind::Unwatch,
        Request::View { .. } => FrameKind::View,
        Request::Token { .. } => FrameKind::Token,
        Request::Presence { .. } => FrameKind::Presence,
        Request::Ping => FrameKind::Ping,
    }
}
