//! How are query parameters read?

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;

use super::wrong;
use crate::error::{Error, Result};

/// The query parameters. Unknown ones are ignored; one of a wrong type is `invalid`, by its name.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(request.query_string()).map(Self))
    }
}

fn parse<T: DeserializeOwned>(query: &str) -> Result<T> {
    let pairs = serde_urlencoded::Deserializer::new(url::form_urlencoded::parse(query.as_bytes()));
    serde_path_to_error::deserialize(pairs).map_err(|error| {
        let path = error.path().to_string();
        wrong::field(&path, &error.into_inner().to_string(), "query")
    })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::domain::Role;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Parameters {
        role: Option<Role>,
        #[serde(default)]
        tokens: bool,
        limit: Option<i64>,
        conversation_id: i64,
    }

    fn refused(query: &str) -> String {
        parse::<Parameters>(query).unwrap_err().to_string()
    }

    #[test]
    fn parameters_are_read_and_unknown_ones_ignored() {
        let read: Parameters = parse("role=buyer&tokens=true&limit=5&conversation_id=7&x=%FF&y").unwrap();
        assert_eq!(read, Parameters { role: Some(Role::Buyer), tokens: true, limit: Some(5), conversation_id: 7 });
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(refused(""), "conversation_id: is required");
        for (query, field) in [
            ("conversation_id=7&limit=x", "limit: "),
            ("conversation_id=7&limit=", "limit: "),
            ("conversation_id=7&tokens=yes", "tokens: "),
            ("conversation_id=7&role=king", "role: "),
            ("conversation_id=99999999999999999999", "conversation_id: "),
            ("conversation_id=7&limit=1&limit=2", "query: duplicate field"),
        ] {
            assert!(refused(query).starts_with(field), "{query}: {}", refused(query));
        }
    }
}
