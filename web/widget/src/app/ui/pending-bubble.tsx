/** A message on its way: what it says, how far it is, and what to do if it was refused. */

import type { Pending } from "@kefu/client";
import { isPicture } from "../logic/fit.js";
import { Content } from "./content.js";
import { describe, useSurface } from "./context.js";
import { Icon } from "./icon.js";
import { ALERT } from "./icons.js";
import { Quote } from "./quote.js";
import { useExtras } from "./use-extras.js";

export function PendingBubble({ pending }: { pending: Pending }) {
	const { texts, session } = useSurface();
	const { draft, file, state, problem, clientId } = pending;
	const extras = useExtras(file !== undefined);
	const isBare = draft.kind === "image" || draft.kind === "card" || (file !== undefined && isPicture(file));
	return (
		<div class="line" data-pending={state}>
			<div class={isBare ? "bubble bare" : "bubble"}>
				{draft.reply_to ? <Quote seq={draft.reply_to} /> : null}
				{extras && file ? <extras.PendingFile pending={pending} file={file} /> : <Content message={draft} />}
			</div>
			{state === "failed" && (
				<div class="failure">
					<Icon path={ALERT} />
					<span>{problem ? describe(texts, problem) : texts.failed}</span>
					<button type="button" class="text-button" onClick={() => session.retry(clientId)}>
						{texts.retry}
					</button>
					<button type="button" class="text-button" onClick={() => session.discard(clientId)}>
						{texts.discard}
					</button>
				</div>
			)}
		</div>
	);
}
