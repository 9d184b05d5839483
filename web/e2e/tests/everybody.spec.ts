/** Can it be used on a phone, by keyboard alone, with a screen reader, in both languages? */

import { type BrowserContextOptions, devices, expect, type Page, test } from "@playwright/test";
import { serious } from "../support/axe.js";
import { Chat } from "../support/chat.js";
import { Desk } from "../support/desk.js";
import { AGENTS_PICTURE } from "../support/picture.js";
import { useWorld } from "../support/world.js";

const world = useWorld();

test("on a phone the widget is the whole screen", async ({ browser }) => {
	const buyer = await world.buyer();
	const context = await browser.newContext(phone("iPhone 15"));
	const chat = await new Chat(await context.newPage()).open(world.page(buyer));
	await chat.say("From the train");
	await chat.hears("From the train");

	const { width, height } = chat.page.viewportSize() ?? { width: 0, height: 0 };
	expect(await chat.panel.boundingBox()).toEqual({ x: 0, y: 0, width, height });
	const field = await chat.field.boundingBox();
	expect(field && field.y + field.height <= height).toBe(true);
	await chat.panel.getByRole("button", { name: chat.words.close }).tap();
	await expect(chat.panel).toBeHidden();
	await expect(chat.page.getByRole("link", { name: "Basket" })).toBeInViewport();
	await context.close();
});

test("on a phone the console shows the list, or the conversation", async ({ browser }) => {
	const [buyer, agent] = [await world.buyer(), await world.agent()];
	await buyer.say(await buyer.support(), "Hello from the phone");
	const context = await browser.newContext(phone("Pixel 7"));
	const desk = await new Desk(await context.newPage()).open(world.network.origin, agent);
	await desk.choose(buyer.name);
	await desk.hears("Hello from the phone");
	await desk.say("Hello");
	// The thread lies over the list, which nobody reaches meanwhile.
	await expect(desk.list).toHaveAttribute("inert");
	expect(await desk.thread.boundingBox()).toMatchObject({ x: 0, width: desk.page.viewportSize()?.width });
	await desk.thread.getByRole("link", { name: "Back to the list" }).tap();
	await expect(desk.thread).toBeHidden();
	await expect(desk.list).not.toHaveAttribute("inert");
	const wide = await desk.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
	expect(wide, "nothing is wider than the screen").toBeLessThanOrEqual(0);
	await context.close();
});

test("a buyer needs no mouse", async ({ page }) => {
	const buyer = await world.buyer();
	const chat = new Chat(page);
	await page.goto(world.page(buyer));
	await expect(chat.launcher).toBeVisible();
	await press(page, "Tab", 2);
	await expect(chat.launcher).toBeFocused();
	await page.keyboard.press("Enter");
	await expect(chat.field).toBeFocused();
	await page.keyboard.type("By keyboard");
	await page.keyboard.press("Shift+Enter");
	await page.keyboard.type("in two lines");
	await page.keyboard.press("Enter");
	await chat.hears("By keyboard in two lines");
	await world.admin.say(await buyer.support(), "Understood");
	await chat.hears("Understood");

	await chat.log.getByRole("button", { name: "Message actions" }).last().focus();
	await page.keyboard.press("Enter");
	await expect(chat.panel.getByRole("menuitem", { name: "Reply" })).toBeFocused();
	await page.keyboard.press("Enter");
	await expect(chat.field).toBeFocused();
	await page.keyboard.type("Thanks");
	await page.keyboard.press("Enter");
	await chat.hears("Thanks");

	await page.keyboard.press("Escape");
	await expect(chat.panel).toBeHidden();
	await expect(chat.launcher).toBeFocused();
	const log = await buyer.log(await buyer.support());
	expect(log.at(-1)).toMatchObject({ body: { text: "Thanks" }, reply_to: 3 });
});

test("an agent needs no mouse", async ({ page }) => {
	const [one, two, agent] = [await world.buyer("Ann"), await world.buyer("Bob"), await world.agent()];
	await one.say(await one.support(), "First come");
	const second = await two.support();
	await two.say(second, "Second come");
	const desk = new Desk(page);
	await page.goto(`${world.network.origin}/console`);
	await expect(page.getByRole("textbox", { name: desk.words.username })).toBeFocused();
	await page.keyboard.type(agent.username);
	await page.keyboard.press("Tab");
	await page.keyboard.type(agent.password);
	await page.keyboard.press("Enter");
	await expect(desk.row(two.name)).toBeVisible();

	await desk.row(two.name).focus();
	await page.keyboard.press("Enter");
	await expect(desk.thread.getByRole("heading", { name: two.name })).toBeVisible();
	await page.keyboard.press("Alt+t");
	await expect(desk.log.getByText("took the conversation")).toBeVisible();
	// Who opens a conversation can write at once.
	await expect(desk.field).toBeFocused();
	await page.keyboard.type("How can I help?");
	await page.keyboard.press("Enter");
	await desk.hears("How can I help?");

	await page.keyboard.press("Control+k");
	await expect(page.getByPlaceholder(/^Do something/)).toBeFocused();
	await page.keyboard.type(one.name);
	await expect(page.getByRole("dialog").getByText(one.name).first()).toBeVisible();
	await page.keyboard.press("Escape");
	await expect(page.getByRole("dialog")).toBeHidden();
	await page.keyboard.press("Alt+c");
	await expect(desk.log.getByText("closed the conversation")).toBeVisible();

	expect(await two.texts(second)).toEqual(["Second come", "How can I help?"]);
});

