/** Does one tab ring for all, and none while somebody looks? */
import { afterEach, expect, it, vi } from "vitest";
import { Tabs } from "./tabs";

const open: Tabs[] = [];
function tab(): Tabs {
	const tabs = new Tabs("lin");
	open.push(tabs);
	return tabs;
}

afterEach(() => {
	for (const tabs of open.splice(0)) tabs.close();
});

it("knows what the other tabs show, also those that were there before", async () => {
	const first = tab();
	first.look(7);
	const second = tab();
	await vi.waitFor(() => expect(second.isLookedAt(7)).toBe(true));
	first.look(null);
	await vi.waitFor(() => expect(second.isLookedAt(7)).toBe(false));
});

it("forgets a tab that closes", async () => {
	const first = tab();
	const second = tab();
	first.look(7);
	await vi.waitFor(() => expect(second.isLookedAt(7)).toBe(true));
	first.close();
	await vi.waitFor(() => expect(second.isLookedAt(7)).toBe(false));
});

it("rings in each tab where the browser has no locks, and not after it was closed", () => {
	const only = tab();
	expect(only.rings).toBe(true);
	only.close();
	expect(only.rings).toBe(false);
});
