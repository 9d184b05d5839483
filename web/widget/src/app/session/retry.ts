/** When is something tried again that failed for a while? After 2, 4, 8 … 30 seconds, and when the network returns. */

import type { Problem } from "@kefu/client";

const FIRST_MS = 2000;
const LONGEST_MS = 30_000;

/** Failures that pass by themselves. */
export function isPassing({ code }: Problem): boolean {
	return code === "offline" || code === "unavailable" || code === "internal" || code === "rate_limited";
}

export class Retry {
	#timer: ReturnType<typeof setTimeout> | undefined;
	#failures = 0;
	readonly #online = () => this.#fire();

	constructor(private readonly deed: () => void) {
		addEventListener("online", this.#online);
	}

	later(problem: Problem): void {
		const wait = Math.min(FIRST_MS * 2 ** this.#failures++, LONGEST_MS);
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#fire(), Math.max(wait, (problem.retry_after ?? 0) * 1000));
	}

	succeeded(): void {
		this.#failures = 0;
	}

	stop(): void {
		clearTimeout(this.#timer);
		removeEventListener("online", this.#online);
	}

	#fire(): void {
		clearTimeout(this.#timer);
		this.deed();
	}
}
