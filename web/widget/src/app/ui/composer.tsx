/** Where one writes: text, files and emoji, with what it replies to or changes above. */

import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { ACCEPTED, isTooLong } from "../logic/limits.js";
import { type Intent, useSession, useStore, useSurface } from "./context.js";
import { Emoji } from "./emoji.js";
import { Icon } from "./icon.js";
import { IconButton } from "./icon-button.js";
import { IntentLine } from "./intent-line.js";
import { Tray } from "./tray.js";
import { growField, insertAtCaret, useDraft } from "./use-draft.js";

interface Props {
	intent: Intent | null;
	files: File[];
	setFiles: (files: File[]) => void;
	/** Sends what is written; `text` is trimmed and may be empty beside files. */
	submit: (text: string) => void;
}

export function Composer({ intent, files, setFiles, submit }: Props) {
	const { session, shell, texts, begin } = useSurface();
	const { to } = useSession();
	const { open } = useStore(shell);
	const field = useRef<HTMLTextAreaElement>(null);
	const picker = useRef<HTMLInputElement>(null);
	const [text, setText] = useDraft(to, intent);
	const trimmed = text.trim();
	const tooLong = isTooLong(text);
	const isReady = (trimmed !== "" || (files.length > 0 && intent?.kind !== "edit")) && !tooLong;

	useEffect(() => {
		if (open) field.current?.focus({ preventScroll: true });
	}, [open, intent]);
	useLayoutEffect(() => growField(field.current), [text, open]);

	const send = () => {
		if (!isReady) return;
		submit(trimmed);
		setText("");
		session.type(false);
		field.current?.focus();
	};
	const onKeyDown = (event: KeyboardEvent) => {
		// Enter that ends an input method's word is not meant to send; 229 is Safari's way to say so.
		const isComposing = event.isComposing || event.keyCode === 229;
		if (event.key === "Escape" && intent) {
			event.stopPropagation();
			begin(null);
		}
		if (event.key !== "Enter" || event.shiftKey || isComposing) return;
		event.preventDefault();
		send();
	};
	const onInput = (event: { currentTarget: HTMLTextAreaElement }) => {
		setText(event.currentTarget.value);
		session.type(event.currentTarget.value !== "");
	};
	return (
		<div class="composer">
			{intent && <IntentLine intent={intent} />}
			<Tray files={files} remove={(file) => setFiles(files.filter((other) => other !== file))} />
			<div class="field">
				<IconButton icon="attach" label={texts.attach} onClick={() => picker.current?.click()} />
				<input
					class="picker"
					type="file"
					multiple
					accept={ACCEPTED}
					tabIndex={-1}
					aria-hidden="true"
					ref={picker}
					onChange={({ currentTarget }) => {
						setFiles([...files, ...(currentTarget.files ?? [])]);
						currentTarget.value = "";
						field.current?.focus();
					}}
				/>
				<textarea
					ref={field}
					rows={1}
					value={text}
					placeholder={texts.placeholder}
					aria-label={texts.placeholder}
					aria-invalid={tooLong}
					enterkeyhint="send"
					dir="auto"
					onInput={onInput}
					onKeyDown={onKeyDown}
					onBlur={() => session.type(false)}
				/>
				<Emoji insert={(emoji) => setText(insertAtCaret(field.current, text, emoji))} />
				<button
					type="button"
					class="send"
					aria-label={intent?.kind === "edit" ? texts.save : texts.send}
					title={intent?.kind === "edit" ? texts.save : texts.send}
					disabled={!isReady}
					onClick={send}
				>
					<Icon name={intent?.kind === "edit" ? "check" : "send"} />
				</button>
			</div>
			{tooLong && (
				<p class="warning" role="alert">
					{texts.tooLong}
				</p>
			)}
		</div>
	);
}
