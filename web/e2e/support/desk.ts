/** The console as an agent or a merchant uses it: by what things are and what they are called. */

import { expect, type Locator, type Page } from "@playwright/test";
import type { Language } from "./chat.js";
import type { Credentials } from "./people.js";
import { Talk } from "./talk.js";

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

export class Desk extends Talk {
	readonly words: (typeof WORDS)[Language];
	readonly list: Locator;
	readonly thread: Locator;

	constructor(page: Page, language: Language = "en") {
		const words = WORDS[language];
		const thread = page.getByRole("region", { name: words.conversation, exact: true });
		super(page, {
			log: thread.getByRole("log", { name: words.log }),
			field: thread.getByRole("textbox", { name: words.field, exact: true }),
			attach: thread.getByRole("button", { name: words.attach }),
			submit: thread.getByRole("button", { name: words.send, exact: true }),
		});
		this.words = words;
		this.list = page.getByRole("region", { name: words.list, exact: true });
		this.thread = thread;
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
}
