/** Who hears that the picture changed? Everybody who subscribed, with the whole new picture. */

import type { SessionSnapshot } from "./snapshot.js";

export class State {
	snapshot: SessionSnapshot;
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
		this.snapshot = { ...next, unread: next.thread?.conversation?.unread ?? 0 };
		for (const listener of this.#listeners) listener();
	}
}
