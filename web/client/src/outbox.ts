/** How do messages get into the log? In order, under one name each, again and again until they are acknowledged. */

import type { OutboxStorage, Pending } from "./api.js";
import { KefuError, problemOf } from "./error.js";
import type { Answer, Request } from "./frames.js";
import type { TabNews } from "./link.js";
import type { ConversationId, Message, Seq, Upload, UserId } from "./model.js";
import { Shelf } from "./shelf.js";

/** Tries of what the server could not do (`internal`) before it is shown as failed. */
const TRIES = 5;
/** Seconds between two tries, at most, where the server names none. */
const LONGEST = 15;
/** Milliseconds between two pictures of an upload's progress. */
const PROGRESS = 100;

export interface OutboxPorts {
	userId: UserId;
	storage: OutboxStorage;
	/** Tells the other tabs. */
	share(news: TabNews): void;
	ask(request: Request): Promise<Answer>;
	upload(file: Blob, name: string | undefined, progress: (part: number) => void, signal: AbortSignal): Promise<Upload>;
	/** Whether messages are sent from here: the line is up, and it is this tab's. */
	ready(): boolean;
	/** Settles when the application was told of that entry. */
	reached(id: ConversationId, seq: Seq): Promise<void>;
	changed(id: ConversationId): void;
}

export class Outbox {
	readonly shelf: Shelf;
	/** Conversations in which something is being sent. */
	readonly #busy = new Set<ConversationId>();
	readonly #uploads = new Map<string, AbortController>();
	readonly #tries = new Map<string, number>();
	/** Acknowledged, and shown until the entry is told. */
	readonly #acked = new Set<string>();

	constructor(private readonly ports: OutboxPorts) {
		this.shelf = new Shelf(ports);
	}

	async restore(): Promise<void> {
		await this.shelf.restore();
		this.flush();
	}

	async add(pending: Pending): Promise<void> {
		await this.shelf.keep(pending);
		await this.#run(pending.conversationId);
	}

	retry(clientId: string): void {
		const pending = this.shelf.get(clientId);
		if (pending?.state !== "failed") return;
		const { problem: _, ...rest } = pending;
		void this.add({ ...rest, state: "queued" });
	}

	discard(clientId: string): void {
		this.#uploads.get(clientId)?.abort();
		this.shelf.forget(clientId);
		this.#finish(clientId);
		this.ports.share({ gone: clientId });
	}

	/** Our own message stands in the log. */
	arrived(entry: Message): void {
		const { client_id } = entry;
		if (client_id === null || entry.sender_id !== this.ports.userId || !this.shelf.get(client_id)) return;
		if (!this.#acked.has(client_id)) this.shelf.forget(client_id);
		this.#finish(client_id);
	}

	/** What another tab says. */
	hear(news: TabNews): void {
		if ("gone" in news) this.#uploads.get(news.gone)?.abort();
		else if (this.#acked.has(news.put.clientId)) return;
		this.shelf.hear(news);
		if ("put" in news) void this.#run(news.put.conversationId);
	}

	/** Goes on with everything that waits. */
	flush(): void {
		for (const { conversationId } of this.shelf.values()) void this.#run(conversationId);
	}

	/** Sends what waits in one conversation, one after the other: a later one must not overtake. */
	async #run(id: ConversationId): Promise<void> {
		if (this.#busy.has(id)) return;
		this.#busy.add(id);
		try {
			let next = this.#next(id);
			while (next && this.shelf.restored && this.ports.ready()) {
				const wait = await this.#deliver(next);
				if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait * 1000));
				next = this.#next(id);
			}
		} finally {
			this.#busy.delete(id);
		}
	}

	#next(id: ConversationId): Pending | undefined {
		for (const pending of this.shelf.values()) {
			if (pending.conversationId !== id || pending.state === "failed") continue;
			if (!this.#acked.has(pending.clientId)) return pending;
		}
		return undefined;
	}

	/** Seconds to wait before the next step. */
	async #deliver(pending: Pending): Promise<number> {
		const { clientId, conversationId } = pending;
		try {
			const ready = pending.file && !isUploaded(pending) ? await this.#upload(pending, pending.file) : pending;
			if (!this.shelf.get(clientId)) return 0;
			this.shelf.show({ ...ready, state: "sending" });
			const request = { type: "send", id: clientId, conversation_id: conversationId, ...ready.draft } as const;
			const answer = await this.ports.ask(request);
			if (answer.type === "ack") this.#acknowledged(clientId, conversationId, answer.seq ?? 0);
			return 0;
		} catch (error) {
			return await this.#refused(clientId, error);
		}
	}

	#acknowledged(clientId: string, id: ConversationId, seq: Seq): void {
		if (!this.shelf.get(clientId)) return;
		this.#acked.add(clientId);
		this.shelf.forget(clientId);
		void this.ports.reached(id, seq).then(() => {
			this.#finish(clientId);
			this.ports.share({ gone: clientId });
		});
	}

	#finish(clientId: string): void {
		this.#acked.delete(clientId);
		this.#tries.delete(clientId);
		this.shelf.remove(clientId);
	}

	async #refused(clientId: string, error: unknown): Promise<number> {
		const problem = problemOf(error);
		const pending = this.shelf.get(clientId);
		if (!pending) return 0;
		const { progress: _, ...rest } = pending;
		const tries = (this.#tries.get(clientId) ?? 0) + 1;
		const passes = ["offline", "rate_limited", "unavailable", "unauthorized"].includes(problem.code);
		if (passes || (problem.code === "internal" && error instanceof KefuError && tries < TRIES)) {
			this.shelf.show({ ...rest, state: "queued" });
			// Without a line there is nothing to wait for but the line.
			if (!this.ports.ready()) return 0;
			this.#tries.set(clientId, tries);
			return problem.retry_after ?? Math.min(2 ** (tries - 1), LONGEST);
		}
		await this.shelf.keep({ ...rest, state: "failed", problem });
		return 0;
	}

	async #upload(pending: Pending, file: Blob): Promise<Pending> {
		const { clientId, draft } = pending;
		const abort = new AbortController();
		this.#uploads.set(clientId, abort);
		let shown = 0;
		const progress = (part: number) => {
			if (Date.now() - shown < PROGRESS) return;
			shown = Date.now();
			this.shelf.show({ ...pending, state: "uploading", progress: part });
		};
		try {
			progress(0);
			const name = draft.kind === "image" || draft.kind === "file" ? draft.body.name : undefined;
			const { url, ...rest } = await this.ports.upload(file, name, progress, abort.signal);
			const kind = rest.mime.startsWith("image/") ? "image" : "file";
			const done: Pending = { ...pending, draft: { ...draft, kind, body: { upload_url: url, ...rest } } };
			if (this.shelf.get(clientId)) await this.shelf.keep(done);
			return done;
		} finally {
			this.#uploads.delete(clientId);
		}
	}
}

function isUploaded({ draft }: Pending): boolean {
	return "upload_url" in draft.body && draft.body.upload_url !== "";
}
