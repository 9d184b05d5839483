//! The routes on a real socket, a SQLite file and a media folder of their own.

use std::sync::Arc;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer};
use kefu::auth::Auth;
use kefu::commands::{Live, MessageLimit, NewestPages, Services};
use kefu::config::Config;
use kefu::domain::Presence;
use kefu::files::Storage;
use kefu::http::{self, Lifecycle};
use kefu::id::{ConversationId, UserId};
use kefu::protocol::CloseCode;
use kefu::store::{StatementLog, Store, StoreOptions};
use kefu::time::Timestamp;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::Value;
use tempfile::TempDir;

pub const SHOP: &str = "https://shop.example";
pub const MAX_FILE_SIZE: usize = 200_000;

/// Nobody is listening.
struct Nobody;

impl Live for Nobody {
    fn presence(&self, _: &UserId) -> Presence {
        Presence::Offline
    }

    fn disconnect(&self, _: &UserId, _: CloseCode) {}

    fn conversation_changed(&self, _: ConversationId) {}
}

pub struct Bench {
    pub lifecycle: Lifecycle,
    pub address: String,
    key: String,
    client: Client,
    server: ServerHandle,
    _folder: TempDir,
}

impl Bench {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let services = services(&folder).await;
        let lifecycle = Lifecycle::begin();
        let configure = http::configure(services.clone(), lifecycle.clone());
        let server = HttpServer::new(move || App::new().configure(&configure)).workers(1).disable_signals();
        let server = server.bind(("127.0.0.1", 0)).unwrap();
        let address = format!("http://{}", server.addrs()[0]);
        let server = server.run();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        let key = kefu::commands::api_keys::create(&services, "shop", Timestamp::now()).await.unwrap().key;
        Self { lifecycle, address, key, client: Client::new(), server: handle, _folder: folder }
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.address))
    }

    pub fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.address))
    }

    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        self.client.request(method, format!("{}{path}", self.address))
    }

    /// A request with the storefront's key.
    pub fn post_with_key(&self, path: &str) -> RequestBuilder {
        self.post(path).header("X-API-Key", &self.key)
    }

    /// The token of a new buyer or merchant.
    pub async fn token(&self, id: &str, role: &str) -> String {
        let users = serde_json::json!({"users": [{"id": id, "role": role}]});
        let answer = self.post_with_key("/api/users/ensure?tokens=true").json(&users).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        answer["items"][0]["access_token"].as_str().unwrap().to_owned()
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}

async fn services(folder: &TempDir) -> Services {
    let config = settings(folder);
    let options =
        StoreOptions { connections: 4, statements: StatementLog::Off, recall_window: config.tuning.recall_window };
    let store = Store::open(&config.database, options).unwrap();
    store.migrate_up().await.unwrap();
    Services {
        auth: Auth::new(&config).unwrap(),
        files: Storage::open(&config.media_dir, config.max_file_size).unwrap(),
        message_limit: MessageLimit::new(config.tuning.message_rate_limit),
        newest_pages: NewestPages::default(),
        config: Arc::new(config),
        store,
        live: Arc::new(Nobody),
    }
}

fn settings(folder: &TempDir) -> Config {
    let below = |name: &str| folder.path().join(name).display().to_string();
    let pairs = [
        ("DATABASE_URL", format!("sqlite://{}", below("kefu.db"))),
        ("DEBUG_SQL", "False".to_owned()),
        ("JWT_SECRET_KEY", "0123456789abcdef".repeat(4)),
        ("JWT_ALGORITHM", "HS256".to_owned()),
        ("JWT_ACCESS_TOKEN_EXPIRE_DAYS", "7".to_owned()),
        ("HOST", "127.0.0.1".to_owned()),
        ("PORT", "0".to_owned()),
        ("RELOAD", "False".to_owned()),
        ("DEBUG", "False".to_owned()),
        ("BASE_URL", "https://chat.example".to_owned()),
        ("CORS_ORIGINS", SHOP.to_owned()),
        ("MEDIA_DIR", below("media")),
        ("MAX_FILE_SIZE", MAX_FILE_SIZE.to_string()),
        ("APP_TITLE", "Tea & Co".to_owned()),
        ("APP_DESCRIPTION", String::new()),
        ("APP_VERSION", "1.2.3".to_owned()),
    ];
    Config::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value))).unwrap()
}

/// A header of an answer, empty where it is missing.
pub fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

/// The body of an answer that must be a problem with this status and code.
pub async fn problem(answer: Response, status: u16, code: &str) -> Value {
    let (seen, kind) = (answer.status().as_u16(), header(&answer, "content-type").to_owned());
    let id = header(&answer, "x-request-id").to_owned();
    let text = answer.text().await.unwrap();
    assert_eq!((seen, kind.as_str()), (status, "application/problem+json"), "{text}");
    let body: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(body["code"], code, "{text}");
    assert_eq!(body["status"], status);
    assert_eq!(body["request_id"], id);
    assert!(!id.is_empty() && body["detail"].as_str().is_some_and(|detail| detail.len() > 5), "{text}");
    body
}
