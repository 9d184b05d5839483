//! Which thing does a path name?

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::error::{Error, Result};
use crate::id::{ConversationId, QuickReplyId, Seq, UserId};

/// What stands between the slashes where the route says `{id}` (and `{seq}`). What is no id is `not_found`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At<T>(pub T);

/// An id that can stand in a path.
pub trait PathId: Sized {
    /// What a 404 calls it.
    const NAME: &'static str;

    fn read(segment: &str) -> Option<Self>;
}

macro_rules! path_id {
    ($($id:ty: $name:literal),+) => {
        $(impl PathId for $id {
            const NAME: &'static str = $name;

            fn read(segment: &str) -> Option<Self> {
                Self::parse(segment)
            }
        })+
    };
}

path_id!(UserId: "user", ConversationId: "conversation", QuickReplyId: "quick reply", Seq: "message");

impl<T: PathId> FromRequest for At<T> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(segment(request, "id").map(Self))
    }
}

/// A message: `{conversation_id}/{seq}`.
impl FromRequest for At<(ConversationId, Seq)> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let both = segment(request, "conversation_id").and_then(|id| Ok((id, segment(request, "seq")?)));
        ready(both.map(Self))
    }
}

fn segment<T: PathId>(request: &HttpRequest, name: &str) -> Result<T> {
    request.match_info().get(name).and_then(T::read).ok_or_else(|| Error::missing(T::NAME))
}
