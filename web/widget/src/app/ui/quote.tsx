/** The message that this one replies to, in a line; a click goes there. */

import type { Seq } from "@kefu/client";
import { summarize } from "../logic/summary.js";
import { memberOf } from "../session/snapshot.js";
import { useSession, useSurface } from "./context.js";

export function Quote({ seq }: { seq: Seq }) {
	const { texts, reveal } = useSurface();
	const { thread, me } = useSession();
	const original = thread?.items.find(({ message }) => message?.seq === seq)?.message;
	const name = original?.sender_id === me ? texts.you : memberOf(thread, original?.sender_id ?? null)?.username;
	const text = original && !original.recalled_at ? summarize(original, texts) : texts.earlierMessage;
	return (
		<button type="button" class="quote" title={texts.goToOriginal} onClick={() => reveal(seq)}>
			{original && <span class="quote-name">{name}</span>}
			<span class="quote-text">{text}</span>
		</button>
	);
}
