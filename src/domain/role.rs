//! Which side of the counter does a user stand on?

use serde::{Deserialize, Serialize};

/// What a user is. Buyers and merchants are *customers* of the support desk; support and admin are *staff*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Buyer,
    Merchant,
    Support,
    Admin,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Buyer, Self::Merchant, Self::Support, Self::Admin];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Merchant => "merchant",
            Self::Support => "support",
            Self::Admin => "admin",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    pub const fn is_staff(self) -> bool {
        matches!(self, Self::Support | Self::Admin)
    }

    pub const fn is_customer(self) -> bool {
        !self.is_staff()
    }
}
