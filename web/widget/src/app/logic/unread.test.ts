/** What is unread, and what did the other side see? */

import { describe, expect, it } from "vitest";
import { textMessage, threadOf } from "./testing.js";
import { countUnread, reachedBy } from "./unread.js";

const marks = (read: number) => new Map([["me", { delivered_seq: 9, read_seq: read }]]);

describe("countUnread", () => {
	const messages = [
		textMessage("lin", "a", { seq: 1 }),
		textMessage("me", "b", { seq: 2 }),
		textMessage("lin", "c", { seq: 3 }),
		textMessage("lin", "d", { seq: 4, body: null, recalled_at: "2026-11-22T10:00:00.000Z" }),
		textMessage("lin", "e", { seq: 5 }),
	];

	it("counts messages of others after the mark, without recalled ones", () => {
		expect(countUnread(threadOf(messages, marks(0)), "me", 0)).toBe(3);
		expect(countUnread(threadOf(messages, marks(1)), "me", 0)).toBe(2);
	});

	it("believes our own reading before the server confirms it", () => {
		expect(countUnread(threadOf(messages, marks(1)), "me", 5)).toBe(0);
	});
});

describe("reachedBy", () => {
	it("tells the farthest that anybody but ourselves got", () => {
		const all = new Map([
			["me", { delivered_seq: 9, read_seq: 9 }],
			["lin", { delivered_seq: 5, read_seq: 3 }],
			["mia", { delivered_seq: 2, read_seq: 0 }],
		]);
		expect([3, 5, 6].map((seq) => reachedBy(seq, all, "me"))).toEqual(["read", "delivered", "sent"]);
	});
});
