/** What one person said in one go: the face once, the bubbles, and below them when, and how far it got. */

import type { ThreadItem, UserId } from "@kefu/client";
import { timeOf } from "../logic/groups.js";
import { reachedBy } from "../logic/reached.js";
import { memberOf } from "../session/snapshot.js";
import { Avatar } from "./avatar.js";
import { Bubble } from "./bubble.js";
import { useSession, useSurface } from "./context.js";
import { Icon } from "./icon.js";
import { ALERT, CLOCK } from "./icons.js";
import { PendingBubble } from "./pending-bubble.js";

export function Group({ sender, own, items }: { sender: UserId; own: boolean; items: ThreadItem[] }) {
	const { texts } = useSurface();
	const { thread } = useSession();
	const user = memberOf(thread, sender);
	const name = own ? texts.you : (user?.username ?? texts.anAgent);
	const last = items.at(-1);
	return (
		<div class={own ? "group own" : "group"}>
			{!own && <Avatar url={user?.avatar} name={name} />}
			<div class="stack">
				<span class={own ? "unseen" : "name"}>{name}</span>
				{items.map((item) =>
					item.message ? (
						<Bubble key={item.key} message={item.message} />
					) : (
						<PendingBubble key={item.key} pending={item.pending} />
					),
				)}
				{last && <Meta item={last} own={own} />}
			</div>
		</div>
	);
}

function Meta({ item, own }: { item: ThreadItem; own: boolean }) {
	const { formats } = useSurface();
	const time = timeOf(item);
	return (
		<span class="meta">
			<time dateTime={time} title={formats.moment(time)}>
				{formats.time(time)}
			</time>
			{own && <Fate item={item} />}
		</span>
	);
}

/** What became of an own message. */
function Fate({ item }: { item: ThreadItem }) {
	const { texts } = useSurface();
	const { thread, me } = useSession();
	if (item.message) {
		const reached = thread && me ? reachedBy(item.message.seq, thread.marks, me) : "sent";
		return <span class={`fate ${reached}`}>{texts[reached]}</span>;
	}
	const { state } = item.pending;
	if (state === "failed") return <Mark icon={ALERT} text={texts.failed} />;
	return <Mark icon={CLOCK} text={state === "queued" ? texts.queued : texts.sending} />;
}

function Mark({ icon, text }: { icon: string; text: string }) {
	return (
		<span class="fate">
			<Icon path={icon} />
			{text}
		</span>
	);
}
