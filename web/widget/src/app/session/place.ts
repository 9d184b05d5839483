/** Where is something said? In the conversation that is found, or opened with the first message, which waits until then. */

import type { ChatClient, Conversation, Draft, Thread } from "@kefu/client";
import type { Config } from "../../config.js";
import { problemIn } from "../../problems.js";
import { belongs, findConversation, openConversation } from "./find.js";
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
	#wasSought = false;

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
			this.#send(this.thread, draft, file);
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
		if (!this.thread || (isOver && conversation.status !== "closed")) this.#enter(conversation);
	}

	/** Brings about what is missing, one after the other: somebody, the conversation, and that it is told. */
	settle(): void {
		this.state.publish({ waiting: this.room.items });
		if (this.thread) return;
		// What is said meanwhile may come too late for the round under way.
		this.#isAsked = true;
		if (!this.#isSettling) void this.#settleAll();
	}

	async #settleAll(): Promise<void> {
		this.#isSettling = true;
		while (this.#isAsked && !this.thread) {
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
		this.state.publish({ stage: "ready", problem: null });
		if (!this.room.items.some(({ state }) => state === "queued")) return;
		const opened = await openConversation(client.rest, to, pageContext(this.config));
		if (client === this.client && to === this.state.snapshot.to) this.#enter(opened);
	}

	#fail(error: unknown): void {
		const problem = problemIn(error);
		if (isPassing(problem)) this.#retry.later(problem);
		else this.room.fail(problem);
		this.state.publish({ problem, waiting: this.room.items });
	}

	#enter(conversation: Conversation): void {
		if (!this.client || this.thread?.conversationId === conversation.id) return;
		this.thread?.close();
		const thread = this.client.thread(conversation.id);
		this.thread = thread;
		for (const { draft, file } of this.room.takeAll()) this.#send(thread, draft, file);
		thread.subscribe(() => thread === this.thread && this.state.publish({ thread: thread.snapshot }));
		this.state.publish({ stage: "ready", thread: thread.snapshot, waiting: [], problem: null });
	}

	#send({ conversationId }: Thread, draft: Draft, file?: Blob): void {
		if (!file) this.client?.send(conversationId, draft);
		else this.client?.sendFile(conversationId, file, { name: file instanceof File ? file.name : "file" });
	}

	#leave(): void {
		this.thread?.close();
		this.thread = null;
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
