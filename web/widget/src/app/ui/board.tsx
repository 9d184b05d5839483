/** A small board of emoji. */

import { useEffect, useRef } from "preact/hooks";
import { useSurface } from "./context.js";

const BOARD = Array.from("😀😄😂😊😍😘🤔😅😭😢😡😱🥰😎🙄😴👍👎👌🙏👏💪🤝👋❤🎉🔥✨🌹🎁☕✅");

export function Board({ insert }: { insert: (emoji: string) => void }) {
	const { texts } = useSurface();
	const board = useRef<HTMLFieldSetElement>(null);
	useEffect(() => board.current?.querySelector("button")?.focus(), []);
	return (
		<fieldset class="board" aria-label={texts.emoji} ref={board}>
			{BOARD.map((emoji) => (
				<button type="button" key={emoji} onClick={() => insert(emoji)}>
					{emoji}
				</button>
			))}
		</fieldset>
	);
}
