/** Can an agent work a desk all day: take, hand back, snooze, close; quick replies; drafts; who the customer is? */

import { expect, test } from "@playwright/test";
import { Desk } from "../support/desk.js";
import { useWorld } from "../support/world.js";

const world = useWorld();

test("a conversation is taken, handed back, snoozed, woken, closed and reopened", async ({ page }) => {
	const [buyer, agent] = [await world.buyer(), await world.agent()];
	const support = await buyer.support();
	await buyer.say(support, "Where is my parcel?");
	const desk = await new Desk(page).open(world.network.origin, agent);
	await expect(desk.view("Queue")).toHaveAttribute("aria-current", "page");
	await desk.choose(buyer.name);

	await desk.thread.getByRole("button", { name: "Take", exact: true }).first().click();
	await expect(desk.log.getByText("You took the conversation")).toBeVisible();
	await expect(desk.row(buyer.name)).toBeHidden();
	await desk.view("Mine").click();
	await expect(desk.row(buyer.name)).toBeVisible();

	await desk.change("Back to the queue");
	await expect(desk.log.getByText("You put the conversation back into the queue")).toBeVisible();
	await expect(desk.row(buyer.name)).toBeHidden();

	await desk.change("Snooze until the customer writes");
	await expect(desk.thread.getByRole("heading")).toContainText("Snoozed");
	await desk.view("Snoozed").click();
	await expect(desk.row(buyer.name)).toBeVisible();
	await buyer.say(support, "It came!");
	await desk.hears("It came!");
	await expect(desk.thread.getByRole("heading")).not.toContainText("Snoozed");
	await expect(desk.row(buyer.name)).toBeHidden();

	await desk.change("Close");
	await expect(desk.log.getByText("You closed the conversation")).toBeVisible();
	await desk.view("Closed").click();
	await expect(desk.row(buyer.name)).toBeVisible();
	await desk.thread.getByRole("button", { name: "Reopen" }).click();
	await expect(desk.log.getByText("You reopened the conversation")).toBeVisible();
	await expect(desk.row(buyer.name)).toBeHidden();
	await desk.view("Queue").click();
	await expect(desk.row(buyer.name)).toBeVisible();
	const { status, assignee_id } = await world.admin.ask<{ status: string; assignee_id: string | null }>(
		"GET",
		`/api/conversations/${support}`,
	);
	expect({ status, assignee_id }).toEqual({ status: "open", assignee_id: null });
});

test("a conversation is given to a colleague, who has it at once", async ({ browser }) => {
	const [buyer, lin, hao] = [await world.buyer(), await world.agent("lin"), await world.agent("hao")];
	await buyer.say(await buyer.support(), "I want to complain.");
	const first = await new Desk(await browser.newPage()).open(world.network.origin, lin);
	const second = await new Desk(await browser.newPage()).open(world.network.origin, hao);
	await second.view("Mine").click();
	await expect(second.list.getByText("You have no conversations.")).toBeVisible();

	await first.choose(buyer.name);
	await first.page.keyboard.press("Alt+a");
	await expect(first.page.getByLabel("Search staff")).toBeFocused();
	await first.page.keyboard.type(hao.name);
	await expect(first.page.locator("[data-combobox-selected]")).toHaveText(new RegExp(hao.name));
	await first.page.keyboard.press("Enter");

	await expect(first.log.getByText(`You gave the conversation to ${hao.name}`)).toBeVisible();
	await second.choose(buyer.name);
	await expect(second.thread.getByRole("button", { name: "Assigned: Me" })).toBeVisible();
});

