//! Who works and shops here?

use std::collections::HashMap;
use std::fmt::Write;
use std::net::{IpAddr, Ipv4Addr};

use super::script::{Person, Shop};
use crate::auth::keys;
use crate::commands::audit::Client;
use crate::commands::users::{self, Asker, EnsureEntry, EnsureUsers, NewUser, WithTokens};
use crate::commands::{Caller, Services};
use crate::domain::{Actor, Role};
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::time::Timestamp;

/// Everybody in the demo, and the password that its agents share.
pub(super) struct Cast {
    roles: HashMap<UserId, Role>,
    logins: Vec<String>,
    password: String,
}

impl Cast {
    /// Adds all people of the shop. The agents' password is random: this product has no default passwords.
    pub(super) async fn hire(services: &Services, shop: &Shop) -> Result<Self> {
        let mut cast = Self { roles: HashMap::new(), logins: Vec::new(), password: keys::random_name() };
        let now = Timestamp::now();
        let Some(lead) = shop.agents.first() else { return Err(Error::internal("shop.json: nobody is at the desk")) };
        let caller = operator(&lead.id);
        let client = Client { caller: caller.clone(), address: None };
        for agent in &shop.agents {
            users::create(services, &client, cast.new_agent(agent), now).await?;
            cast.roles.insert(agent.id.clone(), Role::Support);
            cast.logins.push(agent.username.clone());
        }
        let customers = shop.merchants.iter().map(|person| (person, Role::Merchant));
        let customers: Vec<_> = customers.chain(shop.buyers.iter().map(|person| (person, Role::Buyer))).collect();
        let users = customers.iter().enumerate().map(|(place, (person, role))| entry(person, *role, place)).collect();
        let asker = Asker { caller: Some(caller), address: IpAddr::V4(Ipv4Addr::LOCALHOST) };
        users::ensure(services, &asker, EnsureUsers { users }, WithTokens::No, now).await?;
        cast.roles.extend(customers.into_iter().map(|(person, role)| (person.id.clone(), role)));
        Ok(cast)
    }

    fn new_agent(&self, agent: &Person) -> NewUser {
        NewUser {
            id: Some(agent.id.to_string()),
            username: agent.username.clone(),
            password: self.password.clone(),
            role: Role::Support.as_str().to_owned(),
            avatar: None,
            description: Some(agent.description.clone()),
        }
    }

    /// The person with this id, as it would sign in.
    pub(super) fn actor(&self, id: &UserId) -> Result<Caller> {
        let role = *self.roles.get(id).ok_or_else(|| Error::internal(format!("shop.json: {id} is nobody")))?;
        Ok(Caller::User(Actor { id: id.clone(), role }))
    }

    /// Who can be used, and how.
    pub(super) fn introduce(&self, conversations: usize, messages: usize) -> String {
        let mut text = format!("The demo shop is open: {conversations} conversations with {messages} messages.\n");
        for (role, title) in [(Role::Merchant, "Merchants"), (Role::Buyer, "Buyers")] {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "  {title:<10} {}", self.ids(role).join(" "));
        }
        let _ = writeln!(text, "  {:<10} {}", "Agents", self.logins.join(" "));
        let _ =
            writeln!(text, "The agents sign in with their name and the password {} (shown only now).", self.password);
        text.push_str(
            "Buyers and merchants get tokens from POST /api/auth/tokens; `kefu api-key create NAME` makes its key.",
        );
        text
    }

    /// The ids of a role, `demo-b2` before `demo-b10`.
    fn ids(&self, role: Role) -> Vec<&str> {
        let with_role = self.roles.iter().filter(|(_, of)| **of == role);
        let mut ids: Vec<&str> = with_role.map(|(id, _)| id.as_str()).collect();
        ids.sort_unstable_by_key(|id| (id.len(), *id));
        ids
    }
}

/// Whoever runs the command line may do what an administrator may; `id` is whose name it goes under.
pub(super) fn operator(id: &UserId) -> Caller {
    Caller::User(Actor { id: id.clone(), role: Role::Admin })
}

fn entry(person: &Person, role: Role, place: usize) -> EnsureEntry {
    EnsureEntry {
        id: Some(person.id.to_string()),
        role: Some(role.as_str().to_owned()),
        username: Some(person.username.clone()),
        avatar: Some(format!("/api/media/avatars/{}{}.png", role.as_str(), place % 2 + 1)),
        description: Some(person.description.clone()),
    }
}
