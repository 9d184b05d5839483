/** Do all tabs of a browser share one socket, also when the tab that holds it goes? */

import { type BrowserContext, expect, test } from "@playwright/test";
import { Chat } from "../support/chat.js";
import { Desk } from "../support/desk.js";
import type { Person } from "../support/people.js";
import { useWorld } from "../support/world.js";

const world = useWorld();

async function tab(context: BrowserContext, buyer: Person): Promise<Chat> {
	return new Chat(await context.newPage()).open(world.page(buyer));
}

/** Catches tabs that do not find each other: seen with a socket for each. */
test("two tabs of a shop have one socket, and both hear and speak", async ({ context }) => {
	const buyer = await world.buyer();
	const one = await tab(context, buyer);
	await one.say("from the first tab");
	const two = await tab(context, buyer);
	await two.hears("from the first tab");
	await two.say("from the second tab");
	await one.hears("from the second tab");
	await world.admin.say(await buyer.support(), "for both");
	await one.hears("for both");
	await two.hears("for both");

	expect(world.network.sockets(buyer.id)).toBe(1);
});

/** Catches a second tab that waits for ever for the one that held the socket: seen with a lock that nobody waits for. */
test("when the tab with the socket is closed, the other one takes over", async ({ context }) => {
	const buyer = await world.buyer();
	const [first, second] = [await tab(context, buyer), await tab(context, buyer)];
	await first.say("one");
	await second.hears("one");
	await expect.poll(() => world.network.sockets(buyer.id)).toBe(1);

	await first.page.close();
	await world.admin.say(await buyer.support(), "two");

	await second.hears("two");
	await second.say("three");
	await expect.poll(() => buyer.support().then((id) => buyer.texts(id))).toEqual(["one", "two", "three"]);
	await expect.poll(() => world.network.sockets(buyer.id)).toBe(1);
});

/** Catches the same as the first one, in the console. */
test("the console's tabs share one socket too", async ({ context }) => {
	const [buyer, agent] = [await world.buyer(), await world.agent()];
	await buyer.say(await buyer.support(), "hello");
	const one = await new Desk(await context.newPage()).open(world.network.origin, agent, true);
	await one.choose(buyer.name);
	const two = new Desk(await context.newPage());
	await two.page.goto(one.page.url());
	await two.hears("hello");
	await two.say("hi");
	await one.hears("hi");

	expect(world.network.sockets(agent.id)).toBe(1);
});
