//! How is it wired?

use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use actix::{Addr, Arbiter};
use actix_server::{Server, ServerHandle};
use futures_util::FutureExt;
use tokio::sync::{Notify, mpsc};
use tokio::time::{Instant, timeout_at};

use crate::actors::bus::Unconnected;
use crate::actors::chat_server::Drain;
use crate::actors::socket::json_frame;
use crate::actors::{Bus, ChatServer, Directory, Hub, supervised};
use crate::auth::Auth;
use crate::commands::sweep::{self, SweepMode, Sweeping, Swept};
use crate::commands::{MessageLimit, NewestPages, Services, messages};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::files::Storage;
use crate::http::listener::{self, Crowd, ListenerSettings};
use crate::http::websocket::Doorkeeper;
use crate::http::{self, Lifecycle};
use crate::metrics::{Place, panics};
use crate::protocol::Outbound;
use crate::store::{StatementLog, Store, StoreOptions};
use crate::time::Timestamp;

/// By when, after the order to drain, its steps are over: all of it within 10 s (P8), however many of them are stuck.
const SETTLED: Duration = Duration::from_secs(4);
/// Lines of the audit log that wait.
const NOTED: Duration = Duration::from_secs(5);
/// Sockets take their `bye` and close.
const GONE: Duration = Duration::from_secs(8);
/// Other nodes hear what was committed last.
const TOLD: Duration = Duration::from_millis(8500);
/// Requests under way are answered.
const ENDED: Duration = Duration::from_secs(9);
/// Sockets get no longer than this to close, however early the rest is done.
const FAREWELL: Duration = Duration::from_secs(4);
/// How often the server looks whether the last socket has gone.
const FAREWELL_LOOK: Duration = Duration::from_millis(20);
/// Clients come back after this long, give or take.
const RECONNECT_AFTER_MS: u64 = 1000;
/// How often uploads that nobody needs are looked for.
const SWEEP: Duration = Duration::from_hours(1);
/// Every so many times all files are compared with the database too.
const FILES_EVERY: u32 = 24;
/// What the sweep goes by for half files where `UPLOAD_ORPHAN_HOURS` is 0.
const STALE_UPLOAD: Duration = Duration::from_hours(24);

/// A server that listens: made by `main` and by the tests alike.
pub struct App {
    address: SocketAddr,
    server: Server,
    /// The drain has no time left: end without those who are still served.
    overdue: Arc<Notify>,
    stopper: Stopper,
}

/// Ends a running server. Cheap to clone.
#[derive(Clone)]
pub struct Stopper {
    lifecycle: Lifecycle,
    store: Store,
    chat: Addr<ChatServer>,
    directory: Arc<Directory>,
    bus: Option<Bus>,
    server: ServerHandle,
    overdue: Arc<Notify>,
}

/// The services of this configuration, with nobody listening yet: what the command line works with.
pub fn services(config: Config) -> Result<(Services, Hub)> {
    let options = StoreOptions {
        connections: config.tuning.database_pool_size,
        statements: StatementLog::of(config.debug_sql, config.tuning.slow_query),
        recall_window: config.tuning.recall_window,
    };
    let hub = Hub::default();
    let store = Store::open(&config.database, options)?;
    store.listen(Arc::new(hub.clone()));
    let services = Services {
        store,
        files: Storage::open(&config.media_dir, config.max_file_size)?,
        auth: Auth::new(&config)?,
        message_limit: MessageLimit::new(config.tuning.message_rate_limit),
        newest_pages: NewestPages::default(),
        live: Arc::new(hub.clone()),
        config: Arc::new(config),
    };
    Ok((services, hub))
}

