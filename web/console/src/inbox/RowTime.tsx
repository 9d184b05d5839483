/** When something last happened, or how long the customer has been waiting. */

import type { Conversation } from "@kefu/client";
import { IconClock } from "@tabler/icons-react";
import { useNow } from "../app/clock";
import { useFormat } from "../locales/format";
import { useText } from "../locales/text";
import { useMe } from "../session/hooks";
import classes from "./ConversationRow.module.css";
import { LATE_AFTER, waitingSince } from "./waiting";

export function RowTime({ conversation }: { conversation: Conversation }) {
	const t = useText();
	const format = useFormat();
	const now = useNow();
	const since = waitingSince(conversation, useMe().id);
	if (!since) {
		const at = conversation.last_activity_at;
		return (
			<time className={classes.time} dateTime={at} title={format.dateTime(at)}>
				{format.shortTime(at, now)}
			</time>
		);
	}
	const waited = Math.max(0, now - Date.parse(since));
	return (
		<time
			className={classes.time}
			dateTime={since}
			data-late={waited > LATE_AFTER || undefined}
			title={t("waitingSince", { time: format.dateTime(since) })}
		>
			<IconClock size={12} stroke={2} aria-label={t("waiting")} /> {format.span(waited)}
		</time>
	);
}
