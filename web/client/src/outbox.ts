/** Which messages are not acknowledged yet? They are sent in order, under one name each, until they are. */

import type { OutboxStorage, Pending } from "./api.js";
import { KefuError, problemOf } from "./error.js";
import type { Answer, Request } from "./frames.js";
import type { ConversationId, Message, Problem, Seq, Upload, UserId } from "./model.js";

/** Tries of what the server could not do (`internal`) before it is shown as failed. */
const TRIES = 5;
/** Milliseconds for the storage. */
const PATIENCE = 3000;
/** Milliseconds between two pictures of an upload's progress. */
const PROGRESS = 100;

export interface OutboxPorts {
	userId: UserId;
	storage: OutboxStorage;
	ask(request: Request): Promise<Answer>;
	upload(file: Blob, name: string | undefined, progress: (part: number) => void, signal: AbortSignal): Promise<Upload>;
	/** Whether messages are sent from here: the line is up, and it is not another tab's task. */
	ready(): boolean;
	/** Settles when the application was told of that entry. */
	reached(id: ConversationId, seq: Seq): Promise<void>;
	changed(id: ConversationId): void;
}

export class Outbox {
	private readonly all = new Map<string, Pending>();
	private readonly busy = new Set<ConversationId>();
	private readonly uploads = new Map<string, AbortController>();
	private readonly tries = new Map<string, number>();
	/** Acknowledged, and shown until the entry is told. */
	private readonly acked = new Set<string>();
	/** What ended while the storage was read, which must not bring it back; null once it was read. */
	private over: Set<string> | null = new Set();
	private writes: Promise<unknown> = Promise.resolve();

	constructor(private readonly ports: OutboxPorts) {}

	/** Takes up what an earlier page left behind. Nothing is sent before, because it is older. */
	async restore(): Promise<void> {
		const stored = await patiently(this.ports.storage.load(this.ports.userId)).catch(() => []);
		const newer = [...this.all];
		this.all.clear();
		for (const pending of stored) {
			if (this.over?.has(pending.clientId)) continue;
			const { progress: _, ...rest } = pending;
			this.all.set(pending.clientId, pending.state === "failed" ? pending : { ...rest, state: "queued" });
		}
		for (const [clientId, pending] of newer) this.all.set(clientId, pending);
		this.over = null;
		for (const id of new Set(stored.map((pending) => pending.conversationId))) this.ports.changed(id);
		this.flush();
	}

	of(id: ConversationId): Pending[] {
		return [...this.all.values()].filter((pending) => pending.conversationId === id);
	}

	add(pending: Pending): void {
		this.all.set(pending.clientId, pending);
		this.store(pending);
		this.ports.changed(pending.conversationId);
		void this.run(pending.conversationId);
	}

	retry(clientId: string): void {
		const pending = this.all.get(clientId);
		if (pending?.state !== "failed") return;
		const { problem: _, ...rest } = pending;
		this.tries.delete(clientId);
		this.update({ ...rest, state: "queued" });
		this.store({ ...rest, state: "queued" });
		void this.run(pending.conversationId);
	}

	discard(clientId: string): void {
		this.uploads.get(clientId)?.abort();
		this.finish(clientId);
	}

	/** Our own message stands in the log. */
	arrived(entry: Message): void {
		if (entry.client_id !== null && entry.sender_id === this.ports.userId) this.finish(entry.client_id);
	}

	/** Goes on with everything that waits. */
	flush(): void {
		for (const { conversationId } of this.all.values()) void this.run(conversationId);
	}

	/** Settles when all that was written so far is durable. */
	async settle(): Promise<void> {
		await this.writes;
	}

