/** Which of this browser's tabs rings? One of them, and none while any of them shows the conversation. */

import type { ConversationId, UserId } from "@kefu/client";

type Note = { tab: string; looks: ConversationId | null } | { tab: string; asks: true };

export class Tabs {
	readonly #tab = Math.random().toString(36).slice(2);
	readonly #channel: BroadcastChannel | null;
	readonly #others = new Map<string, ConversationId | null>();
	readonly #over = new AbortController();
	#looks: ConversationId | null = null;
	#rings = false;

	constructor(user: UserId) {
		const name = `kefu.alerts:${user}`;
		this.#channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(name);
		this.#channel?.addEventListener("message", (event: MessageEvent<Note>) => this.#hear(event.data));
		this.#channel?.postMessage({ tab: this.#tab, asks: true } satisfies Note);
		void this.#becomeFirst(name);
	}

	/** Whether this tab is the one that rings. */
	get rings(): boolean {
		return this.#rings;
	}

	/** What this tab shows to somebody's eyes; null when it is hidden or shows something else. */
	look(conversation: ConversationId | null): void {
		if (conversation === this.#looks) return;
		this.#looks = conversation;
		this.#tell();
	}

	isLookedAt(conversation: ConversationId): boolean {
		return this.#looks === conversation || [...this.#others.values()].includes(conversation);
	}

	close(): void {
		if (this.#over.signal.aborted) return;
		this.#looks = null;
		this.#tell();
		this.#over.abort();
		this.#channel?.close();
		this.#rings = false;
	}

	/** The tab that holds the lock rings; when it closes, the next one gets it. Without locks each rings for itself. */
	async #becomeFirst(name: string): Promise<void> {
		if (!navigator.locks) {
			this.#rings = !this.#over.signal.aborted;
			return;
		}
		const { signal } = this.#over;
		const held = async () => {
			// It can be granted in the very moment in which it is not wanted any more.
			if (signal.aborted) return;
			this.#rings = true;
			await new Promise<void>((release) => signal.addEventListener("abort", () => release(), { once: true }));
		};
		await navigator.locks.request(name, { signal }, held).catch((error: unknown) => {
			if (!signal.aborted) throw error;
		});
	}

	#tell(): void {
		if (this.#over.signal.aborted) return;
		this.#channel?.postMessage({ tab: this.#tab, looks: this.#looks } satisfies Note);
	}

	#hear(note: Note): void {
		if ("asks" in note) this.#tell();
		else this.#others.set(note.tab, note.looks);
	}
}
