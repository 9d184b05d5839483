/** Is the other end still there? A half-open socket says nothing, for ever, so it is asked. */

export class Pulse {
	#quiet = 25_000;
	#grace = 10_000;
	#heardAt = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;
	/** A ping is on its way. */
	#asked = false;

	constructor(
		private readonly ping: () => void,
		private readonly dead: () => void,
	) {}

	/** Asks after as much silence as the server itself would bear. */
	start(heartbeat: number): void {
		this.#quiet = Math.min(heartbeat, 25_000);
		this.#grace = Math.max(0.4 * this.#quiet, 500);
		this.heard();
		this.#plan(this.#quiet);
	}

	heard(): void {
		this.#heardAt = Date.now();
		if (this.#asked) this.#plan(this.#quiet);
	}

	/** Asks now, and waits for the answer not longer than `grace` milliseconds. */
	check(grace: number): void {
		if (this.#timer === undefined) return;
		this.ping();
		this.#plan(Math.min(grace, this.#grace));
		this.#asked = true;
	}

	stop(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#asked = false;
	}

	#plan(wait: number): void {
		this.stop();
		this.#timer = setTimeout(() => this.#look(), wait);
	}

	#look(): void {
		if (this.#asked) {
			this.stop();
			this.dead();
			return;
		}
		const left = this.#heardAt + this.#quiet - Date.now();
		if (left > 0) this.#plan(left);
		else this.check(this.#grace);
	}
}
