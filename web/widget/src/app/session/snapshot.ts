/** What does the panel draw? One picture of everything, new at each change. */

import type { Connection, Pending, Problem, PublicUser, ThreadSnapshot, UserId } from "@kefu/client";
import { SUPPORT } from "./find.js";

/**
 * `barred`: nobody can write here without signing in. `unknown`: nobody yet, the first message makes a visitor.
 * `finding`: looking for the conversation. `ready`: it is there, or it is known that there is none.
 */
export type Stage = "barred" | "unknown" | "finding" | "ready";

export interface SessionSnapshot {
	stage: Stage;
	to: string;
	me: UserId | null;
	connection: Connection | null;
	thread: ThreadSnapshot | null;
	/** What was said before there was a conversation. */
	waiting: readonly Pending[];
	unread: number;
	problem: Problem | null;
	/** Whether the other side is there; null where nobody told. */
	presence: "online" | "away" | "offline" | null;
}

/** Whom one talks to: the merchant, or the agent in charge, once there is one. */
export function partnerOf({ thread, to }: Pick<SessionSnapshot, "thread" | "to">): PublicUser | null {
	const conversation = thread?.conversation;
	if (!conversation) return null;
	const wanted = to === SUPPORT ? conversation.assignee_id : to;
	return conversation.members.find(({ user }) => user.id === wanted)?.user ?? null;
}

export function memberOf(thread: ThreadSnapshot | null, id: UserId | null): PublicUser | null {
	return thread?.conversation?.members.find(({ user }) => user.id === id)?.user ?? null;
}
