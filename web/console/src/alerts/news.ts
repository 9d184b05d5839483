/** Is this message news to whoever sits here? */

import type { Conversation, ConversationId, Message, Seq, User } from "@kefu/client";
import { isMember } from "../inbox/people";
import { isStaff, isWaiting } from "../session/rights";

/** What somebody says; what the server writes and what changes earlier messages is none. */
export function isSaid(message: Message): boolean {
	const said =
		message.kind === "text" || message.kind === "image" || message.kind === "file" || message.kind === "card";
	return said && message.recalled_at === null;
}

/** Ours to answer: our own direct ones, and of the desk those that wait or that we have. */
export function concerns(conversation: Conversation, me: Pick<User, "id" | "role">): boolean {
	if (conversation.kind === "direct" || !isStaff(me)) return isMember(conversation, me.id);
	return isWaiting(conversation) || conversation.assignee_id === me.id;
}

/** Keeps what was told already: the same message can come as an entry and with its conversation. */
export class Told {
	readonly #upTo = new Map<ConversationId, Seq>();

	/** True once for each message, and never for one before it. */
	isNew(message: Message): boolean {
		if (message.seq <= (this.#upTo.get(message.conversation_id) ?? 0)) return false;
		this.#upTo.set(message.conversation_id, message.seq);
		return true;
	}
}
