/** What the thread does for its messages: reply, edit, recall, jump, look. */

import type { Message, Seq, Thread, ThreadSnapshot } from "@kefu/client";
import { useCallback, useMemo, useRef, useState } from "react";
import { notifyProblem } from "../app/notify";
import { draftOf, keepDraft } from "../composer/drafts";
import { focusComposer } from "../composer/focus";
import { useKefu, useMe } from "../session/hooks";
import { useFindPerson } from "../session/staff";
import type { Desk } from "./desk";
import { MOST_HELD } from "./rows";

/** Where to go; a new object for each wish. */
export interface Target {
	seq: Seq;
}

const NOBODY: never[] = [];

export function useDesk(thread: Thread, snapshot: ThreadSnapshot) {
	const kefu = useKefu();
	const me = useMe();
	const { conversation } = snapshot;
	const person = useFindPerson(conversation?.members ?? NOBODY);
	const [editing, setEditing] = useState<Message | null>(null);
	const [target, setTarget] = useState<Target | null>(null);
	const [looking, look] = useState<Seq | null>(null);
	const recalled = useRef(new Map<Seq, string>());
	const id = thread.conversationId;

	const stopEditing = useCallback(() => {
		setEditing(null);
		focusComposer();
	}, []);

	const desk = useMemo<Desk>(
		() => ({
			conversation,
			me,
			person,
			find: (seq) => thread.snapshot.items.find(({ message }) => message?.seq === seq)?.message,
			look,
			recalledText: (seq) => recalled.current.get(seq),
			reply: (message) => {
				keepDraft(me.id, id, { ...draftOf(me.id, id), replyTo: message.seq });
				focusComposer();
			},
			edit: (message) => {
				setEditing(message);
				focusComposer();
			},
			recall: (message) => {
				if (message.kind === "text" && message.body) recalled.current.set(message.seq, message.body.text);
				kefu.recall(id, message.seq).catch(notifyProblem);
			},
			jump: async (seq) => {
				if (!(await thread.reveal(seq))) return;
				const { items, hasOlder } = thread.snapshot;
				// The first ones may be held back until their predecessors are there.
				if (hasOlder && items.findIndex(({ message }) => message?.seq === seq) <= MOST_HELD) await thread.loadOlder();
				setTarget({ seq });
			},
			write: (text) => {
				keepDraft(me.id, id, { ...draftOf(me.id, id), text });
				focusComposer();
			},
		}),
		[conversation, me, person, thread, kefu, id],
	);
	return { desk, editing, stopEditing, target, looking, look };
}
