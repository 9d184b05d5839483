//! Who takes part, and where do they talk?

use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};

use crate::failure::{Failure, Result};
use crate::rest::{Caller, Rest};
use crate::target::Target;

/// The most users that one request may ensure.
const USERS_A_REQUEST: usize = 1_000;

/// Connections that create conversations side by side.
const WORKERS: usize = 8;

/// A user who can sign in.
#[derive(Debug, Clone, Deserialize)]
pub struct Account {
    pub id: String,
    #[serde(rename = "access_token", default)]
    pub token: String,
}

#[derive(Serialize)]
struct Wanted {
    id: String,
    role: &'static str,
}

/// A buyer, a merchant and their conversation.
#[derive(Debug, Clone)]
pub struct Pair {
    pub buyer: Account,
    pub merchant: Account,
    pub conversation: i64,
    /// Its newest message.
    pub last_seq: i64,
}

/// How users are signed in.
#[derive(Debug, Clone)]
pub struct SignIn {
    pub key: Option<String>,
    /// How ids begin. Without a key it must be new: an anonymous caller gets tokens for users it creates only.
    pub prefix: String,
}

/// Makes sure of `count` buyers and as many merchants, and of the conversation of each two.
///
/// # Errors
/// What the server refuses.
pub async fn pairs(target: &Target, sign_in: &SignIn, count: usize) -> Result<Vec<Pair>> {
    let buyers = accounts(target, sign_in, "buyer", count).await?;
    let merchants = accounts(target, sign_in, "merchant", count).await?;
    let couples: Vec<(Account, Account)> = buyers.into_iter().zip(merchants).collect();
    let share = couples.len().div_ceil(WORKERS).max(1);
    let shares = couples.chunks(share).map(|share| open_conversations(target, share));
    Ok(try_join_all(shares).await?.into_iter().flatten().collect())
}

/// Makes sure of `count` users of one role.
///
/// # Errors
/// What the server refuses.
pub async fn accounts(target: &Target, sign_in: &SignIn, role: &'static str, count: usize) -> Result<Vec<Account>> {
    let mut rest = Rest::new(target);
    let initial = role.get(..1).unwrap_or(role);
    let numbers: Vec<usize> = (1..=count).collect();
    let mut accounts = Vec::with_capacity(count);
    for chunk in numbers.chunks(USERS_A_REQUEST) {
        let wanted = |number| Wanted { id: format!("{}:{initial}{number}", sign_in.prefix), role };
        accounts.extend(ensure(&mut rest, sign_in, chunk.iter().map(wanted).collect()).await?);
    }
    Ok(accounts)
}

async fn ensure(rest: &mut Rest<'_>, sign_in: &SignIn, users: Vec<Wanted>) -> Result<Vec<Account>> {
    const WHAT: &str = "making sure of the users";
    #[derive(Deserialize)]
    struct Ensured {
        items: Vec<Account>,
    }
    let asked = users.len();
    let body = serde_json::json!({ "users": users }).to_string();
    let caller = sign_in.key.as_deref().map_or(Caller::Nobody, Caller::Key);
    let request = rest.request("POST", "/api/users/ensure?tokens=true", caller, body.as_bytes());
    let body = rest.ask(&request).await?.granted(WHAT)?;
    let ensured: Ensured = read(WHAT, &body)?;
    if ensured.items.len() != asked || ensured.items.iter().any(|account| account.token.is_empty()) {
        return Err(Failure::Unusable(format!("{WHAT}: the server gave no token for some; is the API key valid?")));
    }
    Ok(ensured.items)
}

async fn open_conversations(target: &Target, couples: &[(Account, Account)]) -> Result<Vec<Pair>> {
    const WHAT: &str = "opening a conversation";
    #[derive(Deserialize)]
    struct Opened {
        id: i64,
        last_seq: i64,
    }
    let mut rest = Rest::new(target);
    let mut pairs = Vec::with_capacity(couples.len());
    for (buyer, merchant) in couples {
        let body = serde_json::json!({ "kind": "direct", "participants": [merchant.id] }).to_string();
        let request = rest.request("POST", "/api/conversations", Caller::Token(&buyer.token), body.as_bytes());
        let body = rest.ask(&request).await?.granted(WHAT)?;
        let Opened { id, last_seq } = read(WHAT, &body)?;
        pairs.push(Pair { buyer: buyer.clone(), merchant: merchant.clone(), conversation: id, last_seq });
    }
    Ok(pairs)
}

fn read<'a, T: Deserialize<'a>>(what: &str, body: &'a [u8]) -> Result<T> {
    serde_json::from_slice(body).map_err(|error| Failure::Unusable(format!("{what}: the answer is odd: {error}")))
}
