/** A small board of emoji; phones have a better one on their keyboard. */

import { useEffect, useRef, useState } from "preact/hooks";
import { useSurface } from "./context.js";
import { IconButton } from "./icon-button.js";

const BOARD = Array.from("😀😄😂😊😍😘🤔😅😭😢😡😱🥰😎🙄😴👍👎👌🙏👏💪🤝👋❤🎉🔥✨🌹🎁☕✅");

export function Emoji({ insert }: { insert: (emoji: string) => void }) {
	const { texts } = useSurface();
	const [open, setOpen] = useState(false);
	const board = useRef<HTMLFieldSetElement>(null);
	useEffect(() => {
		if (open) board.current?.querySelector("button")?.focus();
	}, [open]);
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
			<IconButton icon="emoji" label={texts.emoji} pressed={open} onClick={() => setOpen(!open)} />
			{open && (
				<fieldset class="board" aria-label={texts.emoji} ref={board}>
					{BOARD.map((emoji) => (
						<button type="button" key={emoji} onClick={() => insert(emoji)}>
							{emoji}
						</button>
					))}
				</fieldset>
			)}
		</div>
	);
}
