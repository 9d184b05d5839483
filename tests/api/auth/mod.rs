//! `/api/auth`: who signs in, stays signed in and signs out?

mod login;
mod password;
mod session;
mod tokens;
mod visitor;

use serde_json::{Value, json};

use crate::support::{Answer, TestApp, User};

pub const PASSWORD: &str = "correct horse 1";

/// Adds a member of staff with [`PASSWORD`], by an administrator's request.
pub async fn hire(admin: &User, username: &str, role: &str) -> Value {
    let body = json!({"username": username, "password": PASSWORD, "role": role});
    admin.post("/api/users", body).await.expect(201).json
}

pub async fn sign_in(app: &TestApp, username: &str, password: &str) -> Answer {
    app.nobody().post("/api/auth/login", json!({"username": username, "password": password})).await
}
