//! What may a client say?

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::MAX_ID_CHARS;
use super::field::{Raw, optional, raw, required};
use crate::domain::MessageKind;
use crate::id::{ClientId, ConversationId, Seq};

/// One frame of a client, understood.
#[derive(Debug)]
pub struct Frame {
    /// Echoed in the one answer.
    pub id: Option<Box<str>>,
    pub request: Request,
}

/// What a client asks for.
#[derive(Debug)]
pub enum Request {
    Send(SendRequest),
    Edit {
        conversation_id: ConversationId,
        seq: Seq,
        body: Box<RawValue>,
    },
    Recall {
        conversation_id: ConversationId,
        seq: Seq,
    },
    Read {
        conversation_id: ConversationId,
        seq: Seq,
    },
    Delivered {
        conversation_id: ConversationId,
        seq: Seq,
    },
    Typing {
        conversation_id: ConversationId,
        started: bool,
    },
    Sync {
        conversation_id: ConversationId,
        after: i64,
        limit: i64,
    },
    Watch {
        conversation_id: ConversationId,
    },
    Unwatch {
        conversation_id: ConversationId,
    },
    /// A member of staff begins or ends looking at it.
    View {
        conversation_id: ConversationId,
        started: bool,
    },
    Token {
        access_token: String,
    },
    /// Away from the keyboard, or back.
    Presence {
        away: bool,
    },
    Ping,
}

/// A message to be said; its `client_id` is the frame's `id`.
#[derive(Debug)]
pub struct SendRequest {
    pub conversation_id: ConversationId,
    pub client_id: ClientId,
    pub kind: MessageKind,
    pub body: Box<RawValue>,
    pub reply_to: Option<Seq>,
}

/// A frame that was not understood, with its `id` where it had one.
#[derive(Debug, PartialEq, Eq)]
pub struct BadFrame {
    pub id: Option<Box<str>>,
    pub error: FrameError,
}

/// What is wrong with it.
#[derive(Debug, PartialEq, Eq)]
pub enum FrameError {
    /// Not JSON, or no object: `bad_request`.
    Malformed(String),
    /// There is no such `type`: `invalid`.
    Unknown(String),
    /// A field is missing, of the wrong type or out of range: `invalid`.
    Invalid { field: String, message: String },
}

#[derive(Deserialize)]
struct Fields<'a> {
    #[serde(borrow, rename = "type", default)]
    kind_of_frame: Raw<'a>,
    #[serde(borrow, default)]
    id: Raw<'a>,
    #[serde(borrow, default)]
    conversation_id: Raw<'a>,
    #[serde(borrow, default)]
    seq: Raw<'a>,
    #[serde(borrow, default)]
    kind: Raw<'a>,
    #[serde(borrow, default)]
    body: Raw<'a>,
    #[serde(borrow, default)]
    reply_to: Raw<'a>,
    #[serde(borrow, default)]
    state: Raw<'a>,
    #[serde(borrow, default)]
    status: Raw<'a>,
    #[serde(borrow, default)]
    after_seq: Raw<'a>,
    #[serde(borrow, default)]
    limit: Raw<'a>,
    #[serde(borrow, default)]
    access_token: Raw<'a>,
}

const ID_RULE: &str = "must be a text of 1–64 characters";
const CONVERSATION_RULE: &str = "must be a conversation's id, an integer from 1";
const SEQ_RULE: &str = "must be an integer from 1";
const AFTER_RULE: &str = "must be an integer from 0";
const LIMIT_RULE: &str = "must be an integer from 1 to 500";
const KIND_RULE: &str = "must be text, image, file or card";
const BODY_RULE: &str = "must be an object such as {\"text\": \"hello\"}";

/// The most events one `sync` may ask for, and what it gets without asking.
const MAX_SYNC: i64 = 500;
const DEFAULT_SYNC: i64 = 200;

impl Frame {
    /// Reads one text frame. Unknown fields are ignored.
    pub fn parse(text: &str) -> Result<Self, BadFrame> {
        let malformed = |why: &dyn std::fmt::Display| {
            let error = FrameError::Malformed(format!("A frame is one JSON object: {why}."));
            BadFrame { id: None, error }
        };
        // serde would take an array for an object without names.
        if !text.trim_start().starts_with('{') {
            return Err(malformed(&"this begins with something else than {"));
        }
        let fields: Fields<'_> = serde_json::from_str(text).map_err(|wrong| malformed(&wrong))?;
        let id = match optional::<Cow<'_, str>>(fields.id, "id", ID_RULE).and_then(checked_id) {
            Ok(id) => id,
            Err(error) => return Err(BadFrame { id: None, error }),
        };
        match fields.request(id.as_deref()) {
            Ok(request) => Ok(Self { id, request }),
            Err(error) => Err(BadFrame { id, error }),
        }
    }
}

