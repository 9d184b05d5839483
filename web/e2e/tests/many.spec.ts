/** Is the console's list still quick with 5,000 conversations in it? */

import { expect, type Locator, test } from "@playwright/test";
import { Desk } from "../support/desk.js";
import { Person } from "../support/people.js";
import { useWorld } from "../support/world.js";

const world = useWorld();

const MANY = 5000;
/** Requests at the same time, while the database is filled. */
const HANDS = 16;
/** More rows than a screen shows, and far fewer than there are. */
const RENDERED = 60;

/** Customers who each ask something, the first of them long ago: at the end of the list. */
async function fill(): Promise<void> {
	const ids = Array.from({ length: MANY }, (_, index) => `many-${index}`);
	const tokens = new Map<string, string>();
	for (let begin = 0; begin < MANY; begin += 1000) {
		const users = ids
			.slice(begin, begin + 1000)
			.map((id) => ({ id, role: "buyer", username: `Customer ${id.slice(5)}` }));
		const path = "/api/users/ensure?tokens=true";
		const { items } = await world.admin.ask<{ items: { id: string; access_token: string }[] }>("POST", path, { users });
		for (const { id, access_token } of items) tokens.set(id, access_token);
	}
	await ask("many-0", tokens);
	const queue = ids.slice(1).values();
	const work = async () => {
		for (const id of queue) await ask(id, tokens);
	};
	await Promise.all(Array.from({ length: HANDS }, work));
}

async function ask(id: string, tokens: Map<string, string>): Promise<void> {
	const person = new Person(world.server, id, id, tokens.get(id) ?? "");
	await person.say(await person.support(), "Where is my parcel?");
}

/** The times between frames while the list is scrolled for as many frames, in milliseconds. */
async function scrolled(scroller: Locator, frames: number): Promise<number[]> {
	return scroller.evaluate(async (element, frames) => {
		const frame = () => new Promise<number>((next) => requestAnimationFrame(next));
		const times: number[] = [];
		let last = await frame();
		for (let index = 0; index < frames; index++) {
			element.scrollTop += 120;
			const now = await frame();
			times.push(now - last);
			last = now;
		}
		return times;
	}, frames);
}

/** Catches a list that renders all its rows, or loses some on the way to the end. */
test("5,000 conversations are scrolled to the last, a screen of them at a time", async ({ page }) => {
	test.setTimeout(600_000);
	await fill();
	const agent = await world.agent();
	const desk = await new Desk(page).open(world.network.origin, agent);
	const rows = desk.list.getByRole("link", { name: /Customer \d+/ });
	await expect(rows.first()).toBeVisible();
	const scroller = desk.list.getByTestId("virtuoso-scroller");
	const last = desk.row("Customer 0");
	const begin = Date.now();
	let most = 0;
	while (!(await last.isVisible())) {
		const before = await scroller.evaluate((element) => element.scrollHeight);
		await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight));
		const hasMore = async () => (await scroller.evaluate((element) => element.scrollHeight)) > before;
		await expect.poll(async () => (await last.isVisible()) || hasMore(), { intervals: [20] }).toBe(true);
		most = Math.max(most, await rows.count());
	}
	const loaded = Date.now() - begin;
	expect(most).toBeLessThan(RENDERED);
	await expect(last).toBeVisible();

	await scroller.evaluate((element) => element.scrollTo(0, 0));
	const times = (await scrolled(scroller, 300)).sort((one, other) => one - other);
	expect(await rows.count()).toBeLessThan(RENDERED);
	const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(1);
	console.log(
		`${MANY} conversations: loaded to the end in ${(loaded / 1000).toFixed(1)} s, at most ${most} rows rendered; ` +
			`frames while scrolling: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(0.999)} ms`,
	);
	await scroller.evaluate((element) => element.scrollTo(0, 0));
	await desk.choose("Customer 4999");
	await desk.hears("Where is my parcel?");
});
