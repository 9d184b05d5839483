/** Words, with their web addresses as links. Text nodes only. */

import classes from "./Bubble.module.css";
import { segmentsOf } from "./links";

/** One to three pictures and nothing else. */
const ONLY_EMOJI =
	/^(?:\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\u{FE0F}|\u{200D}\p{Extended_Pictographic})*\s?){1,3}$/u;

export function TextContent({ text }: { text: string }) {
	const big = text.length <= 40 && ONLY_EMOJI.test(text);
	return (
		<div className={big ? `${classes.text} ${classes.emoji}` : classes.text} dir="auto">
			{segmentsOf(text).map((segment, index) =>
				segment.href ? (
					<a key={index} href={segment.href} target="_blank" rel="noopener noreferrer nofollow">
						{segment.text}
					</a>
				) : (
					segment.text
				),
			)}
		</div>
	);
}
