/** The widget on a shop's page, as a person uses it: by what things are and what they are called. */

import { expect, type Locator, type Page } from "@playwright/test";

/** What the widget says in each language. */
const WORDS = {
	en: {
		open: /^Chat with us/,
		close: "Close the chat",
		field: "Write a message…",
		send: "Send",
		log: "Messages",
		attach: "Attach a picture or a file",
		read: "Read",
		queued: "Will be sent",
	},
	"zh-CN": {
		open: /^联系客服/,
		close: "关闭聊天窗口",
		field: "输入消息…",
		send: "发送",
		log: "聊天记录",
		attach: "发送图片或文件",
		read: "已读",
		queued: "等待发送",
	},
};

export type Language = keyof typeof WORDS;

export class Chat {
	readonly panel: Locator;
	readonly log: Locator;
	readonly field: Locator;
	readonly launcher: Locator;
	readonly words: (typeof WORDS)[Language];

	constructor(
		readonly page: Page,
		language: Language = "en",
	) {
		this.words = WORDS[language];
		this.panel = page.getByRole("dialog").filter({ has: page.getByRole("log") });
		this.log = this.panel.getByRole("log", { name: this.words.log });
		this.field = this.panel.getByRole("textbox", { name: this.words.field });
		this.launcher = page.getByRole("button", { name: this.words.open });
	}

	/** Goes to the page and opens the chat. */
	async open(address: string): Promise<this> {
		await this.page.goto(address);
		await this.launcher.click();
		await expect(this.field).toBeFocused();
		return this;
	}

	async say(text: string): Promise<void> {
		await this.field.fill(text);
		await this.send();
		await expect(this.field).toHaveValue("");
	}

	/** What is written, and what lies in the tray. */
	async send(): Promise<void> {
		// A product that waits beside has a button of the same name.
		await this.panel.getByTitle(this.words.send, { exact: true }).click();
	}

	/** Picks a file with the button, and sends it. */
	async sendFile(path: string): Promise<void> {
		const picking = this.page.waitForEvent("filechooser");
		await this.panel.getByRole("button", { name: this.words.attach }).click();
		await (await picking).setFiles(path);
		await this.send();
	}

	/** One message with what belongs to it. */
	message(text: string): Locator {
		return this.log.locator("[data-seq]").filter({ hasText: text });
	}

	/** Chooses from the message's menu. */
	async act(text: string, name: string): Promise<void> {
		await this.message(text).hover();
		await this.message(text).getByRole("button", { name: "Message actions" }).click();
		await this.panel.getByRole("menuitem", { name }).click();
	}

	async hears(text: string): Promise<void> {
		await expect(this.log.getByText(text, { exact: true })).toBeVisible();
	}
}

/** The messages that fit, as often and in the order in which they stand there; what screen readers are told is more. */
export function found(log: Locator, pattern: RegExp): Promise<string[]> {
	return log.getByText(pattern).allInnerTexts();
}
