/** What does somebody see who opens the chat while kefu cannot be reached? */

import { expect, type Page, test } from "@playwright/test";
import { Chat } from "../support/chat.js";
import { useWorld } from "../support/world.js";

const world = useWorld();
/** The server has it. */
const DELIVERED = /^(Sent|Delivered|Read)$/;

test.afterEach(() => world.network.restore());

/** A page whose network to kefu's API is gone for good; its own files still come. */
async function reloadOffline(page: Page): Promise<void> {
	world.network.cutApi();
	await page.reload();
}

/**
 * Catches a widget that shows nothing until the server named its conversation, one that shows what waits but not what was
 * said, and one that does not go on where it was when the network is back.
 */
test("after a reload without a network one sees what was said and what waits, and both go on", async ({ context }) => {
	const buyer = await world.buyer();
	const chat = await new Chat(await context.newPage()).open(world.page(buyer));
	await chat.say("said before");
	await expect(chat.log.getByText(DELIVERED)).toBeVisible();
	world.network.cutApi();
	await chat.say("waits one");
	await chat.say("waits two");
	await expect(chat.log.getByText("waits two")).toBeVisible();

	await reloadOffline(chat.page);

	await expect(chat.panel).toBeVisible();
	for (const text of ["said before", "waits one", "waits two"]) await chat.hears(text);
	await expect(chat.log.getByText(chat.words.queued)).toBeVisible();
	await expect(chat.log.getByText("Loading…")).toHaveCount(0);
	await expect(chat.panel.getByText("No connection. Your messages will be sent as soon as it is back.")).toBeVisible();
	await chat.say("said offline");
	await chat.hears("said offline");

	world.network.restore();

	await expect(chat.log.getByText(chat.words.queued)).toHaveCount(0, { timeout: 60_000 });
	const all = ["said before", "waits one", "waits two", "said offline"];
	for (const text of all) await expect(chat.log.getByText(text, { exact: true })).toHaveCount(1);
	expect(await buyer.texts(await buyer.support())).toEqual(all);
});

/**
 * Catches a text that is in no storage between Enter and the outbox: the page ends in the very moment of Enter. Where it ends
 * between the outbox and the draft, the text stands in both, to be seen; in neither would be a loss.
 */
test("a message is never lost between the field and the log", async ({ context }) => {
	const buyer = await world.buyer();
	const chat = await new Chat(await context.newPage()).open(world.page(buyer));
	await chat.say("first");
	await expect(chat.log.getByText(DELIVERED)).toBeVisible();
	world.network.cutApi();
	await chat.field.fill("in between");
	await chat.field.evaluate((field) => {
		field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
		location.reload();
	});

	await expect(chat.panel).toBeVisible();

	const shown = chat.log.getByText("in between", { exact: true });
	await expect
		.poll(async () => (await shown.count()) + ((await chat.field.inputValue()) === "in between" ? 1 : 0))
		.toBeGreaterThan(0);
	expect(await shown.count()).toBeLessThan(2);
});

/** Catches one person's messages that are shown to the next one in the same tab. */
test("without a network nobody sees what somebody else said in this tab", async ({ context }) => {
	const [buyer, other] = [await world.buyer(), await world.buyer("Bob")];
	const chat = await new Chat(await context.newPage()).open(world.page(buyer));
	await chat.say("a secret of mine");
	await expect(chat.log.getByText(DELIVERED)).toBeVisible();
	world.network.cutApi();
	await chat.say("waits in secret");
	await chat.hears("waits in secret");

	await chat.page.goto(world.page(other));

	await expect(chat.panel).toBeVisible();
	await expect(chat.panel.getByText(/^No connection/)).toBeVisible();
	await expect(chat.log.getByText(/secret/)).toHaveCount(0);
	expect(await chat.page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain("a secret of mine");
	await chat.page.goto(world.page(null));
	await expect(chat.panel).toBeVisible();
	await expect(chat.panel.getByText(/secret/)).toHaveCount(0);
});
