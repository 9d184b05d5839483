/** What is going on between this page and the server? Who we are, what we say and read; `Place` knows where. */

import { type Connection, createChat, type Draft, type Limits, type Message, type Seq } from "@kefu/client";
import type { Config, Identity } from "../../config.js";
import { forgetVisitor, onVisitorChange, storedVisitor, type Visitor } from "../../visitor.js";
import { DEFAULTS } from "../logic/limits.js";
import { isFromOther } from "../logic/reached.js";
import { becomeVisitor, type VisitorIdentity, visitorIdentity } from "./become-visitor.js";
import { forgetLastSeen, keepLastSeen } from "./last-seen.js";
import { Place } from "./place.js";
import { partnerOf, type SessionSnapshot } from "./snapshot.js";
import { State } from "./state.js";

export class Session {
	readonly state: State;
	#place: Place;
	#endings: (() => void)[] = [];
	#isVisitor = false;

	/** `heard`: a message of the other side came just now. */
	constructor(
		private readonly config: Config,
		private readonly heard: (message: Message) => void,
	) {
		this.state = new State(nobody(config, config.to));
		this.#place = new Place(config, this.state, async () => this.#beVisitor(await becomeVisitor(config.server)));
		this.#recognize();
		// Another tab of the shop may become a visitor; this one is then the same person.
		onVisitorChange(config.server, () => !this.#place.client && this.#recognize());
		// A phone ends hidden pages without another word.
		for (const end of ["pagehide", "visibilitychange"])
			addEventListener(end, () => keepLastSeen(config.server, this.state.snapshot));
	}

	get limits(): Limits {
		return this.#place.client?.limits ?? DEFAULTS;
	}

	identify(identity: Identity): void {
		this.config.identity = identity;
		const isKnown = this.state.snapshot.me === identity.userId && !this.#isVisitor;
		if (isKnown && this.state.snapshot.connection?.state !== "refused") return;
		if (this.#isVisitor) this.#keepUnsent();
		this.#begin(identity, false);
	}

	talkTo(to: string): void {
		if (to !== this.state.snapshot.to) this.#place.moveTo(to);
	}

	say(draft: Draft, file?: File): void {
		this.#place.say(draft, file);
	}

	/** Settles when all that was said survives this page. */
	async kept(): Promise<void> {
		if (this.#place.thread) await this.#place.client?.kept();
	}

	retry(clientId: string): void {
		if (this.#place.thread) this.#place.client?.retry(clientId);
		else this.tryAgain();
	}

	discard(clientId: string): void {
		this.#place.room.remove([clientId]);
		this.#place.client?.discard(clientId);
		this.state.publish({ waiting: this.#place.room.items });
	}

	/** Rejects with a `KefuError`. */
	async edit(seq: Seq, text: string): Promise<void> {
		const { client, thread } = this.#place;
		if (thread) await client?.edit(thread.conversationId, seq, { text });
	}

	/** Rejects with a `KefuError`. */
	async recall(seq: Seq): Promise<void> {
		const { client, thread } = this.#place;
		if (thread) await client?.recall(thread.conversationId, seq);
	}

	type(typing: boolean): void {
		const { client, thread } = this.#place;
		if (thread) client?.typing(thread.conversationId, typing);
	}

	/** All of it was on the screen. */
	read(): void {
		const { client, thread } = this.#place;
		const { unread } = this.state.snapshot;
		if (thread && unread > 0) client?.read(thread.conversationId, thread.snapshot.head);
	}

	async loadOlder(): Promise<void> {
		await this.#place.thread?.loadOlder();
	}

	async reveal(seq: Seq): Promise<boolean> {
		return (await this.#place.thread?.reveal(seq)) ?? false;
	}

	/** Again, after a problem. */
	tryAgain(): void {
		this.#place.client?.connect();
		this.#place.room.requeue();
		this.#place.settle();
	}

	/** Nobody any more, and nothing of this person is left in the browser. */
	signOut(): void {
		this.config.identity = null;
		this.#place.room.clear();
		forgetLastSeen(this.config.server);
		forgetVisitor(this.config.server);
		this.#end();
		this.state.publish(nobody(this.config, this.state.snapshot.to));
	}

	#recognize(): void {
		const visitor = storedVisitor(this.config.server);
		if (this.config.identity) this.#begin(this.config.identity, false);
		else if (visitor) this.#beVisitor(visitor);
		else {
			forgetLastSeen(this.config.server);
			this.#place.settle();
		}
	}

	#beVisitor(visitor: Visitor): void {
		if (!this.#place.client) this.#begin(visitorIdentity(this.config.server, visitor), true);
	}

	#begin(identity: Identity | VisitorIdentity, isVisitor: boolean): void {
		this.#end();
		const { server } = this.config;
		const client = createChat({ server, userId: identity.userId, token: identity.token });
		this.#isVisitor = isVisitor;
		this.#place.enterAs(client);
		this.#endings = [
			client.on("connection", (connection) => this.#onConnection(connection)),
			client.on("me", () => !isVisitor && forgetVisitor(server)),
			client.on("entry", (message) => this.#onEntry(message)),
			client.on("conversation", (conversation) => this.#place.hear(conversation)),
			client.on("presence", ({ user_id, status }) => {
				if (partnerOf(this.state.snapshot)?.id === user_id) this.state.publish({ presence: status });
			}),
		];
		this.state.publish({ stage: "finding", me: identity.userId, connection: client.connection, problem: null });
		client.connect();
		this.#place.settle();
	}

	#end(): void {
		for (const end of this.#endings) end();
		this.#endings = [];
		const { client } = this.#place;
		this.#place.enterAs(null);
		void client?.close();
	}

	/** An unsent message of a visitor is the same person's after the sign-in. */
	#keepUnsent(): void {
		for (const { pending } of this.state.snapshot.thread?.items ?? []) {
			if (!pending || pending.state === "sending") continue;
			this.#place.room.add(pending.draft, pending.file);
			this.#place.client?.discard(pending.clientId);
		}
	}

	#onConnection(connection: Connection): void {
		this.state.publish({ connection });
		if (connection.state === "online") this.#place.settle();
		// A visitor whom the server does not know any more signed in elsewhere, or stayed away too long.
		if (connection.state === "refused" && this.#isVisitor) this.signOut();
	}

	#onEntry(message: Message): void {
		const { me } = this.state.snapshot;
		const isHere = message.conversation_id === this.#place.thread?.conversationId;
		if (isHere && me && isFromOther(message, me)) this.heard(message);
	}
}

function nobody({ visitors }: Config, to: string): SessionSnapshot {
	const stage = visitors ? "unknown" : "barred";
	return { stage, to, me: null, connection: null, thread: null, waiting: [], unread: 0, problem: null, presence: null };
}
