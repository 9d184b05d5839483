/** Which questions to the leader are not answered yet? */

import type { KefuError } from "./error.js";
import { offline } from "./error.js";
import type { Answer } from "./frames.js";

interface Errand {
	resolve(answer: Answer): void;
	reject(error: KefuError): void;
}

export class Errands {
	#count = 0;
	readonly #waiting = new Map<number, Errand>();

	send(post: (n: number) => void): Promise<Answer> {
		const n = ++this.#count;
		return new Promise((resolve, reject) => {
			this.#waiting.set(n, { resolve, reject });
			post(n);
		});
	}

	/** The one that this answers. */
	take(n: number): Errand | undefined {
		const errand = this.#waiting.get(n);
		this.#waiting.delete(n);
		return errand;
	}

	/** Nobody knows what became of them. */
	fail(): void {
		const lost = [...this.#waiting.values()];
		this.#waiting.clear();
		for (const { reject } of lost) reject(offline("The tab with the connection is gone."));
	}
}
