/** Does the page show the replies that were asked for, under their headings? */
import type { QuickReply } from "@kefu/client";
import { expect, it } from "vitest";
import { byCategory, categoriesOf, filterReplies } from "./groups";

const make = (id: number, fields: Partial<QuickReply>): QuickReply => ({
	id,
	title: `Reply ${id}`,
	content: "…",
	shortcut: null,
	category: null,
	scope: "personal",
	owner_id: "me",
	created_at: "2026-11-23T00:00:00.000Z",
	updated_at: "2026-11-23T00:00:00.000Z",
	...fields,
});
const replies = [
	make(1, { category: "Shipping", shortcut: "ship" }),
	make(2, { scope: "shared", owner_id: "admin" }),
	make(3, { category: "After sales", scope: "shared" }),
	make(4, { owner_id: "somebody" }),
];
const ids = (list: QuickReply[]) => list.map(({ id }) => id);

it.each([
	["all", [1, 2, 3, 4]],
	["personal", [1]],
	["shared", [2, 3]],
	["others", [4]],
] as const)("filters by scope %s", (scope, expected) => {
	expect(ids(filterReplies(replies, { query: "", scope, category: null }, "me"))).toEqual(expected);
});

it("filters by category and by text, with the slash people type before a shortcut", () => {
	expect(ids(filterReplies(replies, { query: "", scope: "all", category: "Shipping" }, "me"))).toEqual([1]);
	expect(ids(filterReplies(replies, { query: "/ship", scope: "all", category: null }, "me"))).toEqual([1]);
});

it("groups by category in order, those without one last", () => {
	expect(byCategory(replies).map((group) => [group.category, ids(group.replies)])).toEqual([
		["After sales", [3]],
		["Shipping", [1]],
		[null, [2, 4]],
	]);
	expect(categoriesOf(replies)).toEqual(["After sales", "Shipping"]);
});
