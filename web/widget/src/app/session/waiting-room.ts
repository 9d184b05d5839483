/** Where do messages wait before there is a conversation? Here; texts and cards survive a reload, files do not. */

import type { Draft, Pending, Problem } from "@kefu/client";
import { remembered } from "../logic/remembered.js";

export class WaitingRoom {
	#items: Pending[];

	constructor(private readonly key: string) {
		this.#items = parse(remembered.waiting(key));
	}

	get items(): readonly Pending[] {
		return this.#items;
	}

	add(draft: Draft, file?: Blob): void {
		const clientId = crypto.randomUUID?.() ?? `w${Date.now()}${Math.random().toString(36).slice(2)}`;
		const createdAt = new Date().toISOString();
		const base = { clientId, conversationId: 0, userId: "", draft, createdAt, state: "queued" as const };
		this.#set([...this.#items, file ? { ...base, file } : base]);
	}

	clear(): void {
		this.#set([]);
	}

	remove(clientIds: readonly string[]): void {
		const left = this.#items.filter(({ clientId }) => !clientIds.includes(clientId));
		if (left.length < this.#items.length) this.#set(left);
	}

	/** No hope without somebody's help. */
	fail(problem: Problem): void {
		this.#set(this.#items.map((item) => ({ ...item, state: "failed", problem })));
	}

	requeue(): void {
		this.#set(this.#items.map(({ problem: _, ...item }) => ({ ...item, state: "queued" })));
	}

	#set(items: Pending[]): void {
		this.#items = items;
		const lasting = items.filter((item) => !item.file);
		remembered.setWaiting(this.key, lasting.length > 0 ? JSON.stringify(lasting) : "");
	}
}

function parse(json: string | null): Pending[] {
	try {
		return json ? JSON.parse(json) : [];
	} catch {
		return [];
	}
}
