/** Does a page without a network show what the page before showed, and to nobody else? */

import type { Conversation, Message, ThreadItem, ThreadSnapshot } from "@kefu/client";
import { beforeEach, expect, it } from "vitest";
import { itemOf, textMessage } from "../logic/testing.js";
import { keepLastSeen, lastSeen, withLastSeen } from "./last-seen.js";
import type { SessionSnapshot } from "./snapshot.js";

const SERVER = "https://chat.example";

function snapshotOf(messages: Message[], given: Partial<SessionSnapshot> = {}): SessionSnapshot {
	const conversation = { id: 7, members: [], unread: 2, context: { page: "secret" } } as unknown as Conversation;
	const thread = { items: messages.map(itemOf), conversation, head: messages.length } as unknown as ThreadSnapshot;
	return { me: "b1", to: "support", thread, ...given } as SessionSnapshot;
}

const said = (count: number, text = "hello") =>
	Array.from({ length: count }, (_, index) => textMessage("m1", `${text} ${index}`, { seq: index + 1 }));

beforeEach(() => sessionStorage.clear());

it("keeps the end of a conversation, within bounds", () => {
	keepLastSeen(SERVER, snapshotOf(said(100)));
	const seen = lastSeen(SERVER, "b1", "support");
	expect(seen?.conversation).toMatchObject({ id: 7, unread: 0, context: null });
	expect(seen?.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, index) => 71 + index));

	keepLastSeen(SERVER, snapshotOf(said(30, "long ".repeat(1000))));
	const kept = sessionStorage.getItem(`kefu:seen:${SERVER}`) ?? "";
	expect(kept.length).toBeLessThanOrEqual(60_000);
	expect(lastSeen(SERVER, "b1", "support")?.messages.at(-1)?.seq).toBe(30);
});

// Catches: one person's messages on the screen of the next one who uses this tab.
it("shows nobody what somebody else saw, and forgets it", () => {
	keepLastSeen(SERVER, snapshotOf(said(1)));
	expect(lastSeen(SERVER, "b2", "support")).toBeNull();
	expect(lastSeen(SERVER, "b1", "support")).toBeNull();
	expect(sessionStorage).toHaveLength(0);
});

it("keeps nothing of a log that never came", () => {
	keepLastSeen(SERVER, snapshotOf([]));
	keepLastSeen(SERVER, snapshotOf(said(1), { me: null }));
	expect(sessionStorage).toHaveLength(0);
});

it("belongs to one merchant or to the desk", () => {
	keepLastSeen(SERVER, snapshotOf(said(1), { to: "m1" }));
	expect(lastSeen(SERVER, "b1", "m1")?.to).toBe("m1");
	expect(lastSeen(SERVER, "b1", "support")).toBeNull();
});

it("stands above what waits, each message once", () => {
	const own = textMessage("b1", "mine", { seq: 2, client_id: "c2" });
	keepLastSeen(SERVER, snapshotOf([...said(1), own]));
	const seen = lastSeen(SERVER, "b1", "support");
	const waiting = ["c2", "c3"].map((key) => ({ key, pending: {} }) as ThreadItem);
	const thread = { items: waiting, conversation: null, loading: "first", head: 0 } as unknown as ThreadSnapshot;

	const shown = seen && withLastSeen(thread, seen);

	expect(shown?.items.map(({ key }) => key)).toEqual(["#1", "c2", "c3"]);
	expect(shown).toMatchObject({ loading: null, conversation: { id: 7 } });
});
