/** Changes a conversation, and shows it changed at once; if the server refuses, it is as before and says why. */

import type { Conversation, ConversationId, Rest } from "@kefu/client";
import { useCallback, useMemo, useState } from "react";
import { notifyProblem } from "../app/notify";
import { useKefu } from "../session/hooks";

export type Patch = Parameters<Rest["conversations"]["update"]>[1];

export interface Change {
	/** With what was asked for but is not confirmed yet. */
	shown: Conversation | null;
	change: (patch: Patch) => Promise<void>;
}

export function useChange(id: ConversationId, conversation: Conversation | null): Change {
	const { rest } = useKefu();
	const [asked, setAsked] = useState<Patch>({});
	// The answer of REST and the frame that tells everybody may come in either order: the answer bridges the gap.
	const [answer, setAnswer] = useState<Conversation | null>(null);

	const change = useCallback(
		async (patch: Patch) => {
			setAsked((now) => ({ ...now, ...patch }));
			try {
				setAnswer(await rest.conversations.update(id, patch));
			} catch (error) {
				notifyProblem(error);
			}
			setAsked((now) => without(now, patch));
		},
		[rest, id],
	);

	const stale = answer === null || conversation === null || conversation.last_seq >= answer.last_seq;
	const base = stale ? conversation : { ...conversation, ...stateOf(answer) };
	const shown = useMemo(() => base && { ...base, ...asked }, [base, asked]);
	return { shown, change };
}

function stateOf({ status, assignee_id, subject, members, closed_at }: Conversation): Partial<Conversation> {
	return { status, assignee_id, subject, members, closed_at };
}

/** What was asked for later under the same name stays. */
function without(asked: Patch, done: Patch): Patch {
	const left = Object.entries(asked).filter(([name, value]) => done[name as keyof Patch] !== value);
	return Object.fromEntries(left);
}
