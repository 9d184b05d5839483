//! What gets into the log? The real program runs, canaries are told to it everywhere, and none of them sings.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};

use serde_json::{Value, json};

use crate::support::{Answer, Asker, Credentials, Socket, handshake, soon};

const PROGRAM: &str = env!("CARGO_BIN_EXE_kefu");

/// A server of its own, with every line it logs.
struct Server {
    process: Child,
    lines: Arc<(Mutex<Vec<String>>, Condvar)>,
    folder: tempfile::TempDir,
}

impl Server {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut process = program(&folder).arg("serve").stderr(Stdio::piped()).stdin(Stdio::null()).spawn().unwrap();
        let lines: Arc<(Mutex<Vec<String>>, Condvar)> = Arc::default();
        let (errors, kept) = (process.stderr.take().unwrap(), lines.clone());
        std::thread::spawn(move || {
            for line in BufReader::new(errors).lines().map_while(Result::ok) {
                kept.0.lock().unwrap().push(line);
                kept.1.notify_all();
            }
        });
        Self { process, lines, folder }
    }

    /// Waits for a line; the first that fits.
    async fn line(&self, what: &str, fits: impl Fn(&str) -> bool + Send + 'static) -> String {
        let lines = self.lines.clone();
        let waiting = tokio::task::spawn_blocking(move || {
            let mut kept = lines.0.lock().unwrap();
            loop {
                if let Some(line) = kept.iter().find(|line| fits(line)) {
                    return line.clone();
                }
                kept = lines.1.wait(kept).unwrap();
            }
        });
        soon(what, waiting).await.unwrap()
    }

    fn all(&self) -> Vec<String> {
        self.lines.0.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn program(folder: &tempfile::TempDir) -> Command {
    let mut command = Command::new(PROGRAM);
    command.current_dir(folder.path()).env_clear();
    command.envs([
        ("DATABASE_URL", "sqlite://kefu.db"),
        ("DEBUG_SQL", "True"),
        ("JWT_SECRET_KEY", "canary-secret-0123456789-0123456789-0123456789-0123456789-0123456789"),
        ("JWT_ALGORITHM", "HS256"),
        ("JWT_ACCESS_TOKEN_EXPIRE_DAYS", "7"),
        ("HOST", "127.0.0.1"),
        ("PORT", "0"),
        ("RELOAD", "False"),
        ("DEBUG", "True"),
        ("BASE_URL", "http://127.0.0.1:1"),
        ("CORS_ORIGINS", ""),
        ("MEDIA_DIR", "media"),
        ("MAX_FILE_SIZE", "100000"),
        ("APP_TITLE", "Tea"),
        ("APP_DESCRIPTION", ""),
        ("APP_VERSION", "1"),
        ("LOG", "debug"),
        ("LOG_FORMAT", "json"),
        ("SLOW_QUERY_MILLISECONDS", "1"),
    ]);
    command
}

/// Everything people write, tokens and passwords, at the level `debug`, with every statement and slow ones.
#[tokio::test(flavor = "multi_thread")]
async fn no_body_no_token_and_no_password_is_logged() {
    let server = Server::start();
    let listening = server.line("a server that listens", |line| line.contains("is listening")).await;
    let listening: Value = serde_json::from_str(&listening).unwrap();
    let address = listening["address"].as_str().unwrap().parse().unwrap();
    let made = program(&server.folder)
        .args(["admin", "create", "--username", "boss", "--password", "canary-password"])
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let key = program(&server.folder).args(["api-key", "create", "shop"]).output().unwrap();
    let key = String::from_utf8(key.stdout)
        .unwrap()
        .split_whitespace()
        .find(|word| word.starts_with("kefu"))
        .unwrap()
        .to_owned();
    let client = reqwest::Client::new();
    let asker = |credentials| Asker::new(client.clone(), address, credentials);
    let nobody = asker(Credentials::None);

    let signed =
        nobody.post("/api/auth/login", json!({"username": "boss", "password": "canary-password"})).await.expect(200);
    nobody.post("/api/auth/login", json!({"username": "boss", "password": "canary-guess"})).await.expect(401);
    let boss_token = signed["access_token"].as_str().unwrap().to_owned();
    let boss = asker(Credentials::Bearer(boss_token.clone()));
    let shop = asker(Credentials::Key(key.clone()));
    let users = json!({"users": [{"id": "b1", "role": "buyer", "description": "canary-profile"}, {"id": "m1", "role": "merchant"}]});
    let ensured = shop.post("/api/users/ensure?tokens=true", users).await.expect(200);
    let token = ensured["items"][0]["access_token"].as_str().unwrap().to_owned();
    let buyer = asker(Credentials::Bearer(token.clone()));
    let chat = say_canaries(&buyer).await;
    let mut socket = socket_by_query(address, &token).await;
    socket.says(chat, "canary-frame").await;
    socket.send(json!({"type": "canary-type", "id": "x"})).await;
    socket.send_raw(tokio_tungstenite::tungstenite::Message::text("canary-nonsense {")).await;
    socket.ask(json!({"type": "token", "access_token": "canary-token"})).await;
    socket.ask(json!({"type": "ping"})).await;
    upload(&buyer).await;
    nobody.post("/api/auth/login", json!({"canary-field": "canary-value"})).await.expect(422);
    nobody.get("/api/nothing?token=canary-query").await.expect(404);
    asker(Credentials::Bearer("canary-bearer".to_owned())).get("/api/auth/verify").await.expect(401);
    asker(Credentials::Key("kefu_canary-key".to_owned())).get("/api/users").await.expect(401);
    boss.post("/api/auth/password", json!({"current_password": "canary-old", "new_password": "canary-new-word"}))
        .await
        .expect(403);
    let last = nobody.request("GET", "/api/health/live").header("X-Request-Id", "the-last-one");
    nobody.send(last).await.expect(200);
    server.line("the last request", |line| line.contains("the-last-one")).await;

    let lines = server.all();
    let secrets = ["canary", &token, &boss_token, &key, token.split('.').nth(2).unwrap()];
    for line in &lines {
        for secret in secrets {
            // Hexadecimal digits are how the log writes people's words into SQL.
            let digits: String = secret.bytes().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
            assert!(!line.contains(secret) && !line.contains(&digits), "{secret} is in the log: {line}");
        }
        let line: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        if line["target"] == "kefu::http" {
            assert!(line["request_id"].is_string(), "{line}");
        }
    }
    for there in ["kefu::http", "kefu::sql", "socket opened"] {
        assert!(lines.iter().any(|line| line.contains(there)), "{there}: the test saw too little");
    }
}

/// Says, edits and takes back over REST; the conversation.
async fn say_canaries(buyer: &Asker) -> i64 {
    let opened = buyer
        .post(
            "/api/conversations",
            json!({"kind": "support", "subject": "canary-subject", "context": {"order": "canary-order"}}),
        )
        .await
        .expect(201);
    let chat = opened["id"].as_i64().unwrap();
    let text = |text: &str| json!({"conversation_id": chat, "kind": "text", "client_id": "c1", "body": {"text": text}});
    buyer.post("/api/messages", text("canary-text")).await.expect(201);
    buyer.post("/api/messages", text("canary-other")).await.expect(409);
    buyer.patch(&format!("/api/messages/{chat}/1"), json!({"body": {"text": "canary-edit"}})).await.expect(200);
    let long = json!({"conversation_id": chat, "kind": "text", "body": {"text": "canary".repeat(4000)}});
    buyer.post("/api/messages", long).await.expect(422);
    buyer.delete(&format!("/api/messages/{chat}/1")).await.expect(200);
    buyer.patch("/api/users/b1", json!({"description": "canary-self"})).await.expect(200);
    buyer.get("/api/conversations?q=canary-search&status=open").await;
    chat
}

/// The token in the URL, where logs of others would show it.
async fn socket_by_query(address: std::net::SocketAddr, token: &str) -> Socket {
    let mut request = handshake(address, "b1", "");
    *request.uri_mut() = format!("ws://{address}/api/ws/b1?token={token}").parse().unwrap();
    Socket::try_open(request).await.unwrap().0
}

async fn upload(buyer: &Asker) -> Answer {
    let part = reqwest::multipart::Part::bytes(b"canary-content".to_vec()).file_name("canary-name.txt");
    let form = reqwest::multipart::Form::new().part("file", part);
    buyer.send(buyer.request("POST", "/api/upload").multipart(form)).await.expect(201)
}
