/** Messages for tests, with only what a test is about. */

import type { Message, ThreadItem } from "@kefu/client";

let next = 1;

export function textMessage(sender: string, text: string, given: Partial<Message> = {}): Message {
	const seq = given.seq ?? next++;
	return {
		conversation_id: 1,
		seq,
		sender_id: sender,
		client_id: null,
		kind: "text",
		body: { text },
		reply_to: null,
		created_at: "2026-11-22T10:00:00.000Z",
		edited_at: null,
		recalled_at: null,
		...given,
	} as Message;
}

export function itemOf(message: Message): ThreadItem {
	return { key: `m${message.seq}`, message };
}
