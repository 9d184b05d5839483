/** Does a shop's page have the chat in hand: who it is for, when it is open, and how it looks? */

import { expect, type Page, test } from "@playwright/test";
import type { Kefu } from "../../widget/src/loader/page-api.js";
import { Chat } from "../support/chat.js";
import { lightness } from "../support/colour.js";
import { Desk } from "../support/desk.js";
import { identify } from "../support/people.js";
import { useWorld } from "../support/world.js";

const world = useWorld();

declare global {
	interface Window {
		Kefu: Kefu;
		/** What a page was told. */
		heard: string[];
	}
}

function call(page: Page, name: "open" | "close" | "toggle" | "shutdown"): Promise<void> {
	return page.evaluate((name) => window.Kefu[name](), name);
}

/** Catches calls that get lost before the chat is loaded, and events that a page does not hear. */
test("a page with a button of its own opens, closes and fills the chat by script", async ({ page }) => {
	const [buyer, merchant] = [await world.buyer(), await world.merchant()];
	const support = await buyer.support();
	await buyer.say(support, "To the desk");
	await buyer.say(await buyer.direct(merchant), "To the seller");
	await page.addInitScript(() => {
		const heard: string[] = [];
		const on = (event: string) => ["on", event, (value: unknown) => heard.push(`${event} ${JSON.stringify(value)}`)];
		const q = [on("open"), on("close"), on("unread"), ["open"]];
		Object.assign(window, { heard, Kefu: { q } });
	});
	const heard = () => page.evaluate(() => window.heard);
	await page.goto(world.page(buyer, { attributes: { launcher: "hidden" } }));
	const chat = new Chat(page);

	await chat.hears("To the desk");
	await call(page, "close");
	await expect(chat.panel).toBeHidden();
	await expect(page.getByRole("button")).toHaveCount(0);
	await world.admin.say(support, "From the desk");
	await expect.poll(heard).toEqual(["open undefined", "close undefined", "unread 1"]);
	expect(await page.evaluate(() => window.Kefu.unread)).toBe(1);
	await page.evaluate((to) => window.Kefu.open({ to }), merchant.id);
	await chat.hears("To the seller");
	await page.evaluate(() => window.Kefu.showProduct({ title: "White Peony" }));
	await expect(chat.panel.getByRole("region", { name: "You are looking at" })).toContainText("White Peony");

	await call(page, "shutdown");
	await expect(page.locator("#kefu")).toHaveCount(0);
	await expect.poll(() => world.network.sockets(buyer.id)).toBe(0);
	const other = await world.buyer();
	await other.say(await other.direct(merchant), "I am somebody else");
	await page.evaluate((identity) => window.Kefu.identify(identity), {
		userId: other.id,
		token: other.token,
	});
	await call(page, "toggle");
	await chat.hears("I am somebody else");
	await expect(chat.log.getByText("To the seller")).toBeHidden();
});

/** Catches visitors who become somebody else at each page, or leave their conversation behind at the sign-in. */
test("an anonymous visitor who signs in later keeps the conversation", async ({ browser }) => {
	const [agent, buyer] = [await world.agent(), await world.buyer()];
	const chat = await new Chat(await browser.newPage()).open(world.page(null, { attributes: { visitors: "allow" } }));
	const visitorToken = () => chat.page.evaluate(() => window.Kefu.visitorToken());
	expect(await visitorToken(), "nobody yet").toBeNull();
	await chat.say("Do you have white tea?");
	const desk = await new Desk(await browser.newPage()).open(world.network.origin, agent);
	await desk.row("Do you have white tea?").click();
	await desk.say("Two kinds.");
	await chat.hears("Two kinds.");
	await chat.page.reload();
	await chat.hears("Two kinds.");

	const token = await identify(world.server, buyer.id, (await visitorToken()) ?? "");
	await chat.page.evaluate((identity) => window.Kefu.identify(identity), {
		userId: buyer.id,
		token,
	});

	await chat.hears("Two kinds.");
	await chat.say("It is me, signed in.");
	await desk.hears("It is me, signed in.");
	await desk.say("Welcome.");
	await chat.hears("Welcome.");
	expect(await buyer.texts(await buyer.support())).toEqual([
		"Do you have white tea?",
		"Two kinds.",
		"It is me, signed in.",
		"Welcome.",
	]);
	expect(await visitorToken()).toBeNull();
});

test("whoever must sign in first is told so, and where", async ({ page }) => {
	await page.goto(world.page(null, { attributes: { "sign-in-url": "/account" } }));
	await new Chat(page).launcher.click();

	await expect(page.getByText("Please sign in to chat with us.")).toBeVisible();
	await expect(page.getByRole("link", { name: "Sign in" })).toHaveAttribute("href", `${world.shop.origin}/account`);
	await expect(page.getByRole("textbox")).toHaveCount(0);
});

test("the chat is dark where the system is, and as the shop says", async ({ page }) => {
	const buyer = await world.buyer();
	await page.emulateMedia({ colorScheme: "dark" });
	const chat = await new Chat(page).open(world.page(buyer));
	expect(await lightness(chat.panel)).toBeLessThan(50);
	await page.emulateMedia({ colorScheme: "light" });
	await expect.poll(() => lightness(chat.panel)).toBeGreaterThan(200);

	const always = await new Chat(await page.context().newPage()).open(
		world.page(buyer, { attributes: { theme: "dark" } }),
	);
	expect(await lightness(always.panel)).toBeLessThan(50);
});
