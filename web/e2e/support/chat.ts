/** The widget on a shop's page, as a person uses it: by what things are and what they are called. */

import { expect, type Locator, type Page } from "@playwright/test";
import { Talk } from "./talk.js";

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

export class Chat extends Talk {
	readonly panel: Locator;
	readonly launcher: Locator;
	readonly words: (typeof WORDS)[Language];

	constructor(page: Page, language: Language = "en") {
		const words = WORDS[language];
		const panel = page.getByRole("dialog").filter({ has: page.getByRole("log") });
		super(page, {
			log: panel.getByRole("log", { name: words.log }),
			field: panel.getByRole("textbox", { name: words.field }),
			attach: panel.getByRole("button", { name: words.attach }),
			// A product that waits beside has a button of the same name.
			submit: panel.getByTitle(words.send, { exact: true }),
		});
		this.words = words;
		this.panel = panel;
		this.launcher = page.getByRole("button", { name: words.open });
	}

	/** Goes to the page and opens the chat. */
	async open(address: string): Promise<this> {
		await this.page.goto(address);
		await this.launcher.click();
		await expect(this.field).toBeFocused();
		return this;
	}
}

/** The messages that fit, as often and in the order in which they stand there; what screen readers are told is more. */
export function found(log: Locator, pattern: RegExp): Promise<string[]> {
	return log.getByText(pattern).allInnerTexts();
}
