/** Is everything found again that was said before: page by page, and by the quote that leads to it? */

import { expect, type Locator, test } from "@playwright/test";
import { Chat, found } from "../support/chat.js";
import { Desk } from "../support/desk.js";
import type { Person } from "../support/people.js";
import { useWorld } from "../support/world.js";

const world = useWorld();

/** More than three pages. */
const LINES = 170;
const LINE = /^line \d+$/;

/** A long conversation, whose last message answers the second one. */
async function longTalk(): Promise<{ buyer: Person; lines: string[] }> {
	const buyer = await world.buyer();
	const support = await buyer.support();
	const lines = Array.from({ length: LINES }, (_, index) => `line ${index + 1}`);
	for (const line of lines) await buyer.say(support, line);
	await world.admin.say(support, "About your second line:", 2);
	return { buyer, lines };
}

/** Scrolls up until all of it is there. */
async function readBack(scroller: Locator, first: Locator): Promise<void> {
	await expect(async () => {
		await scroller.evaluate((element) => element.scrollTo(0, 0));
		await expect(first).toBeInViewport({ timeout: 100 });
	}).toPass({ intervals: [20] });
}

/** Catches pages that come twice, leave a gap, or are out of order: seen with pages that begin three messages too early. */
test("a buyer reads back to the first message, and finds what an answer is about", async ({ browser }) => {
	const { buyer, lines } = await longTalk();
	const chat = await new Chat(await browser.newPage()).open(world.page(buyer));
	await chat.hears(`line ${LINES}`);
	expect((await found(chat.log, LINE)).length, "one page, not all").toBeLessThan(LINES);
	await chat.message("About your second line:").getByTitle("Go to the message this replies to").click();
	await expect(chat.log.locator('[data-seq="2"]')).toBeInViewport();
	await chat.panel.getByRole("button", { name: "To the newest message" }).click();
	await expect(chat.log.getByText(`line ${LINES}`, { exact: true })).toBeInViewport();

	await chat.page.reload();
	await chat.hears(`line ${LINES}`);
	await readBack(chat.log, chat.log.getByText("line 1", { exact: true }));
	expect(await found(chat.log, LINE)).toEqual([...lines, "line 2"]);
});

/** Catches a list that does not stay where a quote led to: seen with a single scroll while older pages still come in. */
test("an agent reads back to the first message, and finds what an answer is about", async ({ page }) => {
	const { buyer } = await longTalk();
	const desk = await new Desk(page).open(world.network.origin, await world.agent());
	await desk.choose(buyer.name);
	await desk.hears(`line ${LINES}`);
	await desk.message("About your second line:").getByTitle("To this message").click();
	await expect(desk.log.locator('[data-seq="2"] [data-highlighted]')).toBeInViewport();
	await desk.thread.getByRole("button", { name: "To the latest message" }).click();
	await expect(desk.log.getByText(`line ${LINES}`, { exact: true })).toBeInViewport();

	await readBack(desk.log.getByTestId("virtuoso-scroller"), desk.log.getByText("line 1", { exact: true }));
});
