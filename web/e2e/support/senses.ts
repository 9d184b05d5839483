/** What would a person hear, and see outside of the page? A browser without a screen has neither, so it is written down. */

import type { Page } from "@playwright/test";

interface Shown {
	title: string;
	body?: string;
	onclick: (() => void) | null;
}

interface Senses {
	/** Notes that were played. */
	tones: number;
	/** Desktop notifications. */
	shown: Shown[];
}

declare global {
	interface Window {
		senses: Senses;
	}
}

/** Before the page is opened. The real sound is made too; a notification is not. */
export async function listen(page: Page): Promise<void> {
	await page.addInitScript(() => {
		const senses: Senses = { tones: 0, shown: [] };
		const { start } = OscillatorNode.prototype;
		OscillatorNode.prototype.start = function (...when) {
			senses.tones += 1;
			start.apply(this, when);
		};
		class Recorded implements Shown {
			static readonly permission = "granted";
			readonly body?: string;
			onclick: (() => void) | null = null;
			constructor(
				readonly title: string,
				options: NotificationOptions,
			) {
				this.body = options.body;
				senses.shown.push(this);
			}
			close(): void {}
		}
		Object.assign(window, { senses, Notification: Recorded });
	});
}

export function tones(page: Page): Promise<number> {
	return page.evaluate(() => window.senses.tones);
}

/** What notifications say, `title: body`. */
export function notifications(page: Page): Promise<string[]> {
	return page.evaluate(() => window.senses.shown.map(({ title, body }) => `${title}: ${body}`));
}

/** Clicks the newest notification. */
export function clickNotification(page: Page): Promise<void> {
	return page.evaluate(() => window.senses.shown.at(-1)?.onclick?.());
}

/** As when another tab or program comes to the front, or this one again: a driven page always believes it is looked at. */
export function look(page: Page, how: "away" | "here"): Promise<void> {
	return page.evaluate((here) => {
		const state = { hidden: !here, visibilityState: here ? "visible" : "hidden", hasFocus: () => here };
		for (const [name, value] of Object.entries(state))
			Object.defineProperty(document, name, { configurable: true, value });
		document.dispatchEvent(new Event("visibilitychange"));
		window.dispatchEvent(new Event(here ? "focus" : "blur"));
	}, how === "here");
}