impl App {
    /// Opens the port and starts the actors; requests are answered once [`App::run`] is awaited. The schema must be up to
    /// date: an empty database is filled, an older one is refused with a sentence that says what to do.
    pub async fn build(config: Config) -> Result<Self> {
        panics::watch();
        let (services, hub) = services(config)?;
        prepare_schema(&services.store).await?;
        let listener = bind(&services.config)?;
        let address = listener.local_addr().map_err(Error::internal)?;
        let directory = hub.directory().clone();
        let (bus, unconnected) = bus(&services.config)?.unzip();
        let chat = {
            let (store, directory, bus) = (services.store.clone(), directory.clone(), bus.clone());
            let server = move || ChatServer::new(store, directory, bus);
            supervised::start(&Arbiter::new().handle(), Place::ChatServer, server).await?
        };
        if let (Some(bus), Some(unconnected)) = (&bus, unconnected) {
            hub.join(bus.clone());
            unconnected.connect(chat.clone());
        }
        let (freed, to_free) = mpsc::unbounded_channel();
        hub.connect(chat.clone(), freed);
        actix_rt::spawn(remove_freed(services.clone(), to_free));
        actix_rt::spawn(sweep(services.clone()));
        let lifecycle = Lifecycle::begin();
        let store = services.store.clone();
        let server = serve(listener, services, &lifecycle, (&chat, &directory))?;
        let overdue = Arc::new(Notify::new());
        let stopper =
            Stopper { lifecycle, store, chat, directory, bus, server: server.handle(), overdue: overdue.clone() };
        Ok(Self { address, server, overdue, stopper })
    }

    /// Where it listens; the port is the one that was free where the settings say 0.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn stopper(&self) -> Stopper {
        self.stopper.clone()
    }

    /// Serves until it is stopped.
    pub async fn run(self) -> Result<()> {
        tokio::select! {
            ended = self.server => ended.map_err(Error::internal),
            () = self.overdue.notified() => Ok(()),
        }
    }
}

impl Stopper {
    /// Drains (P8): not `ready` any more, no new sockets; what is being written is finished and answered; every socket
    /// gets `bye` and 1001; other nodes hear the last of it; then the server ends. Takes less than 10 s.
    pub async fn drain(&self) {
        let begun = Instant::now();
        self.lifecycle.drain();
        if timeout_at(begun + SETTLED, self.store.finish()).await.is_err() {
            tracing::warn!("some messages were not written before the shutdown; their senders know of none");
        }
        if timeout_at(begun + NOTED, self.store.noted()).await.is_err() {
            tracing::warn!(
                "some lines of the audit log were not written before the shutdown; they are in this log only"
            );
        }
        self.say_goodbye((begun + GONE).min(Instant::now() + FAREWELL)).await;
        if let Some(bus) = &self.bus
            && timeout_at(begun + TOLD, bus.flush()).await.is_err()
        {
            tracing::warn!(
                "Redis did not take all that the other nodes were to hear; they will find it in the database"
            );
        }
        if timeout_at(begun + ENDED, self.server.stop(true)).await.is_err() {
            tracing::warn!("some requests took too long and are cut off");
            self.overdue.notify_one();
        }
    }

    /// `bye` to every socket, and 1001; waits until the last one has gone.
    async fn say_goodbye(&self, until: Instant) {
        let bye = Outbound::Bye { reason: "restart", reconnect_after_ms: RECONNECT_AFTER_MS };
        if let Ok(bye) = json_frame(&bye) {
            // The actor is gone only where the whole system is.
            let _ = self.chat.send(Drain { bye }).await;
        }
        let gone = async {
            while self.directory.sockets() > 0 {
                tokio::time::sleep(FAREWELL_LOOK).await;
            }
        };
        if timeout_at(until, gone).await.is_err() {
            tracing::info!(sockets = self.directory.sockets(), "some sockets did not close in time");
        }
    }

    /// Ends at once, as a crash would, but for the process.
    pub async fn stop(&self) {
        self.server.stop(false).await;
    }
}

fn serve(
    listener: TcpListener,
    services: Services,
    lifecycle: &Lifecycle,
    (chat, directory): (&Addr<ChatServer>, &Arc<Directory>),
) -> Result<Server> {
    let doorkeeper = Doorkeeper::new(services.clone(), lifecycle.clone(), chat.clone(), directory.clone());
    let tuning = &services.config.tuning;
    let settings = ListenerSettings {
        workers: tuning.workers,
        crowd: Some(Crowd::new(services.auth.limits.clone(), tuning.trusted_proxies.clone())),
        ..ListenerSettings::default()
    };
    let configure = http::configure(services, lifecycle.clone());
    let app = move || actix_web::App::new().configure(configure.clone());
    listener::serve(listener, &settings, app, doorkeeper).map_err(Error::internal)
}

