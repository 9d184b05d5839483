/** What can an application do that chats? Everything of `ChatClient`; the work is done by the parts in core.ts. */

import type {
	ChatClient,
	Connection,
	KefuEvents,
	KefuOptions,
	Pending,
	SendFileOptions,
	SendOptions,
	Thread,
	UploadOptions,
} from "./api.js";
import type { ChatRest } from "./chat-rest.js";
import { Core, type Extra } from "./core.js";
import { draftOf, trimmed } from "./draft.js";
import { freshId } from "./group.js";
import type { ConversationId, Draft, Limits, Seq, Upload, User } from "./model.js";
import { LiveThread } from "./thread.js";
import { TypingSignal } from "./typing.js";
import { onWake } from "./wake.js";

export class Chat implements ChatClient {
	protected readonly core: Core;
	readonly #signal: TypingSignal;
	readonly #sleep: () => void;

	constructor(options: KefuOptions, extra: Extra | null = null) {
		this.core = new Core(options, extra);
		const { link } = this.core;
		this.#signal = new TypingSignal((notice) => link.tell(notice));
		this.#sleep = onWake(() => link.wake());
	}

	get connection(): Connection {
		return this.core.link.connection;
	}

	get me(): User | null {
		return this.core.me;
	}

	get limits(): Limits | null {
		return this.core.limits;
	}

	get unread(): number {
		return this.core.directory.unread;
	}

	get rest(): ChatRest {
		return this.core.rest;
	}

	connect(): void {
		this.core.link.connect();
	}

	async close(): Promise<void> {
		const { link, marks, outbox, threads } = this.core;
		this.#sleep();
		this.#signal.stop();
		marks.stop();
		for (const thread of [...threads.values()]) thread.close();
		// What was put into the outbox last is durable, and told to the tab that sends it.
		await outbox.shelf.settle();
		link.close();
		await outbox.shelf.settle();
	}

	on<E extends keyof KefuEvents>(event: E, listener: (value: KefuEvents[E]) => void): () => void {
		return this.core.emitter.on(event, listener);
	}

	thread(conversationId: ConversationId): Thread {
		const { threads, feed, rest, outbox, directory, userId } = this.core;
		const known = threads.get(conversationId);
		if (known) return known;
		const thread = new LiveThread(conversationId, {
			userId,
			directory,
			page: (bounds, limit) => rest.messages.page({ conversation_id: conversationId, ...bounds, limit }),
			follow: (head) => {
				feed.look(conversationId, head);
				return feed.hold(conversationId);
			},
			pending: () => outbox.shelf.of(conversationId),
			closed: () => void threads.delete(conversationId),
		});
		threads.set(conversationId, thread);
		return thread;
	}

	send(conversationId: ConversationId, draft: Draft, options: SendOptions = {}): Pending {
		this.typing(conversationId, false);
		return this.#post(conversationId, trimmed(draft), options);
	}

	sendFile(conversationId: ConversationId, file: Blob, options: SendFileOptions = {}): Pending {
		return this.#post(conversationId, draftOf(file, options), options, file);
	}

	kept(): Promise<void> {
		return this.core.outbox.shelf.settle();
	}

	retry(clientId: string): void {
		this.core.outbox.retry(clientId);
	}

	discard(clientId: string): void {
		this.core.outbox.discard(clientId);
	}

	async edit(
		conversationId: ConversationId,
		seq: Seq,
		body: Extract<Draft, { kind: "text" | "card" }>["body"],
	): Promise<void> {
		await this.core.link.ask({ type: "edit", conversation_id: conversationId, seq, body });
	}

	async recall(conversationId: ConversationId, seq: Seq): Promise<void> {
		await this.core.link.ask({ type: "recall", conversation_id: conversationId, seq });
	}

	read(conversationId: ConversationId, seq: Seq): void {
		this.core.directory.readUpTo(conversationId, seq);
		this.core.marks.markRead(conversationId, seq);
	}

	typing(conversationId: ConversationId, typing = true): void {
		this.#signal.set(conversationId, typing);
	}

	upload(file: Blob, options: UploadOptions = {}): Promise<Upload> {
		return this.core.rest.upload(file, options);
	}

	#post(conversationId: ConversationId, draft: Draft, options: SendOptions, file?: Blob): Pending {
		const pending: Pending = {
			clientId: options.clientId ?? freshId(),
			conversationId,
			userId: this.core.userId,
			draft,
			state: "queued",
			createdAt: new Date().toISOString(),
			...(file && { file }),
		};
		void this.core.outbox.add(pending);
		return pending;
	}
}
