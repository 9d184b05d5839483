/** Everything one needs to show a conversation: its log as far as loaded, what is on its way, who is there. */

import type { Pending, Thread, ThreadItem, ThreadSnapshot } from "./api.js";
import type { Directory } from "./directory.js";
import { problemOf } from "./error.js";
import { History } from "./history.js";
import type { Conversation, ConversationId, Marks, Message, Problem, Seq, UserId } from "./model.js";
import { Live } from "./observable.js";

const PAGE = 50;
/** Milliseconds after which somebody's `start` is forgotten: the `stop` may have got lost. */
const TYPING = 10_000;

export interface ThreadPorts {
	userId: UserId;
	directory: Directory;
	page(bounds: { before_seq?: Seq; after_seq?: Seq }, limit: number): Promise<{ items: Message[]; head: Seq }>;
	/** From here on entries are told; the function ends it. */
	follow(head: Seq): () => void;
	pending(): Pending[];
	closed(): void;
}

export class LiveThread extends Live<ThreadSnapshot> implements Thread {
	readonly #history: History;
	#loading: ThreadSnapshot["loading"] = "first";
	#problem: Problem | null = null;
	#work: Promise<void> | null = null;
	/** What came before the pages below it were there; null while nothing is missing. */
	#early: Message[] | null = [];
	readonly #typing = new Map<UserId, ReturnType<typeof setTimeout>>();
	#viewers: UserId[] = [];
	#marks: ReadonlyMap<UserId, Marks> = new Map();
	#unfollow = () => {};
	#over = false;

	constructor(
		readonly conversationId: ConversationId,
		private readonly ports: ThreadPorts,
	) {
		super();
		this.#history = new History(ports.userId);
		const known = ports.directory.get(conversationId);
		if (known) this.show(known);
		void this.#begin();
	}

	async loadOlder(): Promise<void> {
		if (this.#early) return this.#begin();
		if (this.#history.hasOlder) await this.#once("older", () => this.#loadPage());
	}

	async reveal(seq: Seq): Promise<boolean> {
		if (this.#early) await this.#begin();
		while (!this.#history.has(seq) && seq < this.#history.floor && this.#history.hasOlder) {
			const { floor } = this.#history;
			await this.loadOlder();
			if (this.#history.floor === floor) return false;
		}
		return this.#history.has(seq);
	}

	close(): void {
		this.#over = true;
		this.#unfollow();
		for (const timer of this.#typing.values()) clearTimeout(timer);
		this.ports.closed();
	}

	/** The line is back: what failed for want of it is tried again. */
	resume(): void {
		if (this.#early) void this.#begin();
		else if (this.#problem) void this.loadOlder();
	}

	entry(entry: Message): void {
		if (entry.sender_id !== null) this.#stopTyping(entry.sender_id);
		if (this.#early) this.#early.push(entry);
		else if (entry.seq <= this.#history.head + 1) this.#history.add(entry);
		else {
			// The client began to look at this log after the page was read.
			this.#early = [entry];
			void this.#begin();
		}
		this.changed();
	}

	/** The conversation looks different now. */
	show(conversation: Conversation): void {
		this.#marks = new Map(
			conversation.members.map(({ user, delivered_seq, read_seq }) => [user.id, { delivered_seq, read_seq }]),
		);
		this.changed();
	}

	/** Something in the outbox changed. */
	touch(): void {
		this.changed();
	}

	hearTyping(userId: UserId, typing: boolean): void {
		if (userId === this.ports.userId) return;
		this.#stopTyping(userId);
		if (typing) {
			this.#typing.set(
				userId,
				setTimeout(() => this.#stopTyping(userId), TYPING),
			);
		}
		this.changed();
	}

	seeViewers(userIds: UserId[]): void {
		this.#viewers = userIds;
		this.changed();
	}

	protected picture(): ThreadSnapshot {
		const items: ThreadItem[] = this.#history.items();
		for (const pending of this.ports.pending()) {
			if (!this.#history.knows(pending.clientId)) items.push({ key: pending.clientId, pending });
		}
		return {
			items,
			conversation: this.ports.directory.get(this.conversationId) ?? null,
			loading: this.#loading,
			hasOlder: this.#history.hasOlder,
			head: this.#history.head,
			typing: [...this.#typing.keys()],
			viewers: this.#viewers,
			marks: this.#marks,
			problem: this.#problem,
		};
	}

	#begin(): Promise<void> {
		return this.#once("first", async () => {
			const picture = this.ports.directory.load(this.conversationId);
			picture.catch(() => {});
			if (this.#history.head === 0) await this.#loadPage();
			await this.#loadNewer();
			await picture;
		});
	}

	/** One load at a time: a second call waits for the first. */
	#once(loading: "first" | "older", load: () => Promise<void>): Promise<void> {
		this.#work ??= this.#run(loading, load).finally(() => {
			this.#work = null;
		});
		return this.#work;
	}

	async #run(loading: "first" | "older", load: () => Promise<void>): Promise<void> {
		this.#loading = loading;
		this.changed();
		try {
			await load();
			this.#problem = null;
		} catch (error) {
			this.#problem = problemOf(error);
		}
		this.#loading = null;
		this.changed();
	}

	/** Pages until there is something to show: one may hold nothing but edits. */
	async #loadPage(): Promise<void> {
		const shown = this.#history.items().length;
		do {
			const bounds = this.#history.hasOlder ? { before_seq: this.#history.floor } : {};
			const { items, head } = await this.ports.page(bounds, PAGE);
			if (this.#over) return;
			this.#history.page(items, head);
		} while (this.#history.items().length === shown && this.#history.hasOlder);
	}

	/** Closes the hole between what is here and what came live; from then on the feed leaves none. */
	async #loadNewer(): Promise<void> {
		for (;;) {
			const { head } = this.#history;
			const [next] = this.#early ?? [];
			if (this.#over || !next || next.seq <= head + 1) break;
			const page = await this.ports.page({ after_seq: head }, PAGE);
			const known = page.items.at(-1)?.seq ?? page.head;
			this.#history.page(page.items, page.head, known);
			if (known <= head) break;
		}
		const early = this.#early ?? [];
		this.#early = null;
		this.#unfollow();
		if (!this.#over) this.#unfollow = this.ports.follow(this.#history.head);
		for (const entry of early) this.#history.add(entry);
	}

	#stopTyping(userId: UserId): void {
		clearTimeout(this.#typing.get(userId));
		if (this.#typing.delete(userId)) this.changed();
	}
}
