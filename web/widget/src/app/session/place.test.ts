/** Does the first message find its way, however the server and the network behave? */

import { type ChatClient, type Conversation, type Draft, KefuError, type Problem } from "@kefu/client";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Config, parseConfig } from "../../config.js";
import { Place } from "./place.js";
import { State } from "./state.js";

const hello = (text: string): Draft => ({ kind: "text", body: { text } });
const offline: Problem = { code: "offline", detail: "There is no connection." };

/** A desk with the conversations that a test gives it. */
class Desk {
	existing: Conversation[] = [];
	opened = 0;
	sent: string[] = [];
	/** Under which each was sent. */
	names: string[] = [];
	shown = { items: [] as { key: string }[], conversation: null, head: 0 };
	listener = () => {};
	fails: Problem | null = null;

	readonly client = {
		rest: {
			conversations: { list: () => this.answer({ items: this.existing, next_cursor: null }), open: () => this.open() },
		},
		thread: (conversationId: number) => ({
			conversationId,
			snapshot: this.shown,
			subscribe: (listener: () => void) => {
				this.listener = listener;
			},
			close: () => {},
		}),
		send: (id: number, draft: Draft, { clientId = "" }) => {
			this.sent.push(`${id} ${draft.kind === "text" ? draft.body.text : draft.kind}`);
			this.names.push(clientId);
		},
	} as unknown as ChatClient;

	/** What was sent is durable. */
	show(): void {
		this.shown.items = this.names.map((key) => ({ key }));
		this.listener();
	}

	private async answer<T>(value: T): Promise<T> {
		if (this.fails) throw new KefuError(this.fails);
		return value;
	}

	private open(): Promise<Conversation> {
		this.opened++;
		return this.answer(conversation(7));
	}
}

function conversation(id: number, given: Partial<Conversation> = {}): Conversation {
	return { id, kind: "support", customer_id: "b1", status: "open", members: [], ...given } as Conversation;
}

function setUp(given: Partial<Config> = {}, become = async () => {}) {
	const config = {
		...parseConfig({}, {}, { script: "https://chat.example/widget.js", lang: "en", languages: [] }),
		...given,
	};
	const state = new State({
		...{ stage: "finding", to: "support", me: "b1", connection: null, thread: null, waiting: [], unread: 0 },
		...{ problem: null, presence: null },
	});
	return { state, place: new Place(config, state, become) };
}

beforeEach(() => {
	localStorage.clear();
	sessionStorage.clear();
});

