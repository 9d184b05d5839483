/** Messages for tests, with only what a test is about. */

import type { Message, ThreadItem, ThreadSnapshot } from "@kefu/client";

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

export function threadOf(messages: Message[], marks: ThreadSnapshot["marks"] = new Map()): ThreadSnapshot {
	const head = messages.at(-1)?.seq ?? 0;
	const items = messages.map(itemOf);
	return {
		items,
		conversation: null,
		loading: null,
		hasOlder: false,
		head,
		typing: [],
		viewers: [],
		marks,
		problem: null,
	};
}
