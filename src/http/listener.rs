//! Which port is open, and who serves it? One actix server for requests and for WebSocket upgrades.
//!
//! `actix_web::HttpServer` hides the upgrade hook of `actix_http::HttpService`, so the service is built here.

use std::net::TcpListener;
use std::time::Duration;
use std::{fmt, io};

use actix_http::body::MessageBody;
use actix_http::{HttpService, KeepAlive, Request, Response};
use actix_server::{Server, ServerBuilder};
use actix_service::{IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt, fn_service};
use actix_web::dev::AppConfig;

use super::crowd;
pub use super::crowd::Crowd;
pub use super::upgrade::{Accept, Accepting};

/// How the server treats connections.
#[derive(Clone)]
pub struct ListenerSettings {
    /// Threads that serve; at least 1.
    pub workers: usize,
    /// Threads a worker may start for blocking work.
    pub blocking_threads: usize,
    /// An idle connection is kept this long for its next request.
    pub keep_alive: Duration,
    /// A request's head must be complete within this time.
    pub request_timeout: Duration,
    /// A client gets this long to close after the last answer.
    pub disconnect_timeout: Duration,
    /// Requests under way get this long after a stop, in whole seconds. Upgraded sockets are not waited for.
    pub shutdown_timeout: Duration,
    /// Connections of a worker, upgraded ones not counted.
    pub max_connections: usize,
    /// A peer that takes no bytes for so long loses its connection.
    pub jam_timeout: Duration,
    /// How many connections one peer may have; `None` is any number.
    pub crowd: Option<Crowd>,
}

impl Default for ListenerSettings {
    fn default() -> Self {
        Self {
            workers: std::thread::available_parallelism().map_or(2, std::num::NonZero::get),
            blocking_threads: 16,
            keep_alive: Duration::from_secs(75),
            request_timeout: Duration::from_secs(5),
            disconnect_timeout: Duration::from_secs(1),
            shutdown_timeout: Duration::from_secs(5),
            max_connections: 25_000,
            jam_timeout: Duration::from_secs(30),
            crowd: None,
        }
    }
}

/// Serves `app` on `listener`; upgrade requests go to `accepting` instead. The server runs once awaited or spawned and
/// is stopped through its handle; signals are the caller's. `app` is called once a worker.
pub fn serve<F, I, S, B, U>(
    listener: TcpListener,
    settings: &ListenerSettings,
    app: F,
    accepting: U,
) -> io::Result<Server>
where
    F: Fn() -> I + Send + Clone + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig> + 'static,
    S::Error: Into<actix_web::Error> + 'static,
    S::InitError: fmt::Debug,
    S::Response: Into<Response<B>> + 'static,
    <S::Service as Service<Request>>::Future: 'static,
    S::Service: 'static,
    B: MessageBody + 'static,
    U: Accepting,
{
    let (address, http) = (listener.local_addr()?, settings.clone());
    let server = builder(settings);
    let stopping = server.graceful_shutdown_signal();
    let server = server.listen("kefu", listener, move || {
        let (stopping, accepting) = (stopping.clone(), accepting.clone());
        let http_service = HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .keep_alive(KeepAlive::Timeout(http.keep_alive))
            .client_request_timeout(http.request_timeout)
            .client_disconnect_timeout(http.disconnect_timeout)
            .tcp_nodelay(true)
            .local_addr(address)
            .upgrade(fn_service(move |(request, framed)| super::upgrade::answer(accepting.clone(), request, framed)))
            .finish(actix_service::map_config(
                app().into_factory().map_err(|error| error.into().error_response()),
                |()| AppConfig::default(),
            ))
            .tcp();
        crowd::guarded(http_service, http.crowd.clone(), http.jam_timeout)
    })?;
    Ok(server.run())
}

fn builder(settings: &ListenerSettings) -> ServerBuilder {
    Server::build()
        .workers(settings.workers)
        .worker_max_blocking_threads(settings.blocking_threads)
        .max_concurrent_connections(settings.max_connections)
        .shutdown_timeout(settings.shutdown_timeout.as_secs())
        .disable_signals()
}
