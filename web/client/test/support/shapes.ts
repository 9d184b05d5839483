/** Entries and conversations as the server would send them. */

import type { Conversation, Message, Pending, Seq, UserId } from "../../src/index.js";

export const AT = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();

const BARE = { client_id: null, reply_to: null, edited_at: null, recalled_at: null };

export function text(conversation_id: number, seq: Seq, said = `text ${seq}`, sender_id: UserId = "m1"): Message {
	return { ...BARE, conversation_id, seq, sender_id, kind: "text", body: { text: said }, created_at: AT(1e6 + seq) };
}

export function edit(conversation_id: number, seq: Seq, target_seq: Seq, said: string): Message {
	const body = { target_seq, body: { text: said } };
	return { ...BARE, conversation_id, seq, sender_id: "m1", kind: "edit", body, created_at: AT(1e6 + seq) };
}

export function recall(conversation_id: number, seq: Seq, target_seq: Seq): Message {
	const created_at = AT(1e6 + seq);
	return { ...BARE, conversation_id, seq, sender_id: "m1", kind: "recall", body: { target_seq }, created_at };
}

/** A conversation of `b1` and `m1`; the higher its id, the newer its activity. */
export function conversation(id: number, more: Partial<Conversation> = {}): Conversation {
	const member = (name: UserId, role: "buyer" | "merchant") => ({
		user: { id: name, role, username: name, avatar: "", description: "" },
		joined_at: AT(0),
		delivered_seq: 0,
		read_seq: 0,
	});
	return {
		id,
		kind: "direct",
		subject: null,
		status: "open",
		assignee_id: null,
		customer_id: null,
		context: null,
		members: [member("b1", "buyer"), member("m1", "merchant")],
		last_seq: 0,
		last_message: null,
		last_activity_at: AT(id),
		unread: 0,
		read_seq: 0,
		created_at: AT(0),
		closed_at: null,
		...more,
	};
}

/** A text of `b1` that waits. */
export function pending(clientId: string, more: Partial<Pending> = {}): Pending {
	return {
		clientId,
		conversationId: 1,
		userId: "b1",
		draft: { kind: "text", body: { text: clientId } },
		state: "queued",
		createdAt: AT(0),
		...more,
	};
}
