/** Which conversations are there, newest activity first? A live view of the directory; quick with thousands of them. */

import type { ConversationFilter, ConversationList, ConversationListSnapshot } from "./api.js";
import { type Directory, isMember } from "./directory.js";
import { problemOf } from "./error.js";
import type { Conversation, ConversationId, Page, Problem, UserId } from "./model.js";
import { Live } from "./observable.js";

const PAGE = 100;

export interface ListPorts {
	userId: UserId;
	directory: Directory;
	page(cursor: string | null, limit: number): Promise<Page<Conversation>>;
	closed(): void;
}

export class LiveList extends Live<ConversationListSnapshot> implements ConversationList {
	/** Newest first; what `rows` holds under the same id. */
	#order: Conversation[] = [];
	#rows = new Map<ConversationId, Conversation>();
	#cursor: string | null = null;
	#loading: Promise<void> | null = null;
	#hasMore = true;
	#problem: Problem | null = null;
	#turn = 0;

	constructor(
		private readonly filter: ConversationFilter,
		private readonly ports: ListPorts,
	) {
		super();
		void this.loadMore();
	}

	loadMore(): Promise<void> {
		if (!this.#hasMore) return Promise.resolve();
		this.#loading ??= this.#load(this.#turn).finally(() => {
			this.#loading = null;
			this.changed();
		});
		this.changed();
		return this.#loading;
	}

	/** Tries again what failed for want of a line. */
	resume(): void {
		if (this.#problem) void this.loadMore();
	}

	/** Begins anew, after so long an absence that catching up costs more; shows the old picture until then. */
	async restart(): Promise<void> {
		this.#turn++;
		await this.#loading;
		this.#hasMore = true;
		this.#cursor = null;
		const old = this.#rows;
		this.#rows = new Map();
		this.#order = [];
		await this.loadMore();
		if (!this.#problem) return;
		this.#rows = old;
		this.#order = [...old.values()];
	}

	close(): void {
		this.#turn++;
		this.ports.closed();
	}

	/** A conversation changed, came, or does not belong here any more. */
	update(conversation: Conversation): void {
		const old = this.#rows.get(conversation.id);
		const belongs = this.#matches(conversation) && (old !== undefined || this.#isLoaded(conversation));
		if (!old && !belongs) return;
		if (old) this.#order.splice(this.#place(old), 1);
		if (belongs) {
			this.#order.splice(this.#place(conversation), 0, conversation);
			this.#rows.set(conversation.id, conversation);
		} else this.#rows.delete(conversation.id);
		this.changed();
	}

	protected picture(): ConversationListSnapshot {
		const hasMore = this.#hasMore;
		const problem = this.#problem;
		return { items: this.#order.slice(), loading: this.#loading !== null, hasMore, problem };
	}

	async #load(turn: number): Promise<void> {
		try {
			const { items, next_cursor } = await this.ports.page(this.#cursor, PAGE);
			if (turn !== this.#turn) return;
			this.#problem = null;
			this.#cursor = next_cursor;
			this.#hasMore = next_cursor !== null;
			for (const item of items) this.#add(this.ports.directory.put(item));
		} catch (error) {
			this.#problem = problemOf(error);
		}
	}

	#add(conversation: Conversation): void {
		if (this.#rows.has(conversation.id) || !this.#matches(conversation)) return;
		this.#rows.set(conversation.id, conversation);
		this.#order.splice(this.#place(conversation), 0, conversation);
	}

	/** Whether it lies in the part of the list that is here. */
	#isLoaded(conversation: Conversation): boolean {
		const last = this.#order.at(-1);
		return !this.#hasMore || (last !== undefined && compare(conversation, last) < 0);
	}

	/** Where it stands, or would stand. */
	#place(conversation: Conversation): number {
		let low = 0;
		let high = this.#order.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			const other = this.#order[middle] as Conversation;
			if (compare(other, conversation) < 0) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	#matches(conversation: Conversation): boolean {
		const { status, assignee, unread, customer, q } = this.filter;
		if (status && conversation.status !== status) return false;
		if (assignee && conversation.assignee_id !== this.#wanted(assignee)) return false;
		if (assignee === "none" && conversation.kind !== "support") return false;
		if (unread !== undefined && conversation.unread > 0 !== unread) return false;
		if (customer && !isOf(conversation, customer)) return false;
		return !q || names(conversation).some((name) => name.toLowerCase().includes(q.trim().toLowerCase()));
	}

	#wanted(assignee: string): UserId | null {
		if (assignee === "none") return null;
		return assignee === "me" ? this.ports.userId : assignee;
	}
}

/** As the server orders: newest activity first, of two the higher id. */
function compare(a: Conversation, b: Conversation): number {
	if (a.last_activity_at !== b.last_activity_at) return a.last_activity_at > b.last_activity_at ? -1 : 1;
	return b.id - a.id;
}

/** Its support conversations, and the direct ones that it is in. */
function isOf(conversation: Conversation, customer: UserId): boolean {
	return conversation.kind === "support" ? conversation.customer_id === customer : isMember(conversation, customer);
}

function names({ subject, members }: Conversation): string[] {
	return [subject ?? "", ...members.flatMap(({ user }) => [user.id, user.username])];
}
