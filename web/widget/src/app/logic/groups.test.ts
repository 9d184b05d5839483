/** How does a thread fall into days and groups? */

import type { Message } from "@kefu/client";
import { describe, expect, it } from "vitest";
import { layOut } from "./groups.js";
import { itemOf, textMessage } from "./testing.js";

/** At a local time, so that the test holds in every time zone. */
function at(day: number, hour: number, minute = 0): string {
	return new Date(2026, 10, day, hour, minute).toISOString();
}

function shapeOf(messages: Message[]): string[] {
	return layOut(messages.map(itemOf), "me").map((row) =>
		row.kind === "group" ? `${row.own ? "own" : row.sender} ${row.items.length}` : row.kind,
	);
}

describe("layOut", () => {
	it("joins what one person says in one go", () => {
		const messages = [
			textMessage("me", "a", { created_at: at(1, 9) }),
			textMessage("me", "b", { created_at: at(1, 9, 1) }),
			textMessage("lin", "c", { created_at: at(1, 9, 2) }),
			textMessage("me", "d", { created_at: at(1, 9, 3) }),
		];
		expect(shapeOf(messages)).toEqual(["day", "own 2", "lin 1", "own 1"]);
	});

	it("begins a new group after a pause", () => {
		const messages = [
			textMessage("me", "a", { created_at: at(1, 9) }),
			textMessage("me", "b", { created_at: at(1, 9, 6) }),
		];
		expect(shapeOf(messages)).toEqual(["day", "own 1", "own 1"]);
	});

	it("begins a new day at local midnight", () => {
		const messages = [
			textMessage("me", "a", { created_at: at(1, 23, 59) }),
			textMessage("me", "b", { created_at: at(2, 0, 1) }),
		];
		expect(shapeOf(messages)).toEqual(["day", "own 1", "day", "own 1"]);
	});

	it("shows a recalled message as a line between the groups", () => {
		const messages = [
			textMessage("me", "a"),
			textMessage("me", "b", { body: null, recalled_at: "2026-11-22T10:01:00.000Z" }),
			textMessage("me", "c"),
		];
		expect(shapeOf(messages)).toEqual(["day", "own 1", "note", "own 1"]);
	});

	it("leaves out what says nothing to a customer", () => {
		const system = (body: object) => textMessage("", "", { sender_id: null, kind: "system", body } as Partial<Message>);
		const messages = [
			system({ event: "subject", subject: "x", by: "lin" }),
			system({ event: "assigned", assignee_id: null, by: "lin" }),
			system({ event: "status", status: "snoozed", by: "lin" }),
			system({ event: "joined", user_id: "lin" }),
			system({ event: "status", status: "closed", by: "lin" }),
		];
		expect(shapeOf(messages)).toEqual(["day", "note", "note"]);
	});

	it("gives every row a key of its own", () => {
		const messages = Array.from({ length: 40 }, (_, i) =>
			textMessage(i % 3 ? "me" : "lin", "x", { created_at: at(i % 20, 9) }),
		);
		const keys = layOut(messages.map(itemOf), "me").map((row) => row.key);
		expect(new Set(keys).size).toBe(keys.length);
	});
});
