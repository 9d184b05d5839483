/** What was written and not sent yet? Kept per person and conversation, over reloads. */

import type { ConversationId, Seq, UserId } from "@kefu/client";
import { useCallback, useSyncExternalStore } from "react";

export interface KeptDraft {
	text: string;
	replyTo: Seq | null;
}

const NONE: KeptDraft = { text: "", replyTo: null };

const drafts = new Map<string, KeptDraft>();
const listeners = new Set<() => void>();

const nameOf = (me: UserId, id: ConversationId) => `kefu.draft.${me}.${id}`;

export function draftOf(me: UserId, id: ConversationId): KeptDraft {
	const name = nameOf(me, id);
	const draft = drafts.get(name) ?? stored(name);
	drafts.set(name, draft);
	return draft;
}

function stored(name: string): KeptDraft {
	try {
		const kept: Partial<KeptDraft> = JSON.parse(localStorage.getItem(name) ?? "{}");
		if (typeof kept.text !== "string" || kept.text === "") return NONE;
		return { text: kept.text, replyTo: typeof kept.replyTo === "number" ? kept.replyTo : null };
	} catch {
		return NONE;
	}
}

export function keepDraft(me: UserId, id: ConversationId, draft: KeptDraft): void {
	const name = nameOf(me, id);
	drafts.set(name, draft.text || draft.replyTo ? draft : NONE);
	try {
		if (draft.text) localStorage.setItem(name, JSON.stringify(draft));
		else localStorage.removeItem(name);
	} catch {
		// A full storage: the draft lives as long as this page.
	}
	for (const listener of listeners) listener();
}

/** Empties it at once, and forgets what is stored when that is kept elsewhere. */
export function clearDraft(me: UserId, id: ConversationId, kept: Promise<void>): void {
	drafts.set(nameOf(me, id), NONE);
	for (const listener of listeners) listener();
	void kept.then(() => {
		if (draftOf(me, id) === NONE) keepDraft(me, id, NONE);
	});
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

export function useDraft(me: UserId, id: ConversationId): KeptDraft {
	const read = useCallback(() => draftOf(me, id), [me, id]);
	return useSyncExternalStore(subscribe, read);
}
