/** The button that opens the board of emoji; phones have a better one on their keyboard. */

import { useState } from "preact/hooks";
import { useSurface } from "./context.js";
import { IconButton } from "./icon-button.js";
import { EMOJI } from "./icons.js";
import { useExtras } from "./use-extras.js";

export function Emoji({ insert }: { insert: (emoji: string) => void }) {
	const { texts } = useSurface();
	const [open, setOpen] = useState(false);
	const extras = useExtras(open);
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.key !== "Escape") return;
		event.stopPropagation();
		setOpen(false);
	};
	const onFocusOut = ({
		relatedTarget,
		currentTarget,
	}: {
		relatedTarget: EventTarget | null;
		currentTarget: Element;
	}) => {
		if (!currentTarget.contains(relatedTarget as Node | null)) setOpen(false);
	};
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: it only hears Escape and the focus of what is inside
		<div class="emoji" onKeyDown={onKeyDown} onFocusOut={onFocusOut}>
			<IconButton icon={EMOJI} label={texts.emoji} pressed={open} onClick={() => setOpen(!open)} />
			{extras && <extras.Board insert={insert} />}
		</div>
	);
}
