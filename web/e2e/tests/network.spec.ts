/** Does everything that was said arrive, once and in order, when the network or the server goes away in between? */

import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { Chat, found } from "../support/chat.js";
import { Desk } from "../support/desk.js";
import type { Person } from "../support/people.js";
import { useWorld } from "../support/world.js";

/** Half-open sockets are found within a heartbeat and a half: quicker than in a shop. */
const world = useWorld({ settings: { WS_HEARTBEAT_SECONDS: "5" } });

/** How long the network is away in the one test that waits it out, in milliseconds. */
const LONG_CUT = 60_000;
const NOTES = /^note \d+$/;

interface Talk {
	buyer: Person;
	conversation: number;
	chat: Chat;
	desk: Desk;
}

/** A buyer and an agent who have each other on the screen, and one note from each side. */
async function talk(context: BrowserContext): Promise<Talk> {
	const [buyer, agent] = [await world.buyer(), await world.agent()];
	const chat = await new Chat(await context.newPage()).open(world.page(buyer));
	await chat.say("note 1");
	const desk = await new Desk(await context.newPage()).open(world.network.origin, agent);
	await desk.choose(buyer.name);
	await desk.say("note 2");
	await chat.hears("note 2");
	return { buyer, conversation: await buyer.support(), chat, desk };
}

/** Both screens and the server hold these notes, each once; the screens in the server's order. */
async function expectNotes({ buyer, conversation, chat, desk }: Talk, count: number): Promise<void> {
	const all = Array.from({ length: count }, (_, index) => `note ${index + 1}`);
	await expect.poll(async () => (await found(chat.log, NOTES)).length, { timeout: 60_000 }).toBe(count);
	await expect.poll(async () => (await found(desk.log, NOTES)).length, { timeout: 60_000 }).toBe(count);
	const stored = await buyer.texts(conversation);
	expect([...stored].sort(byNumber)).toEqual(all);
	await expect.poll(() => found(chat.log, NOTES)).toEqual(stored);
	await expect.poll(() => found(desk.log, NOTES)).toEqual(stored);
	await expect(chat.log.getByText(chat.words.queued)).toHaveCount(0);
	const log = await buyer.log(conversation);
	expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
}

/** How many messages wait in the browser's own storage. */
function kept(page: Page): Promise<number> {
	return page.evaluate(
		() =>
			new Promise<number>((done, fail) => {
				const opening = indexedDB.open("kefu");
				opening.onerror = fail;
				opening.onsuccess = () => {
					const counting = opening.result.transaction("outbox").objectStore("outbox").count();
					counting.onerror = fail;
					counting.onsuccess = () => {
						opening.result.close();
						done(counting.result);
					};
				};
			}),
	);
}

function byNumber(one: string, other: string): number {
	return Number(one.split(" ")[1]) - Number(other.split(" ")[1]);
}

/**
 * Catches messages that are lost with the socket, and those that go out again under another name. Seen with an outbox
 * that is not flushed when the line is back, and with a new `client_id` for each try.
 */
test("a minute without a network loses nothing and doubles nothing", async ({ context }) => {
	test.setTimeout(LONG_CUT + 180_000);
	const now = await talk(context);
	const { buyer, conversation, chat, desk } = now;
	// Stored, and nobody is told so: what has to be sent again under its name.
	world.network.deafen();
	await chat.say("note 3");
	await desk.say("note 4");
	await expect.poll(() => buyer.texts(conversation)).toHaveLength(4);
	world.network.cut();
	await chat.say("note 5");
	await desk.say("note 6");
	await chat.say("note 7");
	await expect(chat.panel.getByText("No connection. Your messages will be sent as soon as it is back.")).toBeVisible();
	await expect(desk.page.getByText("No connection. Messages wait here and go out later.")).toBeVisible();
	// The cut itself is what is tested; nothing is waited for.
	await new Promise((over) => setTimeout(over, LONG_CUT));
	await desk.say("note 8");

	world.network.restore();

	await expectNotes(now, 8);
});

/**
 * Catches a client that trusts a silent socket, and one that reads nothing after a new `hello`: seen without the end of
 * the pulse, and without the catch-up. Nobody writes in a page here: what is sent is missed by itself, and makes gaps show.
 */
test("a network that falls silent is noticed, and what was said meanwhile is read", async ({ context }) => {
	const now = await talk(context);
	world.network.silence();
	await world.admin.say(now.conversation, "note 3");
	// Sooner than a request without an answer is given up, half a minute.
	for (const notice of [now.chat.panel.getByRole("status"), now.desk.page.getByRole("status")]) {
		await expect(notice.getByText(/^No connection/)).toBeVisible({ timeout: 20_000 });
	}

	world.network.restore();

	await expectNotes(now, 3);
});

/** Catches acks that come before the commit, and clients that do not start again: seen with an outbox that is not flushed. */
test("a server that is killed in mid-conversation goes on where it was", async ({ context }) => {
	const now = await talk(context);
	const { chat, desk } = now;
	for (let round = 0; round < 3; round++) {
		const next = 3 + round * 4;
		await chat.say(`note ${next}`);
		await desk.say(`note ${next + 1}`);
		await world.server.kill();
		await chat.say(`note ${next + 2}`);
		await desk.say(`note ${next + 3}`);
		await world.server.serve();
	}

	await expectNotes(now, 14);
});

/** Catches an outbox that lives in the page only: seen with a storage that is written and never read. */
test("what waits for the network survives a reload of the page", async ({ context }) => {
	const now = await talk(context);
	const { chat } = now;
	world.network.cutApi();
	await chat.say("note 3");
	await expect(chat.log.getByText(chat.words.queued)).toBeVisible();
	// It is shown a moment before it is on the disk.
	await expect.poll(() => kept(chat.page)).toBe(1);
	await chat.page.reload();
	await expect(chat.panel).toBeVisible();

	world.network.restore();

	await expectNotes(now, 3);
});
