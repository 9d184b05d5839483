/** The text field: Enter sends, Shift+Enter begins a line, files can be pasted. */

import { Textarea } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { ClipboardEvent, KeyboardEvent } from "react";
import { useText } from "../locales/text";
import classes from "./Composer.module.css";
import { COMPOSER_ID } from "./focus";
import type { ComposerState } from "./useComposer";

interface ComposerFieldProps {
	composer: ComposerState;
	onFiles: (files: File[]) => void;
	/** The chosen quick reply, while there is a choice. */
	activeReply: string | null;
}

export function ComposerField({ composer, onFiles, activeReply }: ComposerFieldProps) {
	const t = useText();
	// A keyboard on the screen has no Shift+Enter.
	const touch = useMediaQuery("(pointer: coarse)", false, { getInitialValueInEffect: false });

	function press(event: KeyboardEvent<HTMLTextAreaElement>) {
		// Enter ends the word of an input method; it sends nothing.
		if (event.nativeEvent.isComposing || event.keyCode === 229) return;
		const plain = !event.shiftKey && !event.altKey;
		if (event.key === "Enter" && plain && !(touch && !event.ctrlKey && !event.metaKey)) {
			event.preventDefault();
			composer.send();
		} else if (event.key === "ArrowUp" && plain && composer.editLast()) event.preventDefault();
		else if (event.key === "Escape") leave(event);
	}

	function leave(event: KeyboardEvent<HTMLTextAreaElement>) {
		if (!composer.leave()) event.currentTarget.blur();
		event.stopPropagation();
	}

	function paste(event: ClipboardEvent) {
		const files = [...event.clipboardData.files];
		if (files.length === 0) return;
		event.preventDefault();
		onFiles(files);
	}

	return (
		<Textarea
			id={COMPOSER_ID}
			className={classes.field}
			variant="unstyled"
			autosize
			minRows={1}
			maxRows={9}
			aria-label={t("message")}
			placeholder={t(touch ? "composerHintTouch" : "composerHint")}
			aria-activedescendant={activeReply ?? undefined}
			value={composer.text}
			onChange={(event) => composer.setText(event.currentTarget.value)}
			onKeyDown={press}
			onPaste={paste}
		/>
	);
}
