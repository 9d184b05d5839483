/** When do others have to be told that we type? */

import type { Notice } from "./frames.js";
import type { ConversationId } from "./model.js";

/** Milliseconds between two `start`s. */
const AGAIN = 3000;
/** Quiet milliseconds after which one has stopped. */
const QUIET = 5000;

interface Typing {
	toldAt: number;
	timer?: ReturnType<typeof setTimeout>;
}

export class TypingSignal {
	readonly #active = new Map<ConversationId, Typing>();

	constructor(private readonly tell: (notice: Notice) => void) {}

	set(id: ConversationId, typing: boolean): void {
		const now = this.#active.get(id);
		clearTimeout(now?.timer);
		if (!typing) {
			if (this.#active.delete(id)) this.tell({ type: "typing", conversation_id: id, state: "stop" });
			return;
		}
		const next: Typing = now ?? { toldAt: 0 };
		if (Date.now() - next.toldAt >= AGAIN) {
			next.toldAt = Date.now();
			this.tell({ type: "typing", conversation_id: id, state: "start" });
		}
		next.timer = setTimeout(() => this.set(id, false), QUIET);
		this.#active.set(id, next);
	}

	stop(): void {
		for (const { timer } of this.#active.values()) clearTimeout(timer);
		this.#active.clear();
	}
}
