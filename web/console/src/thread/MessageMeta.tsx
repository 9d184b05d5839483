/** When it was sent, whether it was edited, and how far it got. */

import type { Message } from "@kefu/client";
import { IconCheck, IconChecks } from "@tabler/icons-react";
import { useFormat } from "../locales/format";
import { useText } from "../locales/text";
import classes from "./Bubble.module.css";
import type { Mark } from "./sides";

interface MessageMetaProps {
	message: Message;
	/** Null for what the other side sent. */
	mark: Mark | null;
	withTime: boolean;
}

const MARKS = { sent: "markSent", delivered: "markDelivered", read: "markRead" } as const;

export function MessageMeta({ message, mark, withTime }: MessageMetaProps) {
	const t = useText();
	const format = useFormat();
	const MarkIcon = mark === "sent" ? IconCheck : IconChecks;
	return (
		<div className={classes.meta}>
			{message.edited_at && <span title={format.dateTime(message.edited_at)}>{t("edited")}</span>}
			{withTime && (
				<time dateTime={message.created_at} title={format.dateTime(message.created_at)}>
					{format.clock(message.created_at)}
				</time>
			)}
			{withTime && mark && (
				<span className={mark === "read" ? classes.read : undefined} title={t(MARKS[mark])} data-mark={mark}>
					<MarkIcon size={14} role="img" aria-label={t(MARKS[mark])} />
				</span>
			)}
		</div>
	);
}
