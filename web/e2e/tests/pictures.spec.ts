/** Do pictures go out by paste and by drop, with their progress shown, from both sides? */

import { join } from "node:path";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { drop, paste, slowDown } from "../support/bring.js";
import { Chat } from "../support/chat.js";
import { Desk } from "../support/desk.js";
import { drawNoise, expectPicture } from "../support/picture.js";
import { useWorld } from "../support/world.js";

const world = useWorld();

/** What leaves a page in a second, in bytes: the large picture needs some of them. */
const SLOW = 150_000;
/** Pixels, which are bytes. */
const SIDE = 800;

/** Sends what lies in the tray, and sees it on its way. */
async function expectProgress(page: Page, place: Locator, send: () => Promise<void>): Promise<void> {
	const hurry = await slowDown(page, SLOW);
	await send();
	const bar = place.getByRole("progressbar");
	const share = async () => Number(await bar.getAttribute("aria-valuenow"));
	await expect.poll(share).toBeGreaterThan(5);
	expect(await share()).toBeLessThan(95);
	await hurry();
	await expect(bar).toBeHidden();
}

test("a buyer pastes a picture and drops another, and sees how far it is", async ({ browser }) => {
	const [buyer, agent] = [await world.buyer(), await world.agent()];
	const chat = await new Chat(await browser.newPage()).open(world.page(buyer));
	await chat.say("Look at this");
	const desk = await new Desk(await browser.newPage()).open(world.network.origin, agent);
	await desk.choose(buyer.name);
	await desk.say("Which of them?");

	// A picture alone can be a reply. Catches one that loses what it replies to.
	await chat.act("Which of them?", "Reply");
	await paste(chat.page);
	await expect(chat.panel.getByRole("img", { name: "image.png" })).toBeVisible();
	await chat.send();
	await expectPicture(desk.log, "image.png");
	const picture = desk.log.locator("[data-seq]").filter({ has: desk.page.getByRole("img", { name: "image.png" }) });
	await expect(picture).toContainText("Which of them?");

	const large = join(world.server.folder, "leaves.png");
	drawNoise(large, SIDE);
	await drop(chat.log, large, () => expect(chat.panel.getByText("Drop to attach")).toBeVisible());
	await expect(chat.panel.getByText("Drop to attach")).toBeHidden();
	await expectProgress(chat.page, chat.log, () => chat.send());
	await expectPicture(desk.log, "leaves.png");
	await expectPicture(chat.log, "leaves.png");
});

test("an agent pastes a picture and drops another, and sees how far it is", async ({ browser }) => {
	const [buyer, agent] = [await world.buyer(), await world.agent()];
	const chat = await new Chat(await browser.newPage()).open(world.page(buyer));
	await chat.say("Which one is it?");
	const desk = await new Desk(await browser.newPage()).open(world.network.origin, agent);
	await desk.choose(buyer.name);
	await expect(desk.field).toBeFocused();

	await paste(desk.page);
	await expect(desk.thread.getByRole("list", { name: "Attachments" }).getByText("image.png")).toBeVisible();
	await desk.send();
	await expectPicture(chat.log, "image.png");

	const large = join(world.server.folder, "labels.png");
	drawNoise(large, SIDE);
	const hint = desk.thread.getByText("Drop the files to attach them");
	await drop(desk.log, large, () => expect(hint).toBeVisible());
	await expect(hint).toBeHidden();
	await expectProgress(desk.page, desk.log, () => desk.send());
	await expectPicture(chat.log, "labels.png");

	await desk.log.getByRole("img", { name: "labels.png" }).click();
	const viewer = desk.page.getByRole("dialog");
	await expect(viewer.getByText("2 / 2")).toBeVisible();
	await desk.page.keyboard.press("ArrowLeft");
	await expect(viewer.getByRole("img", { name: "image.png" })).toBeVisible();
	await desk.page.keyboard.press("Escape");
	await expect(viewer).toBeHidden();
});
