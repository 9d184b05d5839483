//! Who is there while the matrix is tried, and what lies around?

use kefu::domain::{Role, UserDraft};
use kefu::id::UserId;
use kefu::store::Added;
use kefu::time::Timestamp;
use serde_json::{Value, json};

use super::canaries::{canary, card};
use super::table::{About, Row, Who};
use crate::support::{Asker, BASE_URL, TestApp, User, picture};

/// The password of every member of staff here.
pub const PASSWORD: &str = "correct horse 1";

/// One server, and strangers whose things are full of canaries.
pub struct Scene {
    pub app: TestApp,
    pub operator: User,
    key: Asker,
    /// Of [`PASSWORD`].
    hash: String,
    /// For those who change nothing, or are refused.
    strangers: Strangers,
}

/// Who sends the requests of one cell.
pub struct Caller {
    pub who: Who,
    pub asker: Asker,
    /// Its id; for nobody and for keys somebody else's.
    pub id: String,
    pub user: Option<User>,
}

/// A conversation and two messages in it.
#[derive(Debug, Clone, Copy)]
pub struct Chat {
    pub id: i64,
    /// The caller's own; where the caller is in none of it, a stranger's.
    pub mine: i64,
    pub theirs: i64,
}

/// What two customers that nobody knows have.
pub struct Strangers {
    pub buyer: User,
    pub merchant: User,
    pub direct: Chat,
    pub desk: Chat,
    pub upload: String,
    pub personal: i64,
    pub shared: i64,
}

impl Scene {
    pub async fn start() -> Self {
        let names = ["MESSAGE", "LOGIN", "UPLOAD", "ENSURE", "VISITOR"].map(|what| format!("{what}_RATE_LIMIT"));
        let mut unlimited: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "0")).collect();
        unlimited.push(("ALLOW_VISITORS", "True"));
        let app = TestApp::with(&unlimited).await;
        let (operator, key) = (app.admin().await, app.key().await);
        let hash = kefu::auth::Passwords::new().unwrap().hash(PASSWORD.to_owned()).await.unwrap();
        let agent = json!({"id": "0agent", "username": canary("agent", "username"), "role": "support",
            "password": canary("agent", "password"), "description": canary("agent", "description"),
            "avatar": format!("/{}", canary("agent", "avatar"))});
        operator.post("/api/users", agent).await.expect(201);
        let agent = app.signed_in("0agent").await;
        agent.post("/api/quick-replies", quick_reply("personal")).await.expect(201);
        let strangers = Strangers::settle(&app, &operator).await;
        // Before anybody looks: what is edited or recalled later may be seen until then.
        for (chat, place) in [(strangers.direct, "direct"), (strangers.desk, "desk")] {
            plant_what_goes(&strangers.buyer, chat.id, place).await;
        }
        Self { app, operator, key, hash, strangers }
    }

    /// Somebody new of this kind.
    pub async fn caller(&self, who: Who) -> Caller {
        let role = match who {
            Who::Nobody => return self.outsider(who, self.app.nobody()),
            Who::Key => return self.outsider(who, self.key.clone()),
            Who::Buyer => Role::Buyer,
            Who::Merchant => Role::Merchant,
            Who::Support => Role::Support,
            Who::Admin => Role::Admin,
        };
        let id = self.app.fresh_id("caller");
        let hash = role.is_staff().then(|| self.hash.clone());
        add(&self.app, &id, role, hash, None).await;
        let user = self.app.signed_in(&id).await;
        Caller { who, asker: (*user).clone(), id, user: Some(user) }
    }

    fn outsider(&self, who: Who, asker: Asker) -> Caller {
        Caller { who, asker, id: self.operator.id.clone(), user: None }
    }

    /// Strangers of whom nothing needs to stay as it is where the cell succeeds in changing something.
    pub async fn strangers(&self, row: &Row, cell: &str) -> Strangers {
        let theirs = matches!(row.about, About::Desk | About::Foreign);
        if theirs && !row.changes_nothing(cell) {
            return Strangers::settle(&self.app, &self.operator).await;
        }
        self.strangers.again()
    }

    /// The conversation that a row is about.
    pub async fn chat(&self, caller: &Caller, row: &Row, strangers: &Strangers) -> Chat {
        match (&caller.user, row.about) {
            (Some(user), About::Own | About::Near) => self.own_chat(caller.who, user).await,
            (_, About::Desk) => strangers.desk,
            _ => strangers.direct,
        }
    }

    async fn own_chat(&self, who: Who, user: &User) -> Chat {
        let other = if who == Who::Merchant { self.app.buyer().await } else { self.app.merchant().await };
        let id = match who {
            Who::Support | Who::Admin => other.asks_support().await,
            _ => user.talks_to(&other).await,
        };
        let theirs = other.posts(id, "theirs").await["seq"].as_i64().unwrap();
        let mine = user.posts(id, "mine").await["seq"].as_i64().unwrap();
        Chat { id, mine, theirs }
    }

    /// Somebody who shares a conversation with the caller.
    pub async fn neighbour(&self, caller: &Caller, strangers: &Strangers) -> String {
        let Some(user) = &caller.user else { return strangers.buyer.id.clone() };
        let chat = self.own_chat(caller.who, user).await;
        let members = user.conversation(chat.id).await["members"].as_array().unwrap().clone();
        let ids = members.iter().map(|member| member["user"]["id"].as_str().unwrap().to_owned());
        ids.into_iter().find(|id| *id != caller.id).unwrap()
    }
}

