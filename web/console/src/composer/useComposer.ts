/** What is in the composer, and what happens when it is sent? */

import type { ConversationId, Message, ThreadItem } from "@kefu/client";
import { useEffect, useState } from "react";
import { notifyProblem } from "../app/notify";
import { useKefu, useMe } from "../session/hooks";
import { mayEdit } from "../session/rights";
import type { Desk } from "../thread/desk";
import { clearDraft, keepDraft, useDraft } from "./drafts";
import type { Tray } from "./useTray";

/** Of UTF-8, as the server counts. */
const MOST_BYTES = 16_384;

interface ComposerWishes {
	conversationId: ConversationId;
	desk: Desk;
	tray: Tray;
	editing: Message | null;
	onStopEditing: () => void;
	items: readonly ThreadItem[];
}

export interface ComposerState {
	text: string;
	setText: (text: string) => void;
	replyTo: number | null;
	stopReply: () => void;
	/** There is something, and it is not too much. */
	ready: boolean;
	tooLong: boolean;
	send: () => void;
	/** Out of editing or answering, whichever it is; false where there was nothing to leave. */
	leave: () => boolean;
	editLast: () => boolean;
}

export function useComposer(wishes: ComposerWishes): ComposerState {
	const { conversationId: id, desk, tray, editing, onStopEditing, items } = wishes;
	const kefu = useKefu();
	const me = useMe();
	const draft = useDraft(me.id, id);
	const [edited, setEdited] = useEdited(editing);
	const text = editing ? edited : draft.text;
	const trimmed = text.trim();
	const tooLong = new TextEncoder().encode(trimmed).length > MOST_BYTES;
	const ready = !tooLong && (trimmed !== "" || (!editing && tray.files.length > 0));

	function setText(next: string) {
		if (editing) return setEdited(next);
		keepDraft(me.id, id, { ...draft, text: next });
		if (next.trim() && !next.startsWith("/")) kefu.typing(id);
	}

	function send() {
		if (!ready) return;
		if (editing) return saveEdit(editing);
		let reply_to = draft.replyTo;
		for (const { file } of tray.files) {
			kefu.sendFile(id, file, { name: file.name, ...(reply_to !== null && { reply_to }) });
			reply_to = null;
		}
		if (trimmed) kefu.send(id, { kind: "text", body: { text: trimmed }, reply_to });
		tray.clear();
		clearDraft(me.id, id, kefu.kept());
	}

	function saveEdit(message: Message) {
		onStopEditing();
		const unchanged = message.kind === "text" && message.body?.text === trimmed;
		if (!unchanged) kefu.edit(id, message.seq, { text: trimmed }).catch(notifyProblem);
	}

	function stopReply() {
		keepDraft(me.id, id, { ...draft, replyTo: null });
	}

	function leave() {
		if (editing) onStopEditing();
		else if (draft.replyTo !== null) stopReply();
		else return false;
		return true;
	}

	function editLast() {
		const own = items.findLast(({ message }) => message && mayEdit(me, message))?.message;
		if (!own || text !== "" || editing) return false;
		desk.edit(own);
		return true;
	}

	return { text, setText, replyTo: draft.replyTo, stopReply, ready, tooLong, send, leave, editLast };
}

function useEdited(editing: Message | null): [string, (text: string) => void] {
	const [text, setText] = useState("");
	useEffect(() => setText(editing?.kind === "text" ? (editing.body?.text ?? "") : ""), [editing]);
	return [text, setText];
}
