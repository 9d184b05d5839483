/** What may somebody do here? The server decides; this only keeps buttons away that would fail. */

import type { Conversation, Message, User } from "@kefu/client";

type Who = Pick<User, "id" | "role">;

/** Support and administrators: the queue, assigning, snoozing, everybody's profile. */
export function isStaff(me: Who): boolean {
	return me.role === "support" || me.role === "admin";
}

export function isAdmin(me: Who): boolean {
	return me.role === "admin";
}

/** Who has a conversation is a thing of the desk, and direct ones belong to their two people. */
export function mayAssign(me: Who, conversation: Conversation): boolean {
	return isStaff(me) && conversation.kind === "support";
}

export function maySnooze(me: Who, conversation: Conversation): boolean {
	return isStaff(me) && conversation.status !== "snoozed";
}

/** Nobody has it, and the customer waits. */
export function isWaiting(conversation: Conversation): boolean {
	return conversation.kind === "support" && conversation.status === "open" && conversation.assignee_id === null;
}

export function mayEdit(me: Who, message: Message): boolean {
	return message.sender_id === me.id && message.kind === "text" && message.recalled_at === null;
}

/** Senders for a while (the server's setting says how long), administrators always. */
export function mayRecall(me: Who, message: Message): boolean {
	const kind = message.kind;
	const recallable = kind !== "system" && kind !== "edit" && kind !== "recall" && message.recalled_at === null;
	return recallable && (message.sender_id === me.id || isAdmin(me));
}
