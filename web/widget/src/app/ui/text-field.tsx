/** Where the text is typed. Enter sends it, Shift and Enter begin a line. */

import type { RefObject } from "preact";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { type Intent, useStore, useSurface } from "./context.js";
import { growField } from "./use-draft.js";

interface Props {
	field: RefObject<HTMLTextAreaElement>;
	text: string;
	setText: (text: string) => void;
	invalid: boolean;
	intent: Intent | null;
	send: () => void;
}

export function TextField({ field, text, setText, invalid, intent, send }: Props) {
	const { session, shell, texts, begin } = useSurface();
	const { open, takesFocus } = useStore(shell);
	useEffect(() => {
		if (open && (takesFocus || intent)) field.current?.focus({ preventScroll: true });
	}, [open, takesFocus, intent, field]);
	useLayoutEffect(() => growField(field.current), [text, open, field]);

	const onKeyDown = (event: KeyboardEvent) => {
		if (event.key === "Escape" && intent) {
			event.stopPropagation();
			begin(null);
		}
		// Enter that ends an input method's word is not meant to send; 229 is Safari's way to say so.
		const isComposing = event.isComposing || event.keyCode === 229;
		if (event.key !== "Enter" || event.shiftKey || isComposing) return;
		event.preventDefault();
		send();
	};
	return (
		<textarea
			ref={field}
			rows={1}
			value={text}
			placeholder={texts.placeholder}
			aria-label={texts.placeholder}
			aria-invalid={invalid}
			enterkeyhint="send"
			dir="auto"
			onInput={({ currentTarget: { value } }) => {
				setText(value);
				session.type(value !== "");
			}}
			onKeyDown={onKeyDown}
			onBlur={() => session.type(false)}
		/>
	);
}
