/** How does a socket outlive its token? It is given a new one in time. */

import type { Tokens } from "./tokens.js";

const LONGEST_TIMER = 2 ** 31 - 1;
/** Milliseconds between two tries, at least. */
const AGAIN = 5000;

export class Renewal {
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(
		private readonly tokens: Tokens,
		/** Tells the server. */
		private readonly give: (token: string) => Promise<unknown>,
	) {}

	start(token: string): void {
		this.stop();
		const wait = Math.min(this.tokens.renewIn(), LONGEST_TIMER);
		const timer = setTimeout(() => void this.#renew(token, timer), Math.max(wait, AGAIN));
		this.#timer = timer;
	}

	stop(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
	}

	/** What fails is tried again until the socket is closed. */
	async #renew(old: string, timer: ReturnType<typeof setTimeout>): Promise<void> {
		const token = await this.tokens.current().catch(() => old);
		if (this.#timer !== timer) return;
		if (token !== old) await this.give(token).catch(() => {});
		if (this.#timer === timer) this.start(token);
	}
}
