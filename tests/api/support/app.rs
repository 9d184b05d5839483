//! A server of one's own.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;

use chrono::TimeDelta;
use futures_util::FutureExt;
use kefu::app::{App, Stopper};
use kefu::auth::{Tokens, keys};
use kefu::config::Config;
use kefu::domain::{Role, UserDraft};
use kefu::id::UserId;
use kefu::store::{StatementLog, Store, StoreOptions};
use kefu::time::Timestamp;
use tempfile::TempDir;
use tokio::sync::oneshot;

use super::callers::User;
use super::database::Database;
use super::http::{Asker, Credentials};
use super::settings;
use super::soon;

/// The real server on a free port, with its own database and folder; all of it is gone when it is dropped.
pub struct TestApp {
    pub address: SocketAddr,
    /// Ends it before its time: `app.stopper.drain().await`.
    pub stopper: Stopper,
    /// A second door to the server's database, for what no request can bring about.
    pub store: Store,
    tokens: Tokens,
    client: reqwest::Client,
    server: Option<JoinHandle<()>>,
    place: Arc<Place>,
}

/// What several nodes share.
struct Place {
    // Dropped in this order: first the database, then the folder.
    database: Database,
    folder: TempDir,
    people: AtomicUsize,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// With some settings other than usual: `TestApp::with(&[("DEBUG", "True")])`.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::create(folder.path()).await;
        Self::at(Arc::new(Place { database, folder, people: AtomicUsize::new(0) }), settings).await
    }

    /// Another node on the same database and folder.
    pub async fn another_node(&self, settings: &[(&str, &str)]) -> Self {
        Self::at(self.place.clone(), settings).await
    }

    async fn at(place: Arc<Place>, settings: &[(&str, &str)]) -> Self {
        let config = settings::config(&place.database.url(), place.folder.path(), settings);
        let (give, take) = oneshot::channel();
        let server = {
            let config = config.clone();
            std::thread::spawn(move || serve(config, give))
        };
        let (address, stopper) = soon("a server that listens", take).await.unwrap().unwrap();
        let options =
            StoreOptions { connections: 2, statements: StatementLog::Off, recall_window: config.tuning.recall_window };
        Self {
            address,
            stopper,
            store: Store::open(&config.database, options).unwrap(),
            tokens: Tokens::new(&config.jwt_secret, config.jwt_algorithm),
            client: reqwest::Client::builder().timeout(super::PATIENCE * 3).build().unwrap(),
            server: Some(server),
            place,
        }
    }

    /// Where the server keeps uploads and avatars.
    pub fn media(&self) -> PathBuf {
        self.place.folder.path().join("media")
    }

    /// The server's database, for a door of one's own.
    pub fn database_url(&self) -> String {
        self.place.database.url()
    }

    /// Runs one statement on the server's database.
    pub async fn execute(&self, sql: &str) {
        self.place.database.execute(sql).await;
    }

    pub async fn buyer(&self) -> User {
        self.user(&self.fresh_id("b"), Role::Buyer).await
    }

    pub async fn merchant(&self) -> User {
        self.user(&self.fresh_id("m"), Role::Merchant).await
    }

    /// A member of the support desk. Has no password.
    pub async fn agent(&self) -> User {
        self.user(&self.fresh_id("s"), Role::Support).await
    }

    /// Has no password.
    pub async fn admin(&self) -> User {
        self.user(&self.fresh_id("a"), Role::Admin).await
    }

    /// One of each role: buyer, merchant, support, admin.
    pub async fn everybody(&self) -> [User; 4] {
        [self.buyer().await, self.merchant().await, self.agent().await, self.admin().await]
    }

    /// A user that is there from now on, signed in.
    pub async fn user(&self, id: &str, role: Role) -> User {
        let draft = UserDraft {
            id: UserId::parse(id).unwrap(),
            role,
            username: format!("The {id}"),
            avatar: "/api/media/avatars/buyer1.png".to_owned(),
            description: String::new(),
            password_hash: None,
        };
        self.store.ensure_users(vec![draft], Timestamp::now()).await.unwrap();
        self.signed_in(id).await
    }

    /// Somebody who is there already, with a new token.
    pub async fn signed_in(&self, id: &str) -> User {
        let token = self.token(id, TimeDelta::hours(1), Timestamp::now()).await;
        User::new(id, self.asker(Credentials::Bearer(token)))
    }

    /// A token of this user's that was issued at `now` and lives for `lifetime`; both may lie in the past.
    pub async fn token(&self, id: &str, lifetime: TimeDelta, now: Timestamp) -> String {
        let user = self.store.user(&UserId::parse(id).unwrap()).await.unwrap().expect("a user with this id");
        self.tokens.issue(&user, lifetime, now).unwrap().token
    }

    /// Without credentials.
    pub fn nobody(&self) -> Asker {
        self.asker(Credentials::None)
    }

    /// The backend of a storefront, with a key of its own.
    pub async fn key(&self) -> Asker {
        let (name, key) = (self.fresh_id("key"), keys::generate());
        let hash = keys::fingerprint(&key).unwrap();
        assert!(self.store.add_api_key(name, hash, Timestamp::now()).await.unwrap());
        self.with_key(&key)
    }

    /// With this bearer token, whatever it is.
    pub fn bearing(&self, token: &str) -> Asker {
        self.asker(Credentials::Bearer(token.to_owned()))
    }

    /// With this API key, whatever it is.
    pub fn with_key(&self, key: &str) -> Asker {
        self.asker(Credentials::Key(key.to_owned()))
    }

    /// An id that this database has not seen: `b1`, `m2`, …
    pub fn fresh_id(&self, prefix: &str) -> String {
        format!("{prefix}{}", self.place.people.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn asker(&self, credentials: Credentials) -> Asker {
        Asker::new(self.client.clone(), self.address, credentials)
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        // Sending the order is all that is needed of it; the thread below ends when it is carried out.
        let _ = self.stopper.stop().now_or_never();
        if let Some(server) = self.server.take()
            && server.join().is_err()
        {
            eprintln!("the server's thread had panicked");
        }
    }
}

type Started = Result<(SocketAddr, Stopper), kefu::error::Error>;

/// Runs a server in an actix system of its own until it is stopped.
fn serve(config: Config, started: oneshot::Sender<Started>) {
    let system = actix_rt::System::new();
    system.block_on(async {
        match App::build(config).await {
            Ok(app) => {
                let _ = started.send(Ok((app.address(), app.stopper())));
                app.run().await.unwrap();
            }
            Err(error) => drop(started.send(Err(error))),
        }
    });
    actix_rt::System::current().stop();
    system.run().unwrap();
}
