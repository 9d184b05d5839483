/** Where one writes: text, files and emoji, with what it replies to or changes above. */

import { useRef } from "preact/hooks";
import { isTooLong } from "../logic/limits.js";
import { type Intent, useSession, useSurface } from "./context.js";
import { Emoji } from "./emoji.js";
import { FilePicker } from "./file-picker.js";
import { Icon } from "./icon.js";
import { CHECK, SEND } from "./icons.js";
import { TextField } from "./text-field.js";
import { insertAtCaret, useDraft } from "./use-draft.js";
import { useExtras } from "./use-extras.js";

interface Props {
	intent: Intent | null;
	files: File[];
	setFiles: (files: File[]) => void;
	/** Sends what is written; `text` is trimmed and may be empty beside files. Settles when it survives this page. */
	submit: (text: string) => Promise<void>;
}

export function Composer({ intent, files, setFiles, submit }: Props) {
	const { session, texts } = useSurface();
	const { to } = useSession();
	const field = useRef<HTMLTextAreaElement>(null);
	const { text, setText, clear } = useDraft(to, intent);
	const extras = useExtras(intent !== null || files.length > 0);
	const trimmed = text.trim();
	const tooLong = isTooLong(text, session.limits);
	const isEdit = intent?.kind === "edit";
	const isReady = (trimmed !== "" || (files.length > 0 && !isEdit)) && !tooLong;

	const focus = () => field.current?.focus();
	const send = () => {
		if (!isReady) return;
		clear(submit(trimmed));
		session.type(false);
		focus();
	};
	const add = (more: File[]) => {
		setFiles([...files, ...more]);
		focus();
	};
	return (
		<div class="composer">
			{extras && intent && <extras.IntentLine intent={intent} />}
			{extras && <extras.Tray files={files} remove={(file) => setFiles(files.filter((other) => other !== file))} />}
			<div class="field">
				<FilePicker add={add} />
				<TextField field={field} text={text} setText={setText} invalid={tooLong} intent={intent} send={send} />
				<Emoji insert={(emoji) => setText(insertAtCaret(field.current, text, emoji))} />
				<SendButton label={isEdit ? texts.save : texts.send} icon={isEdit ? CHECK : SEND} ready={isReady} send={send} />
			</div>
			{tooLong && (
				<p class="warning" role="alert">
					{texts.tooLong}
				</p>
			)}
		</div>
	);
}

function SendButton(props: { label: string; icon: string; ready: boolean; send: () => void }) {
	const { label, icon, ready, send } = props;
	return (
		<button type="button" class="send" aria-label={label} title={label} disabled={!ready} onClick={send}>
			<Icon path={icon} />
		</button>
	);
}
