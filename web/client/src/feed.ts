/** Which entries of each log does this application know already? Each comes once and in order, whatever the line does. */

import { problemOf } from "./error.js";
import type { Answer, Hello, Request } from "./frames.js";
import type { ConversationId, Message, Seq } from "./model.js";

/** Of a conversation that we became a member of while the line was down: so many entries are told afterwards. */
const NEWEST = 200;

interface Log {
	/** Everything up to here was told. */
	cursor: Seq;
	/** The log reaches this far at least. */
	head: Seq;
	/** What came too early. */
	held: Map<Seq, Message>;
	syncing: boolean;
	/** It has to be read once more: what is being read may be older than the line. */
	again: boolean;
	/** Who waits until `seq` was told. */
	waiters: { seq: Seq; resolve: () => void }[];
}

export class Feed {
	readonly #logs = new Map<ConversationId, Log>();
	/** Conversations that are on the screen: read again after a reconnect although `hello` does not name them. */
	readonly #open = new Map<ConversationId, number>();
	/** There was a `hello` before. */
	#seen = false;
	/** An earlier one named all conversations, so one that it did not name is new. */
	#complete = false;

	constructor(
		private readonly ask: (request: Request) => Promise<Answer>,
		private readonly tell: (entry: Message) => void,
	) {}

	/** Begins to look at a log that is known up to `head`; where we look already, it says how far the log reaches. */
	look(id: ConversationId, head: Seq): void {
		if (this.#logs.has(id)) this.moved(id, head);
		else this.#begin(id, head);
	}

	/** Keeps a conversation up to date over reconnects, until the function is called. */
	hold(id: ConversationId): () => void {
		this.#open.set(id, (this.#open.get(id) ?? 0) + 1);
		return () => {
			const left = (this.#open.get(id) ?? 1) - 1;
			if (left > 0) this.#open.set(id, left);
			else this.#open.delete(id);
		};
	}

	/** How far the log is known to reach. */
	head(id: ConversationId): Seq {
		return this.#logs.get(id)?.head ?? 0;
	}

	take(entry: Message): void {
		const { conversation_id: id, seq } = entry;
		const log = this.#logs.get(id) ?? this.#begin(id, seq - 1);
		log.head = Math.max(log.head, seq);
		if (seq <= log.cursor) return;
		log.held.set(seq, entry);
		this.#release(log);
		if (log.cursor < log.head) void this.#sync(id, log);
	}

	/** The log reaches to `seq`; what leads there is read. */
	moved(id: ConversationId, seq: Seq): void {
		const log = this.#logs.get(id) ?? this.#begin(id, seq - 1);
		log.head = Math.max(log.head, seq);
		if (log.cursor < log.head) void this.#sync(id, log);
	}

	/** Settles once the entry was told, or will never be. */
	reached(id: ConversationId, seq: Seq): Promise<void> {
		const log = this.#logs.get(id);
		if (!log || log.cursor >= seq) return Promise.resolve();
		return new Promise((resolve) => log.waiters.push({ seq, resolve }));
	}

	hello(hello: Hello): void {
		const seen = this.#seen;
		const complete = this.#complete;
		for (const { id, last_seq, read_seq } of hello.conversations) {
			if (this.#logs.has(id)) this.moved(id, last_seq);
			else if (!seen) this.#begin(id, last_seq);
			else this.#catchUp(id, complete ? 0 : read_seq, last_seq);
		}
		this.#seen = true;
		this.#complete ||= !hello.more;
		const named = new Set(hello.conversations.map(({ id }) => id));
		for (const [id, log] of this.#logs) {
			if (log.cursor < log.head || (this.#open.has(id) && !named.has(id))) void this.#sync(id, log, true);
		}
	}

	/** A conversation that is new to us since the last `hello`. */
	#catchUp(id: ConversationId, from: Seq, last: Seq): void {
		this.#begin(id, Math.max(from, last - NEWEST));
		this.moved(id, last);
	}

	#begin(id: ConversationId, cursor: Seq): Log {
		const log: Log = { cursor, head: cursor, held: new Map(), syncing: false, again: false, waiters: [] };
		this.#logs.set(id, log);
		return log;
	}

	#release(log: Log): void {
		for (let next = log.held.get(log.cursor + 1); next; next = log.held.get(log.cursor + 1)) {
			log.cursor = next.seq;
			log.held.delete(next.seq);
			this.tell(next);
		}
		if (log.waiters.length === 0) return;
		const done = log.waiters.filter(({ seq }) => seq <= log.cursor);
		log.waiters = log.waiters.filter(({ seq }) => seq > log.cursor);
		for (const { resolve } of done) resolve();
	}

	async #sync(id: ConversationId, log: Log, again = false): Promise<void> {
		if (log.syncing) log.again ||= again;
		if (log.syncing) return;
		log.syncing = true;
		try {
			do {
				log.again = false;
				const before = log.cursor;
				const answer = await this.ask({ type: "sync", conversation_id: id, after_seq: before });
				if (answer.type === "events") this.#fill(log, answer.events, answer.head);
				if (log.cursor === before && !log.again) break;
			} while (log.cursor < log.head || log.again);
			if (log.held.size > 0) this.#later(id, log, 1);
			else log.head = log.cursor;
		} catch (error) {
			this.#interrupted(id, log, error);
		} finally {
			log.syncing = false;
		}
	}

	#fill(log: Log, events: Message[], head: Seq): void {
		log.head = Math.max(log.head, head);
		for (const event of events) if (event.seq > log.cursor) log.held.set(event.seq, event);
		this.#release(log);
		for (const seq of log.held.keys()) if (seq <= log.cursor) log.held.delete(seq);
	}

	#later(id: ConversationId, log: Log, seconds: number): void {
		setTimeout(() => void this.#sync(id, log), seconds * 1000);
	}

	#interrupted(id: ConversationId, log: Log, error: unknown): void {
		const { code, retry_after } = problemOf(error);
		if (code === "offline") return;
		if (code === "rate_limited" || code === "unavailable" || code === "internal") {
			this.#later(id, log, retry_after ?? 2);
			return;
		}
		// Not ours to see any more.
		this.#logs.delete(id);
		for (const { resolve } of log.waiters) resolve();
	}
}
