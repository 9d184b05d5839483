/** What does the page get as `window.Kefu`? Calls wait until the chat is loaded; listeners and the token do not. */

import { type Card, checkCard, type Identity } from "../config.js";
import type { Chat, Mount, OpenOptions, PageEvents } from "../mount.js";

/** Public: see the README. */
export interface Kefu {
	open(options?: OpenOptions): void;
	close(): void;
	toggle(): void;
	identify(identity: Identity): void;
	showProduct(card: Card): void;
	/** Returns the function that ends it. */
	on<E extends keyof PageEvents>(event: E, listener: (value: PageEvents[E]) => void): () => void;
	readonly unread: number;
	/** The anonymous visitor's token, for the storefront's backend; null where there is none. */
	visitorToken(): string | null;
	/** Calls made before `widget.js` was there; pushing to it later works as well. */
	readonly q: { push(...calls: QueuedCall[]): void };
	/** Signs out and takes the widget from the page; `identify` and `open` bring it back. */
	shutdown(): void;
}

/** `[method, ...arguments]`, as a page pushes it to `Kefu.q` before `widget.js` is there. */
export type QueuedCall = [keyof Kefu, ...unknown[]];

export class Listeners {
	unread = 0;
	#heard = new Map<string, Set<(value: never) => void>>();

	readonly emit: Mount["emit"] = (event, value) => {
		if (event === "unread") this.unread = value as number;
		for (const listener of this.#heard.get(event) ?? []) {
			try {
				listener(value as never);
			} catch (error) {
				// The page's own mistake: it belongs on the page's console and must not stop the chat.
				reportError(error);
			}
		}
	};

	on<E extends keyof PageEvents>(event: E, listener: (value: PageEvents[E]) => void): () => void {
		const heard = this.#heard.get(event) ?? new Set();
		this.#heard.set(event, heard.add(listener));
		return () => heard.delete(listener);
	}
}

/** `call` reaches the chat, now or when it is loaded. */
export function createPageApi(
	listeners: Listeners,
	call: (deed: (chat: Chat) => void) => void,
	visitorToken: () => string | null,
): Kefu {
	const kefu: Kefu = {
		open: (options) => call((chat) => chat.open(options)),
		close: () => call((chat) => chat.close()),
		toggle: () => call((chat) => chat.toggle()),
		identify: (identity) => call((chat) => chat.identify(identity)),
		showProduct: (given) => {
			const card = checkCard(given);
			if (card) call((chat) => chat.showProduct(card));
		},
		shutdown: () => call((chat) => chat.shutdown()),
		on: (event, listener) => listeners.on(event, listener),
		get unread() {
			return listeners.unread;
		},
		visitorToken,
		q: { push: (...calls) => replay(kefu, calls) },
	};
	return kefu;
}

/** Runs what the page asked for before there was anybody to ask. */
export function replay(kefu: Kefu, queued: readonly QueuedCall[]): void {
	for (const [name, ...args] of queued) {
		const method = kefu[name];
		if (typeof method === "function") (method as (...args: unknown[]) => unknown)(...args);
	}
}
