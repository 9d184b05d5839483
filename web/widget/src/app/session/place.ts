/** Where is something said? In the conversation that is found, or opened with the first message, which waits until then. */

import { type ChatClient, type Conversation, type Draft, type Pending, problemOf, type Thread } from "@kefu/client";
import type { Config } from "../../config.js";
import { belongs, findConversation, openConversation } from "./find.js";
import { type LastSeen, lastSeen, withLastSeen } from "./last-seen.js";
import { isPassing, Retry } from "./retry.js";
import type { State } from "./state.js";
import { WaitingRoom } from "./waiting-room.js";

export class Place {
	client: ChatClient | null = null;
	thread: Thread | null = null;
	room: WaitingRoom;
	#retry = new Retry(() => this.settle());
	#isSettling = false;
	#isAsked = false;
	/** The server said where it is, or that it is nowhere yet. */
	#wasSought = false;
	/** What the page before showed, in place of a log that is not here yet. */
	#seen: LastSeen | null = null;

	/** `become` gives somebody without an account an identity, and ends with `enterAs`. */
	constructor(
		private readonly config: Config,
		private readonly state: State,
		private readonly become: () => Promise<void>,
	) {
		this.room = new WaitingRoom(this.#key());
	}

	enterAs(client: ChatClient | null): void {
		this.#leave();
		this.client = client;
	}

	/** Another merchant, or the desk. */
	moveTo(to: string): void {
		this.#leave();
		this.state.publish({ to, stage: this.client ? "finding" : this.state.snapshot.stage, problem: null });
		this.room = new WaitingRoom(this.#key());
		this.settle();
	}

	say(draft: Draft, file?: File): void {
		if (this.thread) {
			this.#send(this.thread, { draft, ...(file && { file }) });
			return;
		}
		this.room.add(draft, file);
		this.settle();
	}

	/** Somebody else opened a conversation, or it is not the one that is over any more. */
	hear(conversation: Conversation): void {
		const { me, to, thread } = this.state.snapshot;
		if (!me || !belongs(conversation, to, me)) return;
		const isOver = thread?.conversation?.status === "closed" && conversation.id !== thread.conversation.id;
		if (this.thread && !(isOver && conversation.status !== "closed")) return;
		this.#wasSought = true;
		this.#enter(conversation);
	}

	/** Brings about what is missing, one after the other: somebody, the conversation, and that it is told. */
	settle(): void {
		this.state.publish({ waiting: this.room.items });
		if (!this.thread) this.#comeBack();
		if (this.#isSettled()) return;
		// What is said meanwhile may come too late for the round under way.
		this.#isAsked = true;
		if (!this.#isSettling) void this.#settleAll();
	}

	async #settleAll(): Promise<void> {
		this.#isSettling = true;
		while (this.#isAsked && !this.#isSettled()) {
			this.#isAsked = false;
			await this.#seek(this.state.snapshot.to).then(
				() => this.#retry.succeeded(),
				(error) => this.#fail(error),
			);
		}
		this.#isSettling = false;
	}

	async #seek(to: string): Promise<void> {
		const isWaiting = this.room.items.some(({ state }) => state === "queued");
		if (!this.client && isWaiting && this.config.visitors) await this.become();
		const { client } = this;
		const { me } = this.state.snapshot;
		if (!client || !me) return;
		const found = this.#wasSought ? null : await findConversation(client.rest, to, me);
		if (client !== this.client || to !== this.state.snapshot.to) return;
		this.#wasSought = true;
		if (found) return this.#enter(found);
		// It is not there any more, whatever an earlier page showed.
		this.#close();
		this.state.publish({ stage: "ready", thread: null, problem: null });
		if (!this.room.items.some(({ state }) => state === "queued")) return;
		const opened = await openConversation(client.rest, to, pageContext(this.config));
		if (client === this.client && to === this.state.snapshot.to) this.#enter(opened);
	}

	#fail(error: unknown): void {
		const problem = problemOf(error);
		if (isPassing(problem)) this.#retry.later(problem);
		else this.room.fail(problem);
		this.state.publish({ problem, waiting: this.room.items });
	}

	#isSettled(): boolean {
		return this.thread !== null && this.#wasSought;
	}

	/** To where the page before was, without waiting for the server to say so. */
	#comeBack(): void {
		const { me, to } = this.state.snapshot;
		if (this.#wasSought || !this.client || !me) return;
		const seen = lastSeen(this.config.server, me, to);
		if (seen) this.#enter(seen.conversation, seen);
	}

	#enter(conversation: Conversation, seen: LastSeen | null = null): void {
		if (!this.client || this.thread?.conversationId === conversation.id) return;
		this.#close();
		const thread = this.client.thread(conversation.id);
		this.thread = thread;
		this.#seen = seen;
		for (const waiting of this.room.items) this.#send(thread, waiting);
		thread.subscribe(() => this.#show(thread));
		this.#show(thread);
		this.state.publish({ stage: "ready", problem: null });
	}

	#show(thread: Thread): void {
		if (thread !== this.thread) return;
		const { snapshot } = thread;
		// What stands in the thread survives there, and need not wait here any more.
		this.room.remove(snapshot.items.map(({ key }) => key));
		const shown = this.#seen && snapshot.head === 0 ? withLastSeen(snapshot, this.#seen) : snapshot;
		this.state.publish({ thread: shown, waiting: this.room.items });
	}

	#send(
		{ conversationId }: Thread,
		{ draft, file, clientId }: Pick<Pending, "draft" | "file"> & Partial<Pending>,
	): void {
		if (!file) this.client?.send(conversationId, draft, { clientId });
		else {
			const name = file instanceof File ? file.name : "file";
			this.client?.sendFile(conversationId, file, { clientId, name, reply_to: draft.reply_to });
		}
	}

	#close(): void {
		this.thread?.close();
		this.thread = null;
	}

	#leave(): void {
		this.#close();
		this.#wasSought = false;
		this.state.publish({ thread: null, presence: null });
	}

	#key(): string {
		return `${this.config.server} ${this.state.snapshot.to}`;
	}
}

/** What agents see beside a new conversation. */
function pageContext(config: Config): Record<string, unknown> {
	const page = location.href.split("#")[0]?.slice(0, 1000);
	return { page, title: document.title.slice(0, 200), language: config.locale, ...config.context };
}
