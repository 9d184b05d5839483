/** What does a thread show, however pages and live entries come? */

import { describe, expect, test } from "vitest";
import type { Pending } from "../src/api.js";
import { Directory } from "../src/directory.js";
import type { Message, Seq } from "../src/model.js";
import { LiveThread } from "../src/thread.js";
import { conversation, edit, recall, text } from "./support/shapes.js";

const ID = 1;

/** A log on a server: what is asked for is answered when `answer` is called. */
function setUp(log: Message[], pending: Pending[] = []) {
	const waiting: (() => void)[] = [];
	const page = (bounds: { before_seq?: Seq; after_seq?: Seq }, limit: number) => {
		const { before_seq: before = Number.POSITIVE_INFINITY, after_seq: after } = bounds;
		const inside = log.filter(({ seq }) => seq < before && seq > (after ?? 0));
		const items = after === undefined ? inside.slice(-limit) : inside.slice(0, limit);
		const answer = { items, head: log.at(-1)?.seq ?? 0 };
		return new Promise<typeof answer>((resolve) => waiting.push(() => resolve(answer)));
	};
	const directory = new Directory({
		userId: "b1",
		read: async () => conversation(ID),
		changed: () => {},
		unread: () => {},
	});
	const followed: Seq[] = [];
	const thread = new LiveThread(ID, {
		userId: "b1",
		directory,
		page,
		follow: (head) => {
			followed.push(head);
			return () => {};
		},
		pending: () => pending,
		closed: () => {},
	});
	const answer = async () => {
		for (const one of waiting.splice(0)) one();
		await new Promise((done) => setTimeout(done, 0));
	};
	return { thread, answer, followed, log };
}

const seqs = (thread: LiveThread) => thread.snapshot.items.map(({ message }) => message?.seq);
const texts = (thread: LiveThread) =>
	thread.snapshot.items.map(({ message }) => (message?.kind === "text" ? (message.body?.text ?? null) : message?.kind));
const range = (count: number) => Array.from({ length: count }, (_, n) => text(ID, n + 1));

describe("pages", () => {
	test("come from the newest to the oldest", async () => {
		const { thread, answer } = setUp(range(120));
		expect(thread.snapshot.loading).toBe("first");
		await answer();
		expect([seqs(thread)[0], thread.snapshot.head, thread.snapshot.hasOlder]).toEqual([71, 120, true]);
		for (const first of [21, 1]) {
			void thread.loadOlder();
			expect(thread.snapshot.loading).toBe("older");
			await answer();
			expect(seqs(thread)[0]).toBe(first);
		}
		expect(thread.snapshot.hasOlder).toBe(false);
		expect(seqs(thread)).toEqual(range(120).map(({ seq }) => seq));
	});

	test("are read until a message is there", async () => {
		const { thread, answer } = setUp(range(120));
		const found = thread.reveal(5);
		for (let n = 0; n < 3; n++) await answer();
		expect(await found).toBe(true);
		expect(await thread.reveal(121)).toBe(false);
	});

	test("of nothing but edits are not the end", async () => {
		const edits = Array.from({ length: 60 }, (_, n) => edit(ID, n + 2, 1, `edit ${n}`));
		const { thread, answer } = setUp([{ ...text(ID, 1, "edit 59"), edited_at: "x" } as Message, ...edits]);
		await answer();
		await answer();
		expect(texts(thread)).toEqual(["edit 59"]);
	});
});

describe("live entries", () => {
	test("that come before the first page are merged with it", async () => {
		const { thread, answer, followed } = setUp(range(3));
		thread.entry(text(ID, 3));
		thread.entry(text(ID, 4));
		await answer();
		expect(seqs(thread)).toEqual([1, 2, 3, 4]);
		expect(followed).toEqual([3]);
	});

	test("change what they are about", async () => {
		const { thread, answer } = setUp(range(2));
		await answer();
		thread.entry(edit(ID, 3, 1, "better"));
		thread.entry(recall(ID, 4, 2));
		expect(texts(thread)).toEqual(["better", null]);
		expect(thread.snapshot.head).toBe(4);
	});

	// Catches: an old edit that is told after a page which had the newer one.
	test("that a page had in it already change nothing", async () => {
		const { thread, answer } = setUp([text(ID, 1, "newest"), edit(ID, 2, 1, "newer"), edit(ID, 3, 1, "newest")]);
		await answer();
		thread.entry(edit(ID, 2, 1, "newer"));
		expect(texts(thread)).toEqual(["newest"]);
	});

	// Catches: a hole where somebody began to watch a log after its page was read.
	test("that leave a hole have it filled before they are shown", async () => {
		const { thread, answer, log } = setUp(range(2));
		await answer();
		log.push(text(ID, 3), text(ID, 4), text(ID, 5));
		thread.entry(text(ID, 5));
		thread.entry(text(ID, 6));
		expect(seqs(thread)).toEqual([1, 2]);
		await answer();
		expect(seqs(thread)).toEqual([1, 2, 3, 4, 5, 6]);
	});
});

test("what is on its way stands at the end, until it is in the log under the same key", async () => {
	const pending: Pending[] = [
		{
			clientId: "c1",
			conversationId: ID,
			userId: "b1",
			draft: { kind: "text", body: { text: "mine" } },
			state: "sending",
			createdAt: "2026-01-01T00:00:00.000Z",
		},
	];
	const { thread, answer } = setUp(range(1), pending);
	await answer();
	expect(thread.snapshot.items.map(({ key }) => key)).toEqual(["#1", "c1"]);
	thread.entry({ ...text(ID, 2, "mine", "b1"), client_id: "c1" });
	expect(thread.snapshot.items.map(({ key, message }) => [key, message?.seq])).toEqual([
		["#1", 1],
		["c1", 2],
	]);
});

test("who types is forgotten when the message comes", async () => {
	const { thread, answer } = setUp(range(1));
	await answer();
	thread.hearTyping("m1", true);
	thread.hearTyping("b1", true);
	expect(thread.snapshot.typing).toEqual(["m1"]);
	thread.entry(text(ID, 2));
	expect(thread.snapshot.typing).toEqual([]);
});
