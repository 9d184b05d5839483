/** Does the number stay in the title, once, also when a page changes it? */
import { expect, it, vi } from "vitest";
import { badgeTitle, keepBadge } from "./badge";

it.each([
	["kefu", 0, "kefu"],
	["kefu", 3, "(3) kefu"],
	["(3) kefu", 4, "(4) kefu"],
	["(99+) kefu", 0, "kefu"],
	["kefu", 120, "(99+) kefu"],
])("%s with %i", (title, count, written) => expect(badgeTitle(title, count)).toBe(written));

it("outlives a new title", async () => {
	document.title = "kefu";
	const stop = keepBadge(2);
	expect(document.title).toBe("(2) kefu");
	document.title = "People · kefu";
	await vi.waitFor(() => expect(document.title).toBe("(2) People · kefu"));
	stop();
	expect(document.title).toBe("People · kefu");
});
