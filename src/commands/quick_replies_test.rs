//! Whose quick replies are whose, on a real database.

use super::*;
use crate::commands::testing::{Bench, now, refusal};

fn draft(title: &str, scope: Option<&str>) -> NewQuickReply {
    NewQuickReply {
        title: title.to_owned(),
        content: format!("{title}!"),
        shortcut: None,
        category: None,
        scope: scope.map(str::to_owned),
    }
}

struct Desk {
    bench: Bench,
    merchant: Caller,
    agent: Caller,
    admin: Caller,
}

impl Desk {
    /// A merchant, an agent and an admin with one personal reply each, and one that is shared.
    async fn open() -> Self {
        let bench = Bench::start().await;
        let merchant = bench.user("m1", Role::Merchant).await;
        let agent = bench.user("s1", Role::Support).await;
        let admin = bench.user("a1", Role::Admin).await;
        let desk = Self { bench, merchant, agent, admin };
        desk.add(&desk.merchant, draft("Merchant", None)).await;
        desk.add(&desk.agent, draft("Agent", Some("personal"))).await;
        desk.add(&desk.admin, draft("Admin", None)).await;
        desk.add(&desk.admin, draft("Shared", Some("shared"))).await;
        desk
    }

    async fn add(&self, caller: &Caller, input: NewQuickReply) -> QuickReply {
        create(&self.bench.services, caller, input, now()).await.unwrap()
    }

    async fn titles(&self, caller: &Caller, query: QuickReplyQuery) -> Vec<String> {
        let page = list(&self.bench.services, caller, query).await.unwrap();
        page.items.into_iter().map(|reply| reply.title).collect()
    }
}

#[tokio::test]
async fn lists_show_ones_own_and_to_staff_the_shared_ones() {
    let desk = Desk::open().await;
    let all = QuickReplyQuery::default;
    assert_eq!(desk.titles(&desk.merchant, all()).await, ["Merchant"]);
    assert_eq!(desk.titles(&desk.agent, all()).await, ["Agent", "Shared"]);
    assert_eq!(desk.titles(&desk.admin, all()).await, ["Merchant", "Agent", "Admin", "Shared"]);
    let scope = |scope: &str| QuickReplyQuery { scope: Some(scope.to_owned()), ..all() };
    assert_eq!(desk.titles(&desk.agent, scope("personal")).await, ["Agent"]);
    assert_eq!(desk.titles(&desk.agent, scope("shared")).await, ["Shared"]);
    let buyer = desk.bench.user("b1", Role::Buyer).await;
    assert_eq!(refusal(list(&desk.bench.services, &buyer, all()).await).0, "forbidden");
    let bad = list(&desk.bench.services, &desk.agent, scope("all")).await;
    assert_eq!(refusal(bad), ("invalid", vec!["scope".to_owned()]));
}

#[tokio::test]
async fn lists_are_searched_by_words_and_category_and_go_on() {
    let desk = Desk::open().await;
    let mut tea = draft("茶叶", None);
    tea.category = Some("商品".to_owned());
    tea.shortcut = Some("TEA".to_owned());
    desk.add(&desk.agent, tea).await;

    let q = |q: &str| QuickReplyQuery { q: Some(q.to_owned()), ..QuickReplyQuery::default() };
    assert_eq!(desk.titles(&desk.agent, q("tea")).await, ["茶叶"]);
    assert_eq!(desk.titles(&desk.agent, q("叶!")).await, ["茶叶"]);
    assert_eq!(desk.titles(&desk.agent, q("aGeNt!")).await, ["Agent"]);
    assert_eq!(desk.titles(&desk.agent, q("%")).await, Vec::<String>::new());
    let category = QuickReplyQuery { category: Some("商品".to_owned()), ..QuickReplyQuery::default() };
    assert_eq!(desk.titles(&desk.agent, category).await, ["茶叶"]);

    let first = QuickReplyQuery { limit: Some(2), ..QuickReplyQuery::default() };
    let page = list(&desk.bench.services, &desk.agent, first).await.unwrap();
    let rest = QuickReplyQuery { cursor: page.next_cursor, ..QuickReplyQuery::default() };
    assert_eq!(desk.titles(&desk.agent, rest).await, ["茶叶"]);
}

#[tokio::test]
async fn a_change_keeps_what_it_does_not_name_and_takes_away_what_is_null() {
    let desk = Desk::open().await;
    let mut input = draft(" Tea ", None);
    input.shortcut = Some("tea".to_owned());
    input.category = Some("goods".to_owned());
    let reply = desk.add(&desk.agent, input).await;
    assert_eq!((reply.title.as_str(), reply.owner_id.as_str()), ("Tea", "s1"));

    let change: QuickReplyChange = serde_json::from_str(r#"{"content": "New", "category": null}"#).unwrap();
    let later = now().plus(chrono::TimeDelta::seconds(1));
    let changed = update(&desk.bench.services, &desk.agent, reply.id, change, later).await.unwrap();

    let expected = QuickReply { content: "New".to_owned(), category: None, updated_at: later, ..reply };
    assert_eq!(changed, expected);
    assert_eq!(read(&desk.bench.services, &desk.agent, changed.id).await.unwrap(), expected);
    let bad: QuickReplyChange = serde_json::from_str(r#"{"shortcut": "a b"}"#).unwrap();
    let refused = update(&desk.bench.services, &desk.agent, changed.id, bad, later).await;
    assert_eq!(refusal(refused), ("invalid", vec!["shortcut".to_owned()]));
}

#[tokio::test]
async fn only_an_admin_shares_and_changes_what_is_shared() {
    let desk = Desk::open().await;
    let services = &desk.bench.services;
    let own = list(services, &desk.agent, QuickReplyQuery::default()).await.unwrap().items;
    let (personal, shared) = (own[0].id, own[1].id);
    let share = || QuickReplyChange { scope: Some("shared".to_owned()), ..QuickReplyChange::default() };

    let refused = create(services, &desk.agent, draft("x", Some("shared")), now()).await;
    assert_eq!(refusal(refused).0, "forbidden");
    assert_eq!(refusal(update(services, &desk.agent, personal, share(), now()).await).0, "forbidden");
    assert_eq!(refusal(update(services, &desk.agent, shared, QuickReplyChange::default(), now()).await).0, "forbidden");
    assert_eq!(refusal(remove(services, &desk.agent, shared).await).0, "forbidden");
    assert_eq!(refusal(read(services, &desk.merchant, shared).await).0, "not_found");
    assert_eq!(refusal(read(services, &desk.merchant, personal).await).0, "not_found");

    assert_eq!(update(services, &desk.admin, personal, share(), now()).await.unwrap().scope, Scope::Shared);
    remove(services, &desk.admin, shared).await.unwrap();
    assert_eq!(refusal(remove(services, &desk.admin, shared).await).0, "not_found");
}
