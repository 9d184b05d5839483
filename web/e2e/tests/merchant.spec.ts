/** Does a merchant's inbox hold just what a merchant may do? */

import { expect, test } from "@playwright/test";
import { Desk } from "../support/desk.js";
import { useWorld } from "../support/world.js";

const world = useWorld();

/** Catches buttons that the server would refuse, and other people's conversations in the list. */
test("a merchant sees its own conversations and nothing of the desk", async ({ page }) => {
	const [buyer, stranger, merchant] = [await world.buyer("Ann"), await world.buyer("Bob"), await world.merchant()];
	const direct = await buyer.direct(merchant);
	await buyer.say(direct, "Do you ship to Norway?");
	await stranger.say(await stranger.support(), "For the desk only");
	const inbox = new Desk(page);
	await page.goto(`${world.network.origin}/console#token=${merchant.token}`);

	await expect(inbox.row(buyer.name)).toContainText("1 unread message");
	await expect(inbox.row(stranger.name)).toBeHidden();
	const views = inbox.list.getByRole("navigation", { name: "Views" }).getByRole("link");
	await expect(views).toHaveText(["Inbox", "Unread1", "Closed"]);
	await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link")).toHaveCount(2);
	await inbox.choose(buyer.name);
	await inbox.say("We do.");
	for (const name of [/^Take$/, /^Assigned:/, /^More$/]) {
		await expect(inbox.thread.getByRole("button", { name }), String(name)).toHaveCount(0);
	}
	await page.keyboard.press("Control+k");
	await expect(page.getByPlaceholder(/^Do something/)).toBeFocused();
	await page.keyboard.type(stranger.name);
	await expect(page.getByText("Nothing found")).toBeVisible();
	await page.keyboard.press("Escape");

	await inbox.thread.getByRole("button", { name: "Close", exact: true }).click();
	await expect(inbox.log.getByText("You closed the conversation")).toBeVisible();
	await inbox.view("Closed").click();
	await inbox.thread.getByRole("button", { name: "Reopen" }).click();
	await expect(inbox.log.getByText("You reopened the conversation")).toBeVisible();
	expect(await buyer.texts(direct)).toEqual(["Do you ship to Norway?", "We do."]);

	await inbox.visit("Quick replies");
	await page.getByRole("button", { name: "New quick reply" }).click();
	await expect(page.getByRole("dialog").getByText("Who uses it")).toBeHidden();
	await page.keyboard.press("Escape");
	for (const [path, title] of [
		["people", "People"],
		["audit", "Audit log"],
	]) {
		await page.goto(`${world.network.origin}/console/${path}`);
		await expect(page.getByRole("heading", { name: title })).toBeVisible();
		await expect(page.getByText("Your role does not include this page.")).toBeVisible();
	}
	await page.goto(`${world.network.origin}/console/c/${await stranger.support()}`);
	await expect(page.getByText("There is no such conversation")).toBeVisible();
});

/** Catches a console that lets buyers in and then fails at every step. */
test("a buyer has no console", async ({ page }) => {
	const buyer = await world.buyer();
	await page.goto(`${world.network.origin}/console#token=${buyer.token}`);

	await expect(page.getByRole("alert")).toHaveText(
		"This account belongs to a buyer. The console is for support and merchants.",
	);
	expect(page.url()).not.toContain(buyer.token);
});
