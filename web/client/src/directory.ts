/** How does each conversation look now? One picture for all threads and lists, kept up to date by what comes in. */

import type { Hello, Summary } from "./frames.js";
import type { Conversation, ConversationId, Marks, Message, Seq, UserId } from "./model.js";

export interface DirectoryPorts {
	userId: UserId;
	read(id: ConversationId): Promise<Conversation>;
	/** A picture changed. */
	changed(conversation: Conversation): void;
	unread(count: number): void;
}

type Counted = Pick<Summary, "last_seq" | "read_seq" | "unread" | "status">;

export class Directory {
	unread = 0;
	readonly #known = new Map<ConversationId, Conversation>();
	/** Of our own conversations, whether their pictures are here or not. */
	readonly #counts = new Map<ConversationId, Counted>();
	readonly #reading = new Map<ConversationId, Promise<Conversation>>();

	constructor(private readonly ports: DirectoryPorts) {}

	get(id: ConversationId): Conversation | undefined {
		return this.#known.get(id);
	}

	/** The picture, asked for where it is not here yet. */
	load(id: ConversationId): Promise<Conversation> {
		const reading = this.#reading.get(id) ?? this.ports.read(id).then((conversation) => this.put(conversation));
		this.#reading.set(id, reading);
		const done = () => void this.#reading.delete(id);
		reading.then(done, done);
		return reading;
	}

	/** A conversation as the server sees it. */
	put(conversation: Conversation): Conversation {
		const old = this.#known.get(conversation.id);
		const merged = old ? merge(old, conversation) : conversation;
		this.#known.set(merged.id, merged);
		if (isMember(merged, this.ports.userId)) this.#count(merged.id, merged);
		this.ports.changed(merged);
		return merged;
	}

	hello(hello: Hello): void {
		for (const summary of hello.conversations) {
			this.#count(summary.id, summary, true);
			const known = this.#known.get(summary.id);
			if (known && known.last_seq === summary.last_seq && known.unread !== summary.unread) {
				this.#show({ ...known, unread: summary.unread, read_seq: summary.read_seq });
			}
		}
	}

	/** What a `hello` would say now. */
	summaries(head: (id: ConversationId) => Seq): Summary[] {
		return [...this.#counts].map(([id, count]) => ({ id, ...count, last_seq: Math.max(count.last_seq, head(id)) }));
	}

	entry(entry: Message): void {
		const { conversation_id: id, seq } = entry;
		const unread = isMessage(entry) && entry.sender_id !== this.ports.userId ? 1 : 0;
		const count = this.#counts.get(id);
		if (count && seq > count.last_seq) {
			this.#count(id, { ...count, last_seq: seq, unread: count.unread + unread });
		}
		const known = this.#known.get(id);
		if (!known || seq <= known.last_seq) return;
		const last_message = lastMessage(known, entry);
		this.#show({
			...known,
			last_seq: seq,
			last_activity_at: entry.created_at,
			last_message,
			unread: known.unread + unread,
		});
	}

	receipt(id: ConversationId, userId: UserId, marks: Marks): void {
		if (userId === this.ports.userId) this.readUpTo(id, marks.read_seq);
		const known = this.#known.get(id);
		if (!known) return;
		const members = known.members.map((member) =>
			member.user.id === userId ? { ...member, ...highest(member, marks) } : member,
		);
		this.#show({ ...known, members });
	}

	/** We have read up to here, on this device or another one. */
	readUpTo(id: ConversationId, seq: Seq): void {
		const count = this.#counts.get(id);
		if (count && seq > count.read_seq) this.#count(id, { ...count, ...afterReading(count, seq) });
		const known = this.#known.get(id);
		if (known && seq > known.read_seq) this.#show({ ...known, ...afterReading(known, seq) });
	}

	#show(conversation: Conversation): void {
		this.#known.set(conversation.id, conversation);
		this.ports.changed(conversation);
	}

	#count(id: ConversationId, { last_seq, read_seq, unread, status }: Counted, afresh = false): void {
		const old = this.#counts.get(id);
		if (old && !afresh && last_seq < old.last_seq) return;
		this.#counts.set(id, { last_seq, read_seq, unread, status });
		if (unread === (old?.unread ?? 0)) return;
		this.unread += unread - (old?.unread ?? 0);
		this.ports.unread(this.unread);
	}
}

export function isMember(conversation: Conversation, userId: UserId): boolean {
	return conversation.members.some((member) => member.user.id === userId);
}

function isMessage(entry: Message): boolean {
	return entry.kind !== "system" && entry.kind !== "edit" && entry.kind !== "recall";
}

/** A slow answer may be older than what came over the socket meanwhile. */
function merge(old: Conversation, next: Conversation): Conversation {
	if (next.last_seq >= old.last_seq) return next;
	const { last_seq, last_message, last_activity_at, unread, read_seq } = old;
	return { ...next, last_seq, last_message, last_activity_at, unread, read_seq };
}

function lastMessage(conversation: Conversation, entry: Message): Message | null {
	const last = conversation.last_message;
	if (isMessage(entry)) return entry;
	return last ? amend(last, entry) : last;
}

/** A message with an `edit` or a `recall` applied, where it is the target. */
export function amend(message: Message, entry: Message): Message {
	if (entry.kind === "edit" && entry.body.target_seq === message.seq) {
		return { ...message, body: entry.body.body, edited_at: entry.created_at } as Message;
	}
	if (entry.kind === "recall" && entry.body.target_seq === message.seq) {
		return { ...message, body: null, recalled_at: entry.created_at } as Message;
	}
	return message;
}

function highest(old: Marks, next: Marks): Marks {
	return {
		delivered_seq: Math.max(old.delivered_seq, next.delivered_seq),
		read_seq: Math.max(old.read_seq, next.read_seq),
	};
}

/** How many are left is only known for sure at the end; before it, it is not more than there are entries. */
function afterReading(count: Pick<Counted, "last_seq" | "unread">, seq: Seq): { read_seq: Seq; unread: number } {
	return { read_seq: seq, unread: Math.min(count.unread, Math.max(0, count.last_seq - seq)) };
}