describe("Place", () => {
	it("opens nothing as long as nothing is said", async () => {
		const desk = new Desk();
		const { state, place } = setUp();
		place.enterAs(desk.client);
		place.settle();
		await vi.waitFor(() => expect(state.snapshot.stage).toBe("ready"));
		expect([desk.opened, place.thread]).toEqual([0, null]);
	});

	it("opens one conversation for several messages, and sends them in order", async () => {
		const desk = new Desk();
		const { place, state } = setUp();
		place.enterAs(desk.client);
		for (const text of ["one", "two", "three"]) place.say(hello(text));
		expect(state.snapshot.waiting).toHaveLength(3);
		await vi.waitFor(() => expect(desk.sent).toEqual(["7 one", "7 two", "7 three"]));
		expect(desk.opened).toBe(1);

		// Catches a reload in between that loses them: they leave the one storage when they are in the other.
		expect(state.snapshot.waiting.map(({ clientId }) => clientId)).toEqual(desk.names);
		desk.show();
		expect(state.snapshot.waiting).toEqual([]);
	});

	it("goes on in the conversation there is, rather one that is not over", async () => {
		const desk = new Desk();
		desk.existing = [conversation(5, { status: "closed" }), conversation(4), conversation(3, { customer_id: "other" })];
		const { place } = setUp();
		place.enterAs(desk.client);
		place.say(hello("again"));
		await vi.waitFor(() => expect(desk.sent).toEqual(["4 again"]));
		expect(desk.opened).toBe(0);
	});

	it("keeps what is said without a network, and sends it when that returns", async () => {
		const desk = new Desk();
		desk.fails = offline;
		const { place, state } = setUp();
		place.enterAs(desk.client);
		place.say(hello("wait"));
		await vi.waitFor(() => expect(state.snapshot.problem).toEqual(offline));
		expect(state.snapshot.waiting.map(({ state }) => state)).toEqual(["queued"]);
		desk.fails = null;
		dispatchEvent(new Event("online"));
		await vi.waitFor(() => expect(desk.sent).toEqual(["7 wait"]));
	});

	it("keeps it over a reload, too", async () => {
		const desk = new Desk();
		desk.fails = offline;
		const before = setUp();
		before.place.enterAs(desk.client);
		before.place.say(hello("wait"));
		await vi.waitFor(() => expect(before.state.snapshot.problem).toEqual(offline));

		desk.fails = null;
		const after = setUp();
		after.place.enterAs(desk.client);
		after.place.settle();
		await vi.waitFor(() => expect(desk.sent).toContain("7 wait"));
	});

	it("shows what was refused for good as failed, until somebody tries again", async () => {
		const desk = new Desk();
		desk.fails = { code: "not_found", detail: "There is no such merchant." };
		const { place, state } = setUp();
		place.enterAs(desk.client);
		place.say(hello("nobody there"));
		await vi.waitFor(() => expect(state.snapshot.waiting.map(({ state }) => state)).toEqual(["failed"]));
		desk.fails = null;
		place.room.requeue();
		place.settle();
		await vi.waitFor(() => expect(desk.sent).toEqual(["7 nobody there"]));
	});

	it("makes a visitor of who has no identity, only when something is said", async () => {
		const desk = new Desk();
		const become = vi.fn(async () => place.enterAs(desk.client));
		const { place } = setUp({ visitors: true }, become);
		place.settle();
		await Promise.resolve();
		expect(become).not.toHaveBeenCalled();
		place.say(hello("hi"));
		await vi.waitFor(() => expect(desk.sent).toEqual(["7 hi"]));
		expect(become).toHaveBeenCalledOnce();
	});

	it("moves to a conversation that somebody else opened", async () => {
		const desk = new Desk();
		const { place, state } = setUp();
		place.enterAs(desk.client);
		place.settle();
		await vi.waitFor(() => expect(state.snapshot.stage).toBe("ready"));
		place.hear(conversation(9, { kind: "direct" }));
		expect(place.thread).toBeNull();
		place.hear(conversation(8));
		expect(place.thread?.conversationId).toBe(8);
	});

	it("comes back to where the page before was, without a network and without waiting", async () => {
		const seen = { userId: "b1", to: "support", conversation: conversation(5), messages: [] };
		sessionStorage.setItem("kefu:seen:https://chat.example", JSON.stringify(seen));
		const desk = new Desk();
		desk.fails = offline;
		const { place, state } = setUp();
		place.enterAs(desk.client);

		place.settle();

		expect([place.thread?.conversationId, state.snapshot.stage]).toEqual([5, "ready"]);
		expect(state.snapshot.thread).toMatchObject({ loading: null, conversation: { id: 5 } });
		place.say(hello("still offline"));
		expect(desk.sent).toEqual(["5 still offline"]);
	});

	// Catches a page that stays in a conversation that is over, because it was there before.
	it("goes on to the one that the server names", async () => {
		const seen = { userId: "b1", to: "support", conversation: conversation(5), messages: [] };
		sessionStorage.setItem("kefu:seen:https://chat.example", JSON.stringify(seen));
		const desk = new Desk();
		desk.existing = [conversation(9), conversation(5, { status: "closed" })];
		const { place } = setUp();
		place.enterAs(desk.client);
		place.settle();
		await vi.waitFor(() => expect(place.thread?.conversationId).toBe(9));
	});
});
