/** Does everything work on pages with a strict policy, without one violation? */

import { expect, type Page, test } from "@playwright/test";
import { Chat } from "../support/chat.js";
import { Desk } from "../support/desk.js";
import { AGENTS_PICTURE, BUYERS_PICTURE, expectPicture } from "../support/picture.js";
import { listenForTrouble, useWorld } from "../support/world.js";

const world = useWorld();

/** What the page's answer said. */
async function policyOf(page: Page, address: string): Promise<string> {
	const answer = await page.goto(address);
	return answer?.headers()["content-security-policy"] ?? "";
}

/** Catches inline styles and scripts, data: and blob: pictures, and chunks from elsewhere. */
test("neither the widget nor the console breaks a policy", async ({ browser }) => {
	const [buyer, agent] = [await world.buyer(), await world.agent()];
	const [shop, console] = [await browser.newPage(), await browser.newPage()];
	const trouble = [await listenForTrouble(shop), await listenForTrouble(console)];
	const address = world.page(buyer, {
		attributes: { product: JSON.stringify({ type: "product", title: "Green tea", price: "12.50", currency: "EUR" }) },
	});
	expect(await policyOf(shop, address)).toContain("default-src 'none'");
	expect(await policyOf(console, `${world.network.origin}/console`)).toContain("script-src 'self';");

	const chat = await new Chat(shop).open(address);
	await chat.say("Look at https://tea.example/green");
	await chat.sendFile(BUYERS_PICTURE.path);
	const desk = await new Desk(console).open(world.network.origin, agent);
	await desk.choose(buyer.name);
	await expectPicture(desk.log, BUYERS_PICTURE.name);
	await desk.sendFile(AGENTS_PICTURE.path);
	await desk.say("Here it is.");
	await expectPicture(chat.log, AGENTS_PICTURE.name);
	await chat.log
		.getByRole("button", { name: /^View the picture/ })
		.first()
		.click();
	await chat.page.keyboard.press("Escape");
	await desk.page.keyboard.press("Control+k");
	await expect(desk.page.getByRole("dialog")).toBeVisible();
	await desk.page.keyboard.press("Escape");
	for (const page of ["Quick replies", "People", "Conversations"]) {
		await desk.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: page }).click();
	}
	await expect(desk.list).toBeVisible();

	expect(trouble).toEqual([[], []]);
});

/** Catches a console that somebody else's page frames, to have its buttons clicked. */
test("the console is not framed by others", async ({ page }) => {
	const bait = `<h1>Win a prize</h1><iframe title="bait" src="${world.network.origin}/console"></iframe>`;
	await page.route("http://evil.example/", (route) => route.fulfill({ contentType: "text/html", body: bait }));
	await page.goto("http://evil.example/");
	await expect(page.getByRole("heading", { name: "Win a prize" })).toBeVisible();

	await expect.poll(() => page.frames()[1]?.url()).toBe("chrome-error://chromewebdata/");
});
