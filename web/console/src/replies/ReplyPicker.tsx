/** The quick replies that fit what was typed after the slash. */

export function ReplyPicker(_props: { onPick: (text: string) => void; query: string }) {
	return null;
}
