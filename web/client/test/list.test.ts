/** Which conversations does a list show, where, and how fast with five thousand of them? */

import { describe, expect, test } from "vitest";
import type { ConversationFilter } from "../src/api.js";
import { Directory } from "../src/directory.js";
import { LiveList } from "../src/list.js";
import type { Conversation } from "../src/model.js";
import { AT, conversation, edit, recall, text } from "./support/shapes.js";

/** A server with these conversations, and a list of `b1`. */
function setUp(all: Conversation[], filter: ConversationFilter = {}) {
	const sorted = [...all].sort((a, b) => (a.last_activity_at < b.last_activity_at ? 1 : -1));
	const page = async (cursor: string | null, limit = 100) => {
		const from = Number(cursor ?? 0);
		const end = from + limit;
		return { items: sorted.slice(from, end), next_cursor: end < sorted.length ? String(end) : null };
	};
	const unreads: number[] = [];
	const directory = new Directory({
		userId: "b1",
		read: async (id) => all.find((one) => one.id === id) as Conversation,
		changed: (changed) => list.update(changed),
		unread: (count) => unreads.push(count),
	});
	const list = new LiveList(filter, { userId: "b1", directory, page, closed: () => {} });
	return { directory, list, unreads, ids: () => list.snapshot.items.map(({ id }) => id) };
}

const range = (count: number) => Array.from({ length: count }, (_, n) => conversation(n + 1));
const settled = () => new Promise((done) => setTimeout(done, 0));

describe("a list", () => {
	test("begins with the newest page and goes on from there", async () => {
		const { list, ids } = setUp(range(150));
		expect(list.snapshot).toMatchObject({ items: [], loading: true });
		await settled();
		expect([ids()[0], ids().length, list.snapshot.hasMore]).toEqual([150, 100, true]);
		await list.loadMore();
		expect([ids().at(-1), ids().length, list.snapshot.hasMore]).toEqual([1, 150, false]);
	});

	test("moves a conversation up when something is said in it, and counts it", async () => {
		const { directory, list, ids } = setUp(range(3));
		await settled();
		directory.entry(text(1, 1));
		expect(ids()).toEqual([1, 3, 2]);
		expect(list.snapshot.items[0]).toMatchObject({ unread: 1, last_seq: 1, last_message: { seq: 1 } });
		directory.readUpTo(1, 1);
		expect(list.snapshot.items[0]?.unread).toBe(0);
	});

	test("shows the last message as it was edited or recalled", async () => {
		const { directory, list } = setUp(range(1));
		await settled();
		directory.entry(text(1, 1));
		directory.entry(edit(1, 2, 1, "better"));
		expect(list.snapshot.items[0]?.last_message?.body).toEqual({ text: "better" });
		directory.entry(recall(1, 3, 1));
		expect(list.snapshot.items[0]).toMatchObject({ unread: 1, last_message: { body: null } });
	});

	test("lets go of what its filter does not take any more, and takes what it does", async () => {
		const { directory, ids } = setUp(range(3), { status: "open" });
		await settled();
		directory.put(conversation(2, { status: "closed", last_activity_at: AT(100) }));
		expect(ids()).toEqual([3, 1]);
		directory.put(conversation(2, { last_activity_at: AT(101) }));
		expect(ids()).toEqual([2, 3, 1]);
	});

	test("keeps what waits apart from what nobody has to take", async () => {
		const waiting = conversation(4, { kind: "support" });
		const { ids } = setUp([...range(3), waiting], { assignee: "none" });
		await settled();
		expect(ids()).toEqual([4]);
	});

	test("is not turned back by an answer that is older than the socket", async () => {
		const { directory, list } = setUp(range(1));
		await settled();
		directory.entry(text(1, 1));
		directory.put(conversation(1));
		expect(list.snapshot.items[0]).toMatchObject({ last_seq: 1, unread: 1 });
	});

	test("tells several changes of one turn once", async () => {
		const { directory, list } = setUp(range(3));
		await settled();
		let told = 0;
		list.subscribe(() => told++);
		for (let seq = 1; seq <= 50; seq++) directory.entry(text(1 + (seq % 3), seq));
		expect(told).toBe(0);
		await settled();
		expect(told).toBe(1);
	});

	// Catches: an array that is sorted or copied for each entry (seconds instead of milliseconds).
	test("bears ten thousand entries among five thousand conversations", async () => {
		const { directory, list, ids } = setUp(range(5000));
		while (list.snapshot.hasMore) await list.loadMore();
		const before = performance.now();
		for (let n = 0; n < 10_000; n++) directory.entry(text(1 + ((n * 7919) % 5000), 1 + Math.floor(n / 5000)));
		expect(list.snapshot.items).toHaveLength(5000);
		expect(performance.now() - before).toBeLessThan(1000);
		expect(new Set(ids()).size).toBe(5000);
		const times = list.snapshot.items.map((item) => item.last_activity_at);
		expect(times).toEqual([...times].sort().reverse());
	});
});

describe("the number of unread messages", () => {
	test("follows what is said and read, here and elsewhere", async () => {
		const { directory, unreads } = setUp([]);
		const summary = { read_seq: 0, status: "open" as const };
		const conversations = [
			{ id: 1, last_seq: 5, unread: 2, ...summary },
			{ id: 2, last_seq: 1, unread: 1, ...summary },
		];
		directory.hello({ conversations } as Parameters<Directory["hello"]>[0]);
		expect(directory.unread).toBe(3);
		directory.entry(text(1, 6));
		directory.entry(text(1, 7, "our own", "b1"));
		expect(directory.unread).toBe(4);
		directory.receipt(1, "b1", { delivered_seq: 7, read_seq: 7 });
		directory.receipt(2, "m1", { delivered_seq: 1, read_seq: 1 });
		expect(directory.unread).toBe(1);
		expect(unreads.at(-1)).toBe(1);
	});
});
