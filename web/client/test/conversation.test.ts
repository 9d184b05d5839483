/** Two people talk: what does each application see? Against the real server. */

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Client, clientOf, online, textOf, until } from "./support/people.js";
import { TestServer } from "./support/server.js";

/** A picture of one pixel. */
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

let server: TestServer;
const open: Client[] = [];

beforeAll(async () => {
	server = await TestServer.start();
});
afterEach(async () => {
	await Promise.all(open.splice(0).map(({ kefu }) => kefu.close()));
});
afterAll(() => server.stop());

async function pair() {
	const [b, m] = await server.people("buyer", "merchant");
	if (!b || !m) throw new Error("ensure answered too few");
	const buyer = clientOf(b, server.url);
	const merchant = clientOf(m, server.url);
	open.push(buyer, merchant);
	const { id } = await buyer.kefu.rest.conversations.open({ kind: "direct", participants: [m.id] });
	buyer.kefu.connect();
	merchant.kefu.connect();
	await Promise.all([online(buyer), online(merchant)]);
	return { buyer, merchant, id };
}

describe("two people", () => {
	test("see the same entries in the same order", async () => {
		const { buyer, merchant, id } = await pair();

		buyer.kefu.send(id, { kind: "text", body: { text: "  hello  " } });
		await until("it arrived", () => merchant.texts().includes("hello"));
		merchant.kefu.send(id, { kind: "text", body: { text: "hi" } });
		await until("both have both", () => buyer.entries.length === 2 && merchant.entries.length === 2);

		expect(buyer.texts()).toEqual(["hello", "hi"]);
		expect(buyer.entries).toEqual(merchant.entries);
	});

	test("see a thread with edits and recalls folded in", async () => {
		const { buyer, merchant, id } = await pair();
		const thread = merchant.kefu.thread(id);

		buyer.kefu.send(id, { kind: "text", body: { text: "one" } });
		buyer.kefu.send(id, { kind: "text", body: { text: "two" } });
		await until("both arrived", () => buyer.entries.length === 2);
		await buyer.kefu.edit(id, 1, { text: "first" });
		await buyer.kefu.recall(id, 2);

		const shown = () => thread.snapshot.items.map((item) => item.message && textOf(item.message));
		await until("the recall arrived", () => thread.snapshot.items[1]?.message?.recalled_at != null);
		expect(shown()).toEqual(["first", "<text>"]);
		expect(thread.snapshot.head).toBe(4);
		await until("our own changes are told too", () => buyer.entries.length === 4);
	});

	test("exchange an image", async () => {
		const { buyer, merchant, id } = await pair();
		const pixel = Buffer.from(PIXEL, "base64");

		buyer.kefu.sendFile(id, new Blob([pixel], { type: "image/png" }), { name: "tea.png" });
		await until("it arrived", () => merchant.entries.length === 1);
		await until("its sender is told", () => buyer.entries.length === 1);

		expect(merchant.entries[0]).toMatchObject({
			kind: "image",
			body: { name: "tea.png", mime: "image/png", width: 1 },
		});
		expect(buyer.entries).toEqual(merchant.entries);
	});

	test("find it in their lists", async () => {
		const { buyer, merchant, id } = await pair();
		const list = merchant.kefu.conversations();
		await until("the list is there", () => list.snapshot.items.length === 1);

		buyer.kefu.send(id, { kind: "text", body: { text: "hello" } });
		await until("it is counted", () => list.snapshot.items[0]?.unread === 1 && merchant.kefu.unread === 1);
		expect(list.snapshot.items[0]?.last_message?.body).toEqual({ text: "hello" });

		merchant.kefu.read(id, 1);
		const thread = buyer.kefu.thread(id);
		await until("the sender sees that it was read", () =>
			[...thread.snapshot.marks.values()].some((m) => m.read_seq === 1),
		);
		expect(merchant.kefu.unread).toBe(0);
	});
});
