/** Which messages has somebody not read, and how far did the other side get? */

import type { Message, ThreadSnapshot, UserId } from "@kefu/client";

/** Whether an entry counts as a message of the other side. */
export function isFromOther(message: Message, me: UserId): boolean {
	const isSaid =
		message.kind === "text" || message.kind === "image" || message.kind === "file" || message.kind === "card";
	return isSaid && message.sender_id !== me && message.recalled_at === null;
}

export function countUnread(thread: ThreadSnapshot, me: UserId, readUpTo: number): number {
	const read = Math.max(readUpTo, thread.marks.get(me)?.read_seq ?? 0);
	return thread.items.filter(({ message }) => message && message.seq > read && isFromOther(message, me)).length;
}

export type Reached = "sent" | "delivered" | "read";

/** Any one of the others is enough: a customer wants to know that somebody saw it. */
export function reachedBy(seq: number, marks: ThreadSnapshot["marks"], me: UserId): Reached {
	let reached: Reached = "sent";
	for (const [user, mark] of marks) {
		if (user === me) continue;
		if (mark.read_seq >= seq) return "read";
		if (mark.delivered_seq >= seq) reached = "delivered";
	}
	return reached;
}
