/** What the conversation is about; a click edits it. */

import { type KeyboardEvent, useState } from "react";
import { useText } from "../locales/text";
import classes from "./ThreadHeader.module.css";

interface SubjectFieldProps {
	subject: string | null;
	onChange: (subject: string | null) => void;
}

export function SubjectField({ subject, onChange }: SubjectFieldProps) {
	const t = useText();
	const [editing, setEditing] = useState(false);

	function finish(text: string) {
		setEditing(false);
		const next = text.trim() || null;
		if (next !== subject) onChange(next);
	}

	function press(event: KeyboardEvent<HTMLInputElement>) {
		if (event.nativeEvent.isComposing) return;
		if (event.key === "Enter") event.currentTarget.blur();
		if (event.key === "Escape") {
			event.currentTarget.value = subject ?? "";
			event.currentTarget.blur();
		}
	}

	if (!editing) {
		return (
			<button type="button" className={classes.subject} title={t("editSubject")} onClick={() => setEditing(true)}>
				{subject ?? t("addSubject")}
			</button>
		);
	}
	return (
		<input
			className={classes.subject}
			defaultValue={subject ?? ""}
			maxLength={200}
			aria-label={t("subject")}
			// biome-ignore lint/a11y/noAutofocus: it stands where the button was that was just pressed
			autoFocus
			onBlur={(event) => finish(event.currentTarget.value)}
			onKeyDown={press}
		/>
	);
}
