/** Does a newcomer see a conversation happen in the demo shop? */

import { expect, test } from "@playwright/test";
import { Chat } from "../support/chat.js";
import { listenForTrouble, useWorld } from "../support/world.js";

const world = useWorld({ commands: ["demo"] });

test("a newcomer asks about a tea, and answers as its seller", async ({ context }) => {
	const [shop, seller] = [await context.newPage(), await context.newPage()];
	const trouble = [await listenForTrouble(shop), await listenForTrouble(seller)];
	await shop.goto(`${world.network.origin}/demo?lang=en`);
	const tea = shop.getByRole("article").filter({ has: shop.getByRole("heading", { name: "White Peony" }) });
	await tea.getByRole("button", { name: "Ask about it" }).click();
	const chat = new Chat(shop);
	await chat.say("How long does it keep?");
	await chat.hears("How long does it keep?");

	await seller.goto(`${world.network.origin}/demo/merchant?lang=en`);
	const inbox = seller.frameLocator("iframe");
	await inbox.getByRole("link", { name: /How long does it keep\?/ }).click();
	await expect(inbox.getByRole("log").getByText("White Peony")).toBeVisible();
	await inbox.getByRole("textbox", { name: "Message", exact: true }).fill("Years, if it is dry.");
	await inbox.getByRole("button", { name: "Send", exact: true }).click();

	await chat.hears("Years, if it is dry.");
	expect(trouble).toEqual([[], []]);
});
