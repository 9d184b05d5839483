/** Does each entry come once and in order, whatever arrives when? */

import { describe, expect, test, vi } from "vitest";
import { KefuError } from "../src/error.js";
import { Feed } from "../src/feed.js";
import type { Answer, Hello, Request } from "../src/frames.js";
import type { Message, Seq } from "../src/model.js";

const ID = 42;

function entry(seq: Seq): Message {
	return {
		conversation_id: ID,
		seq,
		sender_id: "b1",
		client_id: null,
		kind: "text",
		body: { text: String(seq) },
		reply_to: null,
		created_at: "2026-01-01T00:00:00.000Z",
		edited_at: null,
		recalled_at: null,
	};
}

/** A log of `length` entries, read `page` at a time. */
function setUp(length: number, page = 3) {
	const told: Seq[] = [];
	const log = { length, failures: [] as KefuError[], syncs: [] as Seq[] };
	const ask = async (request: Request): Promise<Answer> => {
		if (request.type !== "sync") throw new Error("nothing else is asked for");
		log.syncs.push(request.after_seq);
		const failure = log.failures.shift();
		if (failure) throw failure;
		const from = request.after_seq;
		const count = Math.min(page, log.length - from);
		const events = Array.from({ length: Math.max(0, count) }, (_, n) => entry(from + n + 1));
		return { type: "events", id: "1", conversation_id: ID, events, head: log.length, more: from + page < log.length };
	};
	const feed = new Feed(ask, ({ seq }) => told.push(seq));
	return { feed, told, log };
}

const hello = (last_seq: Seq, more = false) =>
	({ conversations: [{ id: ID, last_seq, read_seq: 0, unread: 0, status: "open" }], more }) as unknown as Hello;
const settled = () => new Promise((done) => setTimeout(done, 0));
const upTo = (from: Seq, to: Seq) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

describe("live entries", () => {
	test("are told as they come, and a second time not at all", () => {
		const { feed, told } = setUp(0);
		feed.hello(hello(2));
		for (const seq of [3, 3, 4, 2, 4, 5]) feed.take(entry(seq));
		expect(told).toEqual([3, 4, 5]);
	});

	test("beyond a gap wait until it is filled", async () => {
		const { feed, told, log } = setUp(9);
		feed.hello(hello(2));
		feed.take(entry(3));
		feed.take(entry(9));
		expect(told).toEqual([3]);
		await settled();
		expect(told).toEqual(upTo(3, 9));
		expect(log.syncs[0]).toBe(3);
	});

	test("that come while a gap is filled are not told twice", async () => {
		const { feed, told, log } = setUp(5);
		feed.hello(hello(0));
		feed.take(entry(5));
		log.length = 7;
		feed.take(entry(6));
		feed.take(entry(7));
		await settled();
		expect(told).toEqual(upTo(1, 7));
	});
});

describe("after a reconnect", () => {
	test("what was missed is read page by page", async () => {
		const { feed, told } = setUp(20);
		feed.hello(hello(1));
		feed.hello(hello(20));
		await settled();
		expect(told).toEqual(upTo(2, 20));
	});

	test("what came to an end is taken up where it ended", async () => {
		const { feed, told, log } = setUp(20);
		log.failures = [new KefuError({ code: "offline", detail: "" })];
		feed.hello(hello(1));
		feed.take(entry(20));
		await settled();
		expect(told).toEqual([]);
		feed.hello(hello(20));
		await settled();
		expect(told).toEqual(upTo(2, 20));
	});

	test("a conversation that is new is told from its beginning", async () => {
		const { feed, told } = setUp(4);
		feed.hello({ conversations: [], more: false } as unknown as Hello);
		feed.hello(hello(4));
		await settled();
		expect(told).toEqual([1, 2, 3, 4]);
	});

	test("a conversation on the screen is read though `hello` does not name it", async () => {
		const { feed, told, log } = setUp(3);
		feed.look(ID, 3);
		feed.hold(ID);
		feed.hello({ conversations: [], more: true } as unknown as Hello);
		log.length = 5;
		feed.hello({ conversations: [], more: true } as unknown as Hello);
		await settled();
		expect(told).toEqual([4, 5]);
	});

	test("a server that is too busy is asked again when it said", async () => {
		vi.useFakeTimers();
		const { feed, told, log } = setUp(3);
		log.failures = [new KefuError({ code: "rate_limited", detail: "", retry_after: 7 })];
		feed.hello(hello(0));
		feed.hello(hello(3));
		await vi.advanceTimersByTimeAsync(6999);
		expect(told).toEqual([]);
		await vi.advanceTimersByTimeAsync(1);
		expect(told).toEqual([1, 2, 3]);
		vi.useRealTimers();
	});
});

test("who waits for an entry is told when it was, or when it never will be", async () => {
	const { feed, log } = setUp(3);
	feed.hello(hello(0));
	feed.moved(ID, 3);
	await feed.reached(ID, 3);
	log.failures = [new KefuError({ code: "not_found", detail: "" })];
	feed.moved(ID, 9);
	await feed.reached(ID, 9);
});