fn checked_id(id: Option<Cow<'_, str>>) -> Result<Option<Box<str>>, FrameError> {
    let Some(id) = id else { return Ok(None) };
    let chars = id.chars().take(MAX_ID_CHARS + 1).count();
    if (1..=MAX_ID_CHARS).contains(&chars) { Ok(Some(id.into())) } else { Err(invalid("id", ID_RULE)) }
}

fn invalid(field: &str, message: &str) -> FrameError {
    FrameError::Invalid { field: field.to_owned(), message: message.to_owned() }
}

impl Fields<'_> {
    fn request(&self, id: Option<&str>) -> Result<Request, FrameError> {
        let name: Cow<'_, str> = required(self.kind_of_frame, "type", "must name the kind of frame, such as \"send\"")?;
        match &*name {
            "send" => self.send(id).map(Request::Send),
            "edit" => {
                let body = raw(self.body, "body", BODY_RULE)?;
                Ok(Request::Edit { conversation_id: self.conversation()?, seq: self.seq()?, body })
            }
            "recall" => Ok(Request::Recall { conversation_id: self.conversation()?, seq: self.seq()? }),
            "read" => Ok(Request::Read { conversation_id: self.conversation()?, seq: self.seq()? }),
            "delivered" => Ok(Request::Delivered { conversation_id: self.conversation()?, seq: self.seq()? }),
            "typing" => Ok(Request::Typing { conversation_id: self.conversation()?, started: self.started()? }),
            "sync" => self.sync(id),
            "watch" => Ok(Request::Watch { conversation_id: self.conversation()? }),
            "unwatch" => Ok(Request::Unwatch { conversation_id: self.conversation()? }),
            "view" => Ok(Request::View { conversation_id: self.conversation()?, started: self.started()? }),
            "token" => {
                Ok(Request::Token { access_token: required(self.access_token, "access_token", "must be a token")? })
            }
            "presence" => Ok(Request::Presence { away: self.away()? }),
            "ping" => Ok(Request::Ping),
            other => Err(FrameError::Unknown(format!("names no frame of this protocol: {other:?}"))),
        }
    }

    fn send(&self, id: Option<&str>) -> Result<SendRequest, FrameError> {
        let client_id = id.and_then(ClientId::parse).ok_or_else(|| invalid("id", ID_RULE))?;
        let kind: Cow<'_, str> = required(self.kind, "kind", KIND_RULE)?;
        Ok(SendRequest {
            conversation_id: self.conversation()?,
            client_id,
            kind: MessageKind::parse(&kind)
                .filter(|kind| kind.is_message())
                .ok_or_else(|| invalid("kind", KIND_RULE))?,
            body: raw(self.body, "body", BODY_RULE)?,
            reply_to: optional(self.reply_to, "reply_to", SEQ_RULE)?,
        })
    }

    fn sync(&self, id: Option<&str>) -> Result<Request, FrameError> {
        if id.is_none() {
            return Err(invalid("id", ID_RULE));
        }
        let after: i64 = required(self.after_seq, "after_seq", AFTER_RULE)?;
        if !(0..=crate::id::MAX_SAFE_INTEGER).contains(&after) {
            return Err(invalid("after_seq", AFTER_RULE));
        }
        let limit = optional(self.limit, "limit", LIMIT_RULE)?.unwrap_or(DEFAULT_SYNC);
        if !(1..=MAX_SYNC).contains(&limit) {
            return Err(invalid("limit", LIMIT_RULE));
        }
        Ok(Request::Sync { conversation_id: self.conversation()?, after, limit })
    }

    fn conversation(&self) -> Result<ConversationId, FrameError> {
        required(self.conversation_id, "conversation_id", CONVERSATION_RULE)
    }

    fn seq(&self) -> Result<Seq, FrameError> {
        required(self.seq, "seq", SEQ_RULE)
    }

    fn started(&self) -> Result<bool, FrameError> {
        choice(self.state, "state", ("start", "stop"))
    }

    fn away(&self) -> Result<bool, FrameError> {
        choice(self.status, "status", ("away", "online"))
    }
}

/// `true` for the first of two words.
fn choice(raw: Raw<'_>, field: &'static str, (yes, no): (&str, &str)) -> Result<bool, FrameError> {
    let rule = format!("must be {yes} or {no}");
    let word: Cow<'_, str> = required(raw, field, &rule)?;
    if word == yes {
        Ok(true)
    } else if word == no {
        Ok(false)
    } else {
        Err(invalid(field, &rule))
    }
}

#[cfg(test)]
#[path = "inbound_test.rs"]
mod tests;
