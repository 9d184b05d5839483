/** What have we read, and what reached us? The server is told the highest of each, once, and when there is a line. */

import { problemOf } from "./error.js";
import type { Link } from "./link.js";
import type { ConversationId, Seq } from "./model.js";

/** Milliseconds in which marks of one conversation are gathered. */
const GATHER = 250;

export class ReadMarks {
	readonly #read = new Map<ConversationId, Seq>();
	readonly #delivered = new Map<ConversationId, Seq>();
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(private readonly link: Link) {}

	markRead(id: ConversationId, seq: Seq): void {
		raise(this.#read, id, seq);
		this.#plan();
	}

	markDelivered(id: ConversationId, seq: Seq): void {
		raise(this.#delivered, id, seq);
		this.#plan();
	}

	flush(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		if (this.link.connection.state !== "online") return;
		for (const [id, seq] of this.#delivered) {
			// Reading includes delivery.
			if ((this.#read.get(id) ?? 0) < seq) this.link.tell({ type: "delivered", conversation_id: id, seq });
		}
		this.#delivered.clear();
		for (const [id, seq] of this.#read) void this.#send(id, seq);
	}

	stop(): void {
		clearTimeout(this.#timer);
	}

	#plan(): void {
		this.#timer ??= setTimeout(() => this.flush(), GATHER);
	}

	async #send(id: ConversationId, seq: Seq): Promise<void> {
		try {
			await this.link.ask({ type: "read", conversation_id: id, seq });
		} catch (error) {
			const { code } = problemOf(error);
			if (code === "offline") return;
			if (code === "rate_limited" || code === "unavailable") return this.#plan();
		}
		if (this.#read.get(id) === seq) this.#read.delete(id);
	}
}

function raise(marks: Map<ConversationId, Seq>, id: ConversationId, seq: Seq): void {
	marks.set(id, Math.max(marks.get(id) ?? 0, seq));
}
