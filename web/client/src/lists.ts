/** Which lists of conversations are open, and how do they catch up after an absence? */

import type { ConversationFilter } from "./api.js";
import type { ChatRest } from "./chat-rest.js";
import type { Directory } from "./directory.js";
import { LiveList } from "./list.js";
import type { Conversation, Message, Page, Timestamp, UserId } from "./model.js";

/** Pages of 100 that are read after a reconnect before lists begin anew. */
const PAGES = 5;
/** Clocks differ, and an answer may have been under way: milliseconds that are read twice. */
const OVERLAP = 10_000;

export interface ListsPorts {
	userId: UserId;
	directory: Directory;
	rest: ChatRest;
}

export class Lists {
	readonly #lists = new Set<LiveList>();

	constructor(private readonly ports: ListsPorts) {}

	open(filter: ConversationFilter): LiveList {
		const { userId, directory, rest } = this.ports;
		// Nobody has a `direct` one either, and it does not wait.
		const query = { ...filter, ...(filter.assignee === "none" && { kind: "support" as const }) };
		const list = new LiveList(filter, {
			userId,
			directory,
			page: (cursor, limit) => rest.conversations.list({ ...query, cursor, limit }),
			closed: () => void this.#lists.delete(list),
		});
		this.#lists.add(list);
		return list;
	}

	close(): void {
		for (const list of [...this.#lists]) list.close();
	}

	resume(): void {
		for (const list of this.#lists) list.resume();
	}

	update(conversation: Conversation): void {
		for (const list of this.#lists) list.update(conversation);
	}

	/** Of a conversation that nobody has a picture of yet, one is needed to show it. */
	entry({ conversation_id: id }: Message): void {
		const { directory } = this.ports;
		if (this.#lists.size > 0 && !directory.get(id)) directory.load(id).catch(() => {});
	}

	/** Reads what changed while the line was down: everything with activity since then. */
	async refresh(since: Timestamp): Promise<void> {
		if (this.#lists.size === 0) return;
		const from = new Date(Date.parse(since) - OVERLAP).toISOString();
		let cursor: string | null = null;
		for (let page = 0; page < PAGES; page++) {
			const { items, next_cursor }: Page<Conversation> = await this.ports.rest.conversations.list({
				cursor,
				limit: 100,
			});
			for (const conversation of items) this.ports.directory.put(conversation);
			const oldest = items.at(-1);
			if (!next_cursor || !oldest || oldest.last_activity_at < from) return;
			cursor = next_cursor;
		}
		for (const list of this.#lists) void list.restart();
	}
}