test("quick replies are written once, and sent by shortcut and from the picker", async ({ page }) => {
	const [buyer, agent] = [await world.buyer(), await world.agent()];
	await buyer.say(await buyer.support(), "When does it come?");
	const desk = await new Desk(page).open(world.network.origin, agent);
	await desk.visit("Quick replies");
	await page.getByRole("button", { name: "New quick reply" }).click();
	const form = page.getByRole("dialog");
	await form.getByRole("textbox", { name: "Title" }).fill("Shipping");
	await form.getByRole("textbox", { name: "Text" }).fill("Dear {{name}}, it ships tomorrow. {{agent}}");
	await form.getByRole("textbox", { name: "Shortcut" }).fill("/ship it");
	await form.getByRole("button", { name: "Save" }).click();
	await expect(form.getByText("No white space and no further slash.")).toBeVisible();
	await form.getByRole("textbox", { name: "Shortcut" }).fill("/ship");
	await form.getByRole("combobox", { name: "Category" }).fill("Orders");
	await form.getByRole("button", { name: "Save" }).click();
	await expect(form).toBeHidden();
	await page.getByRole("button", { name: "Edit “Shipping”" }).click();
	await form.getByRole("textbox", { name: "Title" }).fill("Ships tomorrow");
	await form.getByRole("button", { name: "Save" }).click();
	await expect(page.getByRole("heading", { name: "Orders" })).toBeVisible();

	await page.getByRole("link", { name: "Conversations" }).click();
	await desk.choose(buyer.name);
	await desk.field.pressSequentially("/sh");
	await expect(desk.thread.getByRole("option", { name: /Ships tomorrow/ })).toHaveAttribute("aria-selected", "true");
	await page.keyboard.press("Enter");
	const filled = `Dear ${buyer.name}, it ships tomorrow. ${agent.name}`;
	await expect(desk.field).toHaveValue(filled);
	await page.keyboard.press("Enter");
	await desk.hears(filled);

	await desk.thread.getByRole("button", { name: "Quick replies" }).click();
	await page.getByRole("combobox", { name: "Search quick replies" }).fill("tomorrow");
	await page.getByRole("option", { name: /Ships tomorrow/ }).click();
	await expect(desk.field).toHaveValue(filled);

	await desk.visit("Quick replies");
	await page.getByRole("button", { name: "Delete “Ships tomorrow”" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
	await expect(page.getByText("No quick replies yet")).toBeVisible();
});

test("what was begun in a conversation is still there after a reload", async ({ page }) => {
	const [ann, bob, agent] = [await world.buyer("Ann"), await world.buyer("Bob"), await world.agent()];
	for (const buyer of [ann, bob]) await buyer.say(await buyer.support(), "Hello");
	const desk = await new Desk(page).open(world.network.origin, agent);
	await desk.choose(ann.name);
	await desk.field.fill("Dear Ann");
	await desk.choose(bob.name);
	await expect(desk.field).toHaveValue("");
	await desk.field.fill("Dear Bob");
	await expect(desk.row(ann.name)).toContainText("Draft: Dear Ann");

	await page.reload();

	await expect(desk.field).toHaveValue("Dear Bob");
	await desk.choose(ann.name);
	await expect(desk.field).toHaveValue("Dear Ann");
	await desk.send();
	await desk.hears("Dear Ann");
	await desk.choose(bob.name);
	await expect(desk.row(ann.name)).not.toContainText("Draft:");
});

test("beside a conversation stands who it is, what it is about, and what was before", async ({ page }) => {
	const [buyer, agent] = [await world.buyer(), await world.agent()];
	const first = await buyer.support("A broken cup");
	await buyer.say(first, "The cup is broken.");
	await world.admin.ask("PATCH", `/api/conversations/${first}`, { status: "closed" });
	const context = { order_id: "A-77", total: "42.50", currency: "EUR", status: "shipped" };
	const { id } = await buyer.ask<{ id: number }>("POST", "/api/conversations", {
		kind: "support",
		context: { order: context },
	});
	await buyer.say(id, "Now another one.");
	const desk = await new Desk(page).open(world.network.origin, agent);
	await desk.choose(buyer.name);

	const panel = page.getByRole("complementary", { name: "Customer" });
	await expect(panel.getByRole("region", { name: "Profile" })).toContainText(buyer.id);
	const about = panel.getByRole("region", { name: "About this conversation" });
	for (const fact of ["A-77", "€42.50", "shipped"]) await expect(about).toContainText(fact);
	await panel.getByRole("link", { name: /A broken cup/ }).click();
	await desk.hears("The cup is broken.");
	await panel.getByRole("link", { name: /Now another one/ }).click();
	await desk.hears("Now another one.");
	await page.keyboard.press("Alt+i");
	await expect(panel).toBeHidden();
});