const LOOKS = ["light", "dark"] as const;

for (const colorScheme of LOOKS) {
	test(`axe finds nothing serious in the widget, ${colorScheme}`, async ({ page }) => {
		const buyer = await world.buyer();
		await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
		const chat = new Chat(page);
		const product = JSON.stringify({ type: "product", title: "Green tea", price: "12.50", currency: "EUR" });
		await page.goto(world.page(buyer, { attributes: { product } }));
		await expect(chat.launcher).toBeVisible();
		expect(await serious(page)).toEqual([]);
		await chat.launcher.click();
		await chat.sendFile(AGENTS_PICTURE.path);
		await world.admin.say(await buyer.support(), "See https://tea.example for more.");
		await expect(chat.log.getByRole("link")).toBeVisible();
		// Who is at the end stays there, whatever comes.
		await expect(chat.panel.getByRole("button", { name: "To the newest message" })).toBeHidden();
		expect(await serious(page)).toEqual([]);
		await chat.log.getByRole("button", { name: "Message actions" }).first().click();
		expect(await serious(page)).toEqual([]);
	});

	test(`axe finds nothing serious in the console, ${colorScheme}`, async ({ page }) => {
		const buyer = await world.buyer();
		const support = await buyer.support("A question about tea");
		for (let index = 1; index <= 12; index++) {
			const reply = { title: `Answer ${index}`, content: "It is mild.", scope: "shared" };
			await world.admin.ask("POST", "/api/quick-replies", reply);
		}
		await buyer.say(support, "Which one is the mildest? https://tea.example");
		await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
		await page.goto(`${world.network.origin}/console`);
		await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
		expect(await serious(page)).toEqual([]);
		const desk = await new Desk(page).open(world.network.origin, world.admin);
		await expect(desk.row(buyer.name)).toBeVisible();
		expect(await serious(page)).toEqual([]);
		await desk.choose(buyer.name);
		await desk.say("The white one.");
		await desk.hears("The white one.");
		expect(await serious(page)).toEqual([]);
		await desk.field.fill("/");
		await expect(desk.thread.getByRole("option").first()).toBeVisible();
		expect(await serious(page), "a list of quick replies that scrolls").toEqual([]);
		await desk.field.fill("");
		await page.getByRole("button", { name: /status, profile, settings/ }).click();
		await expect(page.getByRole("menuitemradio").first()).toBeVisible();
		expect(await serious(page), "the menu about oneself").toEqual([]);
		await page.keyboard.press("Escape");
		await page.keyboard.press("Escape");
		await page.keyboard.press("Control+k");
		await expect(page.getByRole("dialog")).toBeVisible();
		expect(await serious(page)).toEqual([]);
		await page.keyboard.press("Escape");
		for (const name of ["Quick replies", "People", "Audit log"]) {
			await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name }).click();
			await expect(page.getByRole("heading", { name })).toBeVisible();
			expect(await serious(page), name).toEqual([]);
		}
	});
}

test("both speak Chinese", async ({ browser }) => {
	const [buyer, agent] = [await world.buyer("李晓雨"), await world.agent("林悦")];
	const context = await browser.newContext({ locale: "zh-CN" });
	const chat = await new Chat(await context.newPage(), "zh-CN").open(world.page(buyer, { lang: "zh-CN" }));
	await chat.say("请问新茶到了吗？");
	const desk = await new Desk(await context.newPage(), "zh-CN").open(world.network.origin, agent);
	await desk.choose(buyer.name);
	await desk.hears("请问新茶到了吗？");
	await desk.say("到了，周一到的。");
	await chat.hears("到了，周一到的。");
	await expect(chat.log.getByText(chat.words.read, { exact: true }).last()).toBeVisible();
	// The chat is in a shadow root, which the text of the page does not hold.
	for (const place of [chat.panel, desk.page.locator("body")]) {
		// biome-ignore lint/performance/useDomNodeTextContent: what is hidden is not said
		const said = await place.innerText();
		expect(said).not.toMatch(/\b(Send|Message|Conversation|Queue|Read|Delivered|Waiting|Support)\b/);
	}
	await context.close();
});

/** A context like this phone's, but for the program. */
function phone(name: string): BrowserContextOptions {
	const { defaultBrowserType, ...device } = devices[name] ?? {};
	return { ...device, locale: "en-US" };
}

async function press(page: Page, key: string, times: number): Promise<void> {
	for (let time = 0; time < times; time++) await page.keyboard.press(key);
}
