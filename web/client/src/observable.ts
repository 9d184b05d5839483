/** How is something shown that changes often? Changes of one turn are told together. */

import type { Observable } from "./api.js";

export abstract class Live<S> implements Observable<S> {
	readonly #listeners = new Set<() => void>();
	#shown: S | null = null;
	#told = true;

	get snapshot(): S {
		this.#shown ??= this.picture();
		return this.#shown;
	}

	subscribe(listener: () => void): () => void {
		const own = () => listener();
		this.#listeners.add(own);
		return () => void this.#listeners.delete(own);
	}

	abstract close(): void;

	/** How it looks now. */
	protected abstract picture(): S;

	protected changed(): void {
		this.#shown = null;
		if (!this.#told) return;
		this.#told = false;
		queueMicrotask(() => {
			this.#told = true;
			for (const listener of [...this.#listeners]) listener();
		});
	}
}
