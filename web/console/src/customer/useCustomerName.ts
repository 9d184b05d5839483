/** Who is the conversation on the screen with? */

import type { Conversation, UserId } from "@kefu/client";
import { useParams } from "react-router";
import { useKefu, useMe } from "../session/hooks";

/** The username of the customer, or of the other one of a direct conversation; undefined where none is open. */
export function useCustomerName(): string | undefined {
	const kefu = useKefu();
	const me = useMe();
	const id = Number(useParams().conversationId);
	if (!Number.isSafeInteger(id) || id < 1) return undefined;
	const conversation = kefu.thread(id).snapshot.conversation;
	return conversation === null ? undefined : counterpart(conversation, me.id)?.username;
}

/** The one who is served: the customer of a support conversation, the other one of a direct one. */
export function counterpart(conversation: Conversation, me: UserId) {
	const users = conversation.members.map((member) => member.user);
	return (
		users.find((user) => user.id === conversation.customer_id) ??
		users.find((user) => user.id !== me && (user.role === "buyer" || user.role === "merchant")) ??
		users.find((user) => user.id !== me)
	);
}
