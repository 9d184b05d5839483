/** Which conversation does this chat show? One that is there already, if any: it is opened only when something is said. */

import type { ChatRest, Conversation, UserId } from "@kefu/client";

/** Pages of a hundred to look through for the one merchant. */
const PAGES = 10;

export const SUPPORT = "support";

export function belongs(conversation: Conversation, to: string, me: UserId): boolean {
	if (to === SUPPORT) return conversation.kind === "support" && conversation.customer_id === me;
	return conversation.kind === "direct" && conversation.members.some(({ user }) => user.id === to);
}

/** Of several with the desk the one that is not over, or else the newest: writing into it opens it again. */
export async function findConversation(rest: ChatRest, to: string, me: UserId): Promise<Conversation | null> {
	const kind = to === SUPPORT ? "support" : "direct";
	let cursor: string | null = null;
	let over: Conversation | null = null;
	for (let page = 0; page < PAGES; page++) {
		const answer: Awaited<ReturnType<ChatRest["conversations"]["list"]>> = await rest.conversations.list({
			kind,
			limit: 100,
			cursor,
		});
		const mine = answer.items.filter((conversation) => belongs(conversation, to, me));
		const running = mine.find(({ status }) => status !== "closed");
		if (running) return running;
		over ??= mine[0] ?? null;
		cursor = answer.next_cursor;
		if (!cursor) break;
	}
	return over;
}

export function openConversation(rest: ChatRest, to: string, context: Record<string, unknown>): Promise<Conversation> {
	if (to === SUPPORT) return rest.conversations.open({ kind: "support", context });
	return rest.conversations.open({ kind: "direct", participants: [to], context });
}
