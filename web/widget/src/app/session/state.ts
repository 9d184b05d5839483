/** Who hears that the picture changed? Everybody who subscribed, with the whole new picture. */

import { countUnread } from "../logic/unread.js";
import type { SessionSnapshot } from "./snapshot.js";

export class State {
	snapshot: SessionSnapshot;
	/** Read by ourselves, before the server says so. */
	readUpTo = 0;
	#listeners = new Set<() => void>();

	constructor(initial: SessionSnapshot) {
		this.snapshot = initial;
	}

	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	publish(patch: Partial<SessionSnapshot>): void {
		const next = { ...this.snapshot, ...patch };
		next.unread = next.thread && next.me ? countUnread(next.thread, next.me, this.readUpTo) : 0;
		this.snapshot = next;
		for (const listener of this.#listeners) listener();
	}
}
