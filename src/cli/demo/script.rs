//! What is written in `shop.json`?

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::picture::Picture;
use crate::commands::quick_replies::NewQuickReply;
use crate::domain::{Kind, Status};
use crate::error::{Error, Result};
use crate::id::UserId;

const SHOP: &str = include_str!("shop.json");

#[derive(Debug, Deserialize)]
pub(super) struct Shop {
    pub merchants: Vec<Person>,
    pub buyers: Vec<Person>,
    pub agents: Vec<Person>,
    pub quick_replies: Vec<OwnedReply>,
    pub conversations: Vec<Scene>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Person {
    pub id: UserId,
    pub username: String,
    #[serde(default)]
    pub description: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct OwnedReply {
    pub owner: UserId,
    #[serde(flatten)]
    pub reply: NewQuickReply,
}

/// One conversation from its first word to its last.
#[derive(Debug, Deserialize)]
pub(super) struct Scene {
    pub kind: Kind,
    /// Who begins it.
    pub by: UserId,
    /// The other one of a direct conversation.
    pub with: Option<UserId>,
    pub subject: Option<String>,
    pub context: Option<Box<RawValue>>,
    pub steps: Vec<Step>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Step {
    pub by: UserId,
    /// A name under which later steps find this message.
    #[serde(rename = "as")]
    pub label: Option<String>,
    /// The name of the message that this one answers.
    pub reply_to: Option<String>,
    #[serde(flatten)]
    pub deed: Deed,
}

/// What somebody does. Messages are meant by their names.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Deed {
    Text(String),
    /// As the contract has it, but `image` names a picture to upload for `image_url`.
    Card(Map<String, Value>),
    Picture(Picture),
    Edit {
        of: String,
        text: String,
    },
    Recall(String),
    /// Reads up to the end.
    Read,
    Assign(UserId),
    Status(Status),
}

impl Shop {
    pub(super) fn read() -> Result<Self> {
        serde_json::from_str(SHOP).map_err(|wrong| Error::internal(format!("shop.json: {wrong}")))
    }
}
