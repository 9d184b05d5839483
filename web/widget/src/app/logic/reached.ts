/** Which entries are messages of the other side, and how far did the other side read? */

import type { Message, ThreadSnapshot, UserId } from "@kefu/client";

/** Whether an entry counts as a message of the other side. */
export function isFromOther(message: Message, me: UserId): boolean {
	const isSaid =
		message.kind === "text" || message.kind === "image" || message.kind === "file" || message.kind === "card";
	return isSaid && message.sender_id !== me && message.recalled_at === null;
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
