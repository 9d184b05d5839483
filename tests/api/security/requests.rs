//! What does each row send?

use kefu::domain::Role;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::scene::{Caller, Chat, PASSWORD, Scene, Strangers};
use super::table::{About, Row};
use crate::support::{Answer, BASE_URL, User};

/// One cell: who asks, for which row, and what it may be about.
pub struct Cell<'a> {
    pub scene: &'a Scene,
    pub caller: &'a Caller,
    pub row: &'a Row,
    pub strangers: &'a Strangers,
}

impl Cell<'_> {
    /// Sends the row's request.
    pub async fn ask(&self) -> Answer {
        let path = self.row.door.split_once(' ').unwrap().1;
        match path.split('/').nth(2).unwrap() {
            "auth" => self.auth().await,
            "users" => self.users().await,
            "conversations" => self.conversations().await,
            "messages" => self.messages().await,
            "quick-replies" => self.quick_replies().await,
            _ => self.others().await,
        }
    }

    fn unknown(&self) -> ! {
        panic!("nothing here knows what to send for {} {}", self.row.door, self.row.case)
    }

    async fn chat(&self) -> Chat {
        self.scene.chat(self.caller, self.row, self.strangers).await
    }

    async fn stranger(&self, role: Role) -> User {
        match role {
            Role::Buyer => self.scene.app.buyer().await,
            Role::Merchant => self.scene.app.merchant().await,
            _ => self.scene.app.agent().await,
        }
    }

    async fn auth(&self) -> Answer {
        let asker = &self.caller.asker;
        let post = async |path: &str, body: Value| asker.post(path, body).await;
        let password = |current: &str| json!({"current_password": current, "new_password": "another horse"});
        match (self.row.door, self.row.case) {
            ("POST /api/auth/login", case) => {
                let password = if case == "right" { PASSWORD } else { "wrong horse 1" };
                let staff = self.scene.caller(super::table::Who::Support).await.id;
                post("/api/auth/login", json!({"username": staff, "password": password})).await
            }
            ("GET /api/auth/verify", _) => asker.get("/api/auth/verify").await,
            ("POST /api/auth/logout", _) => post("/api/auth/logout", json!({})).await,
            ("POST /api/auth/refresh", _) => post("/api/auth/refresh", json!({})).await,
            ("POST /api/auth/password", "right") => post("/api/auth/password", password(PASSWORD)).await,
            ("POST /api/auth/password", _) => post("/api/auth/password", password("wrong horse 1")).await,
            ("POST /api/auth/tokens", case) => {
                let id = match case {
                    "customer" => &self.strangers.buyer.id,
                    "staff" => &self.scene.operator.id,
                    _ => "nobody",
                };
                post("/api/auth/tokens", json!({"user_id": id})).await
            }
            ("POST /api/auth/visitor", _) => post("/api/auth/visitor", json!({})).await,
            _ => self.unknown(),
        }
    }

    async fn user(&self) -> String {
        match self.row.about {
            About::Own => self.caller.id.clone(),
            About::Near => self.scene.neighbour(self.caller, self.strangers).await,
            _ => self.strangers.buyer.id.clone(),
        }
    }

    async fn users(&self) -> Answer {
        let asker = &self.caller.asker;
        let fresh = || self.scene.app.fresh_id("new");
        match (self.row.door, self.row.case) {
            ("POST /api/users/ensure", case) => {
                let (id, role) = match case {
                    "customer" => (fresh(), "buyer"),
                    "existing" => (self.strangers.buyer.id.clone(), "buyer"),
                    _ => (fresh(), "support"),
                };
                asker.post("/api/users/ensure?tokens=true", json!({"users": [{"id": id, "role": role}]})).await
            }
            ("GET /api/users", "search") => asker.get("/api/users?q=cnry&limit=100").await,
            ("GET /api/users", _) => asker.get("/api/users?limit=100").await,
            ("POST /api/users", _) => {
                let id = fresh();
                let staff = json!({"id": id, "username": id, "password": PASSWORD, "role": "support"});
                asker.post("/api/users", staff).await
            }
            ("GET /api/users/{id}", _) => asker.get(&format!("/api/users/{}", self.user().await)).await,
            ("PATCH /api/users/{id}", case) => {
                let change = match case {
                    "profile" => json!({"description": "changed"}),
                    "role" => json!({"role": "support"}),
                    "disabled" => json!({"disabled": true}),
                    _ => json!({"password": "another horse"}),
                };
                asker.patch(&format!("/api/users/{}", self.user().await), change).await
            }
            ("DELETE /api/users/{id}", _) => asker.delete(&format!("/api/users/{}", self.user().await)).await,
            _ => self.unknown(),
        }
    }

    async fn conversations(&self) -> Answer {
        let asker = &self.caller.asker;
        if self.row.door == "POST /api/conversations" {
            return self.open().await;
        }
        if self.row.door == "GET /api/conversations" {
            let narrowed = match self.row.case {
                "search" => "&q=cnry".to_owned(),
                "assignee" => format!("&assignee={}", self.strangers.buyer.id),
                _ => String::new(),
            };
            return asker.get(&format!("/api/conversations?limit=100{narrowed}")).await;
        }
        let chat = self.chat().await;
        let path = format!("/api/conversations/{}", chat.id);
        match (self.row.door, self.row.case) {
            ("GET /api/conversations/{id}", _) => asker.get(&path).await,
            ("PATCH /api/conversations/{id}", case) => {
                let change = match case {
                    "subject" => json!({"subject": "changed"}),
                    "closed" | "snoozed" => json!({"status": case}),
                    _ => json!({"assignee_id": "0agent"}),
                };
                asker.patch(&path, change).await
            }
            ("POST /api/conversations/{id}/read", _) => asker.post(&format!("{path}/read"), json!({"seq": 1})).await,
            _ => self.unknown(),
        }
    }

    async fn open(&self) -> Answer {
        let direct = |with: String| json!({"kind": "direct", "participants": [with]});
        let desk = |customer: String| json!({"kind": "support", "participants": [customer]});
        let new = match self.row.case {
            "to-buyer" => direct(self.stranger(Role::Buyer).await.id),
            "to-merchant" => direct(self.stranger(Role::Merchant).await.id),
            "to-staff" => direct(self.stranger(Role::Support).await.id),
            "to-nobody" => direct("nobody".to_owned()),
            "desk" => json!({"kind": "support"}),
            "desk-staff" => desk(self.stranger(Role::Support).await.id),
            "desk-nobody" => desk("nobody".to_owned()),
            _ => desk(self.stranger(Role::Buyer).await.id),
        };
        self.caller.asker.post("/api/conversations", new).await
    }

    async fn messages(&self) -> Answer {
        let (asker, chat) = (&self.caller.asker, self.chat().await);
        let seq = if self.row.about == About::Near { chat.theirs } else { chat.mine };
        let message = format!("/api/messages/{}/{seq}", chat.id);
        match (self.row.door, self.row.case) {
            ("GET /api/messages", case) => {
                let from = if case == "after" { "&after_seq=0" } else { "" };
                asker.get(&format!("/api/messages?conversation_id={}&limit=100{from}", chat.id)).await
            }
            ("POST /api/messages", case) => asker.post("/api/messages", self.new_message(case, chat.id).await).await,
            ("PATCH /api/messages/{conversation_id}/{seq}", _) => {
                asker.patch(&message, json!({"body": {"text": "changed"}})).await
            }
            ("DELETE /api/messages/{conversation_id}/{seq}", _) => asker.delete(&message).await,
            _ => self.unknown(),
        }
    }

    /// What is said over either path; a `file` is a stranger's.
    pub async fn new_message(&self, case: &str, chat: i64) -> Value {
        let url = match (case, &self.caller.user) {
            ("text", _) => {
                return json!({"conversation_id": chat, "kind": "text", "body": {"text": "hello"}});
            }
            ("own-file", Some(user)) => user.uploads("a.txt", b"hello").await["url"].as_str().unwrap().to_owned(),
            _ => self.strangers.upload.clone(),
        };
        json!({"conversation_id": chat, "kind": "file", "body": {"upload_url": url}})
    }

    async fn quick_replies(&self) -> Answer {
        let asker = &self.caller.asker;
        let own = |scope: &str| json!({"title": "t", "content": "c", "scope": scope});
        match (self.row.door, self.row.case) {
            ("GET /api/quick-replies", "search") => return asker.get("/api/quick-replies?q=cnry&limit=100").await,
            ("GET /api/quick-replies", _) => return asker.get("/api/quick-replies?limit=100").await,
            ("POST /api/quick-replies", scope) => return asker.post("/api/quick-replies", own(scope)).await,
            _ => {}
        }
        let id = match (self.row.about, &self.caller.user) {
            (About::Own, Some(user)) => {
                let made = user.post("/api/quick-replies", own("personal")).await;
                made["id"].as_i64().unwrap_or(self.strangers.personal)
            }
            (About::Desk, _) => self.strangers.shared,
            _ => self.strangers.personal,
        };
        let path = format!("/api/quick-replies/{id}");
        match (self.row.door, self.row.case) {
            ("GET /api/quick-replies/{id}", _) => asker.get(&path).await,
            ("PATCH /api/quick-replies/{id}", "share") => asker.patch(&path, json!({"scope": "shared"})).await,
            ("PATCH /api/quick-replies/{id}", _) => asker.patch(&path, json!({"category": "changed"})).await,
            ("DELETE /api/quick-replies/{id}", _) => asker.delete(&path).await,
            _ => self.unknown(),
        }
    }

    async fn others(&self) -> Answer {
        let asker = &self.caller.asker;
        match (self.row.door, self.row.case) {
            ("POST /api/upload", _) => {
                let form = Form::new().part("file", Part::bytes(b"hello".to_vec()).file_name("a.txt"));
                asker.send(asker.request("POST", "/api/upload").multipart(form)).await
            }
            ("GET /api/media/{path}", "known") => {
                asker.get(self.strangers.upload.strip_prefix(BASE_URL).unwrap()).await
            }
            ("GET /api/media/{path}", _) => {
                asker.get(&format!("/api/media/uploads/2026/11/{}.txt", "a".repeat(32))).await
            }
            ("GET /api/metrics", "direct") => asker.get("/api/metrics").await,
            ("GET /api/metrics", _) => {
                asker.send(asker.request("GET", "/api/metrics").header("X-Forwarded-For", "203.0.113.9")).await
            }
            ("GET /api/docs/{file}", _) => asker.get("/api/docs/swagger-ui.css").await,
            ("GET /api/ws/{user_id}", "plain") => asker.get(&format!("/api/ws/{}", self.caller.id)).await,
            (door, "-") if door.starts_with("GET ") && !door.contains('{') => {
                asker.get(door.strip_prefix("GET ").unwrap()).await
            }
            _ => self.unknown(),
        }
    }

    /// The frame of a `frame …` row, without an id.
    pub async fn frame(&self) -> Value {
        let kind = self.row.door.strip_prefix("frame ").unwrap();
        match kind {
            "token" if self.row.about == About::Own => {
                return json!({"type": kind, "access_token": self.caller.asker.token()});
            }
            "token" => return json!({"type": kind, "access_token": self.strangers.buyer.token()}),
            "presence" => return json!({"type": kind, "status": "away"}),
            "ping" => return json!({"type": kind}),
            _ => {}
        }
        let chat = self.chat().await;
        let seq = if self.row.about == About::Near { chat.theirs } else { chat.mine };
        let mut frame = json!({"type": kind, "conversation_id": chat.id});
        match kind {
            "send" => {
                frame = self.new_message(self.row.case, chat.id).await;
                frame["type"] = json!(kind);
            }
            "edit" => {
                frame["seq"] = json!(seq);
                frame["body"] = json!({"text": "changed"});
            }
            "recall" => frame["seq"] = json!(seq),
            "read" | "delivered" => frame["seq"] = json!(1),
            "typing" | "view" => frame["state"] = json!("start"),
            "sync" => frame["after_seq"] = json!(0),
            "watch" | "unwatch" => {}
            _ => self.unknown(),
        }
        frame
    }
}