/// The way to the other nodes, where `REDIS_URL` names a Redis server. Nodes with the same secret belong together: several
/// shops may share a Redis server.
fn bus(config: &Config) -> Result<Option<(Bus, Unconnected)>> {
    let Some(url) = &config.tuning.redis_url else { return Ok(None) };
    Bus::new(url.expose(), config.jwt_secret.expose()).map(Some)
}

fn bind(config: &Config) -> Result<TcpListener> {
    let wanted = format!("{}:{}", config.host, config.port);
    let failed = |cause: std::io::Error| {
        Error::Unavailable(format!("HOST and PORT name {wanted}, which cannot be opened: {cause}. Is it taken?"))
    };
    let address = (config.host.as_str(), config.port).to_socket_addrs().map_err(failed)?.next();
    let address = address.ok_or_else(|| Error::Unavailable(format!("HOST names no address: {}", config.host)))?;
    let socket = socket2::Socket::new(socket2::Domain::for_address(address), socket2::Type::STREAM, None);
    let socket = socket.map_err(failed)?;
    socket.set_reuse_address(true).map_err(failed)?;
    socket.bind(&address.into()).map_err(failed)?;
    socket.listen(BACKLOG).map_err(failed)?;
    socket.set_nonblocking(true).map_err(failed)?;
    Ok(socket.into())
}

/// Connections that may wait to be accepted, so that a storm of reconnects is not refused.
const BACKLOG: i32 = 4096;

async fn prepare_schema(store: &Store) -> Result<()> {
    let states = store.migration_states().await?;
    let missing: Vec<&str> = states.iter().filter(|state| !state.applied).map(|state| state.name.as_str()).collect();
    if missing.len() == states.len() {
        tracing::info!("the database is empty; creating its tables");
        store.migrate_up().await?;
    } else if !missing.is_empty() {
        let names = missing.join(", ");
        return Err(Error::Conflict(format!("The database lacks migrations ({names}); run `kefu migrate up` first.")));
    }
    Ok(())
}

async fn remove_freed(services: Services, mut freed: mpsc::UnboundedReceiver<String>) {
    while let Some(url) = freed.recv().await {
        if let Err(error) = unless_it_panics("a recalled file", messages::free(&services, &url)).await {
            tracing::warn!(%error, "the file of a recalled message could not be removed");
        }
    }
}

/// Removes what nobody needs, at a walk; several nodes may do so at once.
async fn sweep(services: Services) {
    let mut tick = tokio::time::interval(SWEEP);
    for round in 0_u32.. {
        tick.tick().await;
        let swept = match services.config.tuning.upload_orphan_age {
            Some(older_than) => {
                let sweeping = Sweeping { older_than, mode: SweepMode::Remove, files: round % FILES_EVERY == 1 };
                unless_it_panics("the sweep", sweep::run(&services, sweeping, Timestamp::now())).await
            }
            None => unless_it_panics("old uploads", services.files.sweep_incoming(STALE_UPLOAD))
                .await
                .map(|halves| Swept { halves, ..Swept::default() }),
        };
        match swept {
            Ok(swept) if swept.refused => tracing::warn!(
                files = swept.strays,
                "so many files without a row look like another installation's; they were left (see `kefu sweep`)"
            ),
            Ok(swept) if swept == Swept::default() => {}
            Ok(swept) => tracing::info!(?swept, "uploads that nobody needs were removed"),
            Err(error) => tracing::warn!(%error, "uploads could not be swept"),
        }
    }
}

/// What runs in the background goes on with its next piece of work.
async fn unless_it_panics<T>(running: &str, work: impl Future<Output = Result<T>>) -> Result<T> {
    AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|_| {
        panics::caught(Place::Background, running);
        Err(Error::internal("a panic in the background"))
    })
}
