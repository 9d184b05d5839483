//! Is this token ours, and whose is it?

use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::config::{JwtAlgorithm, Secret};
use crate::domain::User;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::time::Timestamp;

/// How far ahead of ours the clock of another issuer may run, in milliseconds (`iat`, `nbf`). `exp` has no leeway.
const SKEW_MS: i64 = 30_000;
/// The longest token that is looked at, in bytes; ours have some 200.
const MAX_BYTES: usize = 4096;

/// Signs and reads tokens, with one secret and exactly one algorithm.
pub struct Tokens {
    header: Header,
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

/// A new token and when it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    pub token: String,
    pub expires_at: Timestamp,
}

/// What a genuine token says; whether it still counts is for [`Claims::hold_for`] to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    pub subject: UserId,
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
    /// Only tokens that this server issued carry it.
    pub generation: Option<i64>,
}

#[derive(Serialize)]
struct Written<'a> {
    sub: &'a UserId,
    iat: i64,
    exp: i64,
    #[serde(rename = "gen")]
    generation: i64,
    /// So that two tokens of one second differ.
    jti: String,
}

/// Other issuers write numbers as floats too.
#[derive(Deserialize)]
struct Read {
    sub: UserId,
    iat: f64,
    exp: f64,
    nbf: Option<f64>,
    #[serde(rename = "gen")]
    generation: Option<f64>,
    /// Read too, so that what is no JSON anywhere in the token is refused.
    #[serde(flatten)]
    others: Map<String, Value>,
}

impl Tokens {
    pub fn new(secret: &Secret, algorithm: JwtAlgorithm) -> Self {
        // Refused where one is installed already: then it is this one.
        let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
        let algorithm = match algorithm {
            JwtAlgorithm::Hs256 => Algorithm::HS256,
            JwtAlgorithm::Hs384 => Algorithm::HS384,
            JwtAlgorithm::Hs512 => Algorithm::HS512,
        };
        let mut validation = Validation::new(algorithm);
        validation.set_required_spec_claims(&["exp", "sub"]);
        // Times are checked below, against the `now` that the rest of the command goes by.
        validation.validate_exp = false;
        Self {
            header: Header::new(algorithm),
            encoding: EncodingKey::from_secret(secret.expose().as_bytes()),
            decoding: DecodingKey::from_secret(secret.expose().as_bytes()),
            validation,
        }
    }

    /// A token for `user` that lives for `lifetime`, in whole seconds.
    pub fn issue(&self, user: &User, lifetime: TimeDelta, now: Timestamp) -> Result<Issued> {
        let exp = now.seconds().saturating_add(lifetime.num_seconds());
        let jti = format!("{:016x}", rand::random::<u64>());
        let claims = Written { sub: &user.id, iat: now.seconds(), exp, generation: user.token_generation, jti };
        let token = jsonwebtoken::encode(&self.header, &claims, &self.encoding).map_err(Error::internal)?;
        Ok(Issued { token, expires_at: Timestamp::from_millis(exp.saturating_mul(1000)) })
    }

    /// What the token says, if we signed it and it has not ended.
    ///
    /// # Errors
    /// [`Error::Unauthorized`], with a sentence that says what to do.
    pub fn read(&self, token: &str, now: Timestamp) -> Result<Claims> {
        let read = self.genuine(token).ok_or_else(|| refused("This token is not one of ours; sign in again."))?;
        let (Some(issued_at), Some(expires_at)) = (instant(read.iat), instant(read.exp)) else {
            return Err(refused("The times of this token are no times; sign in again."));
        };
        let not_before = read.nbf.map_or(Some(issued_at), instant).ok_or_else(|| refused(AHEAD))?;
        if expires_at <= now {
            return Err(refused("This token has expired; sign in again, or refresh it before it ends."));
        }
        if issued_at.max(not_before).millis() > now.millis() + SKEW_MS {
            return Err(refused(AHEAD));
        }
        let generation = read.generation.map(whole).transpose()?;
        Ok(Claims { subject: read.sub, issued_at, expires_at, generation })
    }

    /// The claims, if the signature is right and nothing is asked for that is not understood here: a token of another
    /// purpose (`typ`), with conditions (`crit`) or for another audience (`aud`, whatever its type) is none of ours.
    fn genuine(&self, token: &str) -> Option<Read> {
        if token.len() > MAX_BYTES {
            return None;
        }
        let decoded = jsonwebtoken::decode::<Read>(token, &self.decoding, &self.validation).ok()?;
        let (header, claims) = (decoded.header, decoded.claims);
        let is_jwt = header.typ.is_none_or(|typ| typ.eq_ignore_ascii_case("JWT"));
        let is_plain = header.crit.is_none() && !claims.others.contains_key("aud");
        (is_jwt && is_plain).then_some(claims)
    }
}

impl Claims {
    /// Nothing has revoked it: its generation is the user's or, where it has none, it is younger than the last
    /// revocation.
    pub fn hold_for(&self, user: &User) -> bool {
        self.subject == user.id
            && match self.generation {
                Some(generation) => generation == user.token_generation,
                None => self.issued_at > user.tokens_void_until,
            }
    }
}

const AHEAD: &str = "This token is not valid yet; set the clock of the machine that issued it.";

fn refused(why: &str) -> Error {
    Error::Unauthorized(why.to_owned())
}

/// Seconds since 1970 as an instant; [`None`] for what is out of every range.
fn instant(seconds: f64) -> Option<Timestamp> {
    /// The year 9999, in seconds.
    const LAST: f64 = 253_402_300_799.0;
    #[expect(clippy::cast_possible_truncation, reason = "the range was just checked")]
    (0.0..=LAST).contains(&seconds).then(|| Timestamp::from_millis((seconds * 1000.0).floor() as i64))
}

fn whole(number: f64) -> Result<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "the range was just checked")]
    let whole = (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64);
    whole.ok_or_else(|| refused("This token is not one of ours; sign in again."))
}
