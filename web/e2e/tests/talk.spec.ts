/** Do a buyer in the widget and an agent in the console talk with each other, in words and pictures? */

import { expect, test } from "@playwright/test";
import { Chat } from "../support/chat.js";
import { Desk } from "../support/desk.js";
import { AGENTS_PICTURE, BUYERS_PICTURE, expectPicture } from "../support/picture.js";
import { useWorld } from "../support/world.js";

const world = useWorld();

test("a buyer and an agent talk, with pictures and read marks", async ({ browser }) => {
	const [buyer, agent] = [await world.buyer(), await world.agent()];
	const shop = await browser.newPage();
	const chat = await new Chat(shop).open(world.page(buyer));
	await chat.say("Is the green tea back?");
	await chat.hears("Is the green tea back?");

	const desk = await new Desk(await browser.newPage()).open(world.network.origin, agent);
	await desk.choose(buyer.name);
	await desk.hears("Is the green tea back?");
	await desk.say("Yes, since Monday.");
	await chat.hears("Yes, since Monday.");
	await expect(chat.log.getByText(chat.words.read, { exact: true }).last()).toBeVisible();

	await chat.sendFile(BUYERS_PICTURE.path);
	await expectPicture(desk.log, BUYERS_PICTURE.name);
	await desk.sendFile(AGENTS_PICTURE.path);
	await expectPicture(chat.log, AGENTS_PICTURE.name);

	const log = await buyer.log(await buyer.support());
	expect(log.map(({ kind }) => kind)).toEqual(["text", "system", "text", "image", "image"]);
});

test("a buyer and a merchant talk directly, the merchant in its inbox", async ({ browser }) => {
	const [buyer, merchant] = [await world.buyer(), await world.merchant()];
	const chat = await new Chat(await browser.newPage()).open(world.page(buyer, { attributes: { to: merchant.id } }));
	await chat.say("Do you ship to Norway?");
	await chat.hears("Do you ship to Norway?");

	const inbox = new Desk(await browser.newPage());
	await inbox.page.goto(`${world.network.origin}/console#token=${merchant.token}`);
	await inbox.choose(buyer.name);
	await inbox.hears("Do you ship to Norway?");
	await inbox.say("We do.");

	await chat.hears("We do.");
});

test("an agent sees who else is looking", async ({ browser }) => {
	const [buyer, one, two] = [await world.buyer(), await world.agent("lin"), await world.agent("hao")];
	await buyer.say(await buyer.support(), "Hello");
	const first = await new Desk(await browser.newPage()).open(world.network.origin, one);
	const second = await new Desk(await browser.newPage()).open(world.network.origin, two);
	await first.choose(buyer.name);
	await second.choose(buyer.name);

	await expect(first.thread.getByRole("img", { name: `Also looking: ${two.name}` })).toBeVisible();
	await expect(second.thread.getByRole("img", { name: `Also looking: ${one.name}` })).toBeVisible();
	await second.page.close();
	await expect(first.thread.getByRole("img", { name: /^Also looking/ })).toBeHidden();
});

/** Catches text that becomes HTML, in what is said, in names and in subjects. */
test("markup is shown as it was written", async ({ browser }) => {
	const markup = '<img src=x onerror="window.pwned = 1"><b>bold</b>';
	const [buyer, agent] = [await world.buyer('<img src=x onerror="window.pwned = 2">'), await world.agent()];
	await buyer.support("<script>window.pwned = 3</script>");
	const chat = await new Chat(await browser.newPage()).open(world.page(buyer));
	await chat.say(markup);
	await chat.hears(markup);
	const desk = await new Desk(await browser.newPage()).open(world.network.origin, agent);
	await desk.choose(buyer.name);
	await desk.hears(markup);
	await expect(desk.thread.getByText("<script>window.pwned = 3</script>")).toBeVisible();

	for (const { page } of [chat, desk]) {
		expect(await page.evaluate(() => "pwned" in window)).toBe(false);
		await expect(page.getByRole("img", { name: "x" })).toHaveCount(0);
		await expect(page.locator('img[src="x"], b')).toHaveCount(0);
	}
});
