/** What somebody wrote, with its links. All of it as text nodes: nothing that was written becomes HTML. */

import { useMemo } from "preact/hooks";
import { splitLinks } from "../logic/links.js";

export function RichText({ text }: { text: string }) {
	const pieces = useMemo(() => splitLinks(text), [text]);
	return (
		<span class="text" dir="auto">
			{pieces.map(({ text, href }, index) =>
				href ? (
					<a key={index} href={href} target="_blank" rel="noopener nofollow noreferrer">
						{text}
					</a>
				) : (
					text
				),
			)}
		</span>
	);
}
