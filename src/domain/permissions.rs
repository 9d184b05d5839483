//! Who may do what? The contract's section 6, the only place where permissions are decided.

use chrono::TimeDelta;

use super::{Kind, Message, QuickReply, Refusal, Role, Scope, Status};
use crate::id::UserId;
use crate::time::Timestamp;

/// The user who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub id: UserId,
    pub role: Role,
}

/// How somebody stands to a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub kind: Kind,
    pub member: bool,
}

type Answer = Result<(), Refusal>;

fn allow(yes: bool, why_not: &'static str) -> Answer {
    if yes { Ok(()) } else { Err(Refusal::Forbidden(why_not)) }
}

/// See and read: one's own; support also every `support` conversation; an admin all.
pub fn see(actor: &Actor, standing: Standing) -> Answer {
    let desk = actor.role == Role::Support && standing.kind == Kind::Support;
    if standing.member || desk || actor.role == Role::Admin { Ok(()) } else { Err(Refusal::Hidden("conversation")) }
}

/// Send: whatever one sees (staff join by it).
pub fn send(actor: &Actor, standing: Standing) -> Answer {
    see(actor, standing)
}

/// Move one's marks: members.
pub fn mark(actor: &Actor, standing: Standing) -> Answer {
    see(actor, standing)?;
    allow(standing.member, "Only members have read marks; join by sending a message first.")
}

/// Say that one is typing: members.
pub fn typing(actor: &Actor, standing: Standing) -> Answer {
    see(actor, standing)?;
    allow(standing.member, "Only members show as typing; join by sending a message first.")
}

/// Change the subject: whoever sees it.
pub fn rename(actor: &Actor, standing: Standing) -> Answer {
    see(actor, standing)
}

/// Close and reopen: whoever sees it; snooze: staff.
pub fn set_status(actor: &Actor, standing: Standing, status: Status) -> Answer {
    see(actor, standing)?;
    allow(status != Status::Snoozed || actor.role.is_staff(), "Only staff can snooze a conversation.")
}

/// Assign, take, hand back: staff who see it.
pub fn assign(actor: &Actor, standing: Standing) -> Answer {
    see(actor, standing)?;
    allow(actor.role.is_staff(), "Only staff can assign a conversation.")
}

/// Live events without joining: staff who see it.
pub fn watch(actor: &Actor, standing: Standing) -> Answer {
    see(actor, standing)?;
    allow(actor.role.is_staff(), "Only staff can watch a conversation without joining it.")
}

/// Be shown to other staff as looking at it: staff who see it.
pub fn view(actor: &Actor, standing: Standing) -> Answer {
    see(actor, standing)?;
    allow(actor.role.is_staff(), "Only staff are told who is looking at a conversation.")
}

/// Edit: one's own message, wherever one still sees it.
pub fn edit(actor: &Actor, standing: Standing, message: &Message) -> Answer {
    see(actor, standing)?;
    allow(message.sender_id.as_ref() == Some(&actor.id), "Only its sender can edit a message.")
}

/// Recall: one's own inside the window; an admin any message at any time.
pub fn recall(actor: &Actor, standing: Standing, message: &Message, now: Timestamp, window: TimeDelta) -> Answer {
    see(actor, standing)?;
    if actor.role == Role::Admin {
        return Ok(());
    }
    allow(message.sender_id.as_ref() == Some(&actor.id), "Only its sender or an administrator can recall a message.")?;
    allow(now.since(message.created_at) <= window, "The time in which this message could be recalled is over.")
}

/// Begin a `direct` conversation: a buyer with a merchant, a merchant with a buyer, staff with anyone.
pub fn create_direct(actor: &Actor, with: &Actor) -> Answer {
    let other = match actor.role {
        Role::Buyer => with.role == Role::Merchant,
        Role::Merchant => with.role == Role::Buyer,
        Role::Support | Role::Admin => true,
    };
    allow(other, "Buyers can talk directly with merchants, and merchants with buyers.")
}

/// Begin a `support` conversation for this user: oneself, staff for anybody. Asked before one knows whether the user
/// exists, so that the answer does not tell.
pub fn create_support(actor: &Actor, customer: &UserId) -> Answer {
    allow(
        actor.role.is_staff() || actor.id == *customer,
        "Only staff can open a support conversation for somebody else.",
    )
}

/// Have a `support` conversation: customers.
pub fn be_supported(role: Role) -> Answer {
    if role.is_customer() {
        return Ok(());
    }
    Err(Refusal::invalid("participants", "a support conversation is for a buyer or a merchant"))
}

/// List and search users: staff.
pub fn list_users(role: Role) -> Answer {
    allow(role.is_staff(), "Only staff can list users.")
}

/// All of a user, not only the public fields: oneself and staff.
pub fn read_user_whole(actor: &Actor, user: &UserId) -> bool {
    actor.id == *user || actor.role.is_staff()
}

/// Create staff, set roles, disable: an admin.
pub fn administer_users(role: Role) -> Answer {
    allow(role == Role::Admin, "Only an administrator can do this.")
}

/// Read who did what: an admin.
pub fn read_audit(role: Role) -> Answer {
    allow(role == Role::Admin, "Only an administrator can read the audit log.")
}

/// Have quick replies at all: merchants and staff.
pub fn use_quick_replies(role: Role) -> Answer {
    allow(role != Role::Buyer, "Buyers have no quick replies.")
}

/// Create a quick reply of this scope: shared ones are an admin's.
pub fn create_quick_reply(actor: &Actor, scope: Scope) -> Answer {
    use_quick_replies(actor.role)?;
    allow(scope == Scope::Personal || actor.role == Role::Admin, "Only an administrator can share quick replies.")
}

/// See a quick reply: one's own; staff the shared ones; an admin all.
pub fn see_quick_reply(actor: &Actor, reply: &QuickReply) -> Answer {
    use_quick_replies(actor.role)?;
    let shared = reply.scope == Scope::Shared && actor.role.is_staff();
    if reply.owner_id == actor.id || shared || actor.role == Role::Admin {
        Ok(())
    } else {
        Err(Refusal::Hidden("quick reply"))
    }
}

/// Change or delete a quick reply: one's own personal ones; an admin all.
pub fn change_quick_reply(actor: &Actor, reply: &QuickReply) -> Answer {
    see_quick_reply(actor, reply)?;
    let own = reply.owner_id == actor.id && reply.scope == Scope::Personal;
    allow(own || actor.role == Role::Admin, "Only an administrator can change shared quick replies.")
}

#[cfg(test)]
#[path = "permissions_test.rs"]
mod tests;
