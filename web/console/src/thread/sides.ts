/** Who stands on which side, and how far did the other side get? */

import type { Conversation, Marks, Seq, User, UserId } from "@kefu/client";
import { isStaff } from "../session/rights";

export type Mark = "sent" | "delivered" | "read";

/** Ours: oneself, and for staff all who answer for the shop in a support conversation. */
export function isOurs(conversation: Conversation | null, me: User, sender: UserId): boolean {
	if (sender === me.id) return true;
	if (!isStaff(me) || conversation?.kind !== "support") return false;
	return sender !== conversation.customer_id;
}

/** How far the furthest of the other side has got. */
export function theirMarks(conversation: Conversation | null, me: User, marks: ReadonlyMap<UserId, Marks>): Marks {
	const furthest = { delivered_seq: 0, read_seq: 0 };
	for (const [user, mark] of marks) {
		if (isOurs(conversation, me, user)) continue;
		furthest.delivered_seq = Math.max(furthest.delivered_seq, mark.delivered_seq);
		furthest.read_seq = Math.max(furthest.read_seq, mark.read_seq);
	}
	return furthest;
}

export function markOf(seq: Seq, theirs: Marks): Mark {
	if (theirs.read_seq >= seq) return "read";
	return theirs.delivered_seq >= seq ? "delivered" : "sent";
}
