/** The console as an agent or a merchant uses it: by what things are and what they are called. */

import { expect, type Locator, type Page } from "@playwright/test";
import type { Language } from "./chat.js";
import type { Credentials } from "./people.js";

/** What the console says in each language. */
const WORDS = {
	en: {
		username: "Username",
		password: "Password",
		signIn: "Sign in",
		stay: "Stay signed in",
		list: "Conversation list",
		views: "Views",
		conversation: "Conversation",
		log: "Messages",
		field: "Message",
		send: "Send",
		attach: "Attach a file",
		take: "Take",
		read: "Read",
	},
	"zh-CN": {
		username: "用户名",
		password: "密码",
		signIn: "登录",
		stay: "保持登录",
		list: "会话列表",
		views: "视图",
		conversation: "会话",
		log: "消息",
		field: "消息",
		send: "发送",
		attach: "添加附件",
		take: "接入",
		read: "已读",
	},
};

export class Desk {
	readonly words: (typeof WORDS)[Language];
	readonly list: Locator;
	readonly thread: Locator;
	readonly log: Locator;
	readonly field: Locator;

	constructor(
		readonly page: Page,
		language: Language = "en",
	) {
		this.words = WORDS[language];
		this.list = page.getByRole("region", { name: this.words.list, exact: true });
		this.thread = page.getByRole("region", { name: this.words.conversation, exact: true });
		this.log = this.thread.getByRole("log", { name: this.words.log });
		this.field = this.thread.getByRole("textbox", { name: this.words.field, exact: true });
	}

	/** Opens the console and signs in; to stay, where other tabs shall be signed in too. */
	async open(origin: string, { username, password }: Credentials, stay = false): Promise<this> {
		await this.page.goto(`${origin}/console`);
		await this.page.getByRole("textbox", { name: this.words.username }).fill(username);
		await this.page.getByLabel(this.words.password, { exact: true }).fill(password);
		if (stay) await this.page.getByRole("checkbox", { name: this.words.stay }).check();
		await this.page.getByRole("button", { name: this.words.signIn }).click();
		await expect(this.list).toBeVisible();
		return this;
	}

	/** Somebody's conversation in the list that is shown. */
	row(name: string): Locator {
		return this.list.getByRole("link").filter({ hasText: name });
	}

	view(name: string): Locator {
		return this.list.getByRole("navigation", { name: this.words.views }).getByRole("link", { name });
	}

	async choose(name: string): Promise<void> {
		await this.row(name).click();
		await expect(this.thread.getByRole("heading", { name })).toBeVisible();
	}

	async say(text: string): Promise<void> {
		await this.field.fill(text);
		await this.send();
		await expect(this.field).toHaveValue("");
	}

	/** What is written, and what lies in the tray. */
	async send(): Promise<void> {
		await this.thread.getByRole("button", { name: this.words.send, exact: true }).click();
	}

	async sendFile(path: string): Promise<void> {
		const picking = this.page.waitForEvent("filechooser");
		await this.thread.getByRole("button", { name: this.words.attach }).click();
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
		await this.page.getByRole("menuitem", { name }).click();
	}

	/** Chooses from the menu of the conversation. */
	async change(name: string): Promise<void> {
		await this.thread.getByRole("button", { name: "More", exact: true }).click();
		await this.page.getByRole("menuitem", { name }).click();
	}

	/** Goes to one of the pages beside the conversations. */
	async visit(name: string): Promise<void> {
		await this.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name }).click();
		await expect(this.page.getByRole("heading", { name, exact: true })).toBeVisible();
	}

	async hears(text: string): Promise<void> {
		await expect(this.log.getByText(text, { exact: true })).toBeVisible();
	}
}
