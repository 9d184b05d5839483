/** What people do in a conversation, in the widget as in the console. */

import { expect, type Locator, type Page } from "@playwright/test";

interface Parts {
	log: Locator;
	field: Locator;
	attach: Locator;
	submit: Locator;
}

export class Talk {
	readonly log: Locator;
	readonly field: Locator;
	readonly #attach: Locator;
	readonly #submit: Locator;

	constructor(
		readonly page: Page,
		{ log, field, attach, submit }: Parts,
	) {
		this.log = log;
		this.field = field;
		this.#attach = attach;
		this.#submit = submit;
	}

	async say(text: string): Promise<void> {
		await this.field.fill(text);
		await this.send();
		await expect(this.field).toHaveValue("");
	}

	/** What is written, and what lies in the tray. */
	async send(): Promise<void> {
		await this.#submit.click();
	}

	/** Picks a file with the button, and sends it. */
	async sendFile(path: string): Promise<void> {
		const picking = this.page.waitForEvent("filechooser");
		await this.#attach.click();
		await (await picking).setFiles(path);
		await this.send();
	}

	async hears(text: string): Promise<void> {
		await expect(this.log.getByText(text, { exact: true })).toBeVisible();
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
}
