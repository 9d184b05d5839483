/** Does the console ring for what one has to answer, once, and for nothing else? */
import type { Conversation, Message } from "@kefu/client";
import { expect, it } from "vitest";
import { concerns, isSaid, Told } from "./news";

const message = (fields: Partial<Message>) =>
	({ conversation_id: 1, seq: 1, kind: "text", recalled_at: null, ...fields }) as Message;
const conversation = (fields: Partial<Conversation>) =>
	({ kind: "support", status: "open", assignee_id: null, members: [], ...fields }) as unknown as Conversation;
const lin = { id: "lin", role: "support" } as const;
const shop = { id: "shop", role: "merchant" } as const;
const withShop = { members: [{ user: { id: "shop" } }] } as unknown as Partial<Conversation>;

it("takes what people say for news", () => {
	expect(["text", "image", "file", "card"].map((kind) => isSaid(message({ kind } as Partial<Message>)))).not.toContain(
		false,
	);
	expect(["system", "edit", "recall"].map((kind) => isSaid(message({ kind } as Partial<Message>)))).not.toContain(true);
	expect(isSaid(message({ recalled_at: "2026-11-23T00:00:00.000Z" }))).toBe(false);
});

it.each([
	["one that waits", {}, true],
	["one of ours", { assignee_id: "lin" }, true],
	["a snoozed one of ours", { assignee_id: "lin", status: "snoozed" }, true],
	["one of a colleague", { assignee_id: "mia" }, false],
	["a closed one of nobody", { status: "closed" }, false],
	["a direct one of others", { kind: "direct" }, false],
] as const)("an agent hears of %s: %s", (_, fields, heard) => {
	expect(concerns(conversation(fields), lin)).toBe(heard);
});

it("lets a merchant hear of its own conversations, whoever has them", () => {
	expect(concerns(conversation({ ...withShop, assignee_id: "lin" }), shop)).toBe(true);
	expect(concerns(conversation({ ...withShop, kind: "direct" }), shop)).toBe(true);
	expect(concerns(conversation({}), shop)).toBe(false);
});

it("tells each message once, also when an older one comes late", () => {
	const told = new Told();
	expect([3, 3, 2, 4].map((seq) => told.isNew(message({ seq })))).toEqual([true, false, false, true]);
	expect(told.isNew(message({ conversation_id: 2, seq: 1 }))).toBe(true);
});
