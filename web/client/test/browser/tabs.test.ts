/**
 * Several tabs of a real browser: one socket, and does each tab still see everything once and in order?
 *
 * Each test names the breakage it catches; each was seen failing on a client broken in just that way.
 */

import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { ConversationId } from "../../src/index.js";
import { launch, PageHost, Tab } from "../support/browser.js";
import { type Client, clientOf, online, until, untilAsync } from "../support/people.js";
import { type Person, TestServer } from "../support/server.js";

let host: PageHost;
let server: TestServer;
let browser: Browser;
let context: BrowserContext;
let merchant: Client;
let buyer: Person;
let id: ConversationId;

beforeAll(async () => {
	host = await PageHost.start();
	server = await TestServer.start({ CORS_ORIGINS: host.origin });
	browser = await launch();
});
afterAll(async () => {
	await browser?.close();
	await server?.stop();
	await host?.stop();
});

/** A merchant in Node, and so many tabs of the buyer. */
async function scene(count: number): Promise<Tab[]> {
	const [b, m] = await server.people("buyer", "merchant");
	if (!b || !m) throw new Error("ensure answered too few");
	buyer = b;
	merchant = clientOf(m, server.url);
	({ id } = await merchant.kefu.rest.conversations.open({ kind: "direct", participants: [b.id] }));
	merchant.kefu.connect();
	await online(merchant);
	context = await browser.newContext();
	const tabs: Tab[] = [];
	for (let n = 0; n < count; n++) tabs.push(await openTab());
	return tabs;
}

async function openTab(): Promise<Tab> {
	const tab = await Tab.open(context, host.origin, buyer, server.url);
	await untilAsync("the tab is online", async () => (await tab.state()) === "online");
	return tab;
}

afterEach(async () => {
	await context?.close();
	await merchant?.kefu.close();
});

const sockets = (tabs: Tab[]) => tabs.reduce((sum, tab) => sum + tab.sockets, 0);
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

async function expectAll(tabs: Tab[], count: number): Promise<void> {
	for (const tab of tabs) {
		await untilAsync("the tab heard all", async () => (await tab.seqs()).length >= count);
		expect(await tab.seqs()).toEqual(upTo(count));
	}
}

// Catches: a socket for each tab; acks that only one tab hears; messages of a tab without the socket that nobody sends.
test("three tabs have one socket and the same entries", async () => {
	const tabs = await scene(3);

	merchant.kefu.send(id, { kind: "text", body: { text: "hello, tabs" } });
	await expectAll(tabs, 1);
	// Nothing comes after these that could show a gap.
	for (const [n, tab] of tabs.entries()) await tab.send(id, `from tab ${n}`);

	await expectAll(tabs, 4);
	expect(sockets(tabs)).toBe(1);
});

// Catches: no election after a leader's end, and whatever loses or doubles entries on the way.
test("the leader is closed in mid-conversation, again and again", async () => {
	const tabs = await scene(4);
	const total = 400;
	const talk = (async () => {
		for (let n = 0; n < total / 2; n++) {
			merchant.kefu.send(id, { kind: "text", body: { text: `m ${n}` } });
			await tabs.at(-1)?.send(id, `b ${n}`);
		}
	})();

	for (let ends = 0; ends < 3; ends++) {
		await until("some are there", () => merchant.entries.length > (ends + 1) * (total / 5));
		await tabs.shift()?.page.close();
	}
	await talk;

	await until("the merchant heard all", () => merchant.entries.length >= total, 60_000);
	expect(merchant.entries.map(({ seq }) => seq)).toEqual(upTo(total));
	await expectAll(tabs, total);
	expect(sockets(tabs)).toBe(1);
	expect(await tabs[0]?.pending(id)).toEqual([]);
});

// Catches: waiting for the lock of a page that is frozen and keeps it; a tab that does not compare its cursors when
// another one leads.
test("a frozen leader is replaced, and follows when it wakes up", async () => {
	const [leader, other, third] = (await scene(3)) as [Tab, Tab, Tab];
	expect(leader.sockets).toBe(1);

	const thaw = await leader.freeze();
	merchant.kefu.send(id, { kind: "text", body: { text: "hello?" } });
	await until("it is in the log", () => merchant.texts().includes("hello?"));
	await other.page.evaluate(() => window.dispatchEvent(new Event("focus")));
	await expectAll([other, third], 1);
	await other.send(id, "is anybody there?");
	await until("it was sent", () => merchant.texts().includes("is anybody there?"), 30_000);
	expect(other.sockets).toBe(1);
	await thaw();

	merchant.kefu.send(id, { kind: "text", body: { text: "yes" } });
	await expectAll([leader, other, third], 3);
	await until("the old socket is closed", () => leader.sockets === 0);
	expect(other.sockets).toBe(1);
});

// Catches: an outbox in memory only.
test("what could not be sent survives a reload, and is sent once", async () => {
	const tabs = await scene(2);
	await server.kill();
	const [tab] = tabs as [Tab, Tab];
	await tab.send(id, "first");
	await tab.page.evaluate((to) => {
		const file = new File(["name,price\ntea,12\n"], "prices.csv", { type: "text/csv" });
		window.kefu.sendFile(to, file);
	}, id);
	await tab.send(id, "last");
	await untilAsync("it is shown", async () => (await tab.pending(id)).length === 3);

	for (const each of tabs) {
		await each.page.reload();
		await each.start(buyer, server.url);
	}
	await untilAsync("it is shown", async () => (await tabs[1]?.pending(id))?.length === 3);
	expect((await tabs[0]?.pending(id))?.map(({ draft }) => draft.kind)).toEqual(["text", "file", "text"]);
	await server.serve();

	await until("the merchant heard all", () => merchant.entries.length >= 3, 30_000);
	expect(merchant.texts()).toEqual(["first", "<file>", "last"]);
	await untilAsync("nothing waits any more", async () => (await tabs[1]?.pending(id))?.length === 0);
	const { head } = await merchant.kefu.rest.messages.page({ conversation_id: id });
	expect(head).toBe(3);
});

// Catches: showing a message before its write into IndexedDB is over, here by a page that ends in the very same moment.
test("a message that was seen for a moment is there afterwards", async () => {
	const [tab] = (await scene(1)) as [Tab];
	await server.kill();
	const seen = tab.page.waitForEvent("console", (said) => said.text() === "seen");
	const frozen = tab.page.evaluate((to) => {
		const thread = window.kefu.thread(to);
		thread.subscribe(() => {
			if (!thread.snapshot.items.some(({ pending }) => pending)) return;
			console.log("seen");
			// Not one line of script runs any more.
			for (;;);
		});
		window.kefu.send(to, { kind: "text", body: { text: "seen" } });
		return new Promise(() => {});
	}, id);
	frozen.catch(() => {});
	await seen;
	await tab.page.close();

	const next = await Tab.open(context, host.origin, buyer, server.url);

	await untilAsync("it is shown again", async () => (await next.pending(id)).length === 1, 5000);
	await server.serve();
	await until("the merchant heard it", () => merchant.texts().includes("seen"), 30_000);
});
