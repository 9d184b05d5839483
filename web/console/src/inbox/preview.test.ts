/** What stands in a row for each kind of message? */

import { expect, it } from "vitest";
import { text } from "../testing/samples";
import { previewOf } from "./preview";

it("shows words on one line, and short", () => {
	expect(previewOf(text({ body: { text: "one\n\n  two" } })).text).toBe("one two");
	expect(previewOf(text({ body: { text: "x".repeat(9000) } })).text).toHaveLength(200);
});

it("names what has no words", () => {
	expect(previewOf(null)).toEqual({ phrase: "noMessagesYet" });
	expect(previewOf(text({ kind: "image", body: { upload_url: "/a" } }))).toEqual({ phrase: "picture", icon: "image" });
	expect(previewOf(text({ kind: "file", body: { upload_url: "/a", name: "bill.pdf" } })).text).toBe("bill.pdf");
	expect(previewOf(text({ kind: "card", body: { type: "order", title: "#1042" } }))).toEqual({
		text: "#1042",
		icon: "order",
	});
});

it("shows nothing of what was recalled", () => {
	expect(previewOf(text({ body: null, recalled_at: "2026-11-20T09:00:00.000Z" }))).toEqual({
		phrase: "messageRecalled",
	});
});
