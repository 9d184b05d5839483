/** How long to wait before the next try? */

/** A connection that lasted this long was a good one: waits begin anew. */
const GOOD = 60_000;

export class Backoff {
	#tries = 0;
	#since = 0;

	constructor(private readonly times: { first: number; longest: number } = { first: 1000, longest: 30_000 }) {}

	/** The line is up. */
	succeeded(): void {
		this.#since = Date.now();
	}

	reset(): void {
		this.#tries = 0;
	}

	/** The next wait in milliseconds: doubled each time, at random between its half and the whole. */
	next(): number {
		if (this.#since && Date.now() - this.#since >= GOOD) this.#tries = 0;
		this.#since = 0;
		const { first, longest } = this.times;
		const wait = Math.min(first * 2 ** this.#tries++, longest);
		return wait * (0.5 + Math.random() / 2);
	}
}
