/** Above the composer: which message is replied to or changed, and how to leave that. */

import { summarize } from "../logic/summary.js";
import { memberOf } from "../session/snapshot.js";
import { type Intent, useSession, useSurface } from "./context.js";
import { EDIT, REPLY } from "./extra-icons.js";
import { Icon } from "./icon.js";
import { IconButton } from "./icon-button.js";
import { CLOSE } from "./icons.js";

export function IntentLine({ intent: { kind, message } }: { intent: Intent }) {
	const { texts, begin } = useSurface();
	const { thread, me } = useSession();
	const name = message.sender_id === me ? texts.you : (memberOf(thread, message.sender_id)?.username ?? texts.anAgent);
	return (
		<div class="intent">
			<Icon path={kind === "edit" ? EDIT : REPLY} />
			<span class="intent-text">
				<strong>{kind === "edit" ? texts.editing : texts.replyingTo(name)}</strong>
				<span>{summarize(message, texts)}</span>
			</span>
			<IconButton icon={CLOSE} label={texts.cancel} onClick={() => begin(null)} />
		</div>
	);
}