	/** Sends what waits in one conversation, one after the other: a later one must not overtake. */
	private async run(id: ConversationId): Promise<void> {
		if (this.busy.has(id)) return;
		this.busy.add(id);
		try {
			let next = this.next(id);
			while (next && this.over === null && this.ports.ready()) {
				const wait = await this.deliver(next);
				if (wait === "stop") return;
				if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait * 1000));
				next = this.next(id);
			}
		} finally {
			this.busy.delete(id);
		}
	}

	private next(id: ConversationId): Pending | undefined {
		for (const pending of this.all.values()) {
			if (pending.conversationId === id && pending.state !== "failed" && !this.acked.has(pending.clientId)) {
				return pending;
			}
		}
		return undefined;
	}

	/** Seconds to wait before the next step. */
	private async deliver(pending: Pending): Promise<number | "stop"> {
		const { clientId, conversationId } = pending;
		try {
			const ready = pending.file && !uploadUrl(pending) ? await this.uploaded(pending, pending.file) : pending;
			if (!this.all.has(clientId)) return 0;
			this.update({ ...ready, state: "sending" });
			const request = { type: "send", id: clientId, conversation_id: conversationId, ...ready.draft } as const;
			const answer = await this.ports.ask(request);
			const seq = answer.type === "ack" ? answer.seq : undefined;
			this.acknowledged(clientId, conversationId, seq ?? 0);
			return 0;
		} catch (error) {
			return this.refused(clientId, error);
		}
	}

	/** It is shown until its entry is there, but not sent or stored any more. */
	private acknowledged(clientId: string, id: ConversationId, seq: Seq): void {
		if (!this.all.has(clientId)) return;
		this.acked.add(clientId);
		this.unstore(clientId);
		void this.ports.reached(id, seq).then(() => this.finish(clientId));
	}

	private finish(clientId: string): void {
		const pending = this.all.get(clientId);
		this.over?.add(clientId);
		if (!pending) return;
		this.all.delete(clientId);
		this.tries.delete(clientId);
		if (!this.acked.delete(clientId)) this.unstore(clientId);
		this.ports.changed(pending.conversationId);
	}

	private update(pending: Pending): void {
		if (!this.all.has(pending.clientId)) return;
		this.all.set(pending.clientId, pending);
		this.ports.changed(pending.conversationId);
	}

	private store(pending: Pending): void {
		this.write(() => this.ports.storage.put(pending));
	}

	private unstore(clientId: string): void {
		this.write(() => this.ports.storage.remove(clientId));
	}

	/** In order. Where the storage is broken (a private window, a full disk) messages go out all the same. */
	private write(act: () => Promise<void>): void {
		this.writes = this.writes.then(() => patiently(act())).catch(() => {});
	}

	private refused(clientId: string, error: unknown): number | "stop" {
		const problem = problemOf(error);
		const pending = this.all.get(clientId);
		if (!pending) return 0;
		const tries = (this.tries.get(clientId) ?? 0) + 1;
		const passes = ["offline", "rate_limited", "unavailable", "unauthorized"].includes(problem.code);
		if (passes || (problem.code === "internal" && error instanceof KefuError && tries < TRIES)) {
			this.tries.set(clientId, tries);
			const { progress: _, ...rest } = pending;
			this.update({ ...rest, state: "queued" });
			if (problem.code === "offline" && !this.ports.ready()) return "stop";
			return problem.retry_after ?? Math.min(2 ** tries, 30) * 0.5;
		}
		this.failed(pending, problem);
		return 0;
	}

	private failed(pending: Pending, problem: Problem): void {
		const failed: Pending = { ...pending, state: "failed", problem };
		this.update(failed);
		this.store(failed);
	}

	private async uploaded(pending: Pending, file: Blob): Promise<Pending> {
		const { clientId, draft } = pending;
		const abort = new AbortController();
		this.uploads.set(clientId, abort);
		this.update({ ...pending, state: "uploading", progress: 0 });
		let shown = 0;
		const progress = (part: number) => {
			if (Date.now() - shown < PROGRESS || !this.all.has(clientId)) return;
			shown = Date.now();
			this.update({ ...pending, state: "uploading", progress: part });
		};
		try {
			const name = draft.kind === "image" || draft.kind === "file" ? draft.body.name : undefined;
			const { url, ...rest } = await this.ports.upload(file, name, progress, abort.signal);
			const kind = rest.mime.startsWith("image/") ? "image" : "file";
			const done: Pending = { ...pending, draft: { ...draft, kind, body: { upload_url: url, ...rest } } };
			if (this.all.has(clientId)) this.store(done);
			return done;
		} finally {
			this.uploads.delete(clientId);
		}
	}
}

/** Some browsers' storage never answers at all. */
function patiently<T>(work: Promise<T>): Promise<T> {
	const late = new Promise<never>((_, reject) =>
		setTimeout(reject, PATIENCE, new Error("The storage does not answer.")),
	);
	return Promise.race([work, late]);
}

function uploadUrl({ draft }: Pending): string {
	return "upload_url" in draft.body ? draft.body.upload_url : "";
}
