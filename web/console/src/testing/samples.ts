/** Conversations and messages for tests, told apart by what the test says of them. */

import type { Conversation, Member, Message, Role, UserId } from "@kefu/client";

const TIME = "2026-11-20T09:00:00.000Z";

export function member(id: UserId, role: Role = "support"): Member {
	const user = { id, role, username: id.toUpperCase(), avatar: "", description: "" };
	return { user, joined_at: TIME, delivered_seq: 0, read_seq: 0 };
}

export function conversation(more: Partial<Conversation> = {}): Conversation {
	return {
		id: 1,
		kind: "support",
		subject: null,
		status: "open",
		assignee_id: null,
		customer_id: null,
		context: null,
		members: [],
		last_seq: 0,
		last_message: null,
		last_activity_at: TIME,
		unread: 0,
		read_seq: 0,
		created_at: TIME,
		closed_at: null,
		...more,
	};
}

export function text(more: Partial<Message> = {}): Message {
	return {
		conversation_id: 1,
		seq: 1,
		sender_id: "b1",
		client_id: null,
		kind: "text",
		body: { text: "hello" },
		reply_to: null,
		created_at: TIME,
		edited_at: null,
		recalled_at: null,
		...more,
	} as Message;
}
