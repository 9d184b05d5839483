/** What happens to what the server refuses? It stays, says why, and goes out once the reason is gone. */

import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { Chat } from "../support/chat.js";
import { Desk } from "../support/desk.js";
import { drawNoise, expectPicture } from "../support/picture.js";
import { useWorld } from "../support/world.js";

/** Bytes: the pictures below are larger. */
const world = useWorld({ settings: { MAX_FILE_SIZE: "10000" } });

/** Catches refusals that are lost, hold up what comes after them, or are tried for ever: seen with every refusal tried again. */
test("a picture that was too large is sent again once it is not", async ({ browser }) => {
	const [buyer, agent] = [await world.buyer(), await world.agent()];
	const chat = await new Chat(await browser.newPage()).open(world.page(buyer));
	await chat.say("Two pictures:");
	const desk = await new Desk(await browser.newPage()).open(world.network.origin, agent);
	await desk.choose(buyer.name);
	const [leaves, label] = ["leaves.png", "label.png"].map((name) => join(world.server.folder, name)) as [
		string,
		string,
	];
	drawNoise(leaves, 120);
	drawNoise(label, 130);

	await chat.sendFile(leaves);
	await expect(chat.log.getByText("The file is too big")).toBeVisible();
	await chat.say("Did they come?");
	await desk.hears("Did they come?");
	await chat.log.getByRole("button", { name: "Retry" }).click();
	await expect(chat.log.getByText("The file is too big")).toBeVisible();
	await desk.sendFile(label);
	await expect(desk.log.getByRole("alert")).toBeVisible();

	await world.server.kill();
	world.server.settings.MAX_FILE_SIZE = "10485760";
	await world.server.serve();
	await chat.log.getByRole("button", { name: "Retry" }).click();
	await expectPicture(desk.log, "leaves.png");
	await expect(chat.log.getByText("The file is too big")).toBeHidden();
	await desk.log.getByRole("button", { name: "Try again" }).click();
	await expectPicture(chat.log, "label.png");
	await expect(desk.log.getByRole("alert")).toBeHidden();
});

test("a file of a kind that nobody takes is put away", async ({ browser }) => {
	const buyer = await world.buyer();
	const chat = await new Chat(await browser.newPage()).open(world.page(buyer));
	await chat.say("And this?");
	await chat.hears("And this?");
	await chat.sendFile(join(world.server.folder, "kefu.db"));
	await expect(chat.log.getByText("This type of file cannot be sent")).toBeVisible();

	await chat.log.getByRole("button", { name: "Discard" }).click();

	await expect(chat.log.getByText("kefu.db")).toBeHidden();
	expect(await buyer.texts(await buyer.support())).toEqual(["And this?"]);
});

/** An agent answers in an old conversation while the customer has a new one: the one conflict that a person can solve. */
test("an answer into an old conversation goes out once the newer one is closed", async ({ page }) => {
	const buyer = await world.buyer();
	const old = await buyer.support();
	await buyer.say(old, "Thanks");
	await world.admin.ask("PATCH", `/api/conversations/${old}`, { status: "closed" });
	const desk = await new Desk(page).open(world.network.origin, await world.agent());
	await desk.view("Closed").click();
	await desk.choose(buyer.name);
	const newer = await buyer.support();
	await desk.field.fill("You are welcome");
	await desk.send();
	await expect(desk.log.getByRole("alert")).toBeVisible();

	await world.admin.ask("PATCH", `/api/conversations/${newer}`, { status: "closed" });
	await desk.log.getByRole("button", { name: "Try again" }).click();

	await expect(desk.log.getByRole("alert")).toBeHidden();
	await expect.poll(() => buyer.texts(old)).toEqual(["Thanks", "You are welcome"]);
});
