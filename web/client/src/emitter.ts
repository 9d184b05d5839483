/** Who wants to hear of what? */

export class Emitter<E> {
	readonly #listeners = new Map<keyof E, Set<(value: never) => void>>();

	on<K extends keyof E>(event: K, listener: (value: E[K]) => void): () => void {
		const set = this.#listeners.get(event) ?? new Set();
		this.#listeners.set(event, set);
		// A wrapper of its own, so that one function may listen twice.
		const own = (value: E[K]) => listener(value);
		set.add(own);
		return () => void set.delete(own);
	}

	emit<K extends keyof E>(event: K, value: E[K]): void {
		for (const listener of [...(this.#listeners.get(event) ?? [])]) {
			try {
				(listener as (value: E[K]) => void)(value);
			} catch (error) {
				report(error);
			}
		}
	}
}

/** A listener's own mistake: shown where mistakes of a page are shown, and nobody else is disturbed. */
function report(error: unknown): void {
	if (typeof reportError === "function") reportError(error);
	else console.error(error);
}
