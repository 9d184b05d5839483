/** What counts as a message of the other side, and what did it see? */

import type { Message } from "@kefu/client";
import { describe, expect, it } from "vitest";
import { isFromOther, reachedBy } from "./reached.js";
import { textMessage } from "./testing.js";

describe("isFromOther", () => {
	it("takes what others say, not what the server notes or what was taken back", () => {
		expect(isFromOther(textMessage("lin", "a"), "me")).toBe(true);
		expect(isFromOther(textMessage("me", "a"), "me")).toBe(false);
		expect(isFromOther(textMessage("lin", "a", { kind: "system", sender_id: null } as Partial<Message>), "me")).toBe(
			false,
		);
		expect(isFromOther(textMessage("lin", "", { body: null, recalled_at: "2026-11-22T10:00:00.000Z" }), "me")).toBe(
			false,
		);
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
