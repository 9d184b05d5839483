/** Does a customer wait for an answer, and since when? */

import type { Conversation, Timestamp, UserId } from "@kefu/client";
import { isWaiting } from "../session/rights";
import { isMember } from "./people";

/** Milliseconds after which a waiting customer stands out. */
export const LATE_AFTER = 5 * 60_000;

/** The moment of the customer's unanswered message; null where nobody waits. */
export function waitingSince(conversation: Conversation, me: UserId): Timestamp | null {
	const last = conversation.last_message;
	if (conversation.status !== "open" || !last || last.sender_id === null || last.sender_id === me) return null;
	const served = conversation.kind === "direct" ? last.sender_id : conversation.customer_id;
	return last.sender_id === served && last.recalled_at === null ? last.created_at : null;
}

/**
 * The number on a conversation. The server counts everything as unread for staff who have not joined; that only says
 * something while nobody has it.
 */
export function unreadBadge(conversation: Conversation, me: UserId): number {
	return isMember(conversation, me) || isWaiting(conversation) ? conversation.unread : 0;
}
