/** Who is who in a conversation? */

import type { Conversation, PublicUser, UserId } from "@kefu/client";

/** The one who is served: the customer, or the other one of a direct conversation. */
export function counterpartOf(conversation: Conversation, me: UserId): PublicUser | undefined {
	const users = conversation.members.map((member) => member.user);
	const customer = users.find((user) => user.id === conversation.customer_id && user.id !== me);
	if (customer) return customer;
	const others = users.filter((user) => user.id !== me);
	return others.find((user) => user.role === "buyer" || user.role === "merchant") ?? others[0];
}

export function isMember(conversation: Conversation, id: UserId): boolean {
	return conversation.members.some((member) => member.user.id === id);
}
