//! How does a session begin?

use actix::{ActorFutureExt, AsyncContext, ContextFutureSpawner, WrapFuture};
use actix_web_actors::ws::WebsocketContext;

use super::Session;
use crate::actors::chat_server::{Greet, Join};
use crate::actors::socket::json_frame;
use crate::commands::conversations;
use crate::domain::{self, Presence};
use crate::error::{Error, Result};
use crate::protocol::{self, CloseCode, LimitsView, Outbound, SummaryView, UserView};
use crate::store::Summary;
use crate::time::Timestamp;

impl Session {
    /// Joins the chat server, reads what `hello` shows, and only then listens to the client. Entries that are committed
    /// between the two are kept by the chat server and come behind the `hello`.
    pub(super) fn greet(&mut self, ctx: &mut WebsocketContext<Self>) {
        let join = self.server.send(Join {
            session: self.id,
            user: self.user.id.clone(),
            role: self.user.role,
            expires_at: self.expires_at,
            generation: self.user.token_generation,
            outbox: self.socket.outbox().clone(),
            addr: ctx.address(),
        });
        let (services, user) = (self.services.clone(), self.user.id.clone());
        let reading = async move {
            join.await.map_err(|_| Error::Unavailable("The server is shutting down.".to_owned()))?;
            conversations::summaries(&services, &user).await
        };
        reading
            .into_actor(self)
            .map(|found, session, _| {
                if let Err(error) = found.and_then(|(summaries, more)| session.hello(summaries, more)) {
                    tracing::warn!(session = %session.id, %error, "a session could not be opened");
                    let code = if matches!(error, Error::Internal(_)) {
                        CloseCode::Internal
                    } else {
                        CloseCode::TryAgainLater
                    };
                    session.socket.outbox().close(code);
                }
            })
            .wait(ctx);
    }

    fn hello(&self, summaries: Vec<Summary>, more: bool) -> Result<()> {
        let heads = summaries.iter().map(|summary| (summary.id, summary.last_seq)).collect();
        let conversations: Vec<SummaryView> = summaries.into_iter().map(SummaryView::from).collect();
        let user = UserView::new(&self.user, Presence::Online);
        let config = &self.services.config;
        let limits = LimitsView {
            recall_window_seconds: config.tuning.recall_window.num_seconds(),
            max_text_bytes: domain::MAX_TEXT_BYTES,
            max_upload_bytes: config.max_file_size,
        };
        let heartbeat = config.tuning.heartbeat.as_millis();
        let hello = json_frame(&Outbound::Hello {
            protocol: protocol::VERSION,
            session_id: self.id.to_string(),
            user: &user,
            server_time: Timestamp::now(),
            heartbeat_ms: u64::try_from(heartbeat).unwrap_or(u64::MAX),
            max_frame_bytes: protocol::MAX_FRAME_BYTES,
            limits,
            conversations: &conversations,
            more,
        })
        .map_err(Error::internal)?;
        self.server.do_send(Greet { session: self.id, hello, heads });
        Ok(())
    }
}

impl From<Summary> for SummaryView {
    fn from(summary: Summary) -> Self {
        Self {
            id: summary.id,
            last_seq: summary.last_seq,
            read_seq: summary.read_seq,
            unread: summary.unread,
            status: summary.status,
        }
    }
}
