/** Is somebody who looks elsewhere told that there is something new: by sound, number, title and on the desktop? */

import { expect, test } from "@playwright/test";
import { Chat } from "../support/chat.js";
import { Desk } from "../support/desk.js";
import { clickNotification, listen, look, notifications, tones } from "../support/senses.js";
import { useWorld } from "../support/world.js";

const world = useWorld();

/** Notes of one ring, here as there. */
const RING = 2;

test("a buyer whose chat is closed hears, and sees in number and title, that somebody answered", async ({ page }) => {
	const [buyer, seller] = [await world.buyer(), await world.merchant()];
	const direct = await buyer.direct(seller);
	await buyer.say(direct, "Is it back?");
	await listen(page);
	await page.goto(world.page(buyer, { attributes: { to: seller.id } }));
	await expect.poll(() => world.network.sockets(buyer.id)).toBe(1);
	// Browsers let a page sound only once somebody touched it.
	await page.getByRole("heading", { name: "Tea shop" }).click();

	await seller.say(direct, "Since Monday.");
	const button = page.getByRole("button", { name: "Chat with us, 1 unread" });
	await expect(button).toBeVisible();
	await expect(button).toHaveText("1");
	await expect.poll(() => tones(page)).toBe(RING);
	await look(page, "away");
	await seller.say(direct, "Shall I keep one for you?");
	await expect(page).toHaveTitle("2 new messages");
	// To and fro.
	await expect(page).toHaveTitle("Tea shop");
	await expect(page).toHaveTitle("2 new messages");
	// What comes within the sound of the one before is not heard by itself.
	await seller.say(direct, "The white one is back, too.");
	await expect.poll(() => tones(page)).toBe(2 * RING);
	await look(page, "here");
	await expect(page).toHaveTitle("Tea shop");

	const chat = new Chat(page);
	await chat.launcher.click();
	await chat.hears("The white one is back, too.");
	await seller.say(direct, "Just say so.");
	await chat.hears("Just say so.");
	await chat.panel.getByRole("button", { name: "Turn sound off" }).click();
	await page.keyboard.press("Escape");
	await expect(chat.launcher).toHaveAccessibleName("Chat with us");
	await seller.say(direct, "Good night.");
	await expect(button).toBeVisible();
	expect(await tones(page), "neither what is read at once nor what is muted sounds").toBe(2 * RING);
});

test("an agent hears of what waits and what is answered elsewhere, and a click leads there", async ({ page }) => {
	const [ann, bob, agent] = [await world.buyer("Ann"), await world.buyer("Bob"), await world.agent()];
	const [first, second] = [await ann.support(), await bob.support()];
	await ann.say(first, "Hello");
	await listen(page);
	const desk = await new Desk(page).open(world.network.origin, agent);
	await desk.choose(ann.name);
	await page.keyboard.press("Alt+t");
	await expect(desk.log.getByText("You took the conversation")).toBeVisible();
	await ann.say(first, "Are you there?");
	await desk.hears("Are you there?");

	await bob.say(second, "Where is my parcel?");
	await expect.poll(() => notifications(page)).toEqual([`${bob.name}: Where is my parcel?`]);
	expect(await tones(page), "what is looked at does not sound").toBe(RING);
	await expect(page).toHaveTitle("(1) Conversations · kefu");
	await expect(page.locator('link[rel="icon"]')).toHaveAttribute("href", /icon-unread/);
	await clickNotification(page);
	await expect(desk.thread.getByRole("heading", { name: bob.name })).toBeVisible();

	await look(page, "away");
	await ann.say(first, "Still there?");
	await expect.poll(() => tones(page)).toBe(2 * RING);
	await expect(page).toHaveTitle("(2) Conversations · kefu");
	await page.keyboard.press("Alt+Shift+S");
	await ann.say(first, "Hello?");
	await expect.poll(() => notifications(page)).toHaveLength(3);
	expect(await tones(page), "a sound that is off").toBe(2 * RING);
	await look(page, "here");
	await desk.view("Mine").click();
	await desk.choose(ann.name);
	await expect(page).toHaveTitle("(1) Conversations · kefu");
});