impl Strangers {
    async fn settle(app: &TestApp, operator: &User) -> Self {
        let stranger = async |role: Role| {
            let id = app.fresh_id("stranger");
            add(app, &id, role, None, Some(role.as_str())).await;
            app.signed_in(&id).await
        };
        let (buyer, merchant) = (stranger(Role::Buyer).await, stranger(Role::Merchant).await);
        let with = json!({"kind": "direct", "participants": [merchant.id]});
        let direct = plant(&buyer, "direct", with).await;
        let theirs = merchant.posts(direct.id, &canary("direct", "text")).await["seq"].as_i64().unwrap();
        let desk = plant(&buyer, "desk", json!({"kind": "support"})).await;
        let upload = merchant.uploads("plain.txt", b"hello").await["url"].as_str().unwrap().to_owned();
        let made = |answer: crate::support::Answer| answer.expect(201)["id"].as_i64().unwrap();
        let personal = made(merchant.post("/api/quick-replies", quick_reply("personal")).await);
        let shared = made(operator.post("/api/quick-replies", quick_reply("shared")).await);
        Self { buyer, merchant, direct: Chat { theirs, ..direct }, desk, upload, personal, shared }
    }

    fn again(&self) -> Self {
        let Self { buyer, merchant, upload, .. } = self;
        Self { buyer: buyer.clone(), merchant: merchant.clone(), upload: upload.clone(), ..*self }
    }
}

pub fn quick_reply(place: &str) -> Value {
    let here = |part| canary(place, part);
    let scope = if place == "shared" { "shared" } else { "personal" };
    json!({"title": here("title"), "content": here("content"), "shortcut": here("shortcut"),
        "category": here("category"), "scope": scope})
}

/// Adds a user; who has a password signs in with the id as name.
async fn add(app: &TestApp, id: &str, role: Role, password_hash: Option<String>, planted: Option<&str>) {
    let here = |part: &str| planted.map(|place| canary(place, part));
    let login = password_hash.as_ref().map(|_| id.to_lowercase());
    let draft = UserDraft {
        id: UserId::parse(id).unwrap(),
        role,
        username: here("username").unwrap_or_else(|| id.to_owned()),
        avatar: here("avatar").map_or_else(|| "/api/media/avatars/buyer1.png".to_owned(), |name| format!("/{name}")),
        description: here("description").unwrap_or_default(),
        password_hash,
    };
    let added = app.store.add_user(draft, login, Timestamp::now(), Vec::new()).await.unwrap();
    assert!(matches!(added, Added::User(_)), "{id}");
}

/// A conversation of `user` with a canary in every field it has; the last entry is a message of `user`'s.
async fn plant(user: &User, place: &str, mut new: Value) -> Chat {
    let here = |part| canary(place, part);
    new["subject"] = json!(here("subject"));
    new["context"] = json!({"order": here("context")});
    let id = user.post("/api/conversations", new).await.expect(201)["id"].as_i64().unwrap();
    let edited = say(user, id, "text", json!({"text": "about to change"})).await;
    let body = json!({"body": {"text": here("edited")}});
    user.patch(&format!("/api/messages/{id}/{edited}"), body).await.expect(200);
    let file = user.uploads(&here("file-name"), b"hello").await;
    say(user, id, "file", json!({"upload_url": file["url"]})).await;
    let image = user.uploads(&here("image-name"), &picture(4, 4)).await;
    say(user, id, "image", json!({"upload_url": image["url"].as_str().unwrap().strip_prefix(BASE_URL)})).await;
    say(user, id, "card", card(place)).await;
    let mine = say(user, id, "text", json!({"text": here("text")})).await;
    Chat { id, mine, theirs: mine }
}

/// Canaries that are gone when this is done: edited away and recalled.
async fn plant_what_goes(user: &User, id: i64, place: &str) {
    let here = |part| canary(place, part);
    let recalled = say(user, id, "text", json!({"text": here("recalled")})).await;
    user.delete(&format!("/api/messages/{id}/{recalled}")).await.expect(200);
    let file = user.uploads(&here("recalled-file"), b"hello").await;
    let recalled = say(user, id, "file", json!({"upload_url": file["url"]})).await;
    user.delete(&format!("/api/messages/{id}/{recalled}")).await.expect(200);
    let edited = say(user, id, "text", json!({"text": here("before-edit")})).await;
    let body = json!({"body": {"text": "changed"}});
    user.patch(&format!("/api/messages/{id}/{edited}"), body).await.expect(200);
}

async fn say(user: &User, id: i64, kind: &str, body: Value) -> i64 {
    let message = json!({"conversation_id": id, "kind": kind, "body": body});
    user.post("/api/messages", message).await.expect(201)["seq"].as_i64().unwrap()
}
