/** Which messages are not in the log yet? The same ones in all tabs, and after a reload. */

import type { OutboxStorage, Pending } from "./api.js";
import type { TabNews } from "./link.js";
import type { ConversationId, UserId } from "./model.js";

/** Milliseconds for the storage: some browsers' never answers at all. */
const PATIENCE = 3000;
/** So many that are over are remembered: tabs hear each other late, and a slow read of the storage is old. */
const REMEMBERED = 1000;

export interface ShelfPorts {
	userId: UserId;
	storage: OutboxStorage;
	share(news: TabNews): void;
	changed(id: ConversationId): void;
}

export class Shelf {
	/** Whether what an earlier page left is here; it is older than everything else, so nothing is sent before. */
	restored = false;
	/** In the order of sending. */
	#all = new Map<string, Pending>();
	readonly #over = new Set<string>();
	#writes: Promise<void> = Promise.resolve();
	#patience = PATIENCE;

	constructor(private readonly ports: ShelfPorts) {}

	/** Takes up what is stored; what is here is newer. */
	async restore(): Promise<void> {
		this.restored = false;
		await this.#writes;
		const stored = await this.#patiently(this.ports.storage.load(this.ports.userId)).catch(() => []);
		const here = this.#all;
		this.#all = new Map();
		for (const pending of stored) {
			if (this.#over.has(pending.clientId)) continue;
			const { progress: _, ...rest } = pending;
			this.#all.set(pending.clientId, pending.state === "failed" ? pending : { ...rest, state: "queued" });
		}
		for (const [clientId, pending] of here) this.#all.set(clientId, pending);
		this.restored = true;
		for (const id of new Set(stored.map((pending) => pending.conversationId))) this.ports.changed(id);
	}

	get(clientId: string): Pending | undefined {
		return this.#all.get(clientId);
	}

	of(id: ConversationId): Pending[] {
		return [...this.#all.values()].filter((pending) => pending.conversationId === id);
	}

	values(): Iterable<Pending> {
		return this.#all.values();
	}

	/**
	 * Keeps it, and shows it in all tabs once it is durable: what was seen is there after a reload, and whoever sends it then
	 * also forgets it for good.
	 */
	keep(pending: Pending): Promise<void> {
		return this.#write(
			() => this.ports.storage.put(pending),
			() => {
				if (this.#over.has(pending.clientId)) return;
				this.#place(pending);
				this.ports.share({ put: pending });
			},
		);
	}

	/** How it looks at the moment, which need not survive. */
	show(pending: Pending): void {
		if (!this.#all.has(pending.clientId)) return;
		this.#place(pending);
		this.ports.share({ put: pending });
	}

	/** It need not be sent any more, and is shown until `remove`. */
	forget(clientId: string): void {
		void this.#write(() => this.ports.storage.remove(clientId));
	}

	/** It is over, in this tab. */
	remove(clientId: string): void {
		const [oldest] = this.#over;
		if (oldest !== undefined && this.#over.size >= REMEMBERED) this.#over.delete(oldest);
		this.#over.add(clientId);
		const pending = this.#all.get(clientId);
		if (!pending) return;
		this.#all.delete(clientId);
		this.ports.changed(pending.conversationId);
	}

	/** What another tab says. */
	hear(news: TabNews): void {
		if ("gone" in news) this.remove(news.gone);
		else if (!this.#over.has(news.put.clientId) && news.put.userId === this.ports.userId) this.#place(news.put);
	}

	/** Settles when all that was written so far is durable. */
	async settle(): Promise<void> {
		await this.#writes;
	}

	#place(pending: Pending): void {
		this.#all.set(pending.clientId, pending);
		this.ports.changed(pending.conversationId);
	}

	/** In order. Where the storage is broken (a private window, a full disk) messages go out all the same. */
	#write(act: () => Promise<void>, then = () => {}): Promise<void> {
		this.#writes = this.#writes
			.then(() => this.#patiently(act()))
			.catch(() => {})
			.then(then);
		return this.#writes;
	}

	/** A storage that was silent once is not waited for again until it answers. */
	async #patiently<T>(work: Promise<T>): Promise<T> {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const late = new Promise<never>((_, reject) => {
			timer = setTimeout(() => {
				this.#patience = 0;
				reject(new Error("The storage does not answer."));
			}, this.#patience);
		});
		const answered = work.finally(() => {
			clearTimeout(timer);
			this.#patience = PATIENCE;
		});
		return Promise.race([answered, late]);
	}
}
