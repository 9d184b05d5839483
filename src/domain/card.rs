//! What does a card, a product or an order shown in a conversation, consist of?

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Refusal, TextRule};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CardType {
    Product,
    Order,
}

/// One line of a card: `{"label": "Size", "value": "XL"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CardField {
    pub label: String,
    pub value: String,
}

/// A product or an order. Links are `http(s)` only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Card {
    #[serde(rename = "type")]
    pub card_type: CardType,
    /// 1–200 characters.
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// A number, or a text of at most 32 characters such as `"99.00"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Value>,
    /// At most 8 characters: `CNY`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// At most 20.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<CardField>,
    /// The storefront's own name for it: a SKU, an order number; at most 128 characters.
    #[serde(default, rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// The most lines a card may have.
const MAX_FIELDS: usize = 20;

impl Card {
    /// The card with its texts trimmed, or the first thing that is wrong with it.
    pub fn check(mut self) -> Result<Self, Refusal> {
        self.title = TextRule::some(200).check("title", &self.title)?;
        self.url = self.url.map(|url| link("url", &url)).transpose()?;
        self.image_url = self.image_url.map(|url| link("image_url", &url)).transpose()?;
        self.price = self.price.map(price).transpose()?;
        self.currency = self.currency.map(|text| TextRule::some(8).check("currency", &text)).transpose()?;
        self.reference = self.reference.map(|text| TextRule::some(128).check("ref", &text)).transpose()?;
        if self.fields.len() > MAX_FIELDS {
            return Err(Refusal::invalid("fields", format!("may have at most {MAX_FIELDS} entries")));
        }
        for (place, field) in self.fields.iter_mut().enumerate() {
            field.label = TextRule::some(64).check(&format!("fields[{place}].label"), &field.label)?;
            field.value = TextRule::up_to(512).check(&format!("fields[{place}].value"), &field.value)?;
        }
        Ok(self)
    }
}

fn link(field: &str, url: &str) -> Result<String, Refusal> {
    let url = TextRule::some(2048).check(field, url)?;
    let parsed = url::Url::parse(&url).ok().filter(|u| matches!(u.scheme(), "http" | "https"));
    let path = url.starts_with('/') && !url.starts_with("//") && !url.starts_with("/\\");
    if parsed.is_some() || path { Ok(url) } else { Err(Refusal::invalid(field, "must be an http or https URL")) }
}

fn price(price: Value) -> Result<Value, Refusal> {
    match price {
        Value::Number(_) => Ok(price),
        Value::String(text) => Ok(Value::String(TextRule::some(32).check("price", &text)?)),
        _ => Err(Refusal::invalid("price", "must be a number or a text such as \"99.00\"")),
    }
}
