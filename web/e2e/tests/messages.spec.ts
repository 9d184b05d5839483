/** Does each side see what the other does with a message: types, edits, recalls, answers, shows a product? */

import { expect, test } from "@playwright/test";
import { Chat } from "../support/chat.js";
import { Desk } from "../support/desk.js";
import { useWorld } from "../support/world.js";

const world = useWorld();

const TEA = { type: "product", title: "Green tea", price: "12.50", currency: "EUR", ref: "TEA-7" };

test("a product, a question about it, and all that becomes of it", async ({ browser }) => {
	const [buyer, agent] = [await world.buyer(), await world.agent()];
	const visit = { attributes: { product: JSON.stringify(TEA) } };
	const chat = await new Chat(await browser.newPage()).open(world.page(buyer, visit));
	const product = chat.panel.getByRole("region", { name: "You are looking at" });
	await expect(product).toContainText("Green tea");
	await chat.say("Is it milld?");
	await expect(product).toBeHidden();
	const desk = await new Desk(await browser.newPage()).open(world.network.origin, agent);
	await desk.choose(buyer.name);
	await expect(desk.log.getByRole("article")).toContainText("Product TEA-7Green tea€12.50");
	await desk.hears("Is it milld?");

	await chat.act("Is it milld?", "Edit");
	await expect(chat.field).toHaveValue("Is it milld?");
	await chat.field.fill("Is it mild?");
	await chat.panel.getByTitle("Save").click();
	await desk.hears("Is it mild?");
	await expect(desk.message("Is it mild?").getByText("edited")).toBeVisible();

	await desk.message("Is it mild?").hover();
	await desk.message("Is it mild?").getByTitle("Reply").click();
	await desk.say("Very.");
	await expect(chat.message("Very.").getByTitle("Go to the message this replies to")).toContainText("Is it mild?");
	await desk.act("Very.", "Edit");
	await expect(desk.field).toHaveValue("Very.");
	await desk.field.fill("Very mild.");
	await desk.page.keyboard.press("Enter");
	await chat.hears("Very mild.");
	await expect(chat.message("Very mild.").getByText("edited")).toBeVisible();

	await chat.say("My card number is 4711");
	await desk.hears("My card number is 4711");
	await chat.act("4711", "Take back");
	await expect(desk.log.getByText(`${buyer.name} recalled a message`)).toBeVisible();
	await expect(desk.log.getByText("4711")).toBeHidden();
	await expect(desk.row(buyer.name)).not.toContainText("4711");
	await desk.say("Wrong window");
	await chat.hears("Wrong window");
	await desk.act("Wrong window", "Recall");
	await expect(chat.log.getByText(`${agent.name} took back a message`)).toBeVisible();
	await expect(chat.log.getByText("Wrong window")).toBeHidden();
	await desk.log.getByRole("button", { name: "Edit it again" }).click();
	await expect(desk.field).toHaveValue("Wrong window");
});

/** Catches typing that nobody sees, that stays after the message, and that is told to everybody. */
test("each sees the other type, and no longer once it is said", async ({ browser }) => {
	const [buyer, other, agent] = [await world.buyer(), await world.buyer(), await world.agent()];
	await other.say(await other.support(), "Somebody else");
	const chat = await new Chat(await browser.newPage()).open(world.page(buyer));
	await chat.say("Hello");
	const desk = await new Desk(await browser.newPage()).open(world.network.origin, agent);
	await desk.choose(buyer.name);
	await desk.say("Hi");
	await chat.hears("Hi");

	await chat.field.pressSequentially("I have");
	await expect(desk.thread.getByText(`${buyer.name} is typing…`)).toBeVisible();
	await expect(desk.row(buyer.name)).toContainText("typing…");
	await expect(desk.row(other.name)).not.toContainText("typing…");
	await chat.page.keyboard.press("Enter");
	await desk.hears("I have");
	await expect(desk.thread.getByText(/is typing…/)).toBeHidden();

	await desk.field.pressSequentially("You have");
	await expect(chat.panel.getByText("typing…")).toBeVisible();
	await desk.page.keyboard.press("Enter");
	await chat.hears("You have");
	await expect(chat.panel.getByText("typing…")).toBeHidden();
});
