/** Do administrators keep the staff, and does everybody keep their own status and looks? */

import { expect, type Page, test } from "@playwright/test";
import { lightness } from "../support/colour.js";
import { Desk } from "../support/desk.js";
import { useWorld } from "../support/world.js";

const world = useWorld();

/** The row of somebody on the page of people. */
function person(page: Page, name: string) {
	return page.getByRole("row").filter({ hasText: name });
}

test("an administrator adds somebody, and shuts them out again at once", async ({ browser }) => {
	const [{ page }, newcomer] = [
		await new Desk(await browser.newPage()).open(world.network.origin, world.admin),
		new Desk(await browser.newPage()),
	];
	await new Desk(page).visit("People");
	await page.getByRole("button", { name: "Add staff" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByRole("textbox", { name: "Username" }).fill("yue");
	await dialog.getByRole("button", { name: "Make one up" }).click();
	await dialog.getByRole("button", { name: "Add", exact: true }).click();
	const password = await dialog.getByRole("status", { name: "Password" }).textContent();
	await dialog.getByRole("button", { name: "I have it" }).click();
	await expect(person(page, "yue")).toContainText("Support");
	await newcomer.open(world.network.origin, { username: "yue", password: password ?? "" });
	await expect(newcomer.view("Queue")).toBeVisible();

	await page.getByRole("button", { name: "Actions for yue" }).click();
	await page.getByRole("menuitem", { name: "Disable" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();

	await expect(person(page, "yue")).toContainText("Disabled");
	await expect(newcomer.page.getByRole("button", { name: "Sign in" })).toBeVisible();
	await expect(newcomer.page.getByRole("alert")).toHaveText("You have been signed out. Please sign in again.");
	await new Desk(page).visit("Audit log");
	await expect(page.getByRole("row").filter({ hasText: "Disabled a user" })).toContainText("yue");
});

test("a password is reset by an administrator, and then changed by its owner", async ({ browser }) => {
	const agent = await world.agent();
	const own = await new Desk(await browser.newPage()).open(world.network.origin, agent);
	const { page } = await new Desk(await browser.newPage()).open(world.network.origin, world.admin);
	await new Desk(page).visit("People");
	await page.getByRole("button", { name: `Actions for ${agent.name}` }).click();
	await page.getByRole("menuitem", { name: "Reset password" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Reset password" }).click();
	const password = (await page.getByRole("status", { name: "Password" }).textContent()) ?? "";
	await expect(own.page.getByRole("alert")).toHaveText("You have been signed out. Please sign in again.");
	await own.open(world.network.origin, { username: agent.username, password });

	await own.page.getByRole("button", { name: /status, profile, settings$/ }).click();
	await own.page.getByRole("menuitem", { name: "Change password" }).click();
	const dialog = own.page.getByRole("dialog", { name: "Change password" });
	// A star says that it is needed.
	const field = (name: string) => dialog.getByLabel(new RegExp(`^${name} \\*$`));
	await field("Current password").fill(agent.password);
	await field("New password").fill("a long new one");
	await field("New password, again").fill("a long new one");
	await dialog.getByRole("button", { name: "Change password" }).click();
	await expect(dialog.getByText("This is not your current password.")).toBeVisible();
	await field("Current password").fill(password);
	await dialog.getByRole("button", { name: "Change password" }).click();
	await expect(own.page.getByRole("alert")).toBeVisible();
	await own.open(world.network.origin, { username: agent.username, password: "a long new one" });
});

test("an agent takes another name, and gets another role", async ({ browser }) => {
	const agent = await world.agent("hua");
	const own = await new Desk(await browser.newPage()).open(world.network.origin, agent);
	await own.page.getByRole("button", { name: /status, profile, settings$/ }).click();
	await own.page.getByRole("menuitem", { name: "Your profile" }).click();
	await own.page.getByRole("dialog").getByLabel("Username").fill("hua.wang");
	await own.page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
	await expect(own.page.getByRole("button", { name: "hua.wang: status, profile, settings" })).toBeVisible();
	await expect(own.page.getByRole("link", { name: "Audit log" })).toBeHidden();

	const { page } = await new Desk(await browser.newPage()).open(world.network.origin, world.admin);
	await new Desk(page).visit("People");
	await page.getByRole("button", { name: "Actions for hua.wang" }).click();
	await page.getByRole("menuitem", { name: "Change role" }).click();
	await page.getByRole("dialog").getByRole("radio", { name: "Administrator" }).check();
	await page.getByRole("dialog").getByRole("button", { name: "Change role" }).click();
	await expect(person(page, "hua.wang")).toContainText("Administrator");

	await expect(own.page.getByRole("alert")).toHaveText("You have been signed out. Please sign in again.");
	await own.open(world.network.origin, { username: "hua.wang", password: agent.password });
	await own.visit("Audit log");
});

test("who is away is seen to be away, until they are back", async ({ browser }) => {
	const [lin, hao] = [await world.agent("lin"), await world.agent("hao")];
	const own = await new Desk(await browser.newPage()).open(world.network.origin, lin);
	const other = await new Desk(await browser.newPage()).open(world.network.origin, hao);
	const menu = own.page.getByRole("button", { name: `${lin.name}: status, profile, settings` });

	await menu.click();
	await own.page.getByRole("menuitemradio", { name: "Away", exact: true }).click();
	await expect(menu.getByRole("img", { name: "Away" })).toBeVisible();
	await other.visit("People");
	await expect(person(other.page, lin.name).getByRole("img", { name: "Away" })).toBeVisible();
	await own.page.keyboard.press("Alt+Shift+A");
	await expect(menu.getByRole("img", { name: "Online" })).toBeVisible();
	await expect(async () => {
		await other.page.reload();
		await expect(person(other.page, lin.name).getByRole("img", { name: "Online" })).toBeVisible({ timeout: 1000 });
	}).toPass({ intervals: [20] });
});

test("the command bar finds people and conversations, and does what is asked", async ({ page }) => {
	const [buyer, agent] = [await world.buyer("Zhang Wei"), await world.agent()];
	await buyer.say(await buyer.support("Broken lid"), "The lid is broken.");
	const desk = await new Desk(page).open(world.network.origin, agent);
	const bar = page.getByRole("dialog", { name: "Command bar" });

	const say = async (text: string) => {
		await page.keyboard.press("Control+k");
		await expect(bar.getByRole("textbox")).toBeFocused();
		await page.keyboard.type(text);
	};
	await say("Broken lid");
	await expect(bar.getByRole("button", { name: /Zhang Wei/ })).toBeVisible();
	await page.keyboard.press("Enter");
	await expect(bar).toBeHidden();
	await desk.hears("The lid is broken.");
	await say("take");
	await expect(bar.getByRole("button", { name: /^Take/ })).toBeVisible();
	await page.keyboard.press("Enter");
	await expect(desk.log.getByText("You took the conversation")).toBeVisible();
	await desk.field.blur();
	await page.keyboard.press("?");
	await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toContainText("Next conversation");
});

test("language and looks are chosen once and stay", async ({ page }) => {
	const agent = await world.agent();
	const body = page.locator("body");
	await page.emulateMedia({ colorScheme: "light" });
	const desk = await new Desk(page).open(world.network.origin, agent);
	expect(await lightness(body)).toBeGreaterThan(200);
	await page.keyboard.press("Alt+Shift+D");
	await expect.poll(() => lightness(body)).toBeLessThan(50);
	await page.keyboard.press("Alt+Shift+L");
	await expect(page.getByRole("region", { name: "会话列表" })).toBeVisible();

	await page.reload();

	await expect(page.getByRole("region", { name: "会话列表" })).toBeVisible();
	expect(await lightness(body)).toBeLessThan(50);
	await page.keyboard.press("Alt+Shift+L");
	await expect(desk.list).toBeVisible();
});
