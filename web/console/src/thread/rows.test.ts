/** Do messages stand together as people expect? */

import type { ThreadItem } from "@kefu/client";
import { describe, expect, it } from "vitest";
import { text } from "../testing/samples";
import { rowsOf } from "./rows";

const start = new Date(2026, 10, 20, 9, 0).getTime();

/** By sender and minutes after nine. */
function items(...said: [sender: string | null, minute: number][]): ThreadItem[] {
	return said.map(([sender_id, minute], index) => {
		const created_at = new Date(start + minute * 60_000).toISOString();
		const kind = sender_id === null ? "system" : "text";
		return { key: `#${index + 1}`, message: text({ seq: index + 1, sender_id, created_at, kind } as never) };
	});
}

const rows = (list: ThreadItem[], newAfter: number | null = null, hasOlder = false) =>
	rowsOf({ items: list, me: "s1", newAfter, hasOlder });

describe("groups", () => {
	it("hold what one sender said within five minutes", () => {
		const found = rows(items(["b1", 0], ["b1", 4], ["b1", 10], ["s1", 11]));
		expect(found.map((row) => row.first)).toEqual([true, false, true, true]);
		expect(found.map((row) => row.last)).toEqual([false, true, true, true]);
	});

	it("are parted by lines of the system", () => {
		const found = rows(items(["b1", 0], [null, 1], ["b1", 2]));
		expect(found.map((row) => row.first)).toEqual([true, true, true]);
	});
});

describe("days", () => {
	it("begin with the first message and after midnight", () => {
		const found = rows(items(["b1", 0], ["b1", 1], ["b1", 16 * 60]));
		expect(found.map((row) => row.day)).toEqual([true, false, true]);
	});

	it("are not claimed by the first one while there is more above", () => {
		expect(rows(items(["b1", 0]), null, true)[0]).toMatchObject({ day: false, first: false });
	});
});

describe("the beginning of what is loaded", () => {
	it("is held back until it is known what it belongs to", () => {
		const said = items(["b1", 0], ["b1", 1], ["s1", 2], ["b1", 3]);
		expect(rows(said, null, true).map((row) => row.key)).toEqual(["#3", "#4"]);
		expect(rows(said, null, false)).toHaveLength(4);
	});

	it("is shown where it is long", () => {
		const said = items(...Array.from({ length: 40 }, (): [string, number] => ["b1", 0]), ["s1", 1]);
		expect(rows(said, null, true)).toHaveLength(41);
	});
});

describe("what is new", () => {
	it("begins at the first message of others after the mark", () => {
		const found = rows(items(["b1", 0], ["s1", 1], ["b1", 2], ["b1", 3]), 1);
		expect(found.map((row) => row.isNew)).toEqual([false, false, true, false]);
	});

	it("is not there without a mark, or where only we spoke", () => {
		expect(rows(items(["b1", 0], ["b1", 1])).some((row) => row.isNew)).toBe(false);
		expect(rows(items(["b1", 0], ["s1", 1]), 1).some((row) => row.isNew)).toBe(false);
	});
});
