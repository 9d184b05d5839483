/** What was on the screen when this tab showed its last page? The end of a conversation, for the same person only. */

import type { Conversation, Message, ThreadSnapshot, UserId } from "@kefu/client";
import { remembered } from "../logic/remembered.js";
import type { SessionSnapshot } from "./snapshot.js";

/** So many messages, and of them as many as fit into so many characters. */
const MESSAGES = 30;
const LONGEST = 60_000;

export interface LastSeen {
	userId: UserId;
	/** `support`, or a merchant. */
	to: string;
	conversation: Conversation;
	/** Oldest first. */
	messages: Message[];
}

/** Keeps what is shown as long as the tab; of nobody, nothing. */
export function keepLastSeen(server: string, { me, to, thread }: SessionSnapshot): void {
	if (!me || !thread?.conversation || thread.head === 0) return;
	// Neither is drawn, and what the page is about may be long.
	const conversation = { ...thread.conversation, context: null, last_message: null, unread: 0 };
	const messages = thread.items.flatMap(({ message }) => message ?? []).slice(-MESSAGES);
	const write = () => JSON.stringify({ userId: me, to, conversation, messages } satisfies LastSeen);
	while (messages.length > 0 && write().length > LONGEST) messages.shift();
	remembered.setSeen(server, write());
}

/** What this person saw there; another person's is forgotten for good. */
export function lastSeen(server: string, me: UserId, to: string): LastSeen | null {
	try {
		const seen: LastSeen | null = JSON.parse(remembered.seen(server) ?? "null");
		if (seen?.userId === me) return seen.to === to ? seen : null;
	} catch {
		// Written by another version; forgotten as well.
	}
	forgetLastSeen(server);
	return null;
}

export function forgetLastSeen(server: string): void {
	remembered.setSeen(server, "");
}

/** The thread as long as nothing of its log is here: as it was, with what waits at its end. */
export function withLastSeen(thread: ThreadSnapshot, { conversation, messages, userId }: LastSeen): ThreadSnapshot {
	const seen = messages.map((message) => {
		const own = message.sender_id === userId ? message.client_id : null;
		return { key: own ?? `#${message.seq}`, message };
	});
	const keys = new Set(seen.map(({ key }) => key));
	const marks = new Map(conversation.members.map((member) => [member.user.id, member]));
	const items = [...seen, ...thread.items.filter(({ key }) => !keys.has(key))];
	return { ...thread, items, conversation, marks, loading: null };
}
