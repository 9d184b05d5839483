/** What is being written: kept over the shop's pages, and put aside while an older message is edited. */

import { useEffect, useState } from "preact/hooks";
import { remembered } from "../logic/remembered.js";
import type { Intent } from "./context.js";

interface KeptDraft {
	text: string;
	setText(text: string): void;
	/** Empties the field at once, and forgets what was in it when it is kept elsewhere. */
	clear(kept: Promise<void>): void;
}

export function useDraft(to: string, intent: Intent | null): KeptDraft {
	const edited = intent?.kind === "edit" && intent.message.kind === "text" ? intent.message : null;
	const [draft, setDraft] = useState(() => remembered.draft(to));
	const [change, setChange] = useState("");
	useEffect(() => setDraft(remembered.draft(to)), [to]);
	useEffect(() => setChange(edited?.body?.text ?? ""), [edited]);
	if (edited) return { text: change, setText: setChange, clear: () => setChange("") };
	return {
		text: draft,
		setText(text) {
			setDraft(text);
			remembered.setDraft(to, text);
		},
		clear(kept) {
			setDraft("");
			void kept.then(() => remembered.draft(to) === draft && remembered.setDraft(to, ""));
		},
	};
}

/** As high as its text; the style sheet says how high at most. */
export function growField(field: HTMLTextAreaElement | null): void {
	if (!field) return;
	field.style.height = "auto";
	field.style.height = `${field.scrollHeight}px`;
}

export function insertAtCaret(field: HTMLTextAreaElement | null, text: string, inserted: string): string {
	const [start, end] = [field?.selectionStart ?? text.length, field?.selectionEnd ?? text.length];
	requestAnimationFrame(() => {
		field?.focus();
		field?.setSelectionRange(start + inserted.length, start + inserted.length);
	});
	return text.slice(0, start) + inserted + text.slice(end);
}
